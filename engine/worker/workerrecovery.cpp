// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/workerrecovery_p.h"

namespace drover {

namespace {

// A job that was begun so many times without an end may be what ends its workers. It is left to the check for
// stalled jobs, which counts, and gives it up at last.
constexpr qint64 mostReturns = 10;

} // namespace

WorkerRecovery::WorkerRecovery(
    WorkerCore& core, JobRunner& runner, JobFinisher& finisher, WorkerJournal& journal)
    : m_core(core)
    , m_runner(runner)
    , m_finisher(finisher)
    , m_journal(journal)
    , m_reconciler(core)
{
}

//! Only the newest search counts: older ones may come back late, or never.
void WorkerRecovery::adoptOwn()
{
    const bool isFirst = m_search == 0; // of a worker that has asked for nothing yet
    m_core.reconciling = !isFirst;
    m_isSearched = false;
    m_reconciler.find(
        m_core.setup->id, [this, search = ++m_search](const Result<std::vector<HeldJob>>& jobs) {
            if (jobs) {
                for (const HeldJob& held : *jobs)
                    adopt(held);
            }
            m_isSearched = m_isSearched || search == m_search;
            endIfAdopted();
        });
}

//! The slots of what was found are taken: fetching may go on.
void WorkerRecovery::endIfAdopted()
{
    if (!m_core.reconciling || !m_isSearched || !m_adopting.isEmpty())
        return;
    m_core.reconciling = false;
    m_adopted();
}

void WorkerRecovery::adopt(const HeldJob& held)
{
    const ActiveJobPtr known = m_core.jobs.value(held.token);
    if ((known && known->job().id == held.id) || m_adopting.contains(held.token))
        return;
    m_adopting.insert(held.token);
    std::vector<Command> commands;
    commands.push_back({"GET", m_core.scripts.lockKey(held.id)});
    commands.push_back({"HGETALL", m_core.scripts.jobKey(held.id)});
    m_core.connection.sendBatch(std::move(commands), [this, held](Result<std::vector<Reply>> replies) {
        m_adopting.remove(held.token);
        if (replies)
            onRead(held, *replies);
        endIfAdopted();
    });
}

void WorkerRecovery::onRead(const HeldJob& held, const std::vector<Reply>& replies)
{
    // Meanwhile the slot of this token may have ended, or the lock may have expired.
    if (replies.at(0).text != held.token || m_core.jobs.contains(held.token))
        return;
    const Reply& fields = replies.at(1);
    if (fields.isError() || fields.items.empty())
        m_finisher.park(held.id,
            fields.isError() ? QByteArrayLiteral("its key is not a hash")
                             : QByteArrayLiteral("its data is gone from Redis"));
    else
        m_runner.start(held.id, fields.items, held.token);
}

void WorkerRecovery::returnOfDead()
{
    for (const QByteArray& workerId : m_journal.claimDead()) {
        if (m_returning.contains(workerId))
            continue;
        m_reconciler.find(workerId, [this, workerId](const Result<std::vector<HeldJob>>& jobs) {
            if (jobs)
                giveBack(workerId, *jobs);
        });
    }
}

void WorkerRecovery::giveBack(const QByteArray& workerId, const std::vector<HeldJob>& jobs)
{
    if (jobs.empty())
        return m_journal.forget(workerId);
    m_returning.insert(workerId);
    const auto left = std::make_shared<qsizetype>(static_cast<qsizetype>(jobs.size()));
    for (const HeldJob& held : jobs) {
        m_core.connection.send({"HMGET", m_core.scripts.jobKey(held.id), "ats", "atm"},
            [this, held, workerId, left](const Result<Reply>& reply) {
                const bool isRead = reply && reply->items.size() == 2;
                const qint64 unended = isRead ? reply->items[0].toInteger() - reply->items[1].toInteger() : 0;
                if (unended > mostReturns)
                    return settled(workerId, *left);
                m_core.scripts.handBack(
                    held.id, held.token, [this, workerId, left](const Result<Reply>& back) {
                        if (back)
                            settled(workerId, *left);
                        else
                            m_returning.remove(workerId); // the next `ready` tries again
                    });
            });
    }
}

//! One of the jobs of a dead worker has been given back, or need not be.
void WorkerRecovery::settled(const QByteArray& workerId, qsizetype& left)
{
    if (--left == 0 && m_returning.remove(workerId))
        m_journal.forget(workerId);
}

void WorkerRecovery::checkIds()
{
    const qint64 seen = m_runner.highestId();
    if (seen <= m_toldId)
        return;
    m_core.connection.send({"GET", m_core.setup->queue.key("id")}, [this, seen](const Result<Reply>& reply) {
        if (!reply || reply->isError() || reply->toInteger() >= seen)
            return;
        m_toldId = seen;
        const qint64 counter = reply->toInteger();
        m_core.errors.report({ErrorCode::Server,
            QStringLiteral(
                "the counter of job ids went back from %1 to %2: Redis came back with older data, or "
                "the queue was removed; jobs may be lost, and ids will be given out again")
                .arg(seen)
                .arg(counter),
            {{QStringLiteral("seen"), seen}, {QStringLiteral("counter"), counter}}});
    });
}

} // namespace drover
