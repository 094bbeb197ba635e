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

#include <algorithm>

namespace drover::ui {

namespace {
constexpr qsizetype mostQueuesFound = 20;

//! Collects as many answers as were asked for; the first error is the answer to all.
template <typename T>
class Gathering {
public:
    Gathering(qsizetype count, std::function<void(Result<QList<T>>)> done)
        : m_items(count)
        , m_open(count)
        , m_done(std::move(done))
    {
        if (count == 0)
            std::exchange(m_done, nullptr)(QList<T>());
    }

    void put(qsizetype index, T item)
    {
        m_items[index] = std::move(item);
        if (--m_open == 0 && m_done)
            std::exchange(m_done, nullptr)(std::move(m_items));
    }
    void fail(const Error& error)
    {
        if (m_done)
            std::exchange(m_done, nullptr)(error);
    }

private:
    QList<T> m_items;
    qsizetype m_open;
    std::function<void(Result<QList<T>>)> m_done;
};

using Places = std::function<void(Result<QList<JobPlace>>)>;

//! Looks for one job in all states of its queue.
void findState(EngineCore& core, JobPlace place, std::function<void(JobPlace)> done)
{
    auto open = std::make_shared<qsizetype>(static_cast<qsizetype>(allJobStates.size()));
    auto found = std::make_shared<JobPlace>(std::move(place));
    for (const JobState state : allJobStates) {
        core.reader()
            .positionOf(found->queue, state, found->id)
            .then(&core, [open, found, state, done](const Result<JobPosition>& position) {
                if (position && position->index && !found->state) {
                    found->state = state;
                    found->row = position->index;
                }
                if (--*open == 0)
                    done(std::move(*found));
            });
    }
}

//! Which of these queues have a job of this id, and where.
void locateIn(EngineCore& core, const QList<QueueId>& queues, const JobId& id, Places reply)
{
    auto names = std::make_shared<Gathering<std::optional<JobPlace>>>(
        queues.size(), [&core, reply](Result<QList<std::optional<JobPlace>>> all) {
            if (!all) {
                reply(all.error());
                return;
            }
            QList<JobPlace> there;
            for (const auto& place : *all) {
                if (place && there.size() < mostQueuesFound)
                    there.append(*place);
            }
            auto placed = std::make_shared<Gathering<JobPlace>>(there.size(), reply);
            for (qsizetype i = 0; i < there.size(); ++i)
                findState(
                    core, there.at(i), [placed, i](JobPlace place) { placed->put(i, std::move(place)); });
        });
    for (qsizetype i = 0; i < queues.size(); ++i) {
        const QueueId& queue = queues.at(i);
        core.reader()
            .rowsById(queue, {id}, JobField::Name)
            .then(&core, [names, i, queue, id](const Result<std::vector<JobRow>>& rows) {
                if (!rows) {
                    names->fail(rows.error());
                    return;
                }
                const JobEntry entry = toEntry(rows->front(), {});
                names->put(i,
                    entry.missing
                        ? std::nullopt
                        : std::optional(JobPlace{queue, id, entry.name, std::nullopt, std::nullopt}));
            });
    }
}
} // namespace

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
            locateIn(core, queues, id, reply);
        });
}

std::unique_ptr<JobFinder> EngineJobsFeed::find(const SearchRequest& request, const QList<JsonPath>& paths)
{
    return std::make_unique<EngineFinder>(m_host, request, paths);
}

} // namespace drover::ui
