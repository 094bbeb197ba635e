// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/connectiondialog.h"

#include "redis/redisurl.h"
#include "util/connectionwords.h"
#include "util/plaintext.h"
#include "util/urlinput.h"
#include "util/workerwords.h"
#include "widgets/connectiontestpanel.h"
#include "widgets/formgrid.h"
#include "widgets/noticebar.h"
#include "widgets/passwordedit.h"

#include <QCheckBox>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace drover::ui {

using Kind = SecretSource::Kind;

ConnectionDialog::ConnectionDialog(ConnectionProfile profile, std::vector<ConnectionProfile> others,
    Credentials& credentials, QWidget* parent)
    : QDialog(parent)
    , m_original(std::move(profile))
    , m_others(std::move(others))
    , m_credentials(credentials)
    , m_isStored(m_original.secret.isStored)
    , m_nameIsOurs(m_original.name.isEmpty())
{
    build();
    const ConnectionProfile& p = m_original;
    m_name->setText(p.name);
    m_environment->setCurrentIndex(m_environment->findData(QVariant::fromValue(p.environment)));
    m_readOnly->setChecked(p.isReadOnly);
    m_source->setCurrentIndex(m_source->findData(QVariant::fromValue(p.secret.kind)));
    m_variable->setText(p.secret.variable);
    if (!p.secret.command.isEmpty())
        m_command->setText(joinCommand(p.secret.command.first(), p.secret.command.mid(1)));
    QStringList prefixes;
    for (const QByteArray& prefix : p.prefixes)
        prefixes.append(QString::fromUtf8(prefix));
    m_prefixes->setText(prefixes.join(u", "_s));
    m_folder->setText(p.folder);
    m_connectTimeout->setValue(static_cast<int>(p.options.connectTimeout.count() / 1000));
    fillFields(p.options);
    if (!p.name.isEmpty())
        showUrl();
    connectFields();
    updateVisibility();
    m_url->setFocus();
}

ConnectionDialog::~ConnectionDialog()
{
    // A line that has the focus ends its editing while the dialog goes.
    m_url->disconnect(this);
}

ConnectionProfile ConnectionDialog::profile() const
{
    ConnectionProfile profile = m_original;
    ConnectionOptions& options = profile.options;
    profile.name = m_name->text().trimmed();
    profile.folder = m_folder->text().trimmed();
    profile.environment = m_environment->currentData().value<Environment>();
    profile.isReadOnly = m_readOnly->isChecked();
    const bool isSocket = m_kind->currentIndex() == 1;
    options.unixSocket = isSocket ? m_socket->text().trimmed() : QString();
    options.host = m_host->text().trimmed();
    options.port = static_cast<quint16>(m_port->value());
    options.database = m_database->value();
    options.user = m_user->text();
    options.tls = {};
    if (!isSocket && m_tls->isChecked())
        options.tls = {true, m_ca->text().trimmed(), m_certificate->text().trimmed(), m_key->text().trimmed(),
            m_serverName->text().trimmed()};
    options.connectTimeout = Milliseconds(m_connectTimeout->value() * 1000);
    profile.prefixes.clear();
    const QStringList prefixes = m_prefixes->text().split(u',', Qt::SkipEmptyParts);
    for (const QString& prefix : prefixes) {
        if (!prefix.trimmed().isEmpty())
            profile.prefixes.append(prefix.trimmed().toUtf8());
    }
    profile.secret.kind = m_source->currentData().value<Kind>();
    profile.secret.variable =
        profile.secret.kind == Kind::Environment ? m_variable->text().trimmed() : QString();
    profile.secret.command =
        profile.secret.kind == Kind::Command ? splitCommand(m_command->text()) : QStringList();
    profile.secret.isStored = m_isStored;
    return profile;
}

QByteArray ConnectionDialog::password() const
{
    return m_password->password();
}

