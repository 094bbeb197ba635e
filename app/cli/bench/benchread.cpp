// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/bench/bench.h"
#include "queue/massaction.h"
#include "queue/queuereader.h"
#include "redis/redisconnection.h"

#include <QCoroFuture>

namespace drover::cli {
namespace {

//! The time of one read in ms.
QCoro::Task<Result<double>> readOnce(QueueReader& reader, const BenchRun& run)
{
    Stopwatch watch;
    watch.start();
    if (run.arguments.text("what", "counts") == "counts") {
        const Result<JobCounts> counts = co_await reader.counts(run.queue);
        if (!counts)
            co_return counts.error();
    } else {
        const Result<JobPage> page = co_await reader.jobs(
            run.queue, JobState::Failed, run.arguments.number("start", 0), run.arguments.number("end", 49));
        if (!page)
            co_return page.error();
    }
    co_return watch.milliseconds();
}

BenchTask benchMass(BenchRun run, MassVerb verb)
{
    MassRequest request;
    request.queue = run.queue;
    request.verb = verb;
    request.state = JobState::Failed;
    request.filter.count = verb == MassVerb::Clean ? 0 : run.n;
    request.limit = verb == MassVerb::Clean ? run.n : 0;
    MassAction action(run.connection, WriteGate::open());
    BenchResult result;
    result.watch.start();
    action.start(std::move(request));
    const MassReport report = co_await QtFuture::connect(&action, &MassAction::finished);
    result.watch.stop();
    if (report.error)
        co_return *report.error;
    result.jobs = report.done;
    co_return result;
}

} // namespace

BenchTask benchRead(BenchRun run)
{
    QueueReader reader(run.connection);
    const Result<double> first = co_await readOnce(reader, run);
    if (!first)
        co_return first.error();
    std::vector<double> samples;
    BenchResult result;
    result.watch.start();
    for (qint64 i = 0; i < run.n; ++i) {
        const Result<double> sample = co_await readOnce(reader, run);
        if (!sample)
            co_return sample.error();
        samples.push_back(*sample);
    }
    result.watch.stop();
    result.jobs = run.n;
    result.percentiles = {{"p50_ms", percentile(samples, 50)}, {"p99_ms", percentile(samples, 99)}};
    co_return result;
}

BenchTask benchRetry(BenchRun run)
{
    const bool isBulk = run.arguments.text("mode") == "bulk";
    return benchMass(run, isBulk ? MassVerb::BulkRetry : MassVerb::Retry);
}

BenchTask benchClean(BenchRun run)
{
    return benchMass(run, MassVerb::Clean);
}

} // namespace drover::cli
