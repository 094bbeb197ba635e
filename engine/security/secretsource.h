// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "security/secretstore.h"

#include <QStringList>

#include <optional>

namespace drover {

//! Where the password of a connection comes from. What it is never stands here.
struct SecretSource {
    enum class Kind : quint8 {
        None, //!< the server takes us without one
        Keychain, //!< the operating system's keychain
        Ask, //!< a person is asked at every connecting; kept nowhere
        Session, //!< a person is asked once; kept in memory until the program ends
        Environment, //!< an environment variable that the user sets; never written by us
        Command, //!< the first line that a program of the user prints
    };
    Kind kind = Kind::None;
    QString variable; //!< of Environment
    QStringList command; //!< of Command: program and arguments, no shell
    //! Of Keychain: a secret was stored and read back. A locked keychain cannot be told from an empty one
    //! without it.
    bool isStored = false;

    bool operator==(const SecretSource&) const = default;
};

//! "none", "keychain", "ask", "session", "environment", "command".
[[nodiscard]] QLatin1StringView secretKindName(SecretSource::Kind kind);
[[nodiscard]] std::optional<SecretSource::Kind> secretKindFromName(QStringView name);

//! The variable's value, or NotFound when it is not set or empty.
[[nodiscard]] SecretOutcome secretFromEnvironment(const QString& variable);

//! Runs the program without a shell and without standard input; its first line is the secret. Standard error
//! is dropped: programs may print secrets there. Unavailable when it does not start, fails or prints nothing;
//! TimedOut (and killed) after `limit`. The program dies with `parent`.
[[nodiscard]] QFuture<SecretOutcome> secretFromCommand(
    const QStringList& command, Milliseconds limit, QObject* parent);

} // namespace drover
