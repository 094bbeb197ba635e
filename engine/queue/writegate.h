// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "protocol/queueid.h"

#include <QString>
#include <QVariantMap>

namespace drover {

//! What somebody wants to change; recorded in the activity log.
struct WriteIntent {
    QueueId queue;
    QString action; //!< the verb: "add", "retry", "pause", ...
    QVariantMap details; //!< ids, counts, old and new values; never payloads or secrets
};

//! The one door that every write of a person passes (workers pass it once, when they start). Thread-safe.
class WriteGate {
public:
    WriteGate() = default;
    WriteGate(const WriteGate&) = delete;
    WriteGate& operator=(const WriteGate&) = delete;
    virtual ~WriteGate() = default;

    //! The number of the record to finish() later, or ErrorCode::ReadOnly with the reason; nothing was sent
    //! then.
    [[nodiscard]] virtual Result<qint64> begin(const WriteIntent& intent) = 0;
    //! Whether something that was begun and then paused may go on: what allowed it may be over.
    [[nodiscard]] virtual Status mayGoOn() const { return Done{}; }
    //! How it ended: what was done, or the error.
    virtual void finish(qint64 record, const QVariantMap& outcome, const Error* error = nullptr) = 0;

    //! Lets everything pass and records nothing: for tests and benchmarks.
    [[nodiscard]] static WriteGate& open();
    //! Refuses everything.
    [[nodiscard]] static WriteGate& readOnly();
};

} // namespace drover
