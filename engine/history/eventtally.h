// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "redis/reply.h"

#include <QByteArray>

namespace drover {

//! Jobs that came and left, as the queue's events stream tells: `added` entries (duplicates are not added),
//! `completed` entries, and `failed` entries, which BullMQ writes for final failures only; an attempt that
//! will be retried is neither. `spanMs` is the time that the three cover; 0 = nothing is known.
struct QueueFlow {
    qint64 added = 0;
    qint64 completed = 0;
    qint64 failed = 0;
    qint64 spanMs = 0;
    bool exact = true; //!< false: the stream moved faster than it is read, or was cut; the span is a part

    QueueFlow& operator+=(const QueueFlow& other);
    [[nodiscard]] bool isIdle() const { return added == 0 && completed == 0 && failed == 0; }
    //! Jobs a second; 0 without a span.
    [[nodiscard]] double perSecond(qint64 jobs) const;
    bool operator==(const QueueFlow&) const = default;
};

//! What one answer of XREAD or XRANGE says about one stream.
struct EventTally {
    QueueFlow flow; //!< without its span
    qint64 entries = 0;
    QByteArray firstId;
    QByteArray lastId;
    qsizetype bytes = 0; //!< of the entries

    bool operator==(const EventTally&) const = default;
};

//! Counts entries ([id, [field, value, ...]] each), oldest or newest first. Pure.
[[nodiscard]] EventTally tallyEvents(const std::vector<Reply>& entries);
//! The time of a stream id, ms; 0 for what is none.
[[nodiscard]] qint64 timeOfEventId(const QByteArray& id);

} // namespace drover
