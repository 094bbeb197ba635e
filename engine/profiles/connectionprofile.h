// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "profiles/environment.h"
#include "redis/connectionoptions.h"
#include "security/secretsource.h"

#include <QByteArrayList>

#include <optional>

namespace drover {

//! A connection that a person has saved. Everything but the password, which `secret` says where to find.
struct ConnectionProfile {
    QString id; //!< never changes; names the entry in the keychain
    QString name; //!< as people call it; unique regardless of case
    QString folder; //!< empty = none
    Environment environment = Environment::Unspecified;
    bool isReadOnly = false; //!< Production is locked without it too
    ConnectionOptions options; //!< without password; retry counts when hasOwnRetry
    bool hasOwnRetry = false; //!< else the settings' reconnection strategy
    QByteArrayList prefixes{QByteArrayLiteral("bull")}; //!< of the queues' keys, at least one
    SecretSource secret;

    //! A new one with an id of its own.
    [[nodiscard]] static ConnectionProfile create();
    //! Of its password in a secret store.
    [[nodiscard]] QString secretName() const { return QStringLiteral("connection/") + id; }
    //! Without an explicit unlocking it refuses writes.
    [[nodiscard]] bool isLocked() const { return isReadOnly || environment == Environment::Production; }

    bool operator==(const ConnectionProfile&) const = default;
};

//! What is wrong with one field; nothing when all is well.
struct ProfileFault {
    enum class Field : quint8 {
        Name,
        Host,
        Port,
        Socket,
        Database,
        Prefixes,
        Variable,
        Command,
        Certificate
    };
    enum class Kind : quint8 { Missing, Taken, Malformed };
    Field field = Field::Name;
    Kind kind = Kind::Missing;

    bool operator==(const ProfileFault&) const = default;
};

//! What keeps a profile from being saved beside the others (itself among them or not).
[[nodiscard]] std::vector<ProfileFault> profileFaults(
    const ConnectionProfile& profile, const std::vector<ConnectionProfile>& others);

//! The name, with " 2", " 3" ... behind it when one of the others has it.
[[nodiscard]] QString freeProfileName(const QString& wanted, const std::vector<ConnectionProfile>& others);
//! By id, or by name regardless of case; null when there is none.
[[nodiscard]] const ConnectionProfile* findProfile(
    const std::vector<ConnectionProfile>& profiles, const QString& idOrName);

//! "redis-1.internal", "localhost", "r.sock": a name for a connection that has none yet.
[[nodiscard]] QString suggestedProfileName(const ConnectionOptions& options);

} // namespace drover
