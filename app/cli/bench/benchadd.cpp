// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/bench/bench.h"
#include "queue/queue.h"
#include "queue/writegate.h"
#include "redis/redisconnection.h"

#include <QCoroFuture>
#include <QPromise>

#include <algorithm>

namespace drover::cli {
namespace {

NewJob benchJob(qint64 index, bool removeOnComplete)
{
    NewJob job;
    job.name = QByteArrayLiteral("bench");
    job.data = benchData(index);
    if (removeOnComplete)
        job.options.removeOnComplete = KeepJobs{0, {}, {}};
    return job;
}

//! Keeps so many adds in flight until all are acknowledged.
class Adder {
public:
    Adder(Queue& queue, qint64 total, qint64 inFlight, qint64 bulk, bool remove)
        : m_queue(queue)
        , m_total(total)
        , m_inFlight(inFlight)
        , m_bulk(bulk)
        , m_remove(remove)
    {
    }

    QFuture<Status> run()
    {
        m_promise.start();
        if (m_total == 0)
            finish(Done{});
        for (qint64 i = 0; i < m_inFlight && m_next < m_total; ++i)
            sendNext();
        return m_promise.future();
    }

private:
    void sendNext()
    {
        if (m_bulk == 1) {
            m_queue.add(benchJob(m_next++, m_remove)).then(&m_queue, [this](const Result<JobId>& id) {
                onAnswered(1, id ? Status(Done{}) : Status(id.error()));
            });
            return;
        }
        std::vector<NewJob> jobs;
        for (; qint64(jobs.size()) < m_bulk && m_next < m_total; ++m_next)
            jobs.push_back(benchJob(m_next, m_remove));
        const qint64 count = qint64(jobs.size());
        m_queue.addBulk(std::move(jobs))
            .then(&m_queue, [this, count](const Result<std::vector<Result<JobId>>>& ids) {
                onAnswered(count, firstProblem(ids));
            });
    }

    static Status firstProblem(const Result<std::vector<Result<JobId>>>& ids)
    {
        if (!ids)
            return ids.error();
        const auto bad = std::find_if(ids->begin(), ids->end(), [](const Result<JobId>& id) { return !id; });
        return bad == ids->end() ? Status(Done{}) : Status(bad->error());
    }

    void onAnswered(qint64 count, const Status& status)
    {
        m_answered += count;
        if (!status)
            return finish(status);
        if (m_next < m_total)
            sendNext();
        else if (m_answered == m_total)
            finish(status);
    }

    void finish(const Status& status)
    {
        if (std::exchange(m_finished, true))
            return;
        m_promise.addResult(status);
        m_promise.finish();
    }

    Queue& m_queue;
    const qint64 m_total;
    const qint64 m_inFlight;
    const qint64 m_bulk;
    const bool m_remove;
    qint64 m_next = 0;
    qint64 m_answered = 0;
    bool m_finished = false;
    QPromise<Status> m_promise;
};

} // namespace

BenchTask benchAdd(BenchRun run)
{
    const QByteArray mode = run.arguments.text("mode", "seq");
    const qint64 inFlight =
        mode == "inflight" ? std::max<qint64>(1, run.arguments.number("concurrency", 100)) : 1;
    const qint64 bulk = mode == "bulk" ? std::max<qint64>(1, run.arguments.number("bulk", 50)) : 1;
    Queue queue(run.queue, run.connection, WriteGate::open());
    Adder adder(queue, run.n, inFlight, bulk, run.arguments.text("remove-on-complete") == "true");
    BenchResult result;
    result.watch.start();
    const Status status = co_await adder.run();
    result.watch.stop();
    if (!status)
        co_return status.error();
    result.jobs = run.n;
    co_return result;
}

} // namespace drover::cli
