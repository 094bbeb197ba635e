// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "history/eventtally.h"
#include "queue/queuereader.h"

#include <QString>

namespace drover {

//! What a queue was like between two moments: one reading, or several put together. Times are ms since the
//! epoch.
struct QueueSample {
    QueueId queue;
    qint64 from = 0; //!< what the flow covers begins here; equals `to` where no flow is known
    qint64 to = 0; //!< when the counts were read
    QueueFlow flow;
    JobCounts counts; //!< at the end

    bool operator==(const QueueSample&) const = default;
};

//! What a connection was like, with all its queues together. No sample = nobody looked: a gap.
struct LinkSample {
    qint64 from = 0;
    qint64 to = 0;
    QueueFlow flow; //!< of all queues
    JobCounts counts; //!< of all queues, at the end
    double latency = -1; //!< ms, the mean; negative = not measured
    double slowest = -1; //!< ms
    qint64 memory = -1; //!< bytes that Redis uses, at the end; negative = unknown
    double commands = 0; //!< a second that Drover caused, the mean

    bool operator==(const LinkSample&) const = default;
};

//! Something that happened to a connection.
struct LinkEvent {
    enum class Kind : quint8 {
        Connected,
        Lost, //!< a connection that was ready broke
        TryFailed, //!< the first of a row of failed tries, and then each with another reason
        Refused, //!< needs a person: password, right, certificate
        Closed, //!< by us
        Warning, //!< told by the server or the engine while the connection lives
    };
    qint64 id = 0; //!< of the row; rises with time
    qint64 at = 0;
    Kind kind = Kind::Connected;
    int attempt = 0;
    QString code; //!< an error's word; empty where there is none
    QString reason; //!< developer's words, without secrets

    bool operator==(const LinkEvent&) const = default;
};

//! Puts samples into bins of `step` ms, in order of time; `step` 0 leaves them as they are. Spans and jobs
//! add up, counts and memory are those of the last sample, latency is the mean. Pure.
[[nodiscard]] std::vector<LinkSample> binned(const std::vector<LinkSample>& samples, qint64 step);
//! The same queue by queue; the answer is ordered by queue, then time.
[[nodiscard]] std::vector<QueueSample> binned(const std::vector<QueueSample>& samples, qint64 step);

} // namespace drover
