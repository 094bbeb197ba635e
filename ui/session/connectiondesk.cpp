// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/connectiondesk.h"

#include "dialogs/askpassworddialog.h"
#include "dialogs/connectiondialog.h"
#include "dialogs/removeconnectiondialog.h"
#include "redis/redisurl.h"
#include "settings/settingsstore.h"
#include "util/connectionwords.h"
#include "util/plaintext.h"
#include "util/urlinput.h"

#include <QWidget>

#include <utility>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

using Kind = SecretSource::Kind;
using Keep = AskPasswordDialog::Keep;

EngineConfig withPassword(EngineConfig config, const QByteArray& password)
{
    config.connection.password = password;
    return config;
}

//! Writes would be possible although nobody wants them any more.
bool isTooOpen(const ConnectionIdentity& opened, const ConnectionIdentity& wanted)
{
    return wanted.readOnly && (!opened.readOnly || (opened.canUnlock && !wanted.canUnlock));
}

} // namespace

ConnectionDesk::ConnectionDesk(ProfileStore& profiles, Credentials& credentials, SettingsStore& settings,
    ConnectionHub& hub, EngineConfig base, QObject* parent)
    : QObject(parent)
    , m_profiles(profiles)
    , m_credentials(credentials)
    , m_settings(settings)
    , m_hub(hub)
    , m_base(std::move(base))
    , m_porter(profiles, credentials)
{
    connect(&m_porter, &ConnectionPorter::said, this, &ConnectionDesk::said);
    connect(&m_porter, &ConnectionPorter::imported, this,
        [this](const ConnectionProfile& profile) { onSaved(profile, false); });
    setCloser([&hub](const QString& id, const std::function<void()>& closed) {
        hub.close(id);
        closed();
    });
    putAll();
    hub.setCompleter([this](const QString& id, const EngineConfig& config,
                         const ConnectionHub::Completed& completed) { complete(id, config, completed); });
    connect(&hub, &ConnectionHub::opened, this,
        [this](const QString& id, Session* session) { watch(id, *session); });
    connect(&settings, &SettingsStore::changed, this, [this](const QString& key) {
        if (key.startsWith("connections.retry."_L1))
            putAll();
    });
}

void ConnectionDesk::setWindow(QWidget* window)
{
    m_window = window;
    m_porter.setWindow(window);
}

void ConnectionDesk::setCloser(Closer closer)
{
    m_closer = std::move(closer);
}

EngineConfig ConnectionDesk::configOf(const ConnectionProfile& profile) const
{
    EngineConfig config = m_base;
    config.identity = {};
    config.identity.title = profile.name;
    config.identity.address = displayUrl(profile.options);
    config.identity.environment = profile.environment;
    config.identity.readOnly = m_base.identity.readOnly || profile.isLocked();
    // Who wants a connection read-only wants it so for good; production is so until somebody unlocks it.
    config.identity.canUnlock = profile.isLocked() && !m_base.identity.readOnly && !profile.isReadOnly;
    if (!profile.prefixes.isEmpty())
        config.identity.prefixes = profile.prefixes;
    config.connection = profile.options;
    if (!profile.hasOwnRetry)
        config.connection.retry = m_settings.reconnection();
    return config;
}

void ConnectionDesk::putAll()
{
    for (const ConnectionProfile& profile : m_profiles.profiles())
        put(profile);
}

void ConnectionDesk::put(const ConnectionProfile& profile)
{
    m_hub.put(profile.id, configOf(profile));
}

Status ConnectionDesk::connectUrl(const QString& text)
{
    const Result<PastedAddress> pasted = readPasted(text);
    if (!pasted)
        return pasted.error();
    const ConnectionOptions& options = pasted->options;
    ConnectionProfile profile = ConnectionProfile::create();
    profile.options = options;
    profile.options.password.clear();
    profile.name = freeProfileName(suggestedProfileName(options), m_profiles.profiles());
    if (!pasted->prefix.isEmpty())
        profile.prefixes = {pasted->prefix};
    if (isOnThisComputer(options))
        profile.environment = Environment::Development;
    if (options.password.isEmpty()) {
        onSaved(profile, true);
        return Done{};
    }
    // In memory at once, so that nobody waits for the keychain to see the queues.
    profile.secret.kind = Kind::Session;
    m_credentials.keepForSession(profile, options.password);
    onSaved(profile, true);
    m_credentials.store(profile, options.password)
        .then(this, [this, id = profile.id](const SecretOutcome& outcome) {
            const ConnectionProfile* const saved = m_profiles.find(id);
            if (!saved)
                return;
            if (outcome.state != SecretState::Stored) {
                const ErrorWords words = keychainWords(outcome.state, outcome.message);
                Q_EMIT said(Card::Mood::Warn,
                    tr("The password is kept until Drover ends. %1", "%1 says why").arg(words.sentence),
                    words.remedy);
                return;
            }
            ConnectionProfile stored = *saved;
            stored.secret.kind = Kind::Keychain;
            stored.secret.isStored = true;
            onSaved(stored, false);
        });
    return Done{};
}

