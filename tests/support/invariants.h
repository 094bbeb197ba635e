// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "redis/reply.h"
#include "support/journal.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QList>

#include <functional>

namespace drover::test {

//! One broken invariant of a queue.
struct Violation {
    QByteArray invariant; //!< "I1" .. "I19"
    QByteArray subject; //!< job id, key or scheduler id
    QByteArray text; //!< what was expected and what is there

    bool operator==(const Violation&) const = default;
};

//! What may be expected of the queue at the moment of the check.
struct InvariantOptions {
    QByteArray prefix{"bull"};
    QByteArray queue{};
    bool quiet = true; //!< no worker is processing: no locks (I6)
    bool drained = false; //!< workers were up and had time: nothing waits (I14), `pc` is gone (I18)
    bool markerExpected = false; //!< nothing popped the marker: it must be there when work waits (I15)
    bool eventsComplete = true; //!< the stream still holds every event (I8, I9)
    bool metricsComplete = false; //!< every worker collected metrics from the start (I9)
    bool repeatedAttempts = true; //!< failed jobs never ran more often than their attempts (I12)
    qint64 clockTolerance = 5; //!< ms between clocks of producer, worker and server (I11)
    const Journal* journal = nullptr; //!< enables I4, I10, I13, I19
    int concurrency = 0; //!< at most so many runs of the journal at once (I19); 0 = not checked
    int limiterMax = 0; //!< at most so many starts in limiterDuration ms (I19); 0 = not checked
    qint64 limiterDuration = 0;
    qint64 limiterTolerance = 50; //!< ms that a start may be noted late
};

//! Answers one command; RedisFixture::command fits.
using RedisCommand = std::function<Reply(const QByteArrayList&)>;

//! Reads the queue with plain commands and reports everything that a queue of BullMQ never shows, whatever
//! happened before.
[[nodiscard]] QList<Violation> checkInvariants(const RedisCommand& redis, const InvariantOptions& options);

//! The violations as lines, for QVERIFY2; empty = none.
[[nodiscard]] QByteArray describe(const QList<Violation>& violations);

} // namespace drover::test
