// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/shapes.h"
#include "cli/textformat.h"
#include "protocol/jobcodec.h"
#include "protocol/jsontext.h"
#include "queue/failuregroups.h"
#include "queue/queuereader.h"

#include <QCoroFuture>

#include <span>

namespace drover::cli {
namespace {

QByteArray toJson(
    std::span<const FailureGroup> groups, const std::vector<Job>& samples, const QByteArray& queueName)
{
    QByteArrayList items;
    for (size_t i = 0; i < groups.size(); ++i) {
        const FailureGroup& group = groups[i];
        json::ObjectWriter object;
        object.string("cause", QByteArrayView(group.cause))
            .integer("count", group.count)
            .integer("first", group.first)
            .integer("last", group.last)
            .raw("names", jsonStrings(group.names));
        if (i < samples.size())
            object.raw("sample", jobToJson(samples[i], queueName, JobState::Failed));
        items << object.take();
    }
    return jsonArray(items);
}

QByteArray toText(std::span<const FailureGroup> groups, const Console& console)
{
    const qint64 now = Clock::system().now().count();
    TextTable table({QStringLiteral(">JOBS"), QStringLiteral("LAST"), QStringLiteral("SAMPLE"),
        QStringLiteral("NAMES"), QStringLiteral("CAUSE")});
    for (const FailureGroup& group : groups) {
        table.add({QString::number(group.count), readableAge(group.last, now),
            shortened(printable(group.sample), 20), shortened(printable(group.names.join(", ")), 24),
            shortened(printable(group.cause), std::max(30, console.width() - 60))});
    }
    return table.render(console.colours());
}

void tellTotal(Console& console, const FailureReport& report, size_t shown)
{
    if (report.total == 0)
        console.note(QStringLiteral("No failed jobs."));
    else if (report.looked < report.total)
        console.note(
            QStringLiteral("The newest %1 of %2.")
                .arg(QString::number(report.looked), counted(report.total, QLatin1StringView("failed job"))));
    if (shown < report.groups.size())
        console.note(
            QStringLiteral("%1; --top 0 shows all.")
                .arg(counted(qint64(report.groups.size() - shown), QLatin1StringView("more cause"))));
}

} // namespace

QCoro::Task<int> runFailures(Context& context)
{
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    const QueueId queue = context.queue();
    const Result<FailureReport> report = co_await readFailures(**connection, queue);
    if (!report)
        co_return context.fail(report.error());
    const size_t top = size_t(context.arguments().number("top", 10));
    const std::span<const FailureGroup> groups =
        std::span(report->groups)
            .first(top == 0 ? report->groups.size() : std::min(top, report->groups.size()));
    Console& console = context.console();
    if (!context.json()) {
        if (!groups.empty())
            console.write(toText(groups, console));
        tellTotal(console, *report, groups.size());
        co_return ExitDone;
    }
    std::vector<JobId> ids;
    for (const FailureGroup& group : groups)
        ids.push_back(group.sample);
    QueueReader reader(**connection);
    const Result<std::vector<Job>> samples = co_await reader.jobsById(queue, ids);
    if (!samples)
        co_return context.fail(samples.error());
    console.line(toJson(groups, *samples, queue.name));
    co_return ExitDone;
}

} // namespace drover::cli