ConnectionDialog* ConnectionDesk::openDialog(const ConnectionProfile& profile)
{
    auto* dialog = new ConnectionDialog(profile, m_profiles.profiles(), m_credentials, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ConnectionDialog::saved, this, &ConnectionDesk::onSaved);
    dialog->open();
    return dialog;
}

ConnectionDialog* ConnectionDesk::newConnection(const QString& url)
{
    ConnectionDialog* const dialog = openDialog(ConnectionProfile::create());
    if (!url.isEmpty())
        dialog->takeUrl(url);
    return dialog;
}

ConnectionDialog* ConnectionDesk::editConnection(const QString& id)
{
    const ConnectionProfile* const profile = m_profiles.find(id);
    return profile ? openDialog(*profile) : nullptr;
}

void ConnectionDesk::duplicateConnection(const QString& id)
{
    const ConnectionProfile* const original = m_profiles.find(id);
    if (!original)
        return;
    ConnectionProfile copy = *original;
    copy.id = ConnectionProfile::create().id;
    copy.name = freeProfileName(original->name, m_profiles.profiles());
    copy.secret.isStored = false; // the password belongs to the other one
    onSaved(copy, false);
    editConnection(copy.id);
}

void ConnectionDesk::onSaved(const ConnectionProfile& profile, bool connects)
{
    m_profiles.save(profile);
    put(*m_profiles.find(profile.id));
    Q_EMIT passwordsChanged();
    if (const EngineConfig* openedWith = m_hub.openedWith(profile.id))
        onChangedWhileOpen(profile, *openedWith, connects);
    else if (connects)
        Q_EMIT connectWanted(profile.id);
}

//! An open session keeps what it was opened with: it is opened anew where somebody wants that, or where it
//! could change queues that shall not be changed; else it is said.
void ConnectionDesk::onChangedWhileOpen(
    const ConnectionProfile& profile, const EngineConfig& openedWith, bool connects)
{
    const EngineConfig wanted = configOf(profile);
    const bool isOther = wanted.identity != openedWith.identity || wanted.connection != openedWith.connection;
    const bool isUp = m_hub.session(profile.id)->link().state == LinkState::Ready;
    if (isTooOpen(openedWith.identity, wanted.identity) || (connects && (isOther || !isUp)))
        reopen(profile.id);
    else if (connects)
        Q_EMIT connectWanted(profile.id);
    else if (isOther)
        Q_EMIT said(Card::Mood::Plain,
            tr("%1 stays open as it was.", "%1 is a connection").arg(plainText(profile.name)),
            tr("What was changed acts when it is closed and opened again."));
}

void ConnectionDesk::reopen(const QString& id)
{
    m_closer(id, [this, id] { Q_EMIT connectWanted(id); });
}

RemoveConnectionDialog* ConnectionDesk::removeConnection(const QString& id)
{
    const ConnectionProfile* const found = m_profiles.find(id);
    if (!found)
        return nullptr;
    const ConnectionProfile profile = *found;
    auto* dialog = new RemoveConnectionDialog(profile, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RemoveConnectionDialog::confirmed, this, [this, profile, dialog = QPointer(dialog)] {
        m_closer(profile.id, [this, profile, dialog] { forgetAndRemove(profile, dialog); });
    });
    connect(dialog, &RemoveConnectionDialog::confirmedWithoutSecret, this,
        [this, profile, dialog = QPointer(dialog)] {
            dialog->accept();
            remove(profile);
            Q_EMIT said(Card::Mood::Warn,
                tr("The connection is gone, its password is still in the keychain."),
                tr("There it is called Drover, %1.", "%1 is the name of an entry").arg(profile.secretName()));
        });
    dialog->open();
    return dialog;
}

void ConnectionDesk::forgetAndRemove(
    const ConnectionProfile& profile, const QPointer<RemoveConnectionDialog>& dialog)
{
    if (!dialog)
        return; // its Cancel was pressed while workers ended their jobs
    dialog->setBusy(true);
    m_credentials.forget(profile).then(this, [this, profile, dialog](const SecretOutcome& outcome) {
        if (!dialog)
            return;
        dialog->setBusy(false);
        if (outcome.state != SecretState::NotFound) {
            const ErrorWords words = keychainWords(outcome.state, outcome.message);
            return dialog->showSecretStays(words.sentence, words.remedy);
        }
        dialog->accept();
        remove(profile);
    });
}

void ConnectionDesk::remove(const ConnectionProfile& profile)
{
    m_hub.remove(profile.id);
    m_profiles.remove(profile.id);
}

