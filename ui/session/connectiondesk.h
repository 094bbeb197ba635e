// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "profiles/credentials.h"
#include "profiles/profilestore.h"
#include "session/connectionhub.h"
#include "session/connectionporter.h"
#include "widgets/card.h"

#include <QObject>
#include <QPointer>
#include <QSet>

#include <functional>

class QWidget;

namespace drover::ui {

class AskPasswordDialog;
class ConnectionDialog;
class RemoveConnectionDialog;
class SettingsStore;

//! Where saved connections meet the window: makes them known to the hub, gets their passwords when one is
//! opened (asking a person where it must), and shows the dialogs that make, change and remove them. GUI
//! thread; borrows everything.
class ConnectionDesk final : public QObject {
    Q_OBJECT
public:
    //! `base` is what each connection's configuration begins with: folders, and whether all are read-only.
    //! Becomes the hub's completer.
    ConnectionDesk(ProfileStore& profiles, Credentials& credentials, SettingsStore& settings,
        ConnectionHub& hub, EngineConfig base, QObject* parent = nullptr);

    //! Closes an open connection in good order and calls back once it is closed; never, when the person
    //! thought better of it.
    using Closer = std::function<void(const QString& id, const std::function<void()>& closed)>;

    //! Over which dialogs appear.
    void setWindow(QWidget* window);
    //! Who can ask about what still runs; without one, connections are closed at once.
    void setCloser(Closer closer);

    [[nodiscard]] const ProfileStore& profiles() const { return m_profiles; }
    //! Import and export of the saved connections.
    [[nodiscard]] ConnectionPorter& porter() { return m_porter; }
    //! Saves and opens what a person pasted; the password goes to the keychain, or stays in memory where
    //! there is none. BadInput when it is no URL.
    Status connectUrl(const QString& text);

    // The dialog, for tests; null when there is no such profile.
    ConnectionDialog* newConnection(const QString& url = {});
    ConnectionDialog* editConnection(const QString& id);
    RemoveConnectionDialog* removeConnection(const QString& id);
    void duplicateConnection(const QString& id);
    void moveConnection(const QString& id, int index) { m_profiles.move(id, index); }
    //! Takes the password out of the keychain and of memory; told by said().
    void forgetPassword(const QString& id);
    //! There is one to be forgotten.
    [[nodiscard]] bool keepsPassword(const ConnectionProfile& profile) const;
    //! "In the keychain", "Asked each time", ...
    [[nodiscard]] QString passwordPlace(const ConnectionProfile& profile) const;

Q_SIGNALS:
    //! A person wants this connection open and in front.
    void connectWanted(const QString& id);
    //! How something went, for a place in the window.
    void said(drover::ui::Card::Mood mood, const QString& sentence, const QString& remedy);
    //! Where passwords are may be another place now.
    void passwordsChanged();

private:
    [[nodiscard]] EngineConfig configOf(const ConnectionProfile& profile) const;
    void putAll();
    void put(const ConnectionProfile& profile);
    void onSaved(const ConnectionProfile& profile, bool connects);
    ConnectionDialog* openDialog(const ConnectionProfile& profile);
    void forgetAndRemove(const ConnectionProfile& profile, const QPointer<RemoveConnectionDialog>& dialog);
    void remove(const ConnectionProfile& profile);

    void onChangedWhileOpen(const ConnectionProfile& profile, const EngineConfig& openedWith, bool connects);
    void reopen(const QString& id);

    void complete(const QString& id, const EngineConfig& config, const ConnectionHub::Completed& completed);
    //! A password that a person has typed and that is kept where they want it; Cancelled = there is none.
    using Given = std::function<void(const Result<QByteArray>& password)>;
    AskPasswordDialog* ask(
        const ConnectionProfile& profile, const CredentialOutcome& outcome, const Given& given);
    void storeTyped(QPointer<AskPasswordDialog> dialog, const ConnectionProfile& profile,
        const QByteArray& password, const Given& given);
    void watch(const QString& id, Session& session);
    void onRefused(const QString& id);

    ProfileStore& m_profiles;
    Credentials& m_credentials;
    SettingsStore& m_settings;
    ConnectionHub& m_hub;
    const EngineConfig m_base;
    ConnectionPorter m_porter;
    QPointer<QWidget> m_window;
    Closer m_closer;
    QSet<QString> m_refused; //!< connections whose password is asked for because the server refused it
};

} // namespace drover::ui
