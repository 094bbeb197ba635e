// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/enginejobsfeed.h"

#include "core/clock.h"
#include "protocol/jobcodec.h"
#include "queue/queuereader.h"
#include "session/enginecore.h"
#include "session/feeds/enginefinder.h"
#include "session/feeds/idreading.h"
#include "session/feeds/pagereading.h"
#include "session/feeds/placesearch.h"

namespace drover::ui {

EngineJobsFeed::EngineJobsFeed(EngineHost& host)
    : m_host(host)
{
}

void EngineJobsFeed::readPages(const PageQuestion& question, QObject* context, Answer<JobPages> answer)
{
    m_host.post([question, reply = m_host.replyTo<JobPages>(context, std::move(answer))](EngineCore& core) {
        if (core.isUp())
            std::make_shared<PageReading>(core, question, reply)->start();
        else
            reply(core.downError());
    });
}

void EngineJobsFeed::readEntries(const QueueId& queue, const QList<JobId>& ids, const QList<JsonPath>& paths,
    QObject* context, Answer<JobEntries> answer)
{
    m_host.ask<JobEntries>(
        context,
        [queue, ids, paths](EngineCore& core) {
            return core.reader()
                .rowsById(
                    queue, std::vector<JobId>(ids.begin(), ids.end()), tableFields(), tableTextLimit(paths))
                .then(&core, [paths](const Result<std::vector<JobRow>>& rows) -> Result<JobEntries> {
                    if (!rows)
                        return rows.error();
                    JobEntries entries;
                    entries.readAt = Clock::system().now().count();
                    for (const JobRow& row : *rows)
                        entries.rows.append(toEntry(row, paths));
                    return entries;
                });
        },
        std::move(answer));
}

void EngineJobsFeed::readIds(const PageQuestion& question, QObject* context, Answer<JobIds> answer)
{
    m_host.post([question, reply = m_host.replyTo<JobIds>(context, std::move(answer))](EngineCore& core) {
        if (core.isUp())
            std::make_shared<IdReading>(core, question, reply)->start();
        else
            reply(core.downError());
    });
}

void EngineJobsFeed::readJson(
    const QueueId& queue, const QList<JobId>& ids, QObject* context, Answer<QByteArray> answer)
{
    m_host.ask<QByteArray>(
        context,
        [queue, ids](EngineCore& core) {
            return core.reader()
                .jobsById(queue, std::vector<JobId>(ids.begin(), ids.end()))
                .then(&core, [queue](const Result<std::vector<Job>>& jobs) -> Result<QByteArray> {
                    if (!jobs)
                        return jobs.error();
                    QByteArrayList texts;
                    for (const Job& job : *jobs)
                        texts.append(jobToJson(job, queue.name));
                    return texts.size() == 1 ? texts.first() : "[" + texts.join(",\n") + "]";
                });
        },
        std::move(answer));
}

void EngineJobsFeed::readCauses(
    const QueueId& queue, qint64 limit, QObject* context, Answer<FailureReport> answer)
{
    m_host.ask<FailureReport>(
        context, [queue, limit](EngineCore& core) { return readFailures(core.connection(), queue, limit); },
        std::move(answer));
}

void EngineJobsFeed::locate(
    const JobId& id, const QueueId& first, QObject* context, Answer<QList<JobPlace>> answer)
{
    m_host.post(
        [id, first, reply = m_host.replyTo<QList<JobPlace>>(context, std::move(answer))](EngineCore& core) {
            if (!core.isUp()) {
                reply(core.downError());
                return;
            }
            QList<QueueId> queues;
            if (!first.name.isEmpty())
                queues.append(first);
            for (const QueueId& queue : core.queues()) {
                if (!(queue == first))
                    queues.append(queue);
            }
            locateJob(core, queues, id, reply);
        });
}

std::unique_ptr<JobFinder> EngineJobsFeed::find(const SearchRequest& request, const QList<JsonPath>& paths)
{
    return std::make_unique<EngineFinder>(m_host, request, paths);
}

} // namespace drover::ui
