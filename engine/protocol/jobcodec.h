// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/job.h"
#include "protocol/jobstate.h"
#include "redis/reply.h"

#include <optional>
#include <span>

namespace drover {

//! How much of a job's text is checked while decoding.
enum class JobCheck : quint8 {
    Full, //!< every JSON field; what is not JSON is named in Job::damaged
    Fast, //!< numbers and options only, for a worker that hands `data` on as it is
};

//! Reads a job's hash: field, value, field, value... as HGETALL and moveToActive answer (class Job,
//! fromJSON). Never fails: missing fields get upstream's defaults, unusable ones are named in Job::damaged.
//! An empty reply is a ghost: an id whose hash is gone.
[[nodiscard]] Job decodeJob(JobId id, std::span<const Reply> fields, JobCheck check = JobCheck::Full);

//! Only the id is known: there is no hash, or a key of another type in its place.
[[nodiscard]] bool isUnreadable(const Job& job);

//! The `--json` shape: Job.toJSON() of the npm package with long option names, values spliced byte for byte,
//! plus `queue` (the name) and, where known, `state`; absent where unset; `damaged` only for damaged jobs,
//! whose broken texts are JSON strings here so that the document stays valid.
[[nodiscard]] JsonText jobToJson(
    const Job& job, QByteArrayView queueName, std::optional<JobState> state = std::nullopt);

//! What a processor outside of the process gets (Job.asJSONSandbox), with JSON values instead of quoted JSON:
//! jobToJson() plus `queueName`, `prefix` and `queueQualifiedName`.
[[nodiscard]] JsonText jobToProcessorJson(const Job& job, const QueueId& queue);

} // namespace drover
