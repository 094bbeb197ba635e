// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
// The part of a mass action that keeps what it is about to remove.
#include "queue/massrun_p.h"

#include "queue/futureawaiter_p.h"
#include "queue/staterange_p.h"
#include "queue/trashcollector_p.h"

namespace drover {
namespace {

//! removeJob searches lists from one end to the other, once for each job: in longer ones it is left to
//! cleanJobsInSet.
constexpr qint64 longestList = 50000;

} // namespace

//! Whether what this action removes is to go into the trash, as far as can be known before.
QCoro::Task<Result<bool>> MassRun::canKeep()
{
    const bool clean = m_request.verb == MassVerb::Clean;
    if (!m_trash || !(clean || m_request.verb == MassVerb::Remove))
        co_return false;
    const qint64 most = m_trash->options().mostPerAction;
    if (!m_request.ids.empty())
        co_return static_cast<qint64>(m_request.ids.size()) <= most;
    const Result<Reply> size = co_await m_redis.read(countCommand(m_request.queue, m_request.state));
    if (!size)
        co_return size.error();
    qint64 count = size->toInteger();
    if (clean && isListState(m_request.state) && count > longestList)
        co_return false;
    const qint64 limit = clean ? m_request.limit : m_request.filter.count;
    if (limit > 0)
        count = std::min(count, limit);
    if (clean && count > most) {
        const Result<qint64> old = co_await cleanableCount();
        if (!old)
            co_return old.error();
        if (*old >= 0)
            count = std::min(count, *old);
    }
    const bool narrowed =
        !m_request.filter.match.isEmpty() || m_request.filter.cause || m_request.filter.since;
    co_return narrowed || count <= most;
}

//! Puts the jobs into the trash; those that cannot be kept are taken out of `chosen`.
QCoro::Task<Status> MassRun::keep(std::vector<MassCandidate>& chosen)
{
    if (m_report.trashed >= m_trash->options().mostPerAction)
        co_return Done{};
    const bool withChildren = m_request.verb == MassVerb::Remove && m_request.removeChildren;
    TrashCollector collector(m_request.queue, withChildren,
        [this](std::vector<Command> commands) { return m_redis.readAll(std::move(commands)); });
    std::vector<TrashCollector::Pick> picks;
    for (const MassCandidate& candidate : chosen)
        picks.push_back({candidate.id, candidate.state});
    const PacedRedis::Mark mark = m_redis.mark();
    Result<std::vector<TrashCollector::Collected>> collected = co_await collector.collect(std::move(picks));
    if (!collected)
        co_return collected.error();
    m_pacer.measured(static_cast<int>(chosen.size()), m_redis.workedSince(mark));
    std::vector<TrashedTree> trees;
    std::vector<MassCandidate> left;
    for (size_t i = 0; i < chosen.size(); ++i) {
        TrashCollector::Collected& job = collected->at(i);
        if (job.tooBig) {
            skip(chosen[i].id, QStringLiteral("TooBigForTrash"));
            continue;
        }
        if (!job.tree.empty())
            trees.push_back(std::move(job.tree));
        left.push_back(std::move(chosen[i]));
    }
    chosen = std::move(left);
    co_return co_await put(std::move(trees));
}

QCoro::Task<Status> MassRun::put(std::vector<TrashedTree> trees)
{
    if (trees.empty())
        co_return Done{};
    if (m_report.trashBatch == 0) {
        const QString action =
            m_request.verb == MassVerb::Clean ? QStringLiteral("clean") : QStringLiteral("remove");
        const Result<qint64> batch =
            co_await FutureAwaiter<qint64>(&m_context, m_trash->openBatch(m_request.queue, action));
        if (!batch)
            co_return batch.error();
        m_report.trashBatch = *batch;
    }
    const auto count = static_cast<qint64>(trees.size());
    const Status kept =
        co_await FutureAwaiter<Done>(&m_context, m_trash->put(m_report.trashBatch, std::move(trees)));
    if (kept)
        m_report.trashed += count;
    co_return kept;
}

//! Jobs that were put in and then not removed are not in the trash.
QCoro::Task<void> MassRun::takeBack()
{
    std::vector<JobId> jobs = std::exchange(m_notRemoved, {});
    if (jobs.empty() || m_report.trashBatch == 0)
        co_return;
    const auto count = static_cast<qint64>(jobs.size());
    const Status taken =
        co_await FutureAwaiter<Done>(&m_context, m_trash->takeBack(m_report.trashBatch, std::move(jobs)));
    if (taken)
        m_report.trashed -= count;
}

} // namespace drover
