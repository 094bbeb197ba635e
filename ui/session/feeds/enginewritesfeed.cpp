// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/enginewritesfeed.h"

#include "session/enginecore.h"
#include "session/feeds/fatereader.h"

namespace drover::ui {

namespace {
//! Lends a queue to a call and takes it away after its answer.
template <typename T, typename Call>
QFuture<Result<T>> withQueue(EngineCore& core, const QueueId& id, Call call)
{
    auto* queue = new Queue(id, core.connection(), core.gate(), &core);
    return call(*queue).then(queue, [queue](const Result<T>& result) {
        queue->deleteLater();
        return result;
    });
}
} // namespace

EngineWritesFeed::EngineWritesFeed(EngineHost& host, QObject* parent)
    : WritesFeed(parent)
    , m_host(host)
{
}

void EngineWritesFeed::setPaused(const QueueId& queue, bool paused, QObject* context, Answer<Done> answer)
{
    m_host.ask<Done>(
        context,
        [queue, paused](EngineCore& core) {
            return withQueue<Done>(
                core, queue, [paused](Queue& lent) { return paused ? lent.pause() : lent.resume(); });
        },
        std::move(answer));
}

void EngineWritesFeed::addJob(const QueueId& queue, const NewJob& job, QObject* context, Answer<JobId> answer)
{
    m_host.ask<JobId>(
        context,
        [queue, job](EngineCore& core) {
            return withQueue<JobId>(core, queue, [&job](Queue& lent) { return lent.add(job); });
        },
        std::move(answer));
}

void EngineWritesFeed::readJob(
    const QueueId& queue, const JobId& job, QObject* context, Answer<JobDetail> answer)
{
    m_host.ask<JobDetail>(
        context, [queue, job](EngineCore& core) { return core.reader().job(queue, job); }, std::move(answer));
}

void EngineWritesFeed::readFates(
    const QueueId& queue, const QList<JobId>& jobs, QObject* context, Answer<QList<JobFate>> answer)
{
    m_host.ask<QList<JobFate>>(
        context,
        [queue, jobs](EngineCore& core) {
            return drover::ui::readFates(core.connection(), core.reader(), queue, jobs);
        },
        std::move(answer));
}

} // namespace drover::ui
