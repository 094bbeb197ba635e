// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "alerts/alertwatch.h"

#include "alerts/slidingcount_p.h"

#include <QSet>

#include <optional>
#include <utility>

namespace drover {

namespace {

//! What a rule makes of a reading: it is a problem, it certainly is none, or neither.
struct Verdict {
    bool isOver = true;
    bool isProblem = false;
    qint64 value = 0;
    bool exact = true;
};

//! Over at `mild`, a problem from `limit` on; a limit of zero is no rule.
Verdict judge(qint64 value, qint64 limit, qint64 mild)
{
    return {limit <= 0 || value <= mild, limit > 0 && value >= limit, value};
}

struct Problem {
    Alert alert;
    qint64 told = 0; //!< the value when it was told last
};

using Problems = std::array<std::optional<Problem>, allAlertKinds.size()>;

struct Watched {
    SlidingCount failures;
    SlidingCount rateFailed;
    SlidingCount rateCompleted;
    qint64 addedAt = 0; //!< the last job, or since when we look
    qint64 unattendedSince = 0;
    Problems problems;
};

} // namespace

class AlertWatch::Private {
public:
    void takeQueue(const QueueAlertSample& sample);
    void takeMemory(const AlertSample& sample);
    void dropVanished(const AlertSample& sample);

    [[nodiscard]] Verdict rate(Watched& watched, int limit) const;
    [[nodiscard]] Verdict waiting(const QueueAlertSample& sample, qint64 limit) const;
    [[nodiscard]] Verdict unattended(Watched& watched, const QueueAlertSample& sample, qint64 limit) const;
    [[nodiscard]] Verdict silence(Watched& watched, const QueueAlertSample& sample, qint64 limit) const;

    void step(Problems& problems, AlertKind kind, const QueueId& queue, const Verdict& verdict);
    void stepFailures(Watched& watched, const QueueAlertSample& sample, const QueueAlertRules& rules);
    void tell(AlertChange::What what, const Alert& alert) { changes.push_back({what, alert}); }
    void endAll(const Problems& problems);

