// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "profiles/connectionprofile.h"
#include "security/sessionsecretstore.h"

#include <QFuture>
#include <QObject>

namespace drover {

//! The password of a connection, or why a person has to be asked for it.
struct CredentialOutcome {
    enum class Kind : quint8 {
        Ready, //!< `password` is it; empty = the connection needs none
        Ask, //!< ask a person; `state` and `message` say what the keychain said, if it was asked
        Failed, //!< the variable is not set, the command failed: see `message`; a person may be asked instead
    };
    Kind kind = Kind::Ask;
    QByteArray password;
    SecretState state = SecretState::NotFound;
    QString message; //!< plain English for logs, no secret

    bool operator==(const CredentialOutcome&) const = default;
};

//! Gets, keeps and forgets the passwords of connections, wherever a profile says that they are. Each future
//! finishes exactly once. Thread-affine: the thread of the keychain that it borrows.
class Credentials final : public QObject {
    Q_OBJECT
public:
    //! How long a command of the user's may take.
    static constexpr Milliseconds commandLimit{20000};

    explicit Credentials(SecretStore& keychain, QObject* parent = nullptr);
    ~Credentials() override;

    //! What is kept for this session comes first, whatever the profile says: it is what the person gave last.
    [[nodiscard]] QFuture<CredentialOutcome> obtain(const ConnectionProfile& profile);

    //! For the next obtain() alone.
    void giveOnce(const ConnectionProfile& profile, const QByteArray& password);
    //! Until the program ends.
    void keepForSession(const ConnectionProfile& profile, const QByteArray& password);
    [[nodiscard]] bool isKeptForSession(const ConnectionProfile& profile) const;
    //! Out of memory alone, e.g. because the server refuses it.
    void forgetSession(const ConnectionProfile& profile) { leaveMemory(profile.secretName()); }
    //! In the keychain. Stored = written and read back; the caller then notes it in the profile
    //! (SecretSource::isStored), which is how a locked keychain is told from an empty one later.
    [[nodiscard]] QFuture<SecretOutcome> store(const ConnectionProfile& profile, const QByteArray& password);
    //! Out of the keychain (when the profile says that it is there) and out of memory. NotFound = gone.
    [[nodiscard]] QFuture<SecretOutcome> forget(const ConnectionProfile& profile);

Q_SIGNALS:
    //! The keychain has not answered for a while; it may be showing a window of its own.
    void waiting(const QString& profileId);

private:
    void leaveMemory(const QString& name);

    SecretStore& m_keychain;
    SessionSecretStore m_session;
    SessionSecretStore m_once;
};

} // namespace drover
