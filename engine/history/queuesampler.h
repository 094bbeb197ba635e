// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "history/eventtally.h"
#include "queue/queuereader.h"

#include <QFuture>
#include <QObject>

#include <memory>
#include <vector>

namespace drover {

class RedisConnection;

//! How much the sampler may ask.
struct SamplerOptions {
    double countsPerSecond = 8; //!< commands for counts that one may expect; see QueueSampler
    Milliseconds latestCount{15000}; //!< a changed queue is counted after this time, whatever it costs
    Milliseconds recountAfter{30000}; //!< an unchanged one, for what no event tells; longer with many queues
    Milliseconds rateWindow{60000}; //!< rates are those of this time
    Milliseconds longestGap{60000}; //!< after a longer pause events are passed over, not counted
    Milliseconds nextJobAfter{15000}; //!< how often the job that is next is looked at

    bool operator==(const SamplerOptions&) const = default;
};

//! What is known of a queue at a reading.
struct QueueReading {
    QueueSummary summary;
    qint64 countedAt = 0; //!< ms; nothing that events tell has changed since then, or the budget ran out
    QueueFlow last; //!< since the reading before
    QueueFlow recent; //!< within rateWindow
    qint64 nextSince = 0; //!< when the job that is next was added or became due; 0 = none or unknown

    bool operator==(const QueueReading&) const = default;
};

//! Reads many queues again and again with few commands: one XREAD over all events streams tells what came
//! and left, and which queues have changed; only those are counted again, seven counts and their meta hash
//! each, the longest-waiting first, `countsPerSecond` commands or so; none later than `latestCount`. Plain
//! reads, no blocking command. Thread-affine; borrows the connection.
//!
//! Where the stream moves faster than it is read (2,000 entries a reading), flows cover a part of the time
//! and say so.
class QueueSampler final : public QObject {
    Q_OBJECT
public:
    explicit QueueSampler(
        RedisConnection& connection, SamplerOptions options = {}, QObject* parent = nullptr);
    ~QueueSampler() override;

    //! New ones are counted at the next reading; those not named are forgotten.
    void setQueues(const std::vector<QueueId>& queues);
    //! Counts this queue at every reading in which it has changed; a null queue: none.
    void setPreferred(const QueueId& queue);

    //! The time before is not to be counted, e.g. because the connection was broken.
    void startOver();

    enum class Extent : quint8 {
        Usual,
        Full, //!< counts every queue
    };
    //! All queues in the order of setQueues(). While a reading is under way its answer serves this call too.
    [[nodiscard]] QFuture<Result<std::vector<QueueReading>>> read(Extent extent = Extent::Usual);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace drover
