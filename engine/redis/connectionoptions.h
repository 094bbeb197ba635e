// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <optional>

namespace drover {

//! What a connection is for; decides retries per request and the offline queue (class RedisConnection, guide
//! P4, P5).
enum class ConnectionRole : quint8 {
    Queue, //!< calls of people and producers: fails fast while disconnected, 20 retries per request
    Worker, //!< fetching and finishing: commands wait while disconnected and run in order afterwards, no
            //!< limit
    Blocking, //!< BZPOPMIN, XREAD BLOCK: one command at a time, watchdog, named
};

//! How TLS is done. Verification is always on.
struct TlsOptions {
    bool enabled = false;
    QString caFile; //!< PEM, or a pin (tlsfacts.h); empty = the system's certificates
    QString certificateFile; //!< PEM of the client; empty = none
    QString keyFile; //!< PEM key of the client certificate
    QString serverName; //!< name to verify and send as SNI; empty = the host

    bool operator==(const TlsOptions&) const = default;
};

//! Delay before the n-th try to reconnect; BullMQ's default is max(min(e^n, 20000), 1000) ms.
struct RetryOptions {
    double base = 2.718281828459045; //!< e
    Milliseconds minimum{1000};
    Milliseconds maximum{20000};
    double jitter = 0.0; //!< 0 .. 0.2, share of the delay that is random, inside the bounds

    bool operator==(const RetryOptions&) const = default;
};

//! Where Redis is and how to behave towards it. A value; equal options may share a connection.
struct ConnectionOptions {
    QString host = QStringLiteral("127.0.0.1");
    quint16 port = 6379;
    QString unixSocket; //!< not empty = use it instead of host and port
    QString user; //!< ACL user; empty = default
    QByteArray password; //!< never logged, never shown
    int database = 0;
    TlsOptions tls;
    RetryOptions retry;
    Milliseconds connectTimeout{5000}; //!< for TCP, TLS and the handshake, each
    Milliseconds commandTimeout{10000}; //!< silence while replies are due; 0 = wait for ever
    std::optional<int>
        maxRetriesPerRequest; //!< unset = the role's default; a limit on a worker is warned about
    bool readOnly = false; //!< the connection refuses every command that is not a plain read
    QByteArray clientName; //!< CLIENT SETNAME after AUTH; empty = none

    bool operator==(const ConnectionOptions&) const = default;
};

} // namespace drover
