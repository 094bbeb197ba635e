// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/discover.h"
#include "cli/shapes.h"
#include "cli/textformat.h"
#include "protocol/jsontext.h"
#include "queue/queuereader.h"
#include "queue/workerlist.h"

#include <QCoroFuture>

namespace drover::cli {
namespace {

QByteArray toJson(const std::vector<QueueSummary>& summaries, const WorkerList& workers)
{
    QByteArrayList items;
    for (const QueueSummary& summary : summaries) {
        const QByteArray count =
            workers.known ? QByteArray::number(workers.count(summary.queue)) : QByteArrayLiteral("null");
        items << json::ObjectWriter()
                     .string("name", QByteArrayView(summary.queue.name))
                     .string("prefix", QByteArrayView(summary.queue.prefix))
                     .raw("counts", countsToJson(summary.counts))
                     .boolean("paused", summary.paused)
                     .raw("workers", count)
                     .take();
    }
    return jsonArray(items);
}

QByteArray toText(const std::vector<QueueSummary>& summaries, const WorkerList& workers, bool colours)
{
    TextTable table({QStringLiteral("QUEUE"), QStringLiteral(">WAITING"), QStringLiteral(">ACTIVE"),
        QStringLiteral(">DELAYED"), QStringLiteral(">PRIORITIZED"), QStringLiteral(">COMPLETED"),
        QStringLiteral(">FAILED"), QStringLiteral(">CHILDREN"), QStringLiteral(">WORKERS"),
        QStringLiteral("")});
    for (const QueueSummary& summary : summaries) {
        QStringList cells{printable(summary.queue.name)};
        for (const JobState state : allJobStates) {
            const qint64 legacy = state == JobState::Waiting ? summary.counts[JobState::Paused] : 0;
            if (state != JobState::Paused)
                cells << QString::number(summary.counts[state] + legacy);
        }
        cells << (workers.known ? QString::number(workers.count(summary.queue)) : QStringLiteral("?"))
              << (summary.paused ? QStringLiteral("paused") : QString());
        table.add(cells, summary.counts[JobState::Failed] > 0 ? Colour::Red : Colour::None);
    }
    return table.render(colours);
}

void noteOtherPrefixes(Console& console, const DiscoveryReport& report)
{
    for (auto other = report.otherPrefixes.cbegin(); other != report.otherPrefixes.cend(); ++other) {
        console.note(QStringLiteral("There are %1 more under --prefix %2.")
                         .arg(other.value())
                         .arg(printable(other.key())));
    }
}

} // namespace

QCoro::Task<int> runQueues(Context& context)
{
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    const Discovered found = co_await discoverQueues(**connection, context.prefix());
    if (found.report.error)
        co_return context.fail(*found.report.error);
    QueueReader reader(**connection);
    const Result<std::vector<QueueSummary>> summaries = co_await reader.summaries(found.queues);
    if (!summaries)
        co_return context.fail(summaries.error());
    const Result<WorkerList> workers = co_await readWorkers(**connection, found.queues);
    if (!workers)
        co_return context.fail(workers.error());
    Console& console = context.console();
    if (context.json()) {
        console.line(toJson(*summaries, *workers));
        co_return ExitDone;
    }
    if (summaries->empty())
        console.note(
            QStringLiteral("There is no queue under the prefix %1.").arg(printable(context.prefix())));
    else
        console.write(toText(*summaries, *workers, console.colours()));
    noteOtherPrefixes(console, found.report);
    co_return ExitDone;
}

} // namespace drover::cli
