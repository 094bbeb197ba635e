// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/retentionkeeper.h"

#include "queue/retention.h"
#include "session/feeds/actionsfeed.h"
#include "session/feeds/writesfeed.h"
#include "session/session.h"

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover::ui {

namespace {
constexpr auto lookEvery = 30s;
constexpr Milliseconds grace = 5min; // a connection that is away comes back, a person makes up their mind
} // namespace

RetentionKeeper::RetentionKeeper(Session& session, const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_clock(clock)
    , m_timer(this)
{
    m_timer.setInterval(lookEvery);
    connect(&m_timer, &QTimer::timeout, this, &RetentionKeeper::check);
    connect(&session.actions(), &ActionsFeed::changed, this, &RetentionKeeper::onAction);
}

RetentionKeeper::~RetentionKeeper() = default;

qint64 RetentionKeeper::now() const
{
    return m_clock.now().count();
}

bool RetentionKeeper::mayRun() const
{
    return m_session.link().state == LinkState::Ready && !m_session.identity().readOnly;
}

void RetentionKeeper::set(const RetentionPolicies& policies)
{
    m_policies = policies;
    const bool isAnyTimed = std::any_of(m_policies.cbegin(), m_policies.cend(),
        [](const RetentionPolicy& policy) { return policy.every.count() > 0; });
    if (!isAnyTimed)
        m_timer.stop();
    else if (!m_timer.isActive())
        m_timer.start();
}

void RetentionKeeper::setPolicy(const QueueId& queue, const RetentionPolicy& policy)
{
    RetentionPolicies all = m_policies;
    const RetentionPolicy before = m_policies.value(queue);
    RetentionPolicy wanted = policy;
    wanted.lastRun = before.lastRun;
    wanted.lastRemoved = before.lastRemoved;
    wanted.lastError = before.lastError;
    if (before.every.count() == 0 && wanted.every.count() > 0) {
        wanted.lastRun = now();
        wanted.lastRemoved = -1;
        wanted.lastError.clear();
    }
    // Who still chooses is not overtaken by a run with half a wish.
    if (before.completed != wanted.completed || before.failed != wanted.failed)
        m_notBefore.insert(queue, now() + grace.count());
    if (wanted.isEmpty())
        all.remove(queue);
    else
        all.insert(queue, wanted);
    set(all);
    tell(queue);
}

qint64 RetentionKeeper::nextRun(const QueueId& queue) const
{
    const RetentionPolicy policy = m_policies.value(queue);
    const bool isBound = policy.bound(JobState::Completed) || policy.bound(JobState::Failed);
    if (policy.every.count() == 0 || !isBound)
        return 0;
    // A clock that was set back postpones nothing by more than one interval.
    const qint64 last = std::min(policy.lastRun, now());
    const qint64 notBefore = std::min(m_notBefore.value(queue), now() + grace.count());
    return std::max(last + policy.every.count(), notBefore);
}

void RetentionKeeper::check()
{
    if (m_run || !mayRun())
        return;
    const qint64 moment = now();
    for (auto policy = m_policies.cbegin(); policy != m_policies.cend(); ++policy) {
        const qint64 due = nextRun(policy.key());
        if (due == 0 || due > moment)
            continue;
        m_run = Run{.queue = policy.key(), .left = {JobState::Completed, JobState::Failed}};
        Q_EMIT changed(policy.key());
        return goOn();
    }
}

void RetentionKeeper::goOn()
{
    while (!m_run->left.isEmpty()) {
        const JobState state = m_run->left.takeFirst();
        const std::optional<KeepJobs> keep = m_policies.value(m_run->queue).bound(state);
        if (!keep)
            continue;
        m_session.writes().planRetention(
            m_run->queue, state, *keep, now(), this, [this, state](const Result<RetentionPlan>& plan) {
                if (plan)
                    remove(state, *plan);
                else
                    end(plan.error());
            });
        return;
    }
    end({});
}

//! Also where nothing is to be removed: that it ran is on record then.
void RetentionKeeper::remove(JobState state, const RetentionPlan& plan)
{
    ActionRequest request;
    request.verb = ActionVerb::Clean;
    request.jobs.queue = m_run->queue;
    request.jobs.state = state;
    request.jobs.until = plan.until;
    request.jobs.limit = plan.removes;
    request.jobs.occasion = u"retention"_s;
    m_run->action = m_session.actions().start(request);
    Q_EMIT started(m_run->action);
}

void RetentionKeeper::onAction(const ActionFacts& action)
{
    if (!m_run || m_run->action == 0 || action.id != m_run->action || action.phase != ActionPhase::Ended)
        return;
    m_run->action = 0;
    m_run->removed += action.done;
    if (action.error)
        end(action.error);
    else
        goOn();
}

void RetentionKeeper::end(const std::optional<Error>& error)
{
    const Run run = *m_run;
    m_run.reset();
    const auto policy = m_policies.find(run.queue);
    if (policy != m_policies.end()) {
        policy->lastError = error ? QString(errorName(error->code)) : QString();
        if (error && error->code != ErrorCode::Cancelled) {
            m_notBefore.insert(run.queue, now() + grace.count());
        } else {
            // Who cancels a run does not want it again at once.
            m_notBefore.remove(run.queue);
            policy->lastRun = now();
            policy->lastRemoved = run.removed;
        }
    }
    tell(run.queue);
    QMetaObject::invokeMethod(this, &RetentionKeeper::check, Qt::QueuedConnection);
}

void RetentionKeeper::tell(const QueueId& queue)
{
    Q_EMIT changed(queue);
    Q_EMIT edited(m_policies);
}

} // namespace drover::ui
