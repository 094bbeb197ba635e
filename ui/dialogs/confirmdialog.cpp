// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/confirmdialog.h"

#include "dialogs/dialogparts.h"
#include "style/theme.h"
#include "util/plaintext.h"
#include "widgets/plainlabel.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace drover::ui {

ConfirmDialog::ConfirmDialog(
    const ConfirmQuestion& question, const std::optional<ConnectionIdentity>& connection, QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(question.window);
    QVBoxLayout* layout = setUpDialog(*this);
    if (connection)
        layout->addWidget(connectionLine(*connection));
    layout->addWidget(wrapped(question.question, PlainLabel::Tone::Title));
    if (!question.consequence.isEmpty())
        layout->addWidget(wrapped(question.consequence));
    if (!question.facts.isEmpty())
        layout->addWidget(factsCard(question.facts));
    if (!question.late.isEmpty()) {
        m_late = wrapped(question.late, PlainLabel::Tone::Strong);
        layout->addWidget(m_late);
    }
    if (!question.warnings.isEmpty())
        layout->addWidget(factsCard(question.warnings, Card::Mood::Warn));
    if (!question.option.isEmpty()) {
        m_option = new QCheckBox(question.option);
        m_option->setChecked(question.optionOn);
        layout->addWidget(m_option);
    }
    if (!question.typed.isEmpty())
        addTyped(*layout, question.typed);
    addButtons(*layout, question);
}

void ConfirmDialog::addTyped(QVBoxLayout& layout, const QString& name)
{
    auto* ask = new PlainLabel(tr("Type %1 to go on:", "%1 is the name of a queue").arg(plainText(name)));
    m_typed = new QLineEdit;
    m_typed->setAccessibleName(ask->text());
    m_typed->setPlaceholderText(plainText(name));
    ask->setBuddy(m_typed);
    layout.addWidget(ask);
    layout.addWidget(m_typed);
    connect(m_typed, &QLineEdit::textChanged, this,
        [this, name](const QString& text) { m_verb->setEnabled(text == name); });
}

void ConfirmDialog::addButtons(QVBoxLayout& layout, const ConfirmQuestion& question)
{
    auto* buttons = new QDialogButtonBox;
    m_verb = buttons->addButton(question.verb, QDialogButtonBox::AcceptRole);
    m_verb->setProperty(question.destroys ? "danger" : "primary", true);
    m_verb->setEnabled(m_typed == nullptr);
    QPushButton* cancel = buttons->addButton(QDialogButtonBox::Cancel);
    // Enter means no where a yes cannot be taken back.
    m_verb->setAutoDefault(false);
    (question.destroys ? cancel : m_verb)->setDefault(true);
    if (m_typed == nullptr)
        (question.destroys ? cancel : m_verb)->setFocus();
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout.addWidget(buttons);
}

void ConfirmDialog::setLate(const QString& fact)
{
    m_late->setText(fact);
}

bool ConfirmDialog::isOptionOn() const
{
    return m_option != nullptr && m_option->isChecked();
}

} // namespace drover::ui
