// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/processorrequests_p.h"

#include "protocol/jsontext.h"
#include "protocol/scripterror.h"

namespace drover {
namespace {

Status statusOf(const Result<Reply>& reply, const char* command, const JobId& job)
{
    if (!reply)
        return reply.error();
    if (reply->isError())
        return errorFromReply(*reply);
    if (reply->isInteger() && reply->integer < 0)
        return scriptError(reply->integer, {command, job, {}, "active"});
    return Done{};
}

Error lostJob()
{
    return {ErrorCode::JobLockMismatch, QStringLiteral("the job belongs to another worker now"), {}};
}

Error notJson()
{
    return {ErrorCode::BadInput, QStringLiteral("not JSON"), {}};
}

} // namespace

ProcessorRequests::ProcessorRequests(WorkerCore& core, std::function<void(const ActiveJobPtr&)> moved)
    : m_core(core)
    , m_moved(std::move(moved))
{
}

void ProcessorRequests::updateProgress(const ActiveJobPtr& job, JsonText progress, Answer answer)
{
    if (!json::isValid(progress))
        return answer.finish(notJson());
    m_core.scripts.updateProgress(job->job().id, progress,
        [this, job, progress, answer = std::move(answer)](Result<Reply> reply) mutable {
            const Status status = statusOf(reply, "updateProgress", job->job().id);
            if (status && m_core.events.wants(WorkerEvents::Progress))
                m_core.events.post(
                    [job, progress](Worker& worker) { Q_EMIT worker.progress(job->job(), progress); });
            answer.finish(status);
        });
}

void ProcessorRequests::log(const ActiveJobPtr& job, QByteArray row, Answer answer)
{
    m_core.scripts.addLog(job->job().id, row, job->job().options.keepLogs,
        [job, answer = std::move(answer)](
            Result<Reply> reply) mutable { answer.finish(statusOf(reply, "addLog", job->job().id)); });
}

void ProcessorRequests::updateData(const ActiveJobPtr& job, JsonText data, Answer answer)
{
    if (!json::isValid(data))
        return answer.finish(notJson());
    m_core.scripts.updateData(
        job->job().id, data, [job, answer = std::move(answer)](Result<Reply> reply) mutable {
            answer.finish(statusOf(reply, "updateData", job->job().id));
        });
}

ReplyHandler ProcessorRequests::moveHandler(const ActiveJobPtr& job, const char* command, Answer answer)
{
    job->move = ActiveJob::Move::UnderWay;
    return [this, job, command, answer = std::move(answer)](Result<Reply> reply) mutable {
        const Status status = statusOf(reply, command, job->job().id);
        job->move = status ? ActiveJob::Move::Done : ActiveJob::Move::None;
        if (!status)
            job->moveError = status.error();
        answer.finish(status);
        m_moved(job);
    };
}

void ProcessorRequests::moveToDelayed(const ActiveJobPtr& job, qint64 timestamp, Answer answer)
{
    if (job->lost || job->move != ActiveJob::Move::None)
        return answer.finish(lostJob());
    const qint64 now = m_core.now();
    m_core.scripts.moveToDelayed(job->job().id, job->token(), now, std::max<qint64>(timestamp - now, 0),
        moveHandler(job, "moveToDelayed", std::move(answer)));
}

void ProcessorRequests::moveToWait(const ActiveJobPtr& job, Answer answer)
{
    if (job->lost || job->move != ActiveJob::Move::None)
        return answer.finish(lostJob());
    m_core.scripts.handBack(
        job->job().id, job->token(), moveHandler(job, "moveJobFromActiveToWait", std::move(answer)));
}

void ProcessorRequests::rateLimit(Milliseconds duration, Answer answer)
{
    // Number.MAX_SAFE_INTEGER: more jobs than any limit allows, as Queue.rateLimit writes it.
    m_core.connection.send({"SET", m_core.setup->queue.key("limiter"), "9007199254740991", "PX",
                               QByteArray::number(duration.count())},
        [answer = std::move(answer)](
            Result<Reply> reply) mutable { answer.finish(statusOf(reply, "rateLimit", {})); });
}

} // namespace drover