void ConnectionDialog::connectFields()
{
    connect(m_url, &QLineEdit::textEdited, this, &ConnectionDialog::onUrlTyped);
    connect(m_url, &QLineEdit::editingFinished, this, &ConnectionDialog::onUrlLeft);
    for (QLineEdit* edit : {m_host, m_socket, m_user, m_ca, m_serverName, m_certificate, m_key})
        connect(edit, &QLineEdit::textEdited, this, &ConnectionDialog::onFieldEdited);
    for (QLineEdit* edit : {m_variable, m_command, m_prefixes})
        connect(edit, &QLineEdit::textEdited, this, [this, edit] { m_form->setFault(edit, {}); });
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_nameIsOurs = text.isEmpty();
        m_form->setFault(m_name, {});
    });
    for (QSpinBox* box : {m_port, m_database})
        connect(box, &QSpinBox::valueChanged, this, &ConnectionDialog::onFieldEdited);
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        updateVisibility();
        onFieldEdited();
    });
    connect(m_tls, &QCheckBox::toggled, this, [this] {
        updateVisibility();
        onFieldEdited();
    });
    connect(m_source, &QComboBox::currentIndexChanged, this, &ConnectionDialog::updateVisibility);
    connect(m_environment, &QComboBox::currentIndexChanged, this, &ConnectionDialog::updateVisibility);
    connect(m_password, &QLineEdit::textEdited, this, [this] {
        // Whoever types a password wants it kept somewhere.
        if (m_source->currentData().value<Kind>() == Kind::None && !m_password->text().isEmpty())
            m_source->setCurrentIndex(m_source->findData(QVariant::fromValue(Kind::Keychain)));
    });
    connect(m_forget, &QPushButton::clicked, this, &ConnectionDialog::forgetPassword);
    connect(m_test, &QPushButton::clicked, this, &ConnectionDialog::toggleTest);
    connect(m_save, &QPushButton::clicked, this, [this] { save(false); });
    connect(m_connect, &QPushButton::clicked, this, [this] { save(true); });
    connect(m_notice, &NoticeBar::actionTriggered, this, &ConnectionDialog::useSession);
    connect(&m_tester, &ConnectionTester::progressed, this,
        [this](const ConnectionTestReport& report) { m_panel->show(report, profile().prefixes); });
    connect(&m_tester, &ConnectionTester::finished, this, &ConnectionDialog::onTestEnded);
    connect(&m_credentials, &Credentials::waiting, this, [this](const QString& id) {
        if (id == m_original.id && m_isBusy)
            m_notice->show(Card::Mood::Plain, tr("Waiting for the keychain\u2026"),
                tr("It may have opened a window of its own that asks for its password."));
    });
}

void ConnectionDialog::fillFields(const ConnectionOptions& options)
{
    m_isFilling = true;
    m_kind->setCurrentIndex(options.unixSocket.isEmpty() ? 0 : 1);
    m_socket->setText(options.unixSocket);
    m_host->setText(options.host);
    m_port->setValue(options.port);
    m_database->setValue(options.database);
    m_user->setText(options.user);
    m_tls->setChecked(options.tls.enabled);
    if (options.tls.enabled) {
        m_ca->setText(options.tls.caFile);
        m_serverName->setText(options.tls.serverName);
        m_certificate->setText(options.tls.certificateFile);
        m_key->setText(options.tls.keyFile);
    }
    if (m_nameIsOurs && m_original.name.isEmpty() && !m_url->text().isEmpty())
        m_name->setText(freeProfileName(suggestedProfileName(options), m_others));
    m_isFilling = false;
    updateVisibility();
}

void ConnectionDialog::takeUrl(const QString& text)
{
    m_url->setText(text);
    onUrlTyped(text);
    onUrlLeft();
}

void ConnectionDialog::onUrlTyped(const QString& text)
{
    const bool isPasted = text.size() > m_urlLength + 1;
    m_urlLength = text.size();
    const Result<ConnectionOptions> options = parseRedisUrl(addressIn(text));
    // While one types, an unfinished URL is no mistake yet.
    m_form->setFault(m_url, {});
    if (!options)
        return;
    m_form->clearFaults();
    fillFields(*options);
    if (!options->password.isEmpty()) {
        m_password->setPassword(options->password);
        if (m_source->currentData().value<Kind>() == Kind::None)
            m_source->setCurrentIndex(m_source->findData(QVariant::fromValue(Kind::Keychain)));
    }
    // What arrives at once was pasted: its password must not stay in sight.
    if (isPasted && !options->password.isEmpty())
        onUrlLeft();
}

void ConnectionDialog::onUrlLeft()
{
    const QString text = m_url->text();
    if (text.trimmed().isEmpty())
        return m_form->setFault(m_url, {});
    const Result<ConnectionOptions> options = parseRedisUrl(addressIn(text));
    if (!options)
        return m_form->setFault(m_url, urlFaultWords(options.error()));
    if (options->password.isEmpty())
        return showUrl();
    m_form->setHint(m_url, tr("The password was moved to its own field below."));
    showUrl();
}

void ConnectionDialog::showUrl()
{
    const QSignalBlocker quiet(m_url);
    // setText() empties the line's undo, which would bring a password back into sight.
    m_url->setText(displayUrl(profile().options));
    m_urlLength = m_url->text().size();
    m_url->setCursorPosition(0);
}

void ConnectionDialog::onFieldEdited()
{
    if (m_isFilling)
        return;
    for (QWidget* field : std::initializer_list<QWidget*>{m_url, m_host, m_socket, m_certificate})
        m_form->setFault(field, {});
    m_form->setHint(m_url, {});
    showUrl();
    if (m_nameIsOurs)
        m_name->setText(freeProfileName(suggestedProfileName(profile().options), m_others));
}

