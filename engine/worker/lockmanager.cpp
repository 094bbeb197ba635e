// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/lockmanager_p.h"

#include <algorithm>

namespace drover {
namespace {

constexpr size_t batchSize = 500;

bool needsLock(const ActiveJobPtr& job)
{
    return !job->lost && !job->sending && job->move == ActiveJob::Move::None;
}

} // namespace

LockManager::LockManager(WorkerCore& core, std::function<void(const ActiveJobPtr&, const QString&)> lost)
    : m_core(core)
    , m_lost(std::move(lost))
{
    connect(&m_timer, &QTimer::timeout, this, [this] {
        const Milliseconds due = m_core.clock.monotonic() - m_timer.intervalAsDuration();
        Jobs jobs;
        for (const ActiveJobPtr& job : std::as_const(m_core.jobs)) {
            if (needsLock(job) && job->lockedAt <= due)
                jobs.push_back(job);
        }
        renew(std::move(jobs), false);
    });
}

void LockManager::start()
{
    m_timer.start(std::max(m_core.setup->options.lockDuration / 4, Milliseconds(1)));
}

void LockManager::renewAll()
{
    Jobs jobs;
    for (const ActiveJobPtr& job : std::as_const(m_core.jobs)) {
        if (needsLock(job))
            jobs.push_back(job);
    }
    renew(std::move(jobs), true);
}

void LockManager::renew(Jobs jobs, bool regain)
{
    for (size_t from = 0; from < jobs.size(); from += batchSize) {
        const auto first = jobs.begin() + static_cast<Jobs::difference_type>(from);
        const auto count = static_cast<Jobs::difference_type>(std::min(batchSize, jobs.size() - from));
        renewBatch(Jobs(first, first + count), regain);
    }
}

void LockManager::renewBatch(Jobs jobs, bool regain)
{
    std::vector<JobId> ids;
    std::vector<QByteArray> tokens;
    for (const ActiveJobPtr& job : jobs) {
        ids.push_back(job->job().id);
        tokens.push_back(job->token());
    }
    const Milliseconds askedAt = m_core.clock.monotonic();
    m_core.scripts.extendLocks(
        ids, tokens, [this, jobs = std::move(jobs), regain, askedAt](Result<Reply> reply) {
            onRenewed(jobs, regain, askedAt, reply);
        });
}

void LockManager::onRenewed(const Jobs& jobs, bool regain, Milliseconds askedAt, const Result<Reply>& reply)
{
    if (!reply)
        return; // the connection went: renewAll() follows
    if (reply->isError()) {
        m_core.errors.report(errorFromReply(*reply));
        return giveUpExpired(jobs);
    }
    for (const ActiveJobPtr& job : jobs) {
        const bool refused = std::any_of(reply->items.begin(), reply->items.end(),
            [&](const Reply& id) { return id.text == job->job().id; });
        if (!refused)
            job->lockedAt = askedAt;
        else if (needsLock(job))
            onRefused(job, regain);
    }
}

void LockManager::onRefused(const ActiveJobPtr& job, bool regain)
{
    if (regain)
        regainLock(job);
    else
        m_lost(
            job, QStringLiteral("could not renew the lock of job %1").arg(QString::fromUtf8(job->job().id)));
}

void LockManager::regainLock(const ActiveJobPtr& job)
{
    const JobId& id = job->job().id;
    const QByteArray duration = QByteArray::number(m_core.setup->options.lockDuration.count());
    std::vector<Command> commands;
    commands.push_back({"SET", m_core.scripts.lockKey(id), job->token(), "NX", "PX", duration});
    commands.push_back({"GET", m_core.scripts.lockKey(id)});
    commands.push_back({"LPOS", m_core.setup->queue.key(JobState::Active), id});
    const Milliseconds askedAt = m_core.clock.monotonic();
    m_core.connection.sendBatch(
        std::move(commands), [this, job, askedAt](Result<std::vector<Reply>> replies) {
            if (replies && needsLock(job))
                onRegained(job, askedAt, *replies);
        });
}

void LockManager::onRegained(const ActiveJobPtr& job, Milliseconds askedAt, const std::vector<Reply>& replies)
{
    const bool isOurs = replies.at(1).text == job->token();
    const bool isActive = replies.at(2).isInteger();
    if (isOurs && isActive) {
        job->lockedAt = askedAt;
        return;
    }
    if (isOurs)
        m_core.connection.send({"DEL", m_core.scripts.lockKey(job->job().id)}, [](const Result<Reply>&) {});
    m_lost(job, QStringLiteral("the lock of job %1 expired").arg(QString::fromUtf8(job->job().id)));
}

void LockManager::giveUpExpired(const Jobs& jobs)
{
    const Milliseconds expired = m_core.clock.monotonic() - m_core.setup->options.lockDuration;
    for (const ActiveJobPtr& job : jobs) {
        if (needsLock(job) && job->lockedAt <= expired)
            m_lost(job,
                QStringLiteral("the lock of job %1 expired because Redis refused to renew it")
                    .arg(QString::fromUtf8(job->job().id)));
    }
}

} // namespace drover
