// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/discover.h"
#include "cli/shapes.h"
#include "cli/textformat.h"
#include "protocol/jsontext.h"
#include "queue/workerlist.h"

#include <QCoroFuture>

namespace drover::cli {
namespace {

QByteArray toJson(const std::vector<WorkerInfo>& workers)
{
    QByteArrayList items;
    for (const WorkerInfo& worker : workers) {
        items << json::ObjectWriter()
                     .string("queue", QByteArrayView(worker.queue.name))
                     .string("name", QByteArrayView(worker.name))
                     .string("rawName", QByteArrayView(worker.rawName))
                     .string("addr", QByteArrayView(worker.addr))
                     .integer("age", worker.age)
                     .integer("idle", worker.idle)
                     .string("version", QByteArrayView(worker.version))
                     .take();
    }
    return jsonArray(items);
}

QByteArray toText(const std::vector<WorkerInfo>& workers, bool colours)
{
    TextTable table({QStringLiteral("QUEUE"), QStringLiteral("NAME"), QStringLiteral("ADDRESS"),
        QStringLiteral(">AGE"), QStringLiteral(">IDLE"), QStringLiteral("LIBRARY")});
    for (const WorkerInfo& worker : workers) {
        table.add({printable(worker.queue.name), printable(worker.name), printable(worker.addr),
            readableDuration(worker.age * 1000), readableDuration(worker.idle * 1000),
            printable(worker.library + ' ' + worker.version).trimmed()});
    }
    return table.render(colours);
}

} // namespace

QCoro::Task<int> runWorkers(Context& context)
{
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    std::vector<QueueId> queues;
    if (!context.queue().name.isEmpty()) {
        queues.push_back(context.queue());
    } else {
        const Discovered found = co_await discoverQueues(**connection, context.prefix());
        if (found.report.error)
            co_return context.fail(*found.report.error);
        queues = found.queues;
    }
    const Result<WorkerList> list = co_await readWorkers(**connection, queues);
    if (!list)
        co_return context.fail(list.error());
    if (!list->known)
        co_return context.fail({ErrorCode::Denied, list->reason, {}});
    Console& console = context.console();
    if (context.json())
        console.line(toJson(list->workers));
    else if (list->workers.empty())
        console.note(QStringLiteral("No worker listens."));
    else
        console.write(toText(list->workers, console.colours()));
    co_return ExitDone;
}

} // namespace drover::cli
