// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/askpassworddialog.h"

#include "redis/redisurl.h"
#include "style/theme.h"
#include "util/connectionwords.h"
#include "util/plaintext.h"
#include "widgets/environmentchip.h"
#include "widgets/noticebar.h"
#include "widgets/passwordedit.h"
#include "widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

AskPasswordDialog::AskPasswordDialog(
    const ConnectionProfile& profile, const CredentialOutcome& outcome, QWidget* parent)
    : QDialog(parent)
    , m_password(new PasswordEdit)
    , m_once(new QRadioButton(tr("&Use it for this connecting only")))
    , m_session(new QRadioButton(tr("Keep it until &Drover ends")))
    , m_keychain(new QRadioButton(tr("Store it in the &keychain")))
    , m_connect(new QPushButton(tr("Connect")))
    , m_notice(new NoticeBar)
{
    setWindowTitle(tr("Password"));
    auto* head = new QHBoxLayout;
    head->setSpacing(spaceS);
    head->addWidget(new EnvironmentChip(profile.environment, EnvironmentChip::Form::Letter));
    auto* title = new PlainLabel(
        tr("Password of %1", "%1 is a connection").arg(plainText(profile.name)), PlainLabel::Tone::Title);
    title->setElided(true);
    head->addWidget(title, 1);
    auto* address = new PlainLabel(plainText(displayUrl(profile.options)), PlainLabel::Tone::Muted);
    address->setElided(true);
    m_password->setAccessibleName(tr("Password"));
    const QString user = profile.options.user;
    m_password->setPlaceholderText(
        user.isEmpty() ? QString() : tr("of the user %1", "whose password").arg(plainText(user)));

    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    m_connect->setProperty("primary", true);
    m_connect->setDefault(true);
    m_connect->setEnabled(false);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_connect);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceL, spaceL, spaceL, spaceL);
    layout->setSpacing(spaceS);
    layout->addLayout(head);
    layout->addWidget(address);
    layout->addWidget(m_notice);
    layout->addSpacing(spaceXs);
    layout->addWidget(m_password);
    for (QRadioButton* choice : {m_once, m_session, m_keychain})
        layout->addWidget(choice);
    layout->addSpacing(spaceS);
    layout->addLayout(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 64);

    const bool isShut = outcome.state == SecretState::Locked || outcome.state == SecretState::Unavailable
        || outcome.state == SecretState::TimedOut;
    const auto kind = profile.secret.kind;
    setKeep(kind == SecretSource::Kind::Keychain  ? (isShut ? Keep::Session : Keep::Keychain)
            : kind == SecretSource::Kind::Session ? Keep::Session
                                                  : Keep::Nothing);
    const ErrorWords why = askReasonWords(profile, outcome);
    if (!why.sentence.isEmpty())
        showNotice(why.sentence, why.remedy);
    connect(m_password, &QLineEdit::textChanged, this,
        [this](const QString& text) { m_connect->setEnabled(!text.isEmpty()); });
    connect(m_connect, &QPushButton::clicked, this, [this] { Q_EMIT given(m_password->password(), keep()); });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    m_password->setFocus();
}

AskPasswordDialog::Keep AskPasswordDialog::keep() const
{
    return m_keychain->isChecked() ? Keep::Keychain : m_session->isChecked() ? Keep::Session : Keep::Nothing;
}

void AskPasswordDialog::setKeep(Keep keep)
{
    m_once->setChecked(keep == Keep::Nothing);
    m_session->setChecked(keep == Keep::Session);
    m_keychain->setChecked(keep == Keep::Keychain);
}

void AskPasswordDialog::showRefused()
{
    setBusy(false);
    m_notice->show(Card::Mood::Bad, tr("Redis refused the user or the password."), tr("Try again."));
    m_password->selectAll();
    m_password->setFocus();
}

void AskPasswordDialog::showNotice(const QString& sentence, const QString& remedy)
{
    m_notice->show(Card::Mood::Warn, sentence, remedy);
}

void AskPasswordDialog::setBusy(bool busy)
{
    m_connect->setEnabled(!busy && !m_password->text().isEmpty());
    m_password->setEnabled(!busy);
}

void AskPasswordDialog::done(int result)
{
    m_password->setPassword({});
    QDialog::done(result);
}

} // namespace drover::ui