void ConnectionDialog::updateVisibility()
{
    const bool isSocket = m_kind->currentIndex() == 1;
    m_form->setFieldVisible(m_host, !isSocket);
    m_form->setFieldVisible(m_socket, isSocket);
    m_form->setFieldVisible(m_tls, !isSocket);
    const bool hasTls = !isSocket && m_tls->isChecked();
    for (QLineEdit* edit : {m_ca, m_serverName, m_certificate, m_key})
        m_form->setFieldVisible(edit, hasTls);
    const auto source = m_source->currentData().value<Kind>();
    m_form->setFieldVisible(m_variable, source == Kind::Environment);
    m_form->setFieldVisible(m_command, source == Kind::Command);
    m_form->setFieldVisible(m_password,
        source == Kind::None || source == Kind::Keychain || source == Kind::Session || source == Kind::Ask);
    const bool isProduction = m_environment->currentData().value<Environment>() == Environment::Production;
    m_readOnly->setEnabled(!isProduction);
    m_form->setHint(m_readOnly,
        isProduction ? tr("Production is read-only until it is unlocked for some minutes.")
                     : tr("Nothing in Drover changes a queue here."));
    updatePasswordHint();
}

void ConnectionDialog::updatePasswordHint()
{
    const auto source = m_source->currentData().value<Kind>();
    const bool isKept = m_isStored && source == Kind::Keychain;
    m_forget->setVisible(m_isStored);
    m_password->setPlaceholderText(isKept ? tr("Stored in the keychain; type to replace it") : QString());
    QString hint;
    if (source == Kind::Ask)
        hint = tr("Used for the test only; Drover asks at every connecting and keeps it nowhere.");
    else if (source == Kind::Session)
        hint = tr("Kept in memory until Drover ends, never written.");
    else if (source == Kind::Keychain && !isKept)
        hint = tr("Kept by the system\u2019s keychain, never in a file of Drover\u2019s.");
    else if (m_isStored && source != Kind::Keychain)
        hint = tr("Saving removes the stored password from the keychain.");
    m_form->setHint(m_password, hint);
}

QWidget* ConnectionDialog::fieldOf(ProfileFault::Field field) const
{
    using Field = ProfileFault::Field;
    switch (field) {
    case Field::Name:
        return m_name;
    case Field::Host:
    case Field::Port:
        return m_host;
    case Field::Socket:
        return m_socket;
    case Field::Database:
        return m_database;
    case Field::Prefixes:
        return m_prefixes;
    case Field::Variable:
        return m_variable;
    case Field::Command:
        return m_command;
    case Field::Certificate:
        return m_certificate;
    }
    return m_name;
}

bool ConnectionDialog::validate()
{
    m_form->clearFaults();
    const ConnectionProfile wanted = profile();
    std::vector<ProfileFault> faults = profileFaults(wanted, m_others);
    if (m_kind->currentIndex() == 1 && wanted.options.unixSocket.isEmpty())
        faults.insert(faults.begin(), {ProfileFault::Field::Socket, ProfileFault::Kind::Missing});
    for (auto fault = faults.rbegin(); fault != faults.rend(); ++fault) {
        QWidget* const field = fieldOf(fault->field);
        m_form->setFault(field, profileFaultWords(*fault));
        field->setFocus();
    }
    return faults.empty();
}

void ConnectionDialog::toggleTest()
{
    if (m_tester.isRunning())
        return m_tester.cancel();
    ConnectionProfile wanted = profile();
    if (wanted.name.isEmpty())
        m_name->setText(freeProfileName(suggestedProfileName(wanted.options), m_others));
    if (!validate())
        return;
    wanted.options.password = password();
    const bool mustAsk = wanted.options.password.isEmpty() && wanted.secret.kind != Kind::None
        && wanted.secret.kind != Kind::Ask;
    if (!mustAsk)
        return runTest(wanted.options);
    setBusy(true);
    m_credentials.obtain(wanted).then(this, [this, wanted](const CredentialOutcome& outcome) {
        setBusy(false);
        m_notice->dismiss();
        if (outcome.kind != CredentialOutcome::Kind::Ready) {
            const ErrorWords words = askReasonWords(wanted, outcome);
            if (!words.sentence.isEmpty())
                m_notice->show(Card::Mood::Warn, words.sentence, words.remedy);
        }
        ConnectionOptions options = wanted.options;
        options.password = outcome.password;
        runTest(options);
    });
}

void ConnectionDialog::runTest(const ConnectionOptions& options)
{
    const ConnectionProfile wanted = profile();
    m_test->setText(tr("Cancel the test"));
    m_tester.start({options, wanted.prefixes, wanted.isLocked()});
}

void ConnectionDialog::onTestEnded(const ConnectionTestReport& report)
{
    m_test->setText(tr("&Test connection"));
    m_panel->show(report, profile().prefixes);
}

