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
//! `now` is given so that preview and plan mean the same moment.
std::vector<Command> cleanCommands(const MassRequest& jobs, qint64 now)
{
    const QByteArray key = jobs.queue.key(jobs.state);
    const QByteArray bound = QByteArray::number(now - jobs.grace.count());
    const QByteArray few = QByteArray::number(sampleSize);
    std::vector<Command> commands;
    commands.push_back(Command({"ZCOUNT", key, "0", bound}));
    commands.push_back(Command({"ZRANGEBYSCORE", key, "0", bound, "LIMIT", "0", few}));
    commands.push_back(Command({"ZREVRANGEBYSCORE", key, bound, "0", "WITHSCORES", "LIMIT", "0", "1"}));
    commands.push_back(Command({"ZRANGEBYSCORE", key, "0", bound, "WITHSCORES", "LIMIT", "0", "1"}));
    return commands;
}

qint64 scoreIn(const Reply& reply)
{
    return reply.items.size() == 2 ? static_cast<qint64>(reply.items.at(1).text.toDouble()) : 0;
}
} // namespace

void planClean(EngineCore& core, const ActionRequest& request, qint64 mostToTrash, QObject* context,
    std::function<void(Result<ActionPlan>)> done)
{
    const qint64 now = Clock::system().now().count();
    core.connection()
        .requestBatch(cleanCommands(request.jobs, now))
        .then(context,
            [&core, request, mostToTrash, context, done = std::move(done)](
                const Result<std::vector<Reply>>& replies) {
                if (!replies) {
                    done(replies.error());
                    return;
                }
                const qint64 all = replies->at(0).toInteger();
                MassReport report;
                report.matched = request.jobs.limit > 0 ? std::min(all, request.jobs.limit) : all;
                report.plan.emplace();
                report.plan->looked = report.matched;
                const qint64 newest = all == report.matched ? scoreIn(replies->at(2)) : 0;
                const qint64 oldest = scoreIn(replies->at(3));
                report.plan->restorable = report.matched <= mostToTrash;
                for (const Reply& id : replies->at(1).items)
                    report.plan->sample.push_back(id.text);
                if (report.plan->sample.size() > static_cast<size_t>(report.matched))
                    report.plan->sample.resize(static_cast<size_t>(report.matched));
                completePlan(core, request, report, context, [done, oldest, newest](Result<ActionPlan> plan) {
                    if (plan) {
                        plan->oldest = oldest;
                        plan->newest = newest;
                    }
                    done(std::move(plan));
                });
            });
}

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
    plan.oldest = plan.numbers.oldest;
    plan.newest = plan.numbers.newest;
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
