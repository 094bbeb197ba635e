// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/jobfinisher_p.h"

#include "protocol/jsontext.h"
#include "protocol/scripterror.h"
#include "worker/retrydecision_p.h"

#include <QRandomGenerator>

#include <algorithm>

namespace drover {
namespace {

//! The set in which a job is found after `plan`; waiting ones are in a list.
JobState targetOf(const FinishPlan& plan)
{
    switch (plan.kind) {
    case FinishPlan::Kind::Complete:
        return JobState::Completed;
    case FinishPlan::Kind::Fail:
        return JobState::Failed;
    case FinishPlan::Kind::Delay:
    case FinishPlan::Kind::RetryNow:
    case FinishPlan::Kind::HandBack:
        break;
    }
    return JobState::Delayed;
}

} // namespace

JobFinisher::JobFinisher(WorkerCore& core)
    : m_core(core)
    , m_random([] { return QRandomGenerator::global()->generateDouble(); })
    , m_backoff(core.setup->options.runRetryDelay)
{
    m_backoffTimer.setSingleShot(true);
    connect(&m_backoffTimer, &QTimer::timeout, this, &JobFinisher::resend);
}

void JobFinisher::finish(const ActiveJobPtr& job, JobOutcome outcome)
{
    if (job->lost) {
        if (!job->handingBack)
            release(job);
        return;
    }
    if (job->move != ActiveJob::Move::None) {
        job->outcome = std::move(outcome);
        return moved(job);
    }
    job->plan = planFor(job, std::move(outcome));
    send(job);
}

//! The outcome waits until it is known whether the job was moved.
void JobFinisher::moved(const ActiveJobPtr& job)
{
    if (job->move == ActiveJob::Move::UnderWay || !job->outcome)
        return;
    if (job->move == ActiveJob::Move::Done)
        release(job);
    else
        finish(job, *std::exchange(job->outcome, std::nullopt));
}

FinishPlan JobFinisher::planFor(const ActiveJobPtr& job, JobOutcome outcome)
{
    using Kind = JobFailure::Kind;
    if (outcome) {
        FinishPlan plan;
        plan.result = outcome->isEmpty() ? QByteArrayLiteral("null") : std::move(*outcome);
        if (json::isValid(plan.result))
            return plan;
        job->failure = JobFailure{Kind::Failed, QByteArrayLiteral("the result is not JSON"), {}};
        return planForFailure(job->job(), *job->failure);
    }
    job->failure = std::move(outcome).error();
    switch (job->failure->kind) {
    case Kind::Failed:
    case Kind::Unrecoverable:
        break;
    case Kind::RateLimited: {
        FinishPlan plan;
        plan.kind = FinishPlan::Kind::HandBack;
        return plan;
    }
    case Kind::Delayed:
    case Kind::Waiting:
    case Kind::WaitingChildren:
        // Said to be moved, but still ours: failing it is better than letting it stall.
        job->failure->message = job->moveError ? job->moveError->message.toUtf8()
                                               : QByteArrayLiteral("the processor did not move the job");
    }
    return planForFailure(job->job(), *job->failure);
}

FinishPlan JobFinisher::planForFailure(const Job& job, const JobFailure& failure)
{
    FinishPlan plan;
    plan.failure.failedReason = failure.message;
    plan.failure.stacktrace = withStack(job.stacktrace,
        failure.stack.isEmpty() ? failure.message : failure.stack, job.options.stackTraceLimit);
    const RetryDecision decision = decideRetry(job, failure, m_core.setup->options, m_random);
    if (decision.trouble)
        m_core.errors.report(*decision.trouble);
    switch (decision.kind) {
    case RetryDecision::Kind::Fail:
        plan.kind = FinishPlan::Kind::Fail;
        break;
    case RetryDecision::Kind::RetryNow:
        plan.kind = FinishPlan::Kind::RetryNow;
        break;
    case RetryDecision::Kind::Delay:
        plan.kind = FinishPlan::Kind::Delay;
        plan.delay = decision.delay;
        break;
    }
    return plan;
}

void JobFinisher::send(const ActiveJobPtr& job)
{
    FinishPlan& plan = *job->plan;
    plan.timestamp = m_core.now();
    plan.fetchNext = m_core.takesJobs() && m_core.running() <= m_core.concurrency;
    applyRetention(job);
    job->sending = true;
    m_core.scripts.finish(job->job(), job->token(), plan,
        [this, job](Result<Reply> reply) { onAnswer(job, std::move(reply)); });
}

void JobFinisher::applyRetention(const ActiveJobPtr& job)
{
    FinishPlan& plan = *job->plan;
    const bool completes = plan.kind == FinishPlan::Kind::Complete;
    if (!completes && plan.kind != FinishPlan::Kind::Fail)
        return;
    const JobOptions& own = job->job().options;
    const WorkerOptions& worker = m_core.setup->options;
    const KeepJobs keep = completes ? effectiveKeep(own.removeOnComplete, worker.removeOnComplete)
                                    : effectiveKeep(own.removeOnFail, worker.removeOnFail);
    RetentionGuard& guard = completes ? m_completed : m_failed;
    const qint64 now = m_core.now();
    if (guard.wantsSize(keep, now)) {
        m_core.connection.send(
            {"ZCARD", m_core.setup->queue.key(completes ? JobState::Completed : JobState::Failed)},
            [this, &guard](Result<Reply> reply) {
                if (reply && reply->isInteger())
                    guard.setSize(reply->integer, m_core.now());
                else
                    guard.sizeUnknown();
            });
    }
    plan.keep = guard.bounded(keep, now);
}

void JobFinisher::onAnswer(const ActiveJobPtr& job, Result<Reply> reply)
{
    job->sending = false;
    if (!reply) {
        m_unsettled.push_back(job);
        if (m_core.connection.isReady())
            settle();
        return;
    }
    if (reply->isError())
        return onErrorReply(job, *reply);
    if (reply->isInteger() && reply->integer < 0)
        return onRefused(job, reply->integer);
    m_backoff.reset();
    const bool isHandBack = job->plan->kind == FinishPlan::Kind::HandBack;
    if (isHandBack)
        m_handlers.rateLimited(reply->toInteger());
    tell(job);
    m_core.jobs.remove(job->token());
    if (reply->isArray())
        m_handlers.next(*reply, job->token());
    m_core.events.activeJobs = m_core.running();
    m_handlers.slotFreed();
}

//! Negative answers. A job with unfinished or failed children cannot be completed: that is its failure.
void JobFinisher::onRefused(const ActiveJobPtr& job, qint64 code)
{
    const Error error = scriptError(code, {"moveToFinished", job->job().id, {}, "active"});
    const bool childrenLeft =
        error.code == ErrorCode::JobPendingChildren || error.code == ErrorCode::JobHasFailedChildren;
    if (childrenLeft && job->plan->kind == FinishPlan::Kind::Complete) {
        const bool forGood = error.code == ErrorCode::JobHasFailedChildren;
        job->failure = JobFailure{
            forGood ? JobFailure::Kind::Unrecoverable : JobFailure::Kind::Failed, error.message.toUtf8(), {}};
        job->plan = planForFailure(job->job(), *job->failure);
        return send(job);
    }
    if (error.code == ErrorCode::JobLockNotExist || error.code == ErrorCode::JobLockMismatch)
        loseLock(job, error.message);
    else
        m_core.errors.report(error);
    release(job);
}

void JobFinisher::onErrorReply(const ActiveJobPtr& job, const Reply& reply)
{
    const ReplyClass cause = classifyReply(reply.text);
    m_core.errors.report(errorFromReply(reply));
    if (cause == ReplyClass::Data) {
        job->brokenBy = reply.text;
        return readState(job);
    }
    m_refused.push_back(job);
    if (!m_backoffTimer.isActive())
        m_backoffTimer.start(m_backoff.next(cause));
}

void JobFinisher::resend()
{
    for (const ActiveJobPtr& job : std::exchange(m_refused, {})) {
        if (job->lost)
            release(job);
        else
            send(job);
    }
}

void JobFinisher::settle()
{
    for (const ActiveJobPtr& job : std::exchange(m_unsettled, {}))
        readState(job);
    settleBacks();
}

void JobFinisher::readState(const ActiveJobPtr& job)
{
    const JobId& id = job->job().id;
    std::vector<Command> commands;
    commands.push_back({"GET", m_core.scripts.lockKey(id)});
    commands.push_back({"EXISTS", m_core.scripts.jobKey(id)});
    commands.push_back({"HGET", m_core.scripts.jobKey(id), "atm"});
    commands.push_back({"ZSCORE", m_core.setup->queue.key(targetOf(*job->plan)), id});
    job->sending = true;
    m_core.connection.sendBatch(std::move(commands), [this, job](Result<std::vector<Reply>> replies) {
        job->sending = false;
        if (replies)
            onState(job, *replies);
        else
            m_unsettled.push_back(job);
    });
}

//! Our lock still there = the script did not run. Gone, and the attempt counted (or the job removed, as it
//! should be) = it did: the answer alone was lost. Gone without that = somebody else took the job.
void JobFinisher::onState(const ActiveJobPtr& job, const std::vector<Reply>& replies)
{
    const FinishPlan& plan = *job->plan;
    const bool isOurs = replies.at(0).text == job->token();
    const bool isGone = replies.at(1).integer == 0;
    const bool wasRemoved = isGone && plan.keep.count.value_or(-1) >= 0;
    const bool wasCounted = replies.at(2).toInteger() > job->job().attemptsMade;
    if (!job->brokenBy.isEmpty()) {
        const bool isThere = replies.at(3).isText() || plan.kind == FinishPlan::Kind::RetryNow;
        return onBrokenState(job, wasRemoved || (wasCounted && isThere));
    }
    if (isOurs)
        return send(job);
    if (wasRemoved || wasCounted || plan.kind == FinishPlan::Kind::HandBack)
        tell(job);
    else
        loseLock(job, QStringLiteral("the lock of job %1 was lost").arg(QString::fromUtf8(job->job().id)));
    release(job);
}

//! Either this job's data stopped the script, or the job was done and the next one's data did.
void JobFinisher::onBrokenState(const ActiveJobPtr& job, bool wasFinished)
{
    if (wasFinished)
        tell(job);
    else
        park(job->job().id, job->brokenBy);
    release(job);
    m_handlers.chainBroken();
}

void JobFinisher::loseLock(const ActiveJobPtr& job, const QString& message)
{
    if (job->lost)
        return;
    job->lost = true;
    job->requestStop(QByteArrayLiteral("its lock was lost"));
    const JobId id = job->job().id;
    m_core.errors.report(
        {ErrorCode::JobLockMismatch, message, {{QStringLiteral("jobId"), QString::fromUtf8(id)}}});
    m_core.events.post([id](Worker& worker) { Q_EMIT worker.lockLost(id); });
}

void JobFinisher::release(const ActiveJobPtr& job)
{
    const auto found = m_core.jobs.constFind(job->token());
    if (found != m_core.jobs.cend() && *found == job)
        m_core.jobs.erase(found);
    m_core.events.activeJobs = m_core.running();
    m_handlers.slotFreed();
}

//! The signal of a job that left `active`, if anybody listens.
void JobFinisher::tell(const ActiveJobPtr& job)
{
    const FinishPlan& plan = *job->plan;
    const qint64 took = (m_core.clock.monotonic() - job->startedAt).count();
    if (plan.kind == FinishPlan::Kind::HandBack)
        return;
    if (plan.kind == FinishPlan::Kind::Complete) {
        if (m_core.events.wants(WorkerEvents::Completed))
            m_core.events.post([job, result = plan.result, took, at = plan.timestamp](Worker& worker) {
                Job done = job->job();
                ++done.attemptsMade;
                done.finishedOn = at;
                done.returnvalue = result;
                Q_EMIT worker.completed(done, result, took);
            });
        return;
    }
    if (!m_core.events.wants(WorkerEvents::Failed))
        return;
    const bool willRetry = plan.kind != FinishPlan::Kind::Fail;
    m_core.events.post([job, plan, willRetry, took](Worker& worker) {
        Job failed = job->job();
        ++failed.attemptsMade;
        failed.failedReason = plan.failure.failedReason;
        failed.stacktrace = plan.failure.stacktrace;
        if (!willRetry)
            failed.finishedOn = plan.timestamp;
        Q_EMIT worker.failed(failed, *job->failure, willRetry, took);
    });
}

} // namespace drover
