// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "protocol/job.h"
#include "redis/redisconnection.h"

#include <QFuture>
#include <QObject>

#include <array>
#include <optional>
#include <vector>

namespace drover {

//! Jobs per state, in the order of allJobStates.
struct JobCounts {
    std::array<qint64, allJobStates.size()> values{};

    [[nodiscard]] qint64 operator[](JobState state) const { return values.at(static_cast<size_t>(state)); }
    [[nodiscard]] qint64& operator[](JobState state) { return values.at(static_cast<size_t>(state)); }
    bool operator==(const JobCounts&) const = default;
};

//! One queue at a glance; read in one round trip.
struct QueueSummary {
    QueueId queue;
    JobCounts counts;
    bool paused = false;
    QByteArray version; //!< meta.version, e.g. "bullmq:6.7.0"; empty where the producer wrote none

    bool operator==(const QueueSummary&) const = default;
};

//! Jobs of one state from `from` to `to`, both included, as npm's getJobs answers.
struct JobPage {
    std::vector<Job> jobs; //!< ghosts (id without hash) are here too, with `damaged` set
    qint64 total = 0; //!< of the state, read in the same round trip

    bool operator==(const JobPage&) const = default;
};

//! A job, where it is, and what its log says.
struct JobDetail {
    Job job;
    std::optional<JobState> state; //!< none = in no set
};

struct JobLogs {
    std::vector<QByteArray> rows;
    qint64 total = 0;
};

struct QueueMetrics {
    struct Series {
        qint64 count = 0;
        qint64 prevTS = 0;
        qint64 prevCount = 0;
        std::vector<qint64> data; //!< newest first, one a minute
        bool operator==(const Series&) const = default;
    };
    Series completed;
    Series failed;
    bool operator==(const QueueMetrics&) const = default;
};

//! Everything that looks at queues, by plain read commands only: it never runs a script and never writes.
//! Thread-affine; borrows the connection. Every call is one round trip unless it says otherwise.
class QueueReader final : public QObject {
    Q_OBJECT
public:
    explicit QueueReader(RedisConnection& connection, QObject* parent = nullptr);

    [[nodiscard]] QFuture<Result<JobCounts>> counts(QueueId queue);
    //! All queues in one pipeline, in the order asked.
    [[nodiscard]] QFuture<Result<std::vector<QueueSummary>>> summaries(std::vector<QueueId> queues);
    //! Newest first unless ascending (npm getJobs(.., asc)); negative ends count from the end. Two round
    //! trips: ids, then hashes.
    [[nodiscard]] QFuture<Result<JobPage>> jobs(
        QueueId queue, JobState state, qint64 from, qint64 to, bool ascending = false);
    [[nodiscard]] QFuture<Result<std::vector<JobId>>> ids(
        QueueId queue, JobState state, qint64 from, qint64 to, bool ascending = false);
    [[nodiscard]] QFuture<Result<std::vector<Job>>> jobsById(QueueId queue, std::vector<JobId> ids);
    //! JobNotExist when there is no hash.
    [[nodiscard]] QFuture<Result<JobDetail>> job(QueueId queue, JobId id);
    [[nodiscard]] QFuture<Result<JobLogs>> logs(QueueId queue, JobId id, qint64 from = 0, qint64 to = -1);
    [[nodiscard]] QFuture<Result<QueueMetrics>> metrics(QueueId queue);

private:
    RedisConnection& m_connection;
};

} // namespace drover
