// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/rules_p.h"

#include <algorithm>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t idsShown = 10;

QString nameOf(const QueueFacts& facts)
{
    return QString::fromUtf8(facts.summary.queue.name);
}

QStringList shown(const std::vector<JobId>& ids)
{
    QStringList list;
    for (size_t i = 0; i < std::min(ids.size(), idsShown); ++i)
        list.append(QString::fromUtf8(ids[i]));
    return list;
}

std::vector<const WorkerInfo*> workersOf(const QueueFacts& facts)
{
    std::vector<const WorkerInfo*> own;
    if (!facts.workers)
        return own;
    for (const WorkerInfo& worker : facts.workers->workers) {
        if (worker.queue == facts.summary.queue)
            own.push_back(&worker);
    }
    return own;
}

//! A worker that is free asks again every few seconds. Only where jobs could be taken and none runs its
//! silence means something.
void judgeSilence(const QueueFacts& facts, std::vector<Finding>& findings)
{
    const std::vector<const WorkerInfo*> workers = workersOf(facts);
    const bool hasIdleWork = readyJobs(facts) > 0 && facts.summary.counts[JobState::Active] == 0
        && !facts.summary.paused && !facts.rateLimitTtl;
    const bool allSilent = std::all_of(
        workers.cbegin(), workers.cend(), [](const WorkerInfo* worker) { return worker->isSilent(); });
    if (workers.empty() || !hasIdleWork || !allSilent)
        return;
    const auto least = std::min_element(workers.cbegin(), workers.cend(),
        [](const WorkerInfo* left, const WorkerInfo* right) { return left->idle < right->idle; });
    Finding finding = aboutQueue(facts, u"silent-worker"_s, Severity::Warning,
        u"%1 jobs wait, and none of the %2 workers has asked for one for %3 s"_s.arg(readyJobs(facts))
            .arg(workers.size())
            .arg((*least)->idle),
        u"A worker that is free asks every few seconds. These are paused (worker.pause()), or their program "
        u"is stuck or its connection is half dead."_s,
        {u"Look at the worker's program at the address above; start it anew"_s,
            u"drover workers %1"_s.arg(nameOf(facts))});
    finding.evidence[u"workers"_s] = static_cast<qint64>(workers.size());
    finding.evidence[u"addr"_s] = QString::fromUtf8((*least)->addr);
    finding.evidence[u"idleMs"_s] = (*least)->idle * 1000;
    finding.evidence[u"waiting"_s] = readyJobs(facts);
    findings.push_back(finding);
}

void judgeLocks(const QueueFacts& facts, std::vector<Finding>& findings)
{
    const auto lost = static_cast<qint64>(facts.active.withoutLock.size());
    if (lost == 0)
        return;
    Finding finding = aboutQueue(facts, u"active-without-lock"_s, Severity::Warning,
        u"%1 of the %2 oldest active jobs have no lock: no worker holds them"_s.arg(lost).arg(
            facts.active.looked),
        u"Their worker died, or was cut off for longer than its lock. A running worker of the queue takes "
        u"them back at its stalled check, every 30 s by default; without one they stay."_s,
        {u"Start a worker, or a local one: drover work %1 --node processor.js"_s.arg(nameOf(facts))});
    finding.evidence[u"jobs"_s] = shown(facts.active.withoutLock);
    finding.evidence[u"looked"_s] = facts.active.looked;
    finding.evidence[u"active"_s] = facts.summary.counts[JobState::Active];
    findings.push_back(finding);
}

void judgeDelays(const QueueFacts& facts, std::vector<Finding>& findings)
{
    if (facts.overdue == 0 || facts.summary.paused || facts.rateLimitTtl)
        return;
    Finding finding = aboutQueue(facts, u"overdue-delayed"_s, Severity::Warning,
        u"%1 delayed jobs are due and stay where they are"_s.arg(facts.overdue),
        u"Workers that wait for jobs move the due ones. All of them are busy, or none of them waits."_s,
        {u"drover promote %1 --all, which also takes those that are not due"_s.arg(nameOf(facts)),
            u"Raise the workers' concurrency, or start more of them"_s});
    finding.evidence[u"overdue"_s] = facts.overdue;
    if (facts.nextDelayedInMs)
        finding.evidence[u"sinceMs"_s] = -*facts.nextDelayedInMs;
    findings.push_back(finding);
}

void judgeParents(const QueueFacts& facts, std::vector<Finding>& findings)
{
    std::vector<JobId> stuck;
    qint64 failed = 0;
    qint64 missing = 0;
    for (const ParentFacts& parent : facts.parents) {
        if (!parent.isStuck())
            continue;
        stuck.push_back(parent.id);
        failed += parent.failed;
        missing += parent.missing;
    }
    if (stuck.empty())
        return;
    Finding finding = aboutQueue(facts, u"stuck-parent"_s, Severity::Warning,
        u"%1 of the first %2 parents wait for children that will not complete"_s.arg(stuck.size())
            .arg(facts.parents.size()),
        u"A parent runs when all of its children have completed. A child that failed for good holds it, "
        u"unless it was added with failParentOnFailure, ignoreDependencyOnFailure or "
        u"removeDependencyOnFailure; one whose data is gone holds it for ever."_s,
        {u"Retry the failed children"_s,
            u"await parent.removeUnprocessedChildren() of npm bullmq, then the parent runs without them"_s});
    finding.evidence[u"parents"_s] = shown(stuck);
    finding.evidence[u"failedChildren"_s] = failed;
    finding.evidence[u"missingChildren"_s] = missing;
    findings.push_back(finding);
}

void judgeSchedulers(const QueueFacts& facts, std::vector<Finding>& findings)
{
    if (facts.stoppedSchedulers.isEmpty())
        return;
    QStringList ids;
    for (const QByteArray& id : facts.stoppedSchedulers)
        ids.append(QString::fromUtf8(id));
    Finding finding = aboutQueue(facts, u"scheduler-stopped"_s, Severity::Warning,
        u"The job scheduler %1 has no next job: it has stopped"_s.arg(ids.first()),
        u"A scheduler lives by its next job, which makes the one after it. Somebody removed that job, or "
        u"its data is gone."_s,
        {u"Call upsertJobScheduler again with the same id"_s});
    finding.evidence[u"schedulers"_s] = ids;
    findings.push_back(finding);
}

} // namespace

void judgeTraps(const QueueFacts& facts, std::vector<Finding>& findings)
{
    judgeSilence(facts, findings);
    judgeLocks(facts, findings);
    judgeDelays(facts, findings);
    judgeParents(facts, findings);
    judgeSchedulers(facts, findings);
}

} // namespace drover
