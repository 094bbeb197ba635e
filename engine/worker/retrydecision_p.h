// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/backoff.h"
#include "worker/worker.h"

#include <optional>

namespace drover {

//! What becomes of a failed attempt (Job.shouldRetryJob in bullmq): scripts never retry by themselves.
struct RetryDecision {
    enum class Kind : quint8 { Fail, RetryNow, Delay };
    Kind kind = Kind::Fail;
    double delay = 0; //!< ms, of Delay
    std::optional<Error> trouble; //!< an unknown backoff type: the job fails rather than hang

    bool operator==(const RetryDecision&) const = default;
};

[[nodiscard]] RetryDecision decideRetry(
    const Job& job, const JobFailure& failure, const WorkerOptions& options, const RandomSource& random);

//! Why a fetched job must fail without being run (`defa`, maxStartedAttempts); empty = run it.
[[nodiscard]] QByteArray deferredFailure(const Job& job, const WorkerOptions& options);

//! The job's `stacktrace` with one row more, cut to the newest `limit`; 0 = none, absent = all.
[[nodiscard]] JsonText withStack(const JsonText& stacktrace, QByteArrayView stack, std::optional<int> limit);

//! What is kept of a finished job: its own option beats the worker's, neither = everything (getKeepJobs).
[[nodiscard]] KeepJobs effectiveKeep(
    const std::optional<KeepJobs>& job, const std::optional<KeepJobs>& worker);

} // namespace drover
