// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
//
// bench_noop OP --redis unix:/path --queue NAME [--prefix bull] --n N [...]: `drover bench` without an
// engine; takes the same options as far as add, process and latency have them, and prints the same line.
#include "noopscripts.h"
#include "pipeline.h"

#include "cli/bench/bench.h"

#include <QHash>
#include <QThread>

#include <algorithm>
#include <cstdio>
#include <hiredis/hiredis.h>

namespace drover::bench {
namespace {

using cli::BenchResult;
using Options = QHash<QByteArray, QByteArray>;

qint64 number(const Options& options, const QByteArray& name, qint64 fallback)
{
    return options.contains(name) ? options[name].toLongLong() : fallback;
}

void add(const Options& options, Pipeline& pipeline, const NoopScripts& scripts, BenchResult& result)
{
    const qint64 total = number(options, "n", 10000);
    const QByteArray mode = options.value("mode", "seq");
    const qint64 inFlight = mode == "inflight" ? number(options, "concurrency", 100) : 1;
    const qint64 bulk = mode == "bulk" ? number(options, "bulk", 50) : 1;
    pipeline.ask(NoopScripts::load(ScriptId::AddStandardJob));
    result.watch.start();
    qint64 sent = 0;
    qint64 answered = 0;
    for (; sent < std::min(total, inFlight * bulk); ++sent)
        pipeline.append(scripts.add(sent));
    pipeline.run([&](const redisReply&) {
        // The next bulk goes out when the one before is answered.
        const qint64 more = ++answered % bulk == 0 ? bulk : 0;
        for (qint64 i = 0; i < more && sent < total; ++i, ++sent)
            pipeline.append(scripts.add(sent));
        return answered < total;
    });
    result.watch.stop();
    result.jobs = total;
}

//! The id in an answer of moveToActive or moveToFinished: [job, id, ...]; empty when there is no job.
QByteArray idOf(const redisReply& reply)
{
    if (reply.type != REDIS_REPLY_ARRAY || reply.elements < 2 || reply.element[0]->type != REDIS_REPLY_ARRAY)
        return {};
    return {reply.element[1]->str, qsizetype(reply.element[1]->len)};
}

void loadWorkerScripts(Pipeline& pipeline)
{
    pipeline.ask(NoopScripts::load(ScriptId::MoveToActive));
    pipeline.ask(NoopScripts::load(ScriptId::MoveToFinished));
}

void process(const Options& options, Pipeline& pipeline, const NoopScripts& scripts, BenchResult& result)
{
    const qint64 total = number(options, "n", 10000);
    loadWorkerScripts(pipeline);
    result.watch.start();
    qint64 finished = -std::min(total, number(options, "concurrency", 1));
    for (qint64 slot = finished; slot < 0; ++slot)
        pipeline.append(scripts.fetch());
    pipeline.run([&](const redisReply& reply) {
        const QByteArray id = idOf(reply);
        if (!id.isEmpty())
            pipeline.append(scripts.finish(id));
        return ++finished < total;
    });
    result.watch.stop();
    result.jobs = total;
}

void latency(const Options& options, Pipeline& pipeline, const NoopScripts& scripts, BenchResult& result)
{
    constexpr qint64 unmeasured = 50;
    const qint64 total = number(options, "n", 1000);
    const auto gap = static_cast<unsigned long>(number(options, "gap", 5));
    Pipeline blocking(options.value("redis"));
    pipeline.ask(NoopScripts::load(ScriptId::AddStandardJob));
    loadWorkerScripts(pipeline);
    std::vector<double> started;
    std::vector<double> done;
    for (qint64 i = 0; i < unmeasured + total; ++i) {
        blocking.append({"BZPOPMIN", scripts.markerKey(), "0"});
        blocking.flush();
        QThread::msleep(gap); // everybody falls asleep, as between jobs that come one by one
        if (i == unmeasured)
            result.watch.start();
        cli::Stopwatch watch;
        watch.start();
        pipeline.append(scripts.add(i));
        pipeline.flush();
        blocking.run([](const redisReply&) { return false; });
        pipeline.append(scripts.fetch());
        QByteArray id;
        int replies = 0;
        pipeline.run([&](const redisReply& reply) {
            id = idOf(reply);
            return ++replies < 2;
        });
        const double startedAt = watch.milliseconds();
        pipeline.ask(scripts.finish(id));
        if (i < unmeasured)
            continue;
        started.push_back(startedAt);
        done.push_back(watch.milliseconds());
    }
    result.watch.stop();
    result.jobs = total;
    result.percentiles = {{"p50_ms", cli::percentile(started, 50)}, {"p99_ms", cli::percentile(started, 99)},
        {"done_p50_ms", cli::percentile(done, 50)}, {"done_p99_ms", cli::percentile(done, 99)}};
}

int run(const QByteArray& operation, const Options& options)
{
    Pipeline pipeline(options.value("redis"));
    const NoopScripts scripts({options.value("prefix", "bull"), options.value("queue", "bench")},
        options.value("remove-on-complete") == "true");
    BenchResult result;
    if (operation == "add")
        add(options, pipeline, scripts, result);
    else if (operation == "process")
        process(options, pipeline, scripts, result);
    else if (operation == "latency")
        latency(options, pipeline, scripts, result);
    else
        return 64;
    std::puts(cli::benchToJson(operation, result).replace("\"drover\"", "\"noop\"").constData());
    return 0;
}

} // namespace
} // namespace drover::bench

int main(int argc, char** argv)
{
    QHash<QByteArray, QByteArray> options;
    for (int i = 2; i + 1 < argc; i += 2)
        options.insert(QByteArray(argv[i]).mid(2), argv[i + 1]);
    return drover::bench::run(argc > 1 ? argv[1] : "", options);
}
