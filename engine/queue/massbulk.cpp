// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
// The parts of a mass action whose scripts choose the jobs themselves: upstream's bulk moves, and clean.
#include "queue/massrun_p.h"

#include "queue/queuewrites_p.h"
#include "queue/staterange_p.h"
#include "queue/writeshared_p.h"

#include <algorithm>

namespace drover {
namespace {

constexpr int mostRepairs = 3;

//! What JavaScript prints for Number.MAX_VALUE.
constexpr char maxValue[] = "1.7976931348623157e+308";

} // namespace

QCoro::Task<Status> MassRun::bulkMove()
{
    const bool promote = m_request.verb == MassVerb::BulkPromote;
    const QByteArray bound = promote ? QByteArray(maxValue) : QByteArray::number(m_startedAt);
    const QByteArray key = m_request.queue.key(m_request.state);
    Command firstCount({"ZCOUNT", key, "0", bound});
    const Result<Reply> first = co_await m_redis.read(std::move(firstCount));
    if (!first)
        co_return first.error();
    const qint64 all = first->toInteger();
    const qint64 wanted = m_request.filter.count == 0 ? all : std::min(all, m_request.filter.count);
    m_report.matched = wanted;
    m_progress.total = wanted;
    int broken = 0;
    while (m_report.done < wanted) {
        if (const Status status = interrupted(); !status)
            co_return status;
        const qint64 step = std::min<qint64>(m_pacer.chunk(), wanted - m_report.done);
        const ScriptChange change = bulkMoveChange(m_request.queue, m_request.state, step, bound);
        const PacedRedis::Mark mark = m_redis.mark();
        std::vector<ScriptChange> one;
        one.push_back(change);
        const Replies moved = co_await m_redis.runScripts(std::move(one));
        if (!moved
            && (!brokeOff(moved.error()) || ++broken > mostRepairs || !co_await m_redis.waitUntilReady()))
            co_return moved.error();
        if (moved) {
            if (const Status status = statusOf(moved->front(), change); !status)
                co_return status;
            m_pacer.measured(static_cast<int>(step), m_redis.workedSince(mark));
        }
        // The script does not say how many it moved, and a lost answer says nothing: the set does.
        Command leftCount({"ZCOUNT", key, "0", bound});
        const Result<Reply> left = co_await m_redis.read(std::move(leftCount));
        if (!left)
            co_return left.error();
        m_report.done = std::clamp<qint64>(all - left->toInteger(), m_report.done, wanted);
        m_progress.looked = m_report.done;
        tell();
        if (moved && moved->front().toInteger() == 0)
            break;
        co_await rest();
    }
    co_return Done{};
}

//! Finished jobs older than the grace period; other states only tell after looking at each job.
QCoro::Task<Result<qint64>> MassRun::cleanableCount()
{
    const bool finished = m_request.state == JobState::Completed || m_request.state == JobState::Failed;
    if (!finished)
        co_return qint64(-1);
    const QByteArray key = m_request.queue.key(m_request.state);
    const QByteArray bound = QByteArray::number(cleanUntil());
    Command count({"ZCOUNT", key, "0", bound});
    const Result<Reply> reply = co_await m_redis.read(std::move(count));
    if (!reply)
        co_return reply.error();
    co_return reply->toInteger();
}

QCoro::Task<Status> MassRun::clean()
{
    const Result<qint64> all = co_await cleanableCount();
    if (!all)
        co_return all.error();
    const qint64 most = m_request.limit;
    m_progress.total = most > 0 && *all >= 0 ? std::min(most, *all) : *all;
    int broken = 0;
    while (most == 0 || m_report.done < most) {
        if (const Status status = interrupted(); !status)
            co_return status;
        const qint64 step =
            most == 0 ? m_pacer.chunk() : std::min<qint64>(m_pacer.chunk(), most - m_report.done);
        const ScriptChange change = cleanChange(m_request.queue, m_request.state, cleanUntil(), step);
        const PacedRedis::Mark mark = m_redis.mark();
        std::vector<ScriptChange> one;
        one.push_back(change);
        const Replies cleaned = co_await m_redis.runScripts(std::move(one));
        if (!cleaned) {
            if (!brokeOff(cleaned.error()) || ++broken > mostRepairs || !co_await m_redis.waitUntilReady())
                co_return cleaned.error();
            const Result<qint64> left = co_await cleanableCount();
            if (left && *left >= 0)
                m_report.done = std::max(m_report.done, *all - *left);
            continue;
        }
        if (const Status status = statusOf(cleaned->front(), change); !status)
            co_return status;
        const auto removed = static_cast<qint64>(cleaned->front().items.size());
        m_report.done += removed;
        m_report.matched = m_report.done;
        m_progress.looked += removed;
        if (removed == 0)
            break;
        m_pacer.measured(static_cast<int>(removed), m_redis.workedSince(mark));
        tell();
        co_await rest();
    }
    m_report.matched = m_report.done;
    co_return Done{};
}

} // namespace drover
