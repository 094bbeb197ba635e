// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "history/queuesampler.h"
#include "queue/detached_p.h"
#include "redis/redisconnection.h"

#include <QPointer>
#include <QPromise>

#include <deque>

namespace drover {

//! One queue between readings. Times are monotonic ms unless they say otherwise.
struct WatchedQueue {
    QueueReading reading;
    QByteArray lastId; //!< of the events stream; empty = where it ends is not known
    bool hasStream = true; //!< false: the key of the stream is something else
    bool isCounted = false;
    bool hasChanged = true;
    bool hasMarker = false; //!< of BullMQ 3 and 4, in the wait list
    qint64 countedAt = 0;
    qint64 looseUntil = 0; //!< changes without events have been seen: counted like a changed one
    qint64 listsAt = 0; //!< legacy paused list and marker
    qint64 nextAt = 0;
    JobId nextJob;
    qint64 mostEvents = 10000; //!< the stream's length, about
    std::deque<std::pair<qint64, QueueFlow>> flows; //!< within rateWindow

    // Of the reading under way.
    EventTally tally;
    bool isBehind = false; //!< more entries than one reading takes
    bool isFresh = false; //!< where the stream ends was found in this reading

    [[nodiscard]] const QueueId& queue() const { return reading.summary.queue; }
};

class QueueSampler::Private {
public:
    using Readings = std::vector<QueueReading>;
    using Batch = Result<std::vector<Reply>>;

    Private(QueueSampler* owner, RedisConnection& redis, SamplerOptions samplerOptions)
        : q(owner)
        , connection(&redis)
        , options(samplerOptions)
    {
    }

    //! The whole reading; ends in answer().
    static Detached run(QPointer<QueueSampler> self, Private* d, Extent extent);

    void begin();
    void takeWanted();
    [[nodiscard]] std::vector<Command> endCommands() const;
    void takeEnds(const std::vector<Reply>& replies);
    [[nodiscard]] std::vector<size_t> readable() const;
    [[nodiscard]] Command readCommand(const std::vector<size_t>& streams) const;
    [[nodiscard]] std::vector<size_t> takeEvents(const std::vector<size_t>& streams, const Reply& reply);
    void dropWrongKeys(const std::vector<size_t>& streams, const std::vector<Reply>& types);
    void settleFlows();
    [[nodiscard]] std::vector<size_t> choose(Extent extent);
    [[nodiscard]] std::vector<Command> countCommands(const std::vector<size_t>& chosen) const;
    [[nodiscard]] std::optional<Error> takeCounts(const std::vector<size_t>& chosen,
        const std::vector<Reply>& replies, std::vector<size_t>& unknownNext);
    void takeNext(const std::vector<size_t>& chosen, const std::vector<Reply>& replies);
    void answer(const std::optional<Error>& error);

    [[nodiscard]] bool wantsLists(const WatchedQueue& watched) const;
    [[nodiscard]] bool wantsNext(const WatchedQueue& watched) const;
    [[nodiscard]] bool wantsWaitEnd(const WatchedQueue& watched) const;
    [[nodiscard]] bool wantsPriority(const WatchedQueue& watched) const;
    [[nodiscard]] bool mayHaveChanged(const WatchedQueue& watched) const;

    QueueSampler* q;
    QPointer<RedisConnection> connection;
    SamplerOptions options;
    std::vector<WatchedQueue> queues;
    std::optional<std::vector<QueueId>> wanted; //!< from the next reading on
    QueueId preferred;
    std::vector<QPromise<Result<Readings>>> waiting;
    bool running = false;
    bool startsOver = false;
    bool streamsRefused = false; //!< the user may not read them
    double tokens = 0; //!< commands for counts that may be sent now
    qint64 now = 0; //!< of the reading under way
    qint64 before = 0; //!< of the one before; 0 = none
    qint64 serverNow = 0; //!< ms since the epoch, by the server's clock
    qint64 skew = 0; //!< server's clock minus ours
    qsizetype bytesLeft = 0; //!< of events that this reading may still take
    int entriesAtOnce = 500; //!< of one stream in one answer; follows their size
};

} // namespace drover
