// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/planreader.h"

#include "core/clock.h"
#include "queue/queuereader.h"
#include "queue/workerlist.h"
#include "session/enginecore.h"

#include <algorithm>
#include <memory>

namespace drover::ui {

namespace {
constexpr size_t sampleSize = 10;

PlannedJob plannedJob(const Job& job)
{
    PlannedJob planned;
    planned.id = job.id;
    planned.name = job.name.left(200);
    planned.attemptsMade = job.attemptsMade;
    planned.attempts = std::max(1, job.options.attempts.value_or(1));
    planned.time = job.finishedOn.value_or(job.timestamp);
    return planned;
}

//! Hands the plan over when the last of its readings is in.
struct Pending {
    ActionPlan plan;
    int left = 0;
    std::function<void(Result<ActionPlan>)> done;

    void arrived()
    {
        if (--left == 0)
            done(plan);
    }
};
} // namespace

void completePlan(EngineCore& core, const ActionRequest& request, const MassReport& report, QObject* context,
    std::function<void(Result<ActionPlan>)> done)
{
    const QueueId queue = request.jobs.queue;
    auto pending = std::make_shared<Pending>();
    pending->done = std::move(done);
    ActionPlan& plan = pending->plan;
    plan.jobs = report.matched - report.skippedCount;
    plan.leftAlone = report.skippedCount;
    plan.numbers = report.plan.value_or(MassPlan());
    plan.countedAt = Clock::system().now().count();
    std::vector<JobId> sample = plan.numbers.sample;
    sample.resize(std::min(sample.size(), sampleSize));

    pending->left = 4;
    core.reader()
        .jobsById(queue, std::move(sample))
        .then(context, [pending](const Result<std::vector<Job>>& jobs) {
            if (jobs) {
                for (const Job& job : *jobs)
                    pending->plan.sample.append(plannedJob(job));
            }
            pending->arrived();
        });
    core.reader().summaries({queue}).then(
        context, [pending](const Result<std::vector<QueueSummary>>& summaries) {
            if (summaries && !summaries->empty())
                pending->plan.paused = summaries->front().paused;
            pending->arrived();
        });
    readWorkers(core.connection(), {queue}).then(context, [pending](const Result<WorkerList>& list) {
        if (list && list->known)
            pending->plan.workers = static_cast<int>(list->workers.size());
        pending->arrived();
    });
    const QByteArray limiter = queue.key("limiter");
    core.connection().request({"PTTL", limiter}).then(context, [pending](const Result<Reply>& reply) {
        if (reply && reply->isInteger())
            pending->plan.rateLimited = std::max<qint64>(0, reply->integer);
        pending->arrived();
    });
}

} // namespace drover::ui
