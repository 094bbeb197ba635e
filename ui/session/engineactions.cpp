// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/enginecore.h"

#include "queue/queue.h"
#include "util/log.h"

#include <algorithm>

namespace drover::ui {

namespace {
constexpr qsizetype namedSkips = 100;

//! The code behind an error's word; Server for words of later versions.
ErrorCode codeOf(const QString& word)
{
    for (int i = 0; i <= static_cast<int>(ErrorCode::Cancelled); ++i) {
        const auto code = static_cast<ErrorCode>(i);
        if (errorName(code) == word)
            return code;
    }
    return ErrorCode::Server;
}

ActionReport toReport(RequestId id, const MassReport& mass)
{
    ActionReport report;
    report.request = id;
    report.matched = mass.matched;
    report.done = mass.done;
    report.skippedTotal = mass.skippedCount;
    for (const MassReport::Skipped& skipped : mass.skipped) {
        if (report.skipped.size() >= namedSkips)
            break;
        report.skipped.append({skipped.id, Error{codeOf(skipped.reason), skipped.reason, {}}});
    }
    report.error = mass.error;
    report.finished = true;
    qCInfo(logWindow, "Retry: %lld of %lld jobs, %lld left alone", static_cast<long long>(mass.done),
        static_cast<long long>(mass.matched), static_cast<long long>(mass.skippedCount));
    if (mass.error)
        qCWarning(logWindow).noquote() << "The retry ended early:" << mass.error->message;
    return report;
}
MassRequest toMass(const RetryRequest& request)
{
    MassRequest mass;
    mass.queue = request.queue;
    mass.verb = MassVerb::Retry;
    mass.ids.assign(request.jobs.begin(), request.jobs.end());
    mass.state = request.from;
    mass.filter.cause = request.cause;
    mass.filter.count = request.most;
    mass.retry.resetAttemptsMade = request.resetAttempts;
    mass.retry.resetAttemptsStarted = request.resetAttempts;
    return mass;
}
} // namespace

void EngineCore::retry(RequestId id, const RetryRequest& request)
{
    if (!isUp()) {
        ActionReport report;
        report.request = id;
        report.finished = true;
        report.error = downError();
        Q_EMIT actionReported(report);
        return;
    }
    MassAction* action = makeAction(id);
    connect(action, &MassAction::finished, this,
        [this, id](const MassReport& report) { Q_EMIT actionReported(toReport(id, report)); });
    action->start(toMass(request));
}

//! An action that tells its progress and is forgotten at its end.
MassAction* EngineCore::makeAction(RequestId id)
{
    auto* action = new MassAction(*m_connection, gate(), this);
    m_actions.insert(id, action);
    connect(action, &MassAction::progressed, this, [this, id](const MassProgress& progress) {
        ActionReport report;
        report.request = id;
        report.looked = progress.looked;
        report.total = progress.total;
        report.matched = progress.matched;
        report.done = progress.done;
        report.perSecond = progress.perSecond;
        report.skippedTotal = progress.skipped;
        Q_EMIT actionReported(report);
    });
    connect(action, &MassAction::finished, this, [this, id, action] {
        m_actions.remove(id);
        action->deleteLater();
    });
    return action;
}

void EngineCore::planRetry(RequestId id, const RetryRequest& request)
{
    RetryOutlook outlook;
    outlook.request = id;
    if (!isUp()) {
        outlook.error = downError();
        Q_EMIT retryPlanned(outlook);
        return;
    }
    MassRequest mass = toMass(request);
    mass.dryRun = true;
    mass.retry = {}; // what is left before a reset is what a person needs to know
    MassAction* action = makeAction(id);
    connect(action, &MassAction::finished, this, [this, outlook](const MassReport& report) mutable {
        outlook.jobs = report.matched - report.skippedCount;
        outlook.error = report.error;
        if (report.plan) {
            outlook.looked = report.plan->looked;
            outlook.exhausted = report.plan->attemptsLeft.value(0);
            outlook.withParent = report.plan->withParent;
        }
        Q_EMIT retryPlanned(outlook);
    });
    action->start(std::move(mass));
}

void EngineCore::cancel(RequestId id)
{
    if (MassAction* action = m_actions.value(id))
        action->cancel();
}

void EngineCore::setPaused(RequestId id, const QueueId& queue, bool paused)
{
    ActionReport report;
    report.request = id;
    report.finished = true;
    if (!isUp()) {
        report.error = downError();
        Q_EMIT actionReported(report);
        return;
    }
    auto* writer = new Queue(queue, *m_connection, gate(), this);
    (paused ? writer->pause() : writer->resume())
        .then(this, [this, report, writer](const Status& status) mutable {
            if (!status)
                report.error = status.error();
            writer->deleteLater();
            Q_EMIT actionReported(report);
        });
}

} // namespace drover::ui
