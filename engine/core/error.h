// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/expected.h"

#include <QByteArray>
#include <QMetaType>
#include <QString>
#include <QVariantMap>

namespace drover {

//! Every way in which a call into the engine can fail. The names are a contract: scripts read them.
enum class ErrorCode : quint8 {
    // Answers of BullMQ's scripts (enum ErrorCode in bullmq), -1 .. -11 in this order.
    JobNotExist,
    JobLockNotExist,
    JobNotInState,
    JobPendingChildren,
    ParentJobNotExist,
    JobLockMismatch,
    ParentJobCannotBeReplaced,
    JobBelongsToJobScheduler,
    JobHasFailedChildren,
    SchedulerJobIdCollision,
    SchedulerJobSlotsBusy,
    // Ours.
    ConnectionClosed, //!< not connected and not allowed to wait, or the connection went while waiting
    InDoubt, //!< the connection broke after the write: it may or may not have been carried out
    ReadOnly, //!< refused by the write gate before anything was sent
    NoHashTag, //!< the key would leave its cluster slot
    NotFound, //!< queue, file or program does not exist
    BadInput, //!< the caller's values were refused, nothing was sent
    Auth, //!< password or user refused
    Denied, //!< an ACL rule forbids a command or key
    Timeout, //!< no answer in time; the connection was closed
    Tls, //!< the TLS handshake failed or the certificate was refused
    Server, //!< any other error reply, or an answer that is not Redis
    Cancelled, //!< the caller gave up
    Encryption, //!< a field cannot be encrypted or decrypted; nothing was sent, no part of it is given out
};

//! The code's word, e.g. "JobNotExist".
[[nodiscard]] QLatin1StringView errorName(ErrorCode code);

//! What went wrong, for a program (code, context) and for a developer (message, plain English, no secrets).
//! The window and the command line make their own sentences from code and context.
struct Error {
    ErrorCode code = ErrorCode::Server;
    QString message;
    QVariantMap context;

    bool operator==(const Error&) const = default;
};

template <typename T>
using Result = Expected<T, Error>;

//! The value of a Result that has nothing to tell but success.
struct Done {
    bool operator==(const Done&) const = default;
};
using Status = Result<Done>;

} // namespace drover

Q_DECLARE_METATYPE(drover::Error)
