// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QDebug>
#include <QFuture>
#include <QObject>
#include <QString>

namespace drover {

//! What is known of a secret after something was tried with it.
enum class SecretState : quint8 {
    Stored, //!< it is there; after a write: it was read back and is the same
    NotFound, //!< it is not there; after a removal: that was looked up
    Locked, //!< the keychain is there, but shut: a person must unlock it. Says nothing about the secret
    Unavailable, //!< there is no keychain, or it failed; see the message
    TimedOut, //!< no answer within the time that was given
};

//! "stored", "not-found", "locked", "unavailable", "timed-out".
[[nodiscard]] QLatin1StringView secretStateName(SecretState state);

//! The answer of a secret store. Never printed with its secret.
struct SecretOutcome {
    SecretState state = SecretState::Unavailable;
    QByteArray secret; //!< of a read that found it
    QString message; //!< plain English for logs: why it is Locked, Unavailable, TimedOut

    bool operator==(const SecretOutcome&) const = default;
};
QDebug operator<<(QDebug debug, const SecretOutcome& outcome);

//! Keeps secrets under names such as "connection/<id>". Values in, values out; each future finishes exactly
//! once, with one outcome, on the store's thread or at once. Thread-affine.
class SecretStore : public QObject {
    Q_OBJECT
public:
    //! Whether the caller knows that the secret was stored. A keychain that is shut may say "not found" too;
    //! with Yes that is told apart from a secret that is gone (at the price of a trial write).
    enum class Known : quint8 { No, Yes };

    using QObject::QObject;

    [[nodiscard]] virtual QFuture<SecretOutcome> read(const QString& name, Known known) = 0;
    //! Replaces what is there. Any bytes, NUL included.
    [[nodiscard]] virtual QFuture<SecretOutcome> write(const QString& name, const QByteArray& secret) = 0;
    //! NotFound is the good end, also when nothing was there.
    [[nodiscard]] virtual QFuture<SecretOutcome> remove(const QString& name) = 0;

Q_SIGNALS:
    //! The store has not answered for a while: it may be showing a window of its own that asks for a
    //! password.
    void waiting(const QString& name);
};

} // namespace drover