    AlertRules rules;
    QHash<QueueId, Watched> queues;
    Problems link;
    qint64 now = 0;
    bool wasConnected = false; //!< ever
    qint64 lostSince = 0; //!< 0 = it is there
    std::vector<AlertChange> changes;
};

AlertWatch::AlertWatch(AlertRules rules)
    : d(std::make_unique<Private>())
{
    d->rules = std::move(rules);
}

AlertWatch::~AlertWatch() = default;

void AlertWatch::setRules(const AlertRules& rules)
{
    d->rules = rules;
}

std::vector<AlertChange> AlertWatch::take(const AlertSample& sample)
{
    d->now = sample.at;
    d->dropVanished(sample);
    for (const QueueAlertSample& queue : sample.queues)
        d->takeQueue(queue);
    d->takeMemory(sample);
    return std::exchange(d->changes, {});
}

std::vector<AlertChange> AlertWatch::takeLink(bool isConnected, qint64 at)
{
    d->now = at;
    if (isConnected) {
        d->wasConnected = true;
        d->lostSince = 0;
    } else if (d->wasConnected && d->lostSince == 0) {
        d->lostSince = at;
    }
    const qint64 away = d->lostSince == 0 ? 0 : at - d->lostSince;
    Verdict verdict = judge(away, d->rules.lost.count(), 0);
    verdict.isOver = verdict.isOver && (isConnected || d->rules.lost.count() <= 0);
    d->step(d->link, AlertKind::Lost, {{}, {}}, verdict);
    return std::exchange(d->changes, {});
}

void AlertWatch::Private::takeQueue(const QueueAlertSample& sample)
{
    Watched& watched = queues[sample.queue];
    const QueueAlertRules own = rules.of(sample.queue);
    watched.failures.setLength(own.failuresWithin);
    watched.rateFailed.setLength(rateWithin);
    watched.rateCompleted.setLength(rateWithin);
    if (sample.isFlowKnown) {
        watched.failures.add(now, sample.failed);
        watched.rateFailed.add(now, sample.failed);
        watched.rateCompleted.add(now, sample.completed);
    }
    stepFailures(watched, sample, own);
    step(watched.problems, AlertKind::FailureRate, sample.queue, rate(watched, own.failureRate));
    step(watched.problems, AlertKind::Waiting, sample.queue, waiting(sample, own.waiting.count()));
    step(watched.problems, AlertKind::Unattended, sample.queue,
        unattended(watched, sample, own.unattended.count()));
    step(watched.problems, AlertKind::Silence, sample.queue, silence(watched, sample, own.silence.count()));
}

void AlertWatch::Private::stepFailures(
    Watched& watched, const QueueAlertSample& sample, const QueueAlertRules& own)
{
    auto& problem = watched.problems.at(static_cast<size_t>(AlertKind::Failures));
    Verdict verdict = judge(watched.failures.at(now), own.failures, own.failures / 2);
    verdict.exact = sample.exact || !sample.isFlowKnown;
    if (problem) // all that failed since it began, not what is within the window
        verdict.value = problem->alert.value + (sample.isFlowKnown ? sample.failed : 0);
    step(watched.problems, AlertKind::Failures, sample.queue, verdict);
    if (!problem || problem->alert.value < 2 * problem->told)
        return;
    problem->told = problem->alert.value;
    tell(AlertChange::What::Grew, problem->alert);
}

Verdict AlertWatch::Private::rate(Watched& watched, int limit) const
{
    const qint64 failed = watched.rateFailed.at(now);
    const qint64 ended = failed + watched.rateCompleted.at(now);
    if (ended == 0)
        return {};
    const qint64 percent = failed * 100 / ended;
    Verdict verdict = judge(percent, limit, limit * 4 / 5);
    verdict.isProblem = verdict.isProblem && ended >= leastEnded;
    verdict.isOver = verdict.isOver || ended < leastEnded / 2;
    return verdict;
}

Verdict AlertWatch::Private::waiting(const QueueAlertSample& sample, qint64 limit) const
{
    const bool waits = sample.waiting > 0 && !sample.paused && sample.nextSince > 0;
    return judge(waits ? now - sample.nextSince : 0, limit, limit / 2);
}

Verdict AlertWatch::Private::unattended(Watched& watched, const QueueAlertSample& sample, qint64 limit) const
{
    if (sample.workers > 0 || sample.waiting == 0 || sample.paused || limit <= 0) {
        watched.unattendedSince = 0;
        return {};
    }
    if (sample.workers < 0)
        return {false, false, sample.waiting}; // nobody knows
    if (watched.unattendedSince == 0)
        watched.unattendedSince = now;
    return {false, now - watched.unattendedSince >= limit, sample.waiting};
}

Verdict AlertWatch::Private::silence(Watched& watched, const QueueAlertSample& sample, qint64 limit) const
{
    // What came while nobody looked is not known, so that time is not silence.
    if (!sample.isFlowKnown || sample.added > 0 || watched.addedAt == 0)
        watched.addedAt = now;
    return judge(now - watched.addedAt, limit, 0);
}

void AlertWatch::Private::takeMemory(const AlertSample& sample)
{
    if (sample.usedMemory < 0)
        return;
    const qint64 percent = sample.maxMemory > 0 ? sample.usedMemory * 100 / sample.maxMemory : 0;
    step(link, AlertKind::Memory, {{}, {}}, judge(percent, rules.memory, rules.memory - 5));
}

void AlertWatch::Private::step(
    Problems& problems, AlertKind kind, const QueueId& queue, const Verdict& verdict)
{
    auto& problem = problems.at(static_cast<size_t>(kind));
    if (!problem) {
        if (!verdict.isProblem)
            return;
        problem = Problem{{kind, queue, now, verdict.value, verdict.exact}, verdict.value};
        tell(AlertChange::What::Began, problem->alert);
        return;
    }
    if (verdict.isOver) {
        tell(AlertChange::What::Ended, problem->alert); // as bad as it was
        problem.reset();
    } else {
        problem->alert.value = verdict.value;
        problem->alert.exact = problem->alert.exact && verdict.exact;
    }
}

//! Obliterated queues are no problem any more.
void AlertWatch::Private::dropVanished(const AlertSample& sample)
{
    QSet<QueueId> known;
    for (const QueueAlertSample& queue : sample.queues)
        known.insert(queue.queue);
    for (auto it = queues.begin(); it != queues.end();) {
        if (known.contains(it.key())) {
            ++it;
            continue;
        }
        endAll(it->problems);
        it = queues.erase(it);
    }
}

void AlertWatch::Private::endAll(const Problems& problems)
{
    for (const auto& problem : problems) {
        if (problem)
            tell(AlertChange::What::Ended, problem->alert);
    }
}

} // namespace drover
