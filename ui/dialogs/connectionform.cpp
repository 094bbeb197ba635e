// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/connectionform.h"

#include "redis/redisurl.h"
#include "redis/tlsfacts.h"
#include "util/connectionwords.h"
#include "util/plaintext.h"
#include "util/urlinput.h"
#include "util/workerwords.h"
#include "widgets/formgrid.h"
#include "widgets/passwordedit.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace drover::ui {

using Kind = SecretSource::Kind;

ConnectionForm::ConnectionForm(
    ConnectionProfile profile, std::vector<ConnectionProfile> others, QWidget* parent)
    : QWidget(parent)
    , m_original(std::move(profile))
    , m_others(std::move(others))
    , m_isStored(m_original.secret.isStored)
    , m_nameIsOurs(m_original.name.isEmpty())
{
    build();
    m_fullWidth = minimumSizeHint().width();
    const ConnectionProfile& p = m_original;
    if (!pinIn(p.options.tls.caFile).isEmpty())
        m_pinHost = p.options.host;
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
    setFocusProxy(m_url);
}

ConnectionForm::~ConnectionForm()
{
    // A line that has the focus ends its editing while the form goes.
    m_url->disconnect(this);
}

ConnectionProfile ConnectionForm::profile() const
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

QByteArray ConnectionForm::password() const
{
    return m_password->password();
}

void ConnectionForm::connectFields()
{
    connect(m_url, &QLineEdit::textEdited, this, &ConnectionForm::onUrlTyped);
    connect(m_url, &QLineEdit::editingFinished, this, &ConnectionForm::commitUrl);
    for (QLineEdit* edit : {m_host, m_socket, m_user, m_ca, m_serverName, m_certificate, m_key})
        connect(edit, &QLineEdit::textEdited, this, &ConnectionForm::onFieldEdited);
    connect(m_host, &QLineEdit::textEdited, this, &ConnectionForm::dropPin);
    for (QLineEdit* edit : {m_variable, m_command, m_prefixes})
        connect(edit, &QLineEdit::textEdited, this, [this, edit] { m_grid->setFault(edit, {}); });
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_nameIsOurs = text.isEmpty();
        m_grid->setFault(m_name, {});
    });
    for (QSpinBox* box : {m_port, m_database})
        connect(box, &QSpinBox::valueChanged, this, &ConnectionForm::onFieldEdited);
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        updateVisibility();
        onFieldEdited();
    });
    connect(m_tls, &QCheckBox::toggled, this, [this] {
        updateVisibility();
        onFieldEdited();
    });
    connect(m_source, &QComboBox::currentIndexChanged, this, &ConnectionForm::updateVisibility);
    connect(m_environment, &QComboBox::currentIndexChanged, this, &ConnectionForm::updateVisibility);
    connect(m_password, &QLineEdit::textEdited, this, [this] {
        // Whoever types a password wants it kept somewhere.
        if (m_source->currentData().value<Kind>() == Kind::None && !m_password->text().isEmpty())
            m_source->setCurrentIndex(m_source->findData(QVariant::fromValue(Kind::Keychain)));
    });
    connect(m_forget, &QPushButton::clicked, this, &ConnectionForm::forgetWanted);
}

void ConnectionForm::fillFields(const ConnectionOptions& options)
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

void ConnectionForm::takeUrl(const QString& text)
{
    m_url->setText(text);
    onUrlTyped(text);
    commitUrl();
}

void ConnectionForm::onUrlTyped(const QString& text)
{
    const bool isPasted = text.size() > m_urlLength + 1;
    m_urlLength = text.size();
    const Result<PastedAddress> pasted = readPasted(text);
    // While one types, an unfinished URL is no mistake yet.
    m_grid->setFault(m_url, {});
    if (!pasted)
        return;
    m_grid->clearFaults();
    ConnectionOptions options = pasted->options;
    const bool isPinned = !pinIn(options.tls.caFile).isEmpty();
    if (isPinned && isPasted)
        m_pinHost = options.host;
    else if (isPinned && !m_pinHost.isEmpty() && options.host != m_pinHost)
        options.tls.caFile.clear();
    fillFields(options);
    if (!pasted->prefix.isEmpty())
        m_prefixes->setText(QString::fromUtf8(pasted->prefix));
    const QByteArray& password = pasted->options.password;
    if (!password.isEmpty()) {
        m_password->setPassword(password);
        if (m_source->currentData().value<Kind>() == Kind::None)
            m_source->setCurrentIndex(m_source->findData(QVariant::fromValue(Kind::Keychain)));
    }
    // What arrives at once was pasted: its password must not stay in sight.
    if (isPasted && (!password.isEmpty() || !pasted->preview.isEmpty()))
        commitUrl();
}