void ConnectionDialog::save(bool connects)
{
    if (m_isBusy)
        return;
    onUrlLeft();
    if (!m_form->fault(m_url).isEmpty())
        return m_url->setFocus();
    if (!validate())
        return;
    m_connectsAfterSaving = connects;
    saveSecret(profile(), connects);
}

void ConnectionDialog::saveSecret(const ConnectionProfile& wanted, bool connects)
{
    const QByteArray typed = password();
    if (wanted.secret.kind == Kind::Keychain && !typed.isEmpty()) {
        setBusy(true);
        m_credentials.store(wanted, typed)
            .then(&m_credentials,
                [dialog = QPointer(this), credentials = &m_credentials, wanted, connects](
                    const SecretOutcome& outcome) {
                    if (dialog && dialog->isVisible())
                        return dialog->onSecretStored(wanted, connects, outcome);
                    // A person has thought better of it meanwhile: a password without a connection is no use.
                    ConnectionProfile unwanted = wanted;
                    const bool isNew = !unwanted.secret.isStored;
                    unwanted.secret.isStored = true;
                    if (isNew && outcome.state == SecretState::Stored)
                        (void)credentials->forget(unwanted);
                });
        return;
    }
    if (wanted.secret.kind == Kind::Session && !typed.isEmpty())
        m_credentials.keepForSession(wanted, typed);
    if (wanted.secret.kind == Kind::Ask && !typed.isEmpty() && connects)
        m_credentials.giveOnce(wanted, typed);
    if (wanted.secret.kind != Kind::Keychain && m_isStored)
        return removeOldSecret(wanted, connects);
    finish(wanted, connects);
}

void ConnectionDialog::onSecretStored(ConnectionProfile wanted, bool connects, const SecretOutcome& outcome)
{
    setBusy(false);
    if (outcome.state == SecretState::Stored) {
        wanted.secret.isStored = true;
        return finish(wanted, connects);
    }
    const ErrorWords words = keychainWords(outcome.state, outcome.message);
    m_notice->show(Card::Mood::Warn, words.sentence, words.remedy, tr("Keep until Drover ends"));
}

void ConnectionDialog::removeOldSecret(const ConnectionProfile& wanted, bool connects)
{
    setBusy(true);
    ConnectionProfile stored = m_original;
    stored.secret.isStored = true;
    const QByteArray typed = password();
    m_credentials.forget(stored).then(this, [this, wanted, connects, typed](const SecretOutcome& outcome) {
        setBusy(false);
        ConnectionProfile saving = wanted;
        // Still there: the flag stays, so that it can be removed later.
        saving.secret.isStored = outcome.state != SecretState::NotFound;
        if (saving.secret.kind == Kind::Session && !typed.isEmpty())
            m_credentials.keepForSession(saving, typed);
        finish(saving, connects);
    });
}

void ConnectionDialog::useSession()
{
    m_notice->dismiss();
    m_source->setCurrentIndex(m_source->findData(QVariant::fromValue(Kind::Session)));
    const ConnectionProfile wanted = profile();
    m_credentials.keepForSession(wanted, password());
    finish(wanted, m_connectsAfterSaving);
}

void ConnectionDialog::forgetPassword()
{
    if (m_isBusy)
        return;
    setBusy(true);
    ConnectionProfile stored = m_original;
    stored.secret.isStored = true;
    m_credentials.forget(stored).then(this, [this](const SecretOutcome& outcome) {
        setBusy(false);
        if (outcome.state == SecretState::NotFound) {
            m_isStored = false;
            updatePasswordHint();
            m_notice->show(Card::Mood::Good, tr("The password is no longer in the keychain."));
            return;
        }
        const ErrorWords words = keychainWords(outcome.state, outcome.message);
        m_notice->show(Card::Mood::Warn,
            tr("The password could not be removed. %1", "%1 says why").arg(words.sentence), words.remedy);
    });
}

void ConnectionDialog::finish(const ConnectionProfile& profile, bool connects)
{
    m_isStored = profile.secret.isStored;
    Q_EMIT saved(profile, connects);
    accept();
}

void ConnectionDialog::setBusy(bool busy)
{
    m_isBusy = busy;
    for (QPushButton* button : {m_save, m_connect, m_test, m_forget})
        button->setEnabled(!busy);
    if (busy)
        m_notice->dismiss();
}

void ConnectionDialog::done(int result)
{
    m_tester.cancel();
    // The widget may live on for a while; the password shall not.
    m_password->setPassword({});
    QDialog::done(result);
}

void ConnectionDialog::keyPressEvent(QKeyEvent* event)
{
    // Return in the URL takes it; it does not save the dialog by the way.
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isReturn && m_url->hasFocus())
        return onUrlLeft();
    QDialog::keyPressEvent(event);
}

} // namespace drover::ui
