// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "protocol/job.h"
#include "queue/jobrow.h"
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

//! Ids of one state from one position to another, as they stood at one moment.
struct JobIdPage {
    std::vector<JobId> ids;
    qint64 total = 0; //!< of the state, read in the same round trip

    bool operator==(const JobIdPage&) const = default;
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

//! Where a job stands in its state.
struct JobPosition {
    std::optional<qint64> index; //!< 0 = the newest, as jobs(..) counts; none = not in this state
    qint64 total = 0; //!< of the state; ascending, the job is at total - 1 - index

    bool operator==(const JobPosition&) const = default;
};

//! The jobs of a queue that workers take next.
struct NextJobs {
    struct Next {
        JobId id;
        qint64 timestamp = 0; //!< when it was added, ms; 0 = its hash is gone

        bool operator==(const Next&) const = default;
    };
    QueueId queue;
    std::optional<Next> waiting; //!< taken before any prioritized one
    std::optional<Next> prioritized;

    bool operator==(const NextJobs&) const = default;
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
    [[nodiscard]] QFuture<Result<JobIdPage>> ids(
        QueueId queue, JobState state, qint64 from, qint64 to, bool ascending = false);
    [[nodiscard]] QFuture<Result<std::vector<Job>>> jobsById(QueueId queue, std::vector<JobId> ids);
    //! What a table shows of a page, whatever the jobs hold: reads only the parts in `fields`, and texts
    //! longer than `textLimit` not at all. Ends are not negative. Round trips: ids, short fields, and where
    //! texts were asked for, those.
    [[nodiscard]] QFuture<Result<JobRowPage>> rows(QueueId queue, JobState state, qint64 from, qint64 to,
        bool ascending = false, JobFields fields = usualJobFields, qint64 textLimit = usualTextLimit);
    //! The same for known ids, in their order; ghosts have `damaged` set.
    [[nodiscard]] QFuture<Result<std::vector<JobRow>>> rowsById(QueueId queue, std::vector<JobId> ids,
        JobFields fields = usualJobFields, qint64 textLimit = usualTextLimit);
    //! Finds a job again after its neighbours came and went. In a list (waiting, active) Redis looks from
    //! both ends, at most `mostLooked` entries far (100,000 take about 2 ms): none does not mean that it is
    //! nowhere, then.
    [[nodiscard]] QFuture<Result<JobPosition>> positionOf(
        QueueId queue, JobState state, JobId id, qint64 mostLooked = 100000);
    //! For "oldest waiting": the next jobs of many queues in two round trips.
    [[nodiscard]] QFuture<Result<std::vector<NextJobs>>> nextJobs(std::vector<QueueId> queues);
    //! JobNotExist when there is no hash.
    [[nodiscard]] QFuture<Result<JobDetail>> job(QueueId queue, JobId id);
    [[nodiscard]] QFuture<Result<JobLogs>> logs(QueueId queue, JobId id, qint64 from = 0, qint64 to = -1);
    [[nodiscard]] QFuture<Result<QueueMetrics>> metrics(QueueId queue);

private:
    RedisConnection& m_connection;
};

} // namespace drover
