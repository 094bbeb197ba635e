// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/jobadd_p.h"
#include "queue/queue.h"
#include "queue/scriptchange_p.h"

#include <QFuture>

#include <memory>
#include <vector>

namespace drover {

//! Sends the scripts of one queue: asks the gate, runs, settles what a broken connection left in doubt, tells
//! the gate how it ended. What is under way survives the object.
class QueueWrites final {
public:
    QueueWrites(QueueId queue, RedisConnection& connection, WriteGate& gate);
    ~QueueWrites();

    [[nodiscard]] QFuture<Result<JobId>> add(AddCall call, const JobAdder& adder, const QByteArray& name);
    //! Validated jobs with merged options.
    [[nodiscard]] QFuture<Result<std::vector<Result<JobId>>>> addAll(
        std::vector<NewJob> jobs, const JobAdder& adder);
    [[nodiscard]] QFuture<Status> change(ScriptChange change);
    //! Reads the job's `lifo` first where `options` leave it open.
    [[nodiscard]] QFuture<Status> retry(JobId job, JobState from, JobRetryOptions options);
    //! pause-7 until no legacy job is left; `perCall` are moved by one call.
    [[nodiscard]] QFuture<Status> resume(std::vector<QByteArray> keys, qint64 perCall);
    //! Replaces options if they are still what was read, and then makes the changes `behind` it. Checked
    //! already.
    [[nodiscard]] QFuture<Status> updateOptions(
        JobId job, JsonText changes, std::vector<ScriptChange> behind);
    [[nodiscard]] QFuture<Result<qint64>> addLog(JobId job, QByteArray row, std::optional<int> keep);
    [[nodiscard]] QFuture<Result<std::vector<JobId>>> clean(JobState state, qint64 before, int limit);

    struct Shared;

private:
    QueueId m_queue;
    std::shared_ptr<Shared> m_shared;
};

} // namespace drover
