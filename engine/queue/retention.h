// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "protocol/joboptions.h"
#include "protocol/jobstate.h"
#include "protocol/queueid.h"

#include <QByteArray>
#include <QFuture>

#include <optional>
#include <utility>
#include <vector>

namespace drover {

class RedisConnection;

//! What the finished jobs of one name were told to keep: producers copy removeOnComplete and removeOnFail
//! into each job, so only samples of jobs can tell. None = the job says nothing; a worker's own options may
//! still say something, and Redis does not know them.
struct NameRetention {
    QByteArray name;
    qint64 jobs = 0; //!< of the sample
    std::optional<KeepJobs> newest; //!< of the newest one: what producers write now
    int kinds = 0; //!< how many different ones the sample has

    bool operator==(const NameRetention&) const = default;
};

//! The completed or the failed jobs of a queue, as they are kept.
struct StateRetention {
    JobState state = JobState::Completed;
    qint64 total = 0;
    qint64 looked = 0; //!< jobs of the sample: the newest, and others spread over the whole set
    qint64 bytes = -1; //!< about so much memory for all, by MEMORY USAGE of samples; -1 = not known
    qint64 lastDay = 0; //!< finished within 24 hours and still there
    qint64 oldest = 0; //!< ms since the epoch, when it finished; 0 = none
    std::vector<NameRetention> names; //!< most frequent first

    bool operator==(const StateRetention&) const = default;
};

struct RetentionReport {
    StateRetention completed;
    StateRetention failed;
};

//! Plain reads, in pages; `sample` jobs of each state are looked at.
[[nodiscard]] QFuture<Result<RetentionReport>> readRetention(
    RedisConnection& connection, QueueId queue, int sample = 1000);

//! What a policy would remove from a state.
struct RetentionPlan {
    qint64 total = 0;
    qint64 removes = 0;
    qint64 until = 0; //!< ms: what finished then or before goes, for MassRequest::until; 0 = nothing goes
    qint64 bytes = -1; //!< about so much memory that becomes free, by samples; -1 = not known
    qint64 oldest = 0; //!< ms: when the first and the last of them finished; 0 = none
    qint64 newest = 0;
    std::vector<JobId> sample{}; //!< some of them, oldest first

    bool operator==(const RetentionPlan&) const = default;
};

//! Of completed or failed jobs: those that are older than `keep.age`, and the oldest ones beyond
//! `keep.count`. Where several jobs finished in the same millisecond, more than `count` may stay. Plain
//! reads. `now`: ms since the epoch; 0 = as the clock says.
[[nodiscard]] QFuture<Result<RetentionPlan>> planRetention(
    RedisConnection& connection, QueueId queue, JobState state, KeepJobs keep, qint64 now = 0);

} // namespace drover