void ConnectionDesk::forgetPassword(const QString& id)
{
    const ConnectionProfile* const found = m_profiles.find(id);
    if (!found)
        return;
    m_credentials.forget(*found).then(this, [this, id](const SecretOutcome& outcome) {
        const ConnectionProfile* const profile = m_profiles.find(id);
        if (!profile)
            return;
        if (outcome.state != SecretState::NotFound) {
            const ErrorWords words = keychainWords(outcome.state, outcome.message);
            Q_EMIT said(Card::Mood::Warn,
                tr("The password could not be removed. %1", "%1 says why").arg(words.sentence), words.remedy);
            return;
        }
        ConnectionProfile forgotten = *profile;
        forgotten.secret.isStored = false;
        onSaved(forgotten, false);
        Q_EMIT said(Card::Mood::Good,
            tr("The password of %1 is forgotten.", "%1 is a connection").arg(plainText(forgotten.name)),
            tr("Drover asks for it at the next connecting."));
    });
}

bool ConnectionDesk::keepsPassword(const ConnectionProfile& profile) const
{
    return profile.secret.isStored || m_credentials.isKeptForSession(profile);
}

QString ConnectionDesk::passwordPlace(const ConnectionProfile& profile) const
{
    return secretPlaceWords(profile, m_credentials.isKeptForSession(profile));
}

void ConnectionDesk::complete(
    const QString& id, const EngineConfig& config, const ConnectionHub::Completed& completed)
{
    const ConnectionProfile* const found = m_profiles.find(id);
    if (!found)
        return completed(config); // of the command line: it has what it needs
    const ConnectionProfile profile = *found;
    m_credentials.obtain(profile).then(
        this, [this, profile, config, completed](const CredentialOutcome& outcome) {
            if (outcome.kind == CredentialOutcome::Kind::Ready)
                return completed(withPassword(config, outcome.password));
            ask(profile, outcome, [config, completed](const Result<QByteArray>& password) {
                if (password)
                    completed(withPassword(config, *password));
                else
                    completed(password.error());
            });
        });
}

AskPasswordDialog* ConnectionDesk::ask(
    const ConnectionProfile& profile, const CredentialOutcome& outcome, const Given& given)
{
    auto* dialog = new AskPasswordDialog(profile, outcome, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &AskPasswordDialog::given, this,
        [this, profile, given, dialog = QPointer(dialog)](const QByteArray& password, Keep keep) {
            if (keep == Keep::Keychain)
                return storeTyped(dialog, profile, password, given);
            if (keep == Keep::Session) {
                m_credentials.keepForSession(profile, password);
                Q_EMIT passwordsChanged();
            }
            dialog->accept();
            given(password);
        });
    connect(dialog, &QDialog::rejected, this, [given] {
        given(Error{ErrorCode::Cancelled, u"no password was given"_s, {}});
    });
    dialog->open();
    return dialog;
}

void ConnectionDesk::storeTyped(QPointer<AskPasswordDialog> dialog, const ConnectionProfile& profile,
    const QByteArray& password, const Given& given)
{
    dialog->setBusy(true);
    m_credentials.store(profile, password)
        .then(this, [this, dialog, profile, password, given](const SecretOutcome& outcome) {
            if (outcome.state == SecretState::Stored) {
                ConnectionProfile stored = profile;
                stored.secret.kind = Kind::Keychain;
                stored.secret.isStored = true;
                onSaved(stored, false);
            }
            if (!dialog)
                return;
            if (outcome.state == SecretState::Stored) {
                dialog->accept();
                return given(password);
            }
            const ErrorWords words = keychainWords(outcome.state, outcome.message);
            dialog->setBusy(false);
            dialog->showNotice(words.sentence, words.remedy);
            dialog->setKeep(Keep::Session);
        });
}

void ConnectionDesk::watch(const QString& id, Session& session)
{
    session.disconnect(this); // it may have been open already
    connect(&session, &Session::linkChanged, this,
        [this, id, before = session.link().state](const LinkFacts& link) mutable {
            const bool isTurn = std::exchange(before, link.state) != link.state;
            const bool isAuth = link.error && link.error->code == ErrorCode::Auth;
            if (isTurn && isAuth && link.state == LinkState::Refused)
                onRefused(id);
        });
}

//! Nothing is tried again by itself after this: who calls the question off gets it at the next try by hand.
void ConnectionDesk::onRefused(const QString& id)
{
    const ConnectionProfile* const found = m_profiles.find(id);
    if (!found || m_refused.contains(id))
        return;
    m_refused.insert(id);
    m_credentials.forgetSession(*found);
    Q_EMIT passwordsChanged();
    ConnectionProfile profile = *found;
    if (profile.secret.kind == Kind::None)
        profile.secret.kind = Kind::Ask; // this server wants one after all
    ask(profile, {}, [this, profile](const Result<QByteArray>& password) {
        m_refused.remove(profile.id);
        const ConnectionProfile* const saved = m_profiles.find(profile.id);
        if (!password || !saved)
            return;
        if (saved->secret.kind == Kind::None)
            onSaved(profile, false);
        m_credentials.giveOnce(profile, *password);
        reopen(profile.id);
    })->showRefused();
}

} // namespace drover::ui
