// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/shapes.h"
#include "cli/textformat.h"
#include "encryption/keystore.h"
#include "protocol/jsontext.h"
#include "queue/queue.h"

#include <QCoroFuture>

namespace drover::cli {
namespace {

constexpr qint64 largestPriority = 2097151;

} // namespace

QCoro::Task<int> runUpdate(Context& context)
{
    const Arguments& arguments = context.arguments();
    if (!arguments.has("id"))
        co_return context.failUsage(QStringLiteral("Say which job: --id ID."));
    QByteArrayList changes;
    for (const char* option : {"data", "opts", "delay", "priority", "progress"}) {
        if (arguments.has(option))
            changes << option;
    }
    if (changes.isEmpty())
        co_return context.failUsage(
            QStringLiteral("Say what to change: --data, --opts, --delay, --priority or --progress."));
    const qint64 priority = arguments.number("priority", 0);
    if (priority > largestPriority)
        co_return context.failUsage(QStringLiteral("--priority: the largest is %1.").arg(largestPriority));
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    Queue queue(context.queue(), **connection, context.gate());
    if (arguments.has("data")) {
        const Result<FieldCipherPtr> cipher = co_await context.fieldCipher();
        if (!cipher)
            co_return context.fail(cipher.error());
        queue.setFieldCipher(*cipher);
    }
    const JobId id = arguments.text("id");
    Status status = Done{};
    if (arguments.has("data"))
        status = co_await queue.updateData(id, arguments.text("data"));
    if (status && arguments.has("opts"))
        status = co_await queue.updateOptions(id, arguments.text("opts"));
    if (status && arguments.has("progress"))
        status = co_await queue.updateProgress(id, arguments.text("progress"));
    if (status && arguments.has("delay"))
        status = co_await queue.changeDelay(id, double(arguments.duration("delay", {}).count()));
    if (status && arguments.has("priority"))
        status = co_await queue.changePriority(id, int(priority));
    if (!status)
        co_return context.fail(status.error());
    if (context.json()) {
        context.console().line(json::ObjectWriter()
                                   .boolean("ok", true)
                                   .string("id", QByteArrayView(id))
                                   .raw("changed", jsonStrings(changes))
                                   .take());
    } else {
        context.console().line(
            QStringLiteral("Changed %1 of %2.").arg(printable(changes.join(", ")), printable(id)));
    }
    co_return ExitDone;
}

} // namespace drover::cli
