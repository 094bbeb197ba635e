// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/scriptchange_p.h"

#include "queue/queue.h"

namespace drover {
namespace {

QByteArray flag(bool set)
{
    return set ? QByteArrayLiteral("1") : QByteArrayLiteral("0");
}

QByteArray word(JobState state)
{
    const QLatin1StringView name = stateName(state);
    return {name.data(), name.size()};
}

} // namespace

ScriptChange retryChange(
    const QueueId& queue, const JobId& job, JobState from, const JobRetryOptions& options, bool lifo)
{
    return {QStringLiteral("retry"), {}, ScriptId::ReprocessJob,
        {queue.job(job), queue.key("events"), queue.key(from), queue.key("wait"), queue.key("meta"),
            queue.key("active"), queue.key("marker"), queue.key("prioritized"), queue.key("pc")},
        {job, lifo ? QByteArrayLiteral("RPUSH") : QByteArrayLiteral("LPUSH"),
            from == JobState::Failed ? QByteArrayLiteral("failedReason") : QByteArrayLiteral("returnvalue"),
            word(from), flag(options.resetAttemptsMade), flag(options.resetAttemptsStarted)},
        {"reprocessJob", job, word(from)}};
}

ScriptChange promoteChange(const QueueId& queue, const JobId& job)
{
    return {QStringLiteral("promote"), {}, ScriptId::Promote,
        {queue.key("delayed"), queue.key("wait"), queue.key("paused"), queue.key("meta"),
            queue.key("prioritized"), queue.key("active"), queue.key("pc"), queue.key("events"),
            queue.key("marker")},
        {queue.base(), job}, {"promote", job, "delayed"}};
}

ScriptChange removeChange(const QueueId& queue, const JobId& job, bool removeChildren)
{
    ScriptChange change{QStringLiteral("remove"), {}, ScriptId::RemoveJob,
        {queue.job(job), queue.key("repeat")}, {job, flag(removeChildren), queue.base()}, {"removeJob", job}};
    change.zeroMeansLocked = true;
    return change;
}

ScriptChange updateOptionsChange(
    const QueueId& queue, const JobId& job, const JsonText& stored, const JsonText& wanted)
{
    return {QStringLiteral("update-options"), {}, ScriptId::UpdateOptions, {queue.job(job)}, {stored, wanted},
        {"updateOptions", job}};
}

ScriptChange cleanChange(const QueueId& queue, JobState state, qint64 before, qint64 limit)
{
    const QLatin1StringView key = stateKey(state);
    return {QStringLiteral("clean"), {}, ScriptId::CleanJobsInSet,
        {queue.key(state), queue.key("events"), queue.key("repeat")},
        {queue.base(), QByteArray::number(before), QByteArray::number(limit),
            QByteArray(key.data(), key.size())},
        {"cleanJobsInSet"}};
}

ScriptChange bulkMoveChange(const QueueId& queue, JobState from, qint64 count, QByteArray maxScore)
{
    return {from == JobState::Delayed ? QStringLiteral("promote") : QStringLiteral("retry"), {},
        ScriptId::MoveJobsToWait,
        {queue.base(), queue.key("events"), queue.key(from), queue.key("wait"), queue.key("paused"),
            queue.key("meta"), queue.key("active"), queue.key("marker")},
        {QByteArray::number(count), std::move(maxScore), word(from)}, {"moveJobsToWait"}};
}

} // namespace drover
