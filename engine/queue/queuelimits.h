// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "protocol/queueid.h"

#include <QFuture>

#include <optional>

namespace drover {

class RedisConnection;
class WriteGate;

//! At most `max` jobs of a queue begin within `duration`, over all workers.
struct GlobalRateLimit {
    qint64 max = 0;
    Milliseconds duration{0};

    bool operator==(const GlobalRateLimit&) const = default;
};

//! What the meta hash of a queue prescribes to all of its workers and producers; absent = not set
//! (getGlobalConcurrency, getGlobalRateLimit and getMeta in bullmq). Half a rate limit, or text that is no
//! number, counts as none.
struct QueueLimits {
    std::optional<qint64> concurrency{}; //!< jobs that run at once, over all workers
    std::optional<GlobalRateLimit> rate{};
    std::optional<qint64> maxLenEvents{}; //!< of the events stream, about; scripts put 10,000 where none is

    bool operator==(const QueueLimits&) const = default;
};

//! What is to be changed: the outer optional is "change it", the inner one the value or its removal.
struct QueueLimitsChange {
    std::optional<std::optional<qint64>> concurrency{};
    std::optional<std::optional<GlobalRateLimit>> rate{};
    std::optional<std::optional<qint64>> maxLenEvents{};
    bool trimsEvents = false; //!< shortens the stream to maxLenEvents now, not with the next events

    [[nodiscard]] bool isEmpty() const { return !concurrency && !rate && !maxLenEvents && !trimsEvents; }
    bool operator==(const QueueLimitsChange&) const = default;
};

//! What has become of a change.
struct ChangedLimits {
    QueueLimits before; //!< of the same moment: a change back to it undoes this one
    QueueLimits after;
    qint64 trimmed = 0; //!< events that are gone

    bool operator==(const ChangedLimits&) const = default;
};

//! What has to be set to come from the one to the other; what is the same in both stays as it is, whatever
//! others make of it.
[[nodiscard]] QueueLimitsChange changeBetween(const QueueLimits& from, const QueueLimits& to);

//! Plain reads. NotFound where the queue has no meta hash: there is no such queue.
[[nodiscard]] QFuture<Result<QueueLimits>> readQueueLimits(RedisConnection& connection, QueueId queue);

//! Through the gate, as one transaction, recorded with the values before and after. BadInput (context
//! "field") for values that would stop the queue, NotFound as above; nothing was sent then. A stream is
//! shortened by at most 10,000 events a command, with other clients in between.
[[nodiscard]] QFuture<Result<ChangedLimits>> changeQueueLimits(
    RedisConnection& connection, WriteGate& gate, QueueId queue, QueueLimitsChange change);

} // namespace drover
