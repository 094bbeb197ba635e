// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/whynothingmoves.h"

#include "health/rules_p.h"

#include <algorithm>
#include <array>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

// What explains the others comes before them: a full Redis stands in the way of every worker, a paused queue
// of those that listen, a missing worker of jobs that are due.
constexpr std::array causes{
    "read-replica"_L1,
    "memory-headroom"_L1,
    "aof-write-failed"_L1,
    "rdb-save-failed"_L1,
    "queue-paused"_L1,
    "legacy-paused-list"_L1,
    "rate-limited"_L1,
    "no-workers"_L1,
    "silent-worker"_L1,
    "active-without-lock"_L1,
    "concurrency-full"_L1,
    "overdue-delayed"_L1,
    "stuck-parent"_L1,
    "scheduler-stopped"_L1,
    "legacy-repeatables"_L1,
    "delayed-later"_L1,
    "children-run"_L1,
};

qsizetype rank(const Finding& finding)
{
    return std::find(causes.cbegin(), causes.cend(), finding.rule) - causes.cbegin();
}

bool isCause(const Finding& finding)
{
    return finding.severity > Severity::Ok && rank(finding) < qsizetype(causes.size());
}

qint64 count(const QueueFacts& queue, JobState state)
{
    return queue.summary.counts[state];
}

//! Nothing is wrong: there is only nothing to do right now.
void judgePatience(const QueueFacts& queue, std::vector<Finding>& findings)
{
    if (readyJobs(queue) > 0 || count(queue, JobState::Active) > 0)
        return;
    const qint64 delayed = count(queue, JobState::Delayed);
    if (delayed > 0 && queue.overdue == 0 && queue.nextDelayedInMs) {
        Finding finding = aboutQueue(queue, u"delayed-later"_s, Severity::Info,
            u"All jobs that are left are delayed; the next is due in %1 s"_s.arg(
                (std::max<qint64>(0, *queue.nextDelayedInMs) + 999) / 1000),
            u"A job with a delay, or one that waits for its next attempt, runs when its time has come."_s,
            {u"drover promote %1 --all"_s.arg(QString::fromUtf8(queue.summary.queue.name))});
        finding.evidence[u"delayed"_s] = delayed;
        finding.evidence[u"nextInMs"_s] = *queue.nextDelayedInMs;
        findings.push_back(finding);
    }
    const bool anyStuck = std::any_of(queue.parents.cbegin(), queue.parents.cend(),
        [](const ParentFacts& parent) { return parent.isStuck(); });
    if (!queue.parents.empty() && !anyStuck) {
        Finding finding = aboutQueue(queue, u"children-run"_s, Severity::Info,
            u"%1 jobs wait for their children"_s.arg(count(queue, JobState::WaitingChildren)),
            u"They run when all of their children have completed; look at the queues of those."_s, {});
        finding.evidence[u"waitingChildren"_s] = count(queue, JobState::WaitingChildren);
        findings.push_back(finding);
    }
}

} // namespace

std::vector<Finding> whyNothingMoves(const ServerFacts& server, const QueueFacts& queue)
{
    std::vector<Finding> findings;
    for (Finding& finding : judgeServer(server)) {
        if (finding.severity == Severity::Critical || finding.rule == "read-replica"_L1)
            findings.push_back(std::move(finding));
    }
    for (Finding& finding : judgeQueue(queue))
        findings.push_back(std::move(finding));
    judgePatience(queue, findings);
    std::erase_if(findings, [](const Finding& finding) { return !isCause(finding); });
    std::stable_sort(findings.begin(), findings.end(),
        [](const Finding& left, const Finding& right) { return rank(left) < rank(right); });
    return findings;
}

Finding wrongPrefix(const QueueId& asked, const QByteArrayList& prefixes)
{
    const QString name = QString::fromUtf8(asked.name);
    const QString first = QString::fromUtf8(prefixes.value(0));
    QStringList all;
    for (const QByteArray& prefix : prefixes)
        all.append(QString::fromUtf8(prefix));
    return {u"wrong-prefix"_s, Severity::Warning,
        u"The queue %1 is empty under the prefix %2, and has jobs under %3"_s.arg(
            name, QString::fromUtf8(asked.prefix), first),
        {{u"queue"_s, name}, {u"prefix"_s, QString::fromUtf8(asked.prefix)}, {u"prefixes"_s, all}},
        u"Producers and workers meet only where prefix and name are the same: one of them may write elsewhere."_s,
        {u"drover why %1 --prefix %2"_s.arg(name, first),
            u"Give producers, workers and dashboards the same prefix"_s}};
}

} // namespace drover
