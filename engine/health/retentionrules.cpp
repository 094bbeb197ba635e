// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/rules_p.h"

namespace drover {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 manyKept = 100000;
constexpr qint64 removedAtOnce = 10000; //!< about 0.1 s of a Redis that stands still
constexpr qint64 hour = 3600000;
constexpr qint64 usualEvents = 10000; //!< opts.maxLenEvents of BullMQ

QString nameOf(const QueueFacts& facts)
{
    return QString::fromUtf8(facts.summary.queue.name);
}

Finding about(const QueueFacts& facts, const FinishedFacts& set, const QString& rule, Severity severity,
    const QString& title, const QString& why, const QStringList& fix)
{
    Finding finding = aboutQueue(facts, rule, severity, title, why, fix);
    finding.evidence[u"state"_s] = QString(stateName(set.state));
    finding.evidence[u"kept"_s] = set.count;
    if (set.oldestMs)
        finding.evidence[u"oldestMs"_s] = *set.oldestMs;
    return finding;
}

QString optionOf(const FinishedFacts& set)
{
    return set.state == JobState::Completed ? u"removeOnComplete"_s : u"removeOnFail"_s;
}

bool keepsAll(const FinishedFacts& set)
{
    return !set.keep || (set.keep->count.value_or(-1) < 0 && !set.keep->age);
}

void judgeFinished(const QueueFacts& facts, const FinishedFacts& set, std::vector<Finding>& findings)
{
    const QString state(stateName(set.state));
    const QString step = u"drover clean %1 --state %2 --grace 7d --limit 0"_s.arg(nameOf(facts), state);
    const qint64 wanted = set.keep ? set.keep->count.value_or(-1) : -1;
    if (wanted >= 0 && !set.keep->age && set.count > wanted + removedAtOnce)
        findings.push_back(about(facts, set, u"retention-freezes"_s, Severity::Warning,
            u"The next job that ends removes %1 %2 jobs in one call"_s.arg(set.count - wanted).arg(state),
            u"%1 keeps %2, and far more are there. BullMQ removes the rest at once: Redis stands still for "
            u"about a second per 100,000 jobs."_s.arg(optionOf(set))
                .arg(wanted),
            {step + u" first: it goes in small steps"_s}));
    else if (set.keep && set.keep->age && set.oldestMs && *set.oldestMs > *set.keep->age * 1000 + hour)
        findings.push_back(about(facts, set, u"retention-asleep"_s, Severity::Info,
            u"%1 jobs stay beyond the age of %2 s that they may have"_s.arg(state).arg(*set.keep->age),
            u"BullMQ looks at the age only when another job of this kind ends, and takes the policy of that "
            u"job. In a queue that rests nothing ever expires."_s,
            {step}));
    else if (keepsAll(set) && set.count >= manyKept)
        findings.push_back(about(facts, set, u"retention-endless"_s, Severity::Warning,
            u"%1 %2 jobs are kept, and nothing ever removes them"_s.arg(set.count).arg(state),
            u"Without %1 every finished job stays, about 1 KB each, until the memory is full."_s.arg(
                optionOf(set)),
            {u"%1: {\"age\": 604800, \"count\": 10000} in the options of jobs or workers"_s.arg(
                 optionOf(set)),
                step}));
}

void judgeEvents(const QueueFacts& facts, std::vector<Finding>& findings)
{
    const qint64 most = facts.eventsMost.value_or(usualEvents);
    if (facts.events <= most * 2 + 1000)
        return;
    Finding finding = aboutQueue(facts, u"events-too-long"_s, Severity::Warning,
        u"The events stream has %1 entries; %2 are wanted"_s.arg(facts.events).arg(most),
        u"Scripts of BullMQ trim the stream as they write. Something writes to it that does not, and it only "
        u"grows."_s,
        {u"await queue.trimEvents(%1) of npm bullmq"_s.arg(most)});
    finding.evidence[u"events"_s] = facts.events;
    finding.evidence[u"maxLenEvents"_s] = most;
    findings.push_back(finding);
}

//! Where workers run jobs, those that wait get their turn; how long it takes is worth knowing.
void judgeAges(const QueueFacts& facts, std::vector<Finding>& findings)
{
    const bool isMoving = facts.summary.counts[JobState::Active] > 0 && !facts.summary.paused;
    if (isMoving && readyJobs(facts) > 0 && facts.oldestWaitingMs.value_or(0) > hour) {
        Finding finding = aboutQueue(facts, u"oldest-waiting"_s, Severity::Info,
            u"The job that is next was added %1 h ago"_s.arg(*facts.oldestWaitingMs / hour),
            u"Workers are busy and fall behind, or jobs come back after long delays."_s,
            {u"Raise the workers' concurrency, or start more of them"_s});
        finding.evidence[u"oldestWaitingMs"_s] = *facts.oldestWaitingMs;
        finding.evidence[u"waiting"_s] = readyJobs(facts);
        findings.push_back(finding);
    }
    const qint64 longest = facts.active.longestMs.value_or(0);
    if (longest > hour) {
        Finding finding = aboutQueue(facts, u"active-too-long"_s,
            longest > 24 * hour ? Severity::Warning : Severity::Info,
            u"A job has been active for %1 h"_s.arg(longest / hour),
            u"Its worker renews the lock, so it lives; its processor may hang, for nothing in BullMQ ends it."_s,
            {u"drover jobs %1 active"_s.arg(nameOf(facts)),
                u"Start its worker anew; give the processor a time limit"_s});
        finding.evidence[u"activeMs"_s] = longest;
        findings.push_back(finding);
    }
}

} // namespace

void judgeKept(const QueueFacts& facts, std::vector<Finding>& findings)
{
    judgeAges(facts, findings);
    judgeEvents(facts, findings);
    for (const FinishedFacts& set : facts.finished)
        judgeFinished(facts, set, findings);
}

} // namespace drover
