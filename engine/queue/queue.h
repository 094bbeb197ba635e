// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "protocol/job.h"
#include "queue/writegate.h"
#include "redis/redisconnection.h"

#include <QFuture>
#include <QObject>

#include <memory>
#include <vector>

namespace drover {

class FieldCipher;

//! A job to be added.
struct NewJob {
    QByteArray name;
    JsonText data = "{}"; //!< valid JSON; kept byte for byte
    JobOptions options;
};

//! How a finished job goes back to waiting (Job.retry in bullmq).
struct JobRetryOptions {
    bool resetAttemptsMade = false;
    bool resetAttemptsStarted = false;
    std::optional<bool> lifo{}; //!< back to the front of the queue; unset = as the job's own option says
};

//! Everything that changes a queue (class Queue and the commands of class Job in bullmq).
//!
//! Thread-affine; borrows the connection and the gate, which outlive it. Each call passes the gate first,
//! finishes exactly once, fails fast when Redis is away, and says nothing about other jobs when one fails.
class Queue final : public QObject {
    Q_OBJECT
public:
    Queue(QueueId id, RedisConnection& connection, WriteGate& gate, QObject* parent = nullptr);
    ~Queue() override;

    [[nodiscard]] const QueueId& id() const;
    //! Merged under the options of each added job; never its jobId (QueueOptions.defaultJobOptions).
    void setDefaultJobOptions(const JobOptions& options);

    //! Fields of the data that are encrypted whenever data is written here: add, addBulk, updateData. Null =
    //! none. ErrorCode::Encryption where that cannot be done; nothing is sent then.
    void setFieldCipher(std::shared_ptr<const FieldCipher> cipher);

    //! addStandardJob, addDelayedJob or addPrioritizedJob by options. An existing custom id is returned
    //! unchanged.
    [[nodiscard]] QFuture<Result<JobId>> add(NewJob job);
    //! Pipelined, not a transaction (Queue.addBulk); every job has its own result, in order. All are
    //! validated first: one bad job and none is sent.
    [[nodiscard]] QFuture<Result<std::vector<Result<JobId>>>> addBulk(std::vector<NewJob> jobs);

    [[nodiscard]] QFuture<Status> pause();
    //! Moves jobs of a legacy paused list first; refused (BadInput, with both counts) where that would lose
    //! jobs.
    [[nodiscard]] QFuture<Status> resume();

    //! Completed or failed -> waiting, or prioritized (reprocessJob).
    [[nodiscard]] QFuture<Status> retry(JobId job, JobState from, JobRetryOptions options = {});
    [[nodiscard]] QFuture<Status> promote(JobId job);
    //! Refuses locked jobs (JobLockMismatch) and jobs of a scheduler (removeJob).
    [[nodiscard]] QFuture<Status> remove(JobId job, bool removeChildren = true);
    [[nodiscard]] QFuture<Status> updateData(JobId job, JsonText data);
    [[nodiscard]] QFuture<Status> updateProgress(JobId job, JsonText progress);
    //! Milliseconds from now, of a delayed job.
    [[nodiscard]] QFuture<Status> changeDelay(JobId job, double delay);
    //! 0 = none; a negative one comes before all others of the prioritized set, as upstream has it.
    [[nodiscard]] QFuture<Status> changePriority(JobId job, int priority, bool lifo = false);
    //! Options with long names in the place of the job's own, byte for byte around them; null takes one out.
    //! What workers read anew: attempts, backoff, keepLogs, lifo, removeOnComplete, removeOnFail, sizeLimit,
    //! stackTraceLimit; `priority` and `delay` run changePriority and changeDelay behind that, a null
    //! priority is 0. BadInput (context "option") for others, for bad values, a null delay (see promote) and
    //! for no option at all; nothing was sent then.
    [[nodiscard]] QFuture<Status> updateOptions(JobId job, JsonText changes);
    //! Appends a row to the job's log, of which the newest `keep` stay; the number of rows (addLog).
    [[nodiscard]] QFuture<Result<qint64>> addLog(JobId job, QByteArray row, std::optional<int> keep = {});
    //! One call of cleanJobsInSet; the removed ids. Loops belong to MassAction. `limit` 0 = all at once.
    [[nodiscard]] QFuture<Result<std::vector<JobId>>> cleanOnce(
        JobState state, Milliseconds grace, int limit);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace drover
