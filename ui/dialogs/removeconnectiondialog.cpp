// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/removeconnectiondialog.h"

#include "style/theme.h"
#include "util/plaintext.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace drover::ui {

RemoveConnectionDialog::RemoveConnectionDialog(const ConnectionProfile& profile, QWidget* parent)
    : QDialog(parent)
    , m_notice(new NoticeBar)
    , m_remove(new QPushButton(tr("Remove connection")))
{
    setWindowTitle(tr("Remove connection"));
    auto* title =
        new PlainLabel(tr("Remove the connection %1?", "%1 is its name").arg(plainText(profile.name)),
            PlainLabel::Tone::Title);
    title->setWordWrap(true);
    auto* text = new PlainLabel(
        profile.secret.isStored ? tr(
            "Its settings go, and its password goes from the keychain. Redis and its queues are not touched.")
                                : tr("Its settings go. Redis and its queues are not touched."));
    text->setWordWrap(true);
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setDefault(true);
    m_remove->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_remove);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceL, spaceL, spaceL, spaceL);
    layout->setSpacing(spaceM);
    layout->addWidget(title);
    layout->addWidget(text);
    layout->addWidget(m_notice);
    layout->addLayout(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_remove, &QPushButton::clicked, this, &RemoveConnectionDialog::confirmed);
    connect(m_notice, &NoticeBar::actionTriggered, this, &RemoveConnectionDialog::confirmedWithoutSecret);
}

void RemoveConnectionDialog::setBusy(bool busy)
{
    m_remove->setEnabled(!busy);
    if (busy)
        m_notice->dismiss();
}

void RemoveConnectionDialog::showSecretStays(const QString& sentence, const QString& remedy)
{
    m_notice->show(Card::Mood::Warn, tr("The password could not be removed. %1", "%1 says why").arg(sentence),
        remedy, tr("Remove the rest"));
}

} // namespace drover::ui
