// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/jobrunner_p.h"

#include "protocol/jobcodec.h"
#include "worker/retrydecision_p.h"
#include "worker/thrown_p.h"

#include <algorithm>

namespace drover {
namespace {

//! A processor's `finished`: takes the first call only, and answers for a processor that forgets to.
class FinishOnce final {
public:
    FinishOnce(std::shared_ptr<CallQueue> loop, JobRunner& runner, ActiveJobPtr job)
        : m_loop(std::move(loop))
        , m_runner(&runner)
        , m_job(std::move(job))
    {
    }
    FinishOnce(FinishOnce&&) noexcept = default;
    FinishOnce& operator=(FinishOnce&&) = delete;
    ~FinishOnce()
    {
        if (m_job)
            post(JobFailure{JobFailure::Kind::Failed, QByteArrayLiteral("the processor gave no result"), {}});
    }

    void operator()(JobOutcome outcome)
    {
        if (!m_job)
            return;
        if (m_loop->isDirect())
            m_runner->setOutcome(std::exchange(m_job, {}), std::move(outcome));
        else
            post(std::move(outcome));
    }

private:
    void post(JobOutcome outcome)
    {
        m_loop->post(
            [runner = m_runner, job = std::exchange(m_job, {}), outcome = std::move(outcome)]() mutable {
                runner->setOutcome(job, std::move(outcome));
            });
    }

    std::shared_ptr<CallQueue> m_loop;
    JobRunner* m_runner;
    ActiveJobPtr m_job;
};

} // namespace

JobRunner::JobRunner(WorkerCore& core, Processor& processor, JobRequests& requests, JobFinisher& finisher)
    : m_core(core)
    , m_processor(processor)
    , m_requests(requests)
    , m_finisher(finisher)
    , m_schedulers(core)
{
}

void JobRunner::start(const JobId& id, const std::vector<Reply>& fields, const QByteArray& token)
{
    const auto job = std::make_shared<ActiveJob>(
        m_core.setup, m_core.loop, m_requests, decodeJob(id, fields, JobCheck::Fast), token);
    job->startedAt = m_core.clock.monotonic();
    job->lockedAt = job->startedAt;
    m_highestId = std::max(m_highestId, id.toLongLong());
    m_core.jobs.insert(token, job);
    m_core.events.activeJobs = m_core.running();
    const JobDamage damage = damageOf(job->job(), fields);
    if (!damage.isSound())
        m_finisher.setAside(job, damage);
    else if (!job->job().repeatJobKey.isEmpty())
        schedule(job);
    else
        run(job);
}

void JobRunner::schedule(const ActiveJobPtr& job)
{
    m_schedulers.schedule(job, [this, job](SchedulerStep::Next next) {
        if (job->lost)
            return m_finisher.finish(job, JsonText());
        if (next == SchedulerStep::Next::Run)
            return run(job);
        m_requests.moveToDelayed(job, m_core.now() + SchedulerStep::postponeFor.count(), Answer());
        m_finisher.finish(job, JobFailure{JobFailure::Kind::Delayed, {}, {}});
    });
}

void JobRunner::run(const ActiveJobPtr& job)
{
    if (m_core.events.wants(WorkerEvents::Active))
        m_core.events.post([job](Worker& worker) { Q_EMIT worker.active(job->job()); });
    const QByteArray deferred = deferredFailure(job->job(), m_core.setup->options);
    if (!deferred.isEmpty())
        return m_finisher.finish(job, JobFailure{JobFailure::Kind::Unrecoverable, deferred, {}});
    try {
        m_processor.start(job, FinishOnce(m_core.loop, *this, job));
    } catch (...) {
        setOutcome(job, failureOfThrown(std::current_exception()));
    }
}

void JobRunner::setOutcome(const ActiveJobPtr& job, JobOutcome outcome)
{
    // Not after it was handed back, and not twice.
    if (m_core.jobs.value(job->token()) == job && !job->plan && !job->outcome)
        m_finisher.finish(job, std::move(outcome));
}

} // namespace drover