void ConnectionForm::commitUrl()
{
    const QString text = m_url->text();
    if (text.trimmed().isEmpty())
        return m_grid->setFault(m_url, {});
    const Result<PastedAddress> pasted = readPasted(text);
    if (!pasted)
        return m_grid->setFault(m_url, urlFaultWords(pasted.error()));
    QStringList hints;
    if (!pasted->preview.isEmpty())
        hints.append(pasted->preview);
    if (!pasted->options.password.isEmpty())
        hints.append(tr("The password was moved to its own field below."));
    if (!hints.isEmpty())
        m_grid->setHint(m_url, hints.join(u' '));
    showUrl();
}

void ConnectionForm::showUrl()
{
    const QSignalBlocker quiet(m_url);
    // setText() empties the line's undo, which would bring a password back into sight.
    m_url->setText(displayUrl(profile().options));
    m_urlLength = m_url->text().size();
    m_url->setCursorPosition(0);
}

void ConnectionForm::onFieldEdited()
{
    if (m_isFilling)
        return;
    for (QWidget* field : std::initializer_list<QWidget*>{m_url, m_host, m_socket, m_certificate})
        m_grid->setFault(field, {});
    m_grid->setHint(m_url, {});
    showUrl();
    if (m_nameIsOurs)
        m_name->setText(freeProfileName(suggestedProfileName(profile().options), m_others));
}

//! A pin is of one host: another one has not been compared.
void ConnectionForm::dropPin()
{
    if (!pinIn(m_ca->text()).isEmpty()) {
        m_ca->clear();
        showUrl();
    }
    Q_EMIT hostEdited();
}

void ConnectionForm::updateVisibility()
{
    const bool isSocket = m_kind->currentIndex() == 1;
    m_grid->setFieldVisible(m_host, !isSocket);
    m_grid->setFieldVisible(m_socket, isSocket);
    m_grid->setFieldVisible(m_tls, !isSocket);
    const bool hasTls = !isSocket && m_tls->isChecked();
    for (QLineEdit* edit : {m_ca, m_serverName, m_certificate, m_key})
        m_grid->setFieldVisible(edit, hasTls);
    const auto source = m_source->currentData().value<Kind>();
    m_grid->setFieldVisible(m_variable, source == Kind::Environment);
    m_grid->setFieldVisible(m_command, source == Kind::Command);
    m_grid->setFieldVisible(m_password,
        source == Kind::None || source == Kind::Keychain || source == Kind::Session || source == Kind::Ask);
    const bool isProduction = m_environment->currentData().value<Environment>() == Environment::Production;
    m_readOnly->setEnabled(!isProduction);
    m_grid->setHint(m_readOnly,
        isProduction ? tr("Production is read-only until it is unlocked for some minutes.")
                     : tr("Nothing in Drover changes a queue here."));
    updatePasswordHint();
}

void ConnectionForm::updatePasswordHint()
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
    m_grid->setHint(m_password, hint);
}

QWidget* ConnectionForm::fieldOf(ProfileFault::Field field) const
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

bool ConnectionForm::validate()
{
    m_grid->clearFaults();
    const ConnectionProfile wanted = profile();
    std::vector<ProfileFault> faults = profileFaults(wanted, m_others);
    if (m_kind->currentIndex() == 1 && wanted.options.unixSocket.isEmpty())
        faults.insert(faults.begin(), {ProfileFault::Field::Socket, ProfileFault::Kind::Missing});
    for (auto fault = faults.rbegin(); fault != faults.rend(); ++fault) {
        QWidget* const field = fieldOf(fault->field);
        m_grid->setFault(field, profileFaultWords(*fault));
        field->setFocus();
    }
    return faults.empty();
}

bool ConnectionForm::hasUrlFault() const
{
    return !m_grid->fault(m_url).isEmpty();
}

void ConnectionForm::nameIt()
{
    if (m_name->text().trimmed().isEmpty())
        m_name->setText(freeProfileName(suggestedProfileName(profile().options), m_others));
}

void ConnectionForm::setSource(SecretSource::Kind kind)
{
    m_source->setCurrentIndex(m_source->findData(QVariant::fromValue(kind)));
}

void ConnectionForm::setStored(bool isStored)
{
    m_isStored = isStored;
    updatePasswordHint();
}

void ConnectionForm::setPin(const QByteArray& fingerprint)
{
    m_pinHost = m_host->text().trimmed();
    m_ca->setText(pinText(fingerprint));
    onFieldEdited();
}

void ConnectionForm::clearPassword()
{
    m_password->setPassword({});
}

void ConnectionForm::setBusy(bool busy)
{
    m_forget->setEnabled(!busy);
}

} // namespace drover::ui
