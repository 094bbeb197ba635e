// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/shapes.h"
#include "cli/textformat.h"
#include "protocol/jsontext.h"
#include "queue/queuereader.h"

#include <QCoroFuture>

#include <array>
#include <numeric>

namespace drover::cli {
namespace {

//! The states that npm's getJobCounts() asks for, in its order.
constexpr std::array countedStates{JobState::Active, JobState::Completed, JobState::Delayed, JobState::Failed,
    JobState::Prioritized, JobState::Waiting, JobState::WaitingChildren};

QByteArray counter(const QByteArray& name, const QByteArray& help, const QByteArray& queue, qint64 value)
{
    return "# HELP " + name + ' ' + help + "\n# TYPE " + name + " counter\n" + name + "{queue=\"" + queue
        + "\"} " + QByteArray::number(value) + '\n';
}

//! Queue.exportPrometheusMetrics of the npm package.
QByteArray toPrometheus(QByteArray queue, const JobCounts& counts, const QueueMetrics& metrics)
{
    queue.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    QByteArray text =
        "# HELP bullmq_job_count Number of jobs in the queue by state\n# TYPE bullmq_job_count gauge\n";
    for (const JobState state : countedStates) {
        text += "bullmq_job_count{queue=\"" + queue + "\", state=\"" + jsonBytes(stateName(state)) + "\"} "
            + QByteArray::number(counts[state]) + '\n';
    }
    return text
        + counter(
            "bullmq_job_completed_total", "Total number of completed jobs", queue, metrics.completed.count)
        + counter("bullmq_job_failed_total", "Total number of failed jobs", queue, metrics.failed.count);
}

QByteArray toText(const QueueMetrics& metrics, bool colours)
{
    TextTable table({QStringLiteral(""), QStringLiteral(">TOTAL"), QStringLiteral(">LAST 5 MIN"),
        QStringLiteral(">LAST 60 MIN"), QStringLiteral(">POINTS")});
    const auto add = [&table](const QString& name, const QueueMetrics::Series& series) {
        const auto sum = [&series](size_t minutes) {
            const auto end = series.data.begin() + qint64(std::min(minutes, series.data.size()));
            return QString::number(std::accumulate(series.data.begin(), end, qint64(0)));
        };
        table.add(
            {name, QString::number(series.count), sum(5), sum(60), QString::number(series.data.size())});
    };
    add(QStringLiteral("completed"), metrics.completed);
    add(QStringLiteral("failed"), metrics.failed);
    return table.render(colours);
}

} // namespace

QCoro::Task<int> runMetrics(Context& context)
{
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    QueueReader reader(**connection);
    const QueueId queue = context.queue();
    const Result<QueueMetrics> metrics = co_await reader.metrics(queue);
    if (!metrics)
        co_return context.fail(metrics.error());
    Console& console = context.console();
    if (context.arguments().has("prometheus")) {
        const Result<JobCounts> counts = co_await reader.counts(queue);
        if (!counts)
            co_return context.fail(counts.error());
        console.write(toPrometheus(queue.name, *counts, *metrics));
    } else if (context.json()) {
        console.line(json::ObjectWriter()
                         .raw("completed", seriesToJson(metrics->completed))
                         .raw("failed", seriesToJson(metrics->failed))
                         .take());
    } else {
        console.write(toText(*metrics, console.colours()));
    }
    co_return ExitDone;
}

} // namespace drover::cli
