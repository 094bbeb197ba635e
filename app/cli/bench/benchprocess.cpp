// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/bench/bench.h"
#include "queue/queue.h"
#include "queue/queuereader.h"
#include "queue/writegate.h"
#include "redis/redisconnection.h"

#include <QCoroFuture>
#include <QCoroTimer>
#include <QPromise>
#include <QTimer>

namespace drover::cli {
namespace {

JobOutcome doNothing(JobContext&)
{
    return JsonText("null");
}

//! Counts what a worker completes, until all are done or nothing comes any more.
class Counter final : public QObject {
public:
    Counter(Worker& worker, Stopwatch& watch, qint64 total, Milliseconds untilIdle)
        : m_watch(watch)
        , m_total(total)
    {
        m_promise.start();
        connect(&worker, &Worker::completed, this, &Counter::onCompleted);
        connect(&worker, &Worker::failed, this, &Counter::onCompleted);
        m_idle.setInterval(int(untilIdle.count()));
        connect(&m_idle, &QTimer::timeout, this, &Counter::finish);
        m_idle.setSingleShot(true);
        if (untilIdle > Milliseconds(0))
            m_idle.start();
    }

    [[nodiscard]] QFuture<Done> finished() { return m_promise.future(); }
    [[nodiscard]] qint64 completed() const { return m_completed; }
    [[nodiscard]] double lastAt() const { return m_lastAt; }

private:
    void onCompleted()
    {
        ++m_completed;
        if (m_idle.interval() > 0) {
            m_lastAt = m_watch.milliseconds();
            m_idle.start();
        } else if (m_completed == m_total) {
            m_lastAt = m_watch.milliseconds();
            finish();
        }
    }
    void finish()
    {
        m_promise.addResult(Done{});
        m_promise.finish();
    }

    Stopwatch& m_watch;
    const qint64 m_total;
    qint64 m_completed = 0;
    double m_lastAt = 0;
    QTimer m_idle;
    QPromise<Done> m_promise;
};

//! Adds what is missing, so that N jobs wait.
QCoro::Task<Status> topUp(RedisConnection& connection, QueueId id, qint64 n)
{
    QueueReader reader(connection);
    const Result<JobCounts> counts = co_await reader.counts(id);
    if (!counts)
        co_return counts.error();
    Queue queue(id, connection, WriteGate::open());
    for (qint64 i = (*counts)[JobState::Waiting] + (*counts)[JobState::Prioritized]; i < n;) {
        std::vector<NewJob> jobs;
        for (; jobs.size() < 1000 && i < n; ++i)
            jobs.push_back({QByteArrayLiteral("bench"), benchData(i), {}});
        const Result<std::vector<Result<JobId>>> ids = co_await queue.addBulk(std::move(jobs));
        if (!ids)
            co_return ids.error();
    }
    co_return Done{};
}

QCoro::Task<> waitUntil(qint64 epoch)
{
    QTimer timer;
    timer.setSingleShot(true);
    timer.setTimerType(Qt::PreciseTimer);
    timer.start(int(std::max<qint64>(0, epoch - Clock::system().now().count())));
    co_await timer;
}

} // namespace

BenchTask benchProcess(BenchRun run)
{
    const Milliseconds untilIdle = run.arguments.duration("until-idle", Milliseconds(0));
    if (untilIdle == Milliseconds(0)) {
        const Status filled = co_await topUp(run.connection, run.queue, run.n);
        if (!filled)
            co_return filled.error();
    }
    if (run.arguments.has("start-at"))
        co_await waitUntil(run.arguments.number("start-at", 0));
    Worker worker(run.queue, run.connection.options(), benchProcessor(run.arguments, &doNothing),
        benchWorkerOptions(run.arguments));
    BenchResult result;
    Counter counter(worker, result.watch, run.n, untilIdle);
    worker.run();
    co_await QtFuture::connect(&worker, &Worker::ready);
    result.watch.start();
    co_await counter.finished();
    result.watch.stop();
    result.watch.endAt(counter.lastAt());
    result.jobs = counter.completed();
    worker.close(Milliseconds(5000));
    co_await QtFuture::connect(&worker, &Worker::closed);
    co_return result;
}

} // namespace drover::cli
