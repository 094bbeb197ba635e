// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "profiles/connectionprofile.h"

#include <vector>

namespace drover {

//! Who wrote a file of connections.
enum class ImportSource : quint8 {
    Drover,
    RedisInsight,
    AnotherRedisDesktopManager,
    Other, //!< a list of connections in the words that these programs share, e.g. of RESP.app
};

//! Why a connection of a file cannot be made.
enum class ImportObstacle : quint8 {
    None,
    SshTunnel,
    Cluster,
    Sentinel,
    Unreadable, //!< no host, a port that is none, a value of a wrong kind
    AlreadySaved, //!< same server, database and user
};

//! What a person should know of a connection that can be made.
enum class ImportNote : quint8 {
    CertificatesInside, //!< the file holds certificates as text: they must be saved and chosen again
    WasNotVerified, //!< the other program did not verify the server; Drover does
    CommandLeftOut, //!< a command for the password: a file must not make a program run
    FromVariable, //!< the password comes from the environment variable that the profile names
};

//! One connection of a file. `profile` is ready to be saved where there is no obstacle: with an id of its own
//! and a name that is free. It has no password and SecretSource::Kind::Ask where the file had one.
struct ImportedConnection {
    ConnectionProfile profile;
    QByteArray password; //!< of the file
    ImportObstacle obstacle = ImportObstacle::None;
    std::vector<ImportNote> notes;
    QString savedAs; //!< of AlreadySaved: its name

    [[nodiscard]] bool canBeMade() const { return obstacle == ImportObstacle::None; }
};

struct ImportPlan {
    ImportSource source = ImportSource::Other;
    std::vector<ImportedConnection> connections; //!< in the order of the file

    //! How many of those that can be made bring a password.
    [[nodiscard]] int passwords() const;
};

//! "drover", "redisinsight", "ardm", "other".
[[nodiscard]] QLatin1StringView importSourceName(ImportSource source);
//! "none", "ssh-tunnel", "cluster", "sentinel", "unreadable", "already-saved".
[[nodiscard]] QLatin1StringView importObstacleName(ImportObstacle obstacle);
//! "certificates-inside", "was-not-verified", "command-left-out", "from-variable".
[[nodiscard]] QLatin1StringView importNoteName(ImportNote note);

//! What a file of connections would make beside the saved ones; nothing is saved. BadInput says why it is no
//! such file, with context "kind": "empty", "too-large", "damaged", "no-connections". Pure.
[[nodiscard]] Result<ImportPlan> readImport(
    const QByteArray& content, const std::vector<ConnectionProfile>& saved);

//! The profiles as a file that readImport() takes, without passwords, commands for passwords and ids.
[[nodiscard]] QByteArray exportedProfiles(const std::vector<ConnectionProfile>& profiles);

} // namespace drover
