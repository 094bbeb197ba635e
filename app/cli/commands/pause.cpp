// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/textformat.h"
#include "protocol/jsontext.h"
#include "queue/queue.h"

#include <QCoroFuture>

namespace drover::cli {
namespace {

QCoro::Task<int> setPaused(Context& context, bool paused)
{
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    Queue queue(context.queue(), **connection, context.gate());
    // One variable first: GCC 12 evaluates both arms of a conditional expression behind co_await.
    const QFuture<Status> changing = paused ? queue.pause() : queue.resume();
    const Status status = co_await changing;
    if (!status)
        co_return context.fail(status.error());
    const QByteArray name = queue.id().name;
    if (context.json()) {
        context.console().line(json::ObjectWriter()
                                   .boolean("ok", true)
                                   .string("queue", QByteArrayView(name))
                                   .boolean("paused", paused)
                                   .take());
    } else {
        context.console().line((paused ? QStringLiteral("%1 is paused: no worker takes further jobs.")
                                       : QStringLiteral("%1 runs again."))
                                   .arg(printable(name)));
    }
    co_return ExitDone;
}

} // namespace

QCoro::Task<int> runPause(Context& context)
{
    return setPaused(context, true);
}

QCoro::Task<int> runResume(Context& context)
{
    return setPaused(context, false);
}

} // namespace drover::cli
