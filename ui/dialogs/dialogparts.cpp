// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/dialogparts.h"

#include "style/theme.h"
#include "util/plaintext.h"

#include "widgets/environmentchip.h"

#include <QDialog>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace drover::ui {

QVBoxLayout* setUpDialog(QDialog& dialog, int characters)
{
    auto* layout = new QVBoxLayout(&dialog);
    layout->setContentsMargins(spaceL, spaceL, spaceL, spaceL);
    layout->setSpacing(spaceM);
    dialog.setMinimumWidth(dialog.fontMetrics().averageCharWidth() * characters);
    return layout;
}

QWidget* connectionLine(const ConnectionIdentity& connection)
{
    auto* line = new QWidget;
    auto* layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceS);
    layout->addWidget(new EnvironmentChip(connection.environment, EnvironmentChip::Form::Word));
    layout->addWidget(new PlainLabel(plainText(connection.title), PlainLabel::Tone::Strong));
    auto* address = new PlainLabel(plainText(connection.address), PlainLabel::Tone::Muted);
    address->setElided(true);
    layout->addWidget(address, 1);
    return line;
}

PlainLabel* wrapped(const QString& text, PlainLabel::Tone tone)
{
    auto* label = new PlainLabel(text, tone);
    label->setWordWrap(true);
    return label;
}

Card* factsCard(const QStringList& facts, Card::Mood mood)
{
    auto* card = new Card(mood);
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
    inside->setSpacing(spaceXs);
    for (const QString& fact : facts)
        inside->addWidget(
            wrapped(fact, mood == Card::Mood::Plain ? PlainLabel::Tone::Muted : PlainLabel::Tone::Normal));
    return card;
}

} // namespace drover::ui
