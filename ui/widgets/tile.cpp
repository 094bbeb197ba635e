// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tile.h"

#include "style/theme.h"
#include "widgets/plainlabel.h"

#include <QVBoxLayout>

namespace drover::ui {

Tile::Tile(const QString& heading, QWidget* parent)
    : Card(Mood::Plain, parent)
    , m_heading(new PlainLabel(heading, PlainLabel::Tone::Muted))
    , m_fact(new PlainLabel)
    , m_evidence(new PlainLabel({}, PlainLabel::Tone::Muted))
{
    m_fact->setFont(Theme::scaled(1.55, true));
    m_fact->setElided(true);
    m_evidence->setWordWrap(true);
    m_evidence->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceM, spaceS + 2, spaceM, spaceS + 2);
    layout->setSpacing(spaceXs);
    layout->addWidget(m_heading);
    layout->addWidget(m_fact);
    layout->addWidget(m_evidence, 1);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_evidence->setMinimumHeight(fontMetrics().lineSpacing() * 2);
}

void Tile::show(const QString& fact, const QString& evidence, Mood mood)
{
    m_fact->setText(fact);
    m_evidence->setText(evidence);
    setMood(mood);
    setAccessibleName(
        tr("%1: %2. %3", "a tile: heading, fact, evidence").arg(m_heading->text(), fact, evidence));
}

} // namespace drover::ui
