// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/retrydecision_p.h"

#include "protocol/jsontext.h"

#include <cmath>

namespace drover {
namespace {

bool mayRetry(const Job& job, const JobFailure& failure, const WorkerOptions& options)
{
    if (failure.kind == JobFailure::Kind::Unrecoverable)
        return false;
    const int maxStarted = options.maxStartedAttempts.value_or(0);
    if (maxStarted > 0 && maxStarted <= job.attemptsStarted)
        return false;
    return job.attemptsMade + 1 < job.options.attempts.value_or(0);
}

RetryDecision fromDelay(double delay)
{
    if (delay == -1)
        return {RetryDecision::Kind::Fail, 0, {}};
    if (!(delay > 0) || !std::isfinite(delay))
        return {RetryDecision::Kind::RetryNow, 0, {}};
    return {RetryDecision::Kind::Delay, delay, {}};
}

} // namespace

RetryDecision decideRetry(
    const Job& job, const JobFailure& failure, const WorkerOptions& options, const RandomSource& random)
{
    if (!mayRetry(job, failure, options))
        return {};
    if (!job.options.backoff)
        return fromDelay(0);
    const int attempt = job.attemptsMade + 1;
    if (const auto delay = builtinBackoff(*job.options.backoff, attempt, random))
        return fromDelay(*delay);
    if (options.backoffStrategy)
        return fromDelay(options.backoffStrategy(attempt, job.options.backoff->type, failure, job));
    return {RetryDecision::Kind::Fail, 0,
        Error{ErrorCode::BadInput,
            QStringLiteral("unknown backoff strategy %1 of job %2")
                .arg(QString::fromUtf8(job.options.backoff->type), QString::fromUtf8(job.id)),
            {{QStringLiteral("jobId"), QString::fromUtf8(job.id)}}}};
}

QByteArray deferredFailure(const Job& job, const WorkerOptions& options)
{
    if (!job.deferredFailure.isEmpty())
        return job.deferredFailure;
    const int maxStarted = options.maxStartedAttempts.value_or(0);
    if (maxStarted > 0 && maxStarted < job.attemptsStarted)
        return QByteArrayLiteral("job started more than allowable limit");
    return {};
}

JsonText withStack(const JsonText& stacktrace, QByteArrayView stack, std::optional<int> limit)
{
    if (limit == 0)
        return QByteArrayLiteral("[]");
    QByteArrayList rows;
    if (const auto old = json::elements(stacktrace)) {
        for (const QByteArrayView row : *old)
            rows.append(row.toByteArray());
    }
    rows.append(json::encodeString(stack));
    if (limit && *limit > 0 && rows.size() > *limit)
        rows = rows.mid(rows.size() - *limit);
    return '[' + rows.join(',') + ']';
}

KeepJobs effectiveKeep(const std::optional<KeepJobs>& job, const std::optional<KeepJobs>& worker)
{
    KeepJobs keep = job ? *job : worker.value_or(KeepJobs{});
    if (!keep.count && !keep.age)
        keep.count = -1;
    return keep;
}

} // namespace drover
