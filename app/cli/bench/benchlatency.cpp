// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/bench/bench.h"
#include "queue/queue.h"
#include "queue/writegate.h"
#include "redis/redisconnection.h"

#include <QCoroFuture>
#include <QCoroTimer>
#include <QPromise>
#include <QTimer>

#include <atomic>

namespace drover::cli {
namespace {

constexpr qint64 unmeasured = 50;

using SteadyTime = std::chrono::steady_clock::time_point;

double millisecondsBetween(SteadyTime from, SteadyTime to)
{
    return std::chrono::duration<double, std::milli>(to - from).count();
}

} // namespace

BenchTask benchLatency(BenchRun run)
{
    std::atomic<SteadyTime::rep> startedAt{0};
    const auto processor = benchProcessor(run.arguments, [&startedAt](JobContext&) -> JobOutcome {
        startedAt = std::chrono::steady_clock::now().time_since_epoch().count();
        return JsonText("null");
    });
    Worker worker(run.queue, run.connection.options(), processor, benchWorkerOptions(run.arguments));
    worker.run();
    co_await QtFuture::connect(&worker, &Worker::ready);
    Queue queue(run.queue, run.connection, WriteGate::open());
    QTimer gap;
    gap.setSingleShot(true);
    gap.setTimerType(Qt::PreciseTimer);
    gap.setInterval(int(run.arguments.duration("gap", Milliseconds(5)).count()));
    std::vector<double> started;
    std::vector<double> completed;
    BenchResult result;
    for (qint64 i = 0; i < unmeasured + run.n; ++i) {
        gap.start();
        co_await gap;
        if (i == unmeasured)
            result.watch.start();
        QPromise<SteadyTime> done;
        done.start();
        const auto connection = QObject::connect(&worker, &Worker::completed, &queue, [&done] {
            done.addResult(std::chrono::steady_clock::now());
            done.finish();
        });
        const SteadyTime before = std::chrono::steady_clock::now();
        const QFuture<Result<JobId>> adding = queue.add({QByteArrayLiteral("bench"), benchData(i), {}});
        const SteadyTime after = co_await done.future();
        QObject::disconnect(connection);
        const Result<JobId> added = co_await adding;
        if (!added)
            co_return added.error();
        if (i < unmeasured)
            continue;
        started.push_back(millisecondsBetween(before, SteadyTime(SteadyTime::duration(startedAt.load()))));
        completed.push_back(millisecondsBetween(before, after));
    }
    result.watch.stop();
    result.jobs = run.n;
    result.percentiles = {{"p50_ms", percentile(started, 50)}, {"p99_ms", percentile(started, 99)},
        {"done_p50_ms", percentile(completed, 50)}, {"done_p99_ms", percentile(completed, 99)}};
    worker.close(Milliseconds(5000));
    co_await QtFuture::connect(&worker, &Worker::closed);
    co_return result;
}

} // namespace drover::cli
