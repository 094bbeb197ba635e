// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/healthrules.h"

#include "health/rules_p.h"

namespace drover {

using namespace Qt::StringLiterals;

namespace {

QString nameOf(const QueueFacts& facts)
{
    return QString::fromUtf8(facts.summary.queue.name);
}

void judgeWorkers(const QueueFacts& facts, std::vector<Finding>& findings)
{
    if (!facts.workers)
        return;
    if (!facts.workers->known) {
        Finding finding =
            aboutQueue(facts, u"no-workers"_s, Severity::Info, u"Whether a worker listens cannot be seen"_s,
                u"CLIENT LIST is not allowed or not known to this server."_s,
                {u"ACL SETUSER <user> +client|list"_s});
        finding.evidence[u"workers"_s] = u"unknown: needs +client|list"_s;
        findings.push_back(finding);
        return;
    }
    const qint64 workers = facts.workers->count(facts.summary.queue);
    const qint64 wanted = readyJobs(facts) + facts.overdue;
    if (workers > 0 || (wanted == 0 && facts.summary.counts[JobState::Active] == 0))
        return;
    const bool active = facts.summary.counts[JobState::Active] > 0;
    Finding finding = aboutQueue(facts, u"no-workers"_s, active ? Severity::Info : Severity::Warning,
        active ? u"Jobs are active, yet no worker names itself"_s
               : u"%1 jobs wait and no worker listens"_s.arg(wanted),
        u"Nothing moves until a worker of this queue connects. Workers of some ports never name their "
        u"connection and "
        u"cannot be seen."_s,
        {u"Start a worker, or a local one: drover work %1 --node processor.js"_s.arg(nameOf(facts))});
    finding.evidence[u"workers"_s] = workers;
    finding.evidence[u"waiting"_s] = facts.summary.counts[JobState::Waiting];
    finding.evidence[u"prioritized"_s] = facts.summary.counts[JobState::Prioritized];
    finding.evidence[u"active"_s] = facts.summary.counts[JobState::Active];
    finding.evidence[u"overdue"_s] = facts.overdue;
    if (facts.oldestWaitingMs)
        finding.evidence[u"oldestWaitingMs"_s] = *facts.oldestWaitingMs;
    findings.push_back(finding);
}

void judgeBrakes(const QueueFacts& facts, std::vector<Finding>& findings)
{
    if (facts.summary.paused) {
        Finding finding =
            aboutQueue(facts, u"queue-paused"_s, readyJobs(facts) > 0 ? Severity::Warning : Severity::Info,
                u"The queue is paused"_s, u"Workers take no job until it is resumed; running jobs end."_s,
                {u"drover resume %1"_s.arg(nameOf(facts))});
        finding.evidence[u"waiting"_s] = readyJobs(facts);
        findings.push_back(finding);
    }
    if (facts.rateLimitTtl && *facts.rateLimitTtl > 0 && readyJobs(facts) > 0) {
        Finding finding = aboutQueue(facts, u"rate-limited"_s, Severity::Info,
            u"The rate limit is used up for now"_s, u"Workers go on when the window ends."_s, {});
        finding.evidence[u"ttlMs"_s] = *facts.rateLimitTtl;
        if (facts.rateLimitMax)
            finding.evidence[u"max"_s] = *facts.rateLimitMax;
        findings.push_back(finding);
    }
    const qint64 active = facts.summary.counts[JobState::Active];
    if (facts.concurrency && active >= *facts.concurrency && readyJobs(facts) > 0) {
        Finding finding =
            aboutQueue(facts, u"concurrency-full"_s, Severity::Info, u"The global concurrency is used up"_s,
                u"The queue starts a job only when another one ends. Active jobs without a worker free their "
                u"place after "
                u"the stalled check."_s,
                {});
        finding.evidence[u"concurrency"_s] = *facts.concurrency;
        finding.evidence[u"active"_s] = active;
        findings.push_back(finding);
    }
}

//! "bullmq:5.81.5" -> 5; 0 when the last producer was no Node one.
int majorVersion(const QByteArray& version)
{
    return version.sliced(version.indexOf(':') + 1).split('.').constFirst().toInt();
}

//! Version 5 pauses by renaming the wait list away: jobs in both places mean that two versions share the
//! queue.
void judgeMixture(const QueueFacts& facts, std::vector<Finding>& findings)
{
    const int major = majorVersion(facts.summary.version);
    const qint64 waiting = facts.summary.counts[JobState::Waiting];
    if (!facts.summary.paused || major == 0 || major > 5 || waiting == 0)
        return;
    Finding finding = aboutQueue(facts, u"mixed-versions"_s, Severity::Critical,
        u"Paused by version 6, used by services of version %1: a resume by those would lose %2 jobs"_s
            .arg(major)
            .arg(waiting),
        u"Version 6 leaves waiting jobs where they are, version 5 expects them in a list of its own. If a "
        u"job is added "
        u"now, a resume by version 5 renames that list over the waiting jobs."_s,
        {u"drover resume %1"_s.arg(nameOf(facts)), u"Bring all services of this queue to one version"_s});
    finding.evidence[u"waiting"_s] = waiting;
    finding.evidence[u"version"_s] = QString::fromUtf8(facts.summary.version);
    findings.push_back(finding);
}

void judgeLegacy(const QueueFacts& facts, std::vector<Finding>& findings)
{
    if (facts.legacyPausedJobs > 0) {
        Finding finding = aboutQueue(facts, u"legacy-paused-list"_s, Severity::Warning,
            u"%1 jobs sit in a paused list of BullMQ 5 or older"_s.arg(facts.legacyPausedJobs),
            u"BullMQ 6 neither counts nor runs them until the queue is resumed by version 6. A resume by "
            u"version 5 while "
            u"jobs wait overwrites the wait list: those jobs are lost."_s,
            {u"drover resume %1"_s.arg(nameOf(facts)), u"Bring all services of this queue to one version"_s});
        finding.evidence[u"paused"_s] = facts.legacyPausedJobs;
        finding.evidence[u"waiting"_s] = facts.summary.counts[JobState::Waiting];
        finding.evidence[u"version"_s] = QString::fromUtf8(facts.summary.version);
        findings.push_back(finding);
    }
    if (facts.legacyMarkers)
        findings.push_back(aboutQueue(facts, u"legacy-markers"_s, Severity::Warning,
            u"The wait list holds a marker of BullMQ 3 or 4"_s,
            u"A marker \"0\" is counted as a waiting job, and a worker of version 6 runs it as a job without "
            u"name and "
            u"data. Workers of versions 3 and 4 still write them."_s,
            {u"Bring all services of this queue to version 5 or newer"_s}));
    if (facts.legacyPriority)
        findings.push_back(aboutQueue(facts, u"legacy-priority"_s, Severity::Info,
            u"A priority set of BullMQ 3 is left"_s, u"Nobody reads it any more; it only takes memory."_s,
            {u"queue.removeDeprecatedPriorityKey() of npm bullmq"_s}));
    if (!facts.legacyRepeatables.isEmpty()) {
        Finding finding = aboutQueue(facts, u"legacy-repeatables"_s, Severity::Warning,
            u"Repeatable jobs of an older BullMQ are registered"_s,
            u"BullMQ 6 runs their pending job and then stops, or repeats them with empty data; "
            u"getJobSchedulers of npm "
            u"fails for the whole queue."_s,
            {u"Register them again as job schedulers (upsertJobScheduler) and remove the old entries"_s});
        QStringList members;
        for (const QByteArray& member : facts.legacyRepeatables)
            members.append(QString::fromUtf8(member));
        finding.evidence[u"members"_s] = members;
        findings.push_back(finding);
    }
}

} // namespace

Finding aboutQueue(
    const QueueFacts& facts, QString rule, Severity severity, QString title, QString why, QStringList fix)
{
    return {std::move(rule), severity, std::move(title), {{u"queue"_s, nameOf(facts)}}, std::move(why),
        std::move(fix)};
}

qint64 readyJobs(const QueueFacts& facts)
{
    return facts.summary.counts[JobState::Waiting] + facts.summary.counts[JobState::Prioritized];
}

std::vector<Finding> judgeQueue(const QueueFacts& facts)
{
    std::vector<Finding> findings;
    judgeWorkers(facts, findings);
    judgeBrakes(facts, findings);
    judgeTraps(facts, findings);
    judgeKept(facts, findings);
    judgeMixture(facts, findings);
    judgeLegacy(facts, findings);
    return findings;
}

} // namespace drover
