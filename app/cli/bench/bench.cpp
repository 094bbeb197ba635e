// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/bench/bench.h"

#include "protocol/jsontext.h"

#include <QFile>

namespace drover::cli {
namespace {

QByteArray fixed(double value, int digits)
{
    return QByteArray::number(value, 'f', digits);
}

//! Of this process, in KiB.
qint64 residentMemory()
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray& line : file.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').first().toLongLong();
    }
    return 0;
}

} // namespace

QByteArray benchData(qint64 index)
{
    return "{\"n\":" + QByteArray::number(index) + ",\"msg\":\"hello from the bench\"}";
}

WorkerOptions benchWorkerOptions(const Arguments& arguments)
{
    WorkerOptions options;
    options.concurrency = int(std::max<qint64>(1, arguments.number("concurrency", 1)));
    if (arguments.text("remove-on-complete") == "true")
        options.removeOnComplete = KeepJobs{0, {}, {}};
    return options;
}

std::shared_ptr<Processor> benchProcessor(
    const Arguments& arguments, std::function<JobOutcome(JobContext&)> function)
{
    const QByteArray kind = arguments.text("processor", "async");
    if (kind == "inline")
        return inlineProcessor(std::move(function));
    if (kind == "pool")
        return poolProcessor(std::move(function));
    return asyncProcessor([function = std::move(function)](const std::shared_ptr<JobContext>& context) {
        return QtFuture::makeReadyFuture<JobOutcome>(function(*context));
    });
}

QByteArray benchToJson(const QByteArray& operation, const BenchResult& result)
{
    const Stopwatch& watch = result.watch;
    const double rate = watch.seconds() > 0 ? double(result.jobs) / watch.seconds() : 0;
    json::ObjectWriter object;
    object.string("op", QByteArrayView(operation))
        .string("engine", "drover")
        .integer("jobs", result.jobs)
        .raw("seconds", fixed(watch.seconds(), 6))
        .raw("jobs_per_s", fixed(rate, 1))
        .integer("t_start_ms", watch.startEpoch())
        .integer("t_end_ms", watch.endEpoch())
        .raw("cpu_user_s", fixed(watch.userSeconds(), 6))
        .raw("cpu_sys_s", fixed(watch.systemSeconds(), 6));
    for (const auto& [name, value] : result.percentiles)
        object.raw(name, fixed(value, 4));
    object.integer("rss_kb", residentMemory());
    return object.take();
}

} // namespace drover::cli
