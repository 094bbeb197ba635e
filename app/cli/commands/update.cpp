// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/massrun.h"
#include "cli/shapes.h"
#include "cli/textformat.h"
#include "core/clock.h"
#include "encryption/keystore.h"
#include "protocol/jsontext.h"
#include "queue/queue.h"

#include <QCoroFuture>

namespace drover::cli {
namespace {

constexpr qint64 largestPriority = 2097151;

//! Several jobs: options alone, by the engine of all mass actions.
QCoro::Task<int> updateMany(Context& context)
{
    const Arguments& arguments = context.arguments();
    for (const char* option : {"data", "delay", "priority", "progress"}) {
        if (arguments.has(option))
            co_return context.failUsage(QStringLiteral("--%1 is of one job: give one --id and no --state.")
                                            .arg(QLatin1StringView(option)));
    }
    if (arguments.has("id") && arguments.has("state"))
        co_return context.failUsage(QStringLiteral("--id and --state exclude each other."));
    if (!arguments.has("opts"))
        co_return context.failUsage(QStringLiteral("Say what to change: --opts JSON."));
    MassRequest request;
    request.queue = context.queue();
    request.verb = MassVerb::UpdateOptions;
    const QByteArrayList ids = arguments.all("id");
    request.ids = {ids.begin(), ids.end()};
    request.state = stateFromName(arguments.text("state", "failed")).value_or(JobState::Failed);
    request.filter = filterOf(arguments);
    request.filter.count = arguments.number("count", 0);
    if (arguments.has("since"))
        request.filter.since = (Clock::system().now() - arguments.duration("since", {})).count();
    request.optionChanges = arguments.text("opts");
    request.dryRun = arguments.has("dry-run");
    co_return co_await runMassAction(context, std::move(request));
}

bool isAboutMany(const Arguments& arguments)
{
    return arguments.all("id").size() > 1 || arguments.has("state") || arguments.has("dry-run");
}

} // namespace

QCoro::Task<int> runUpdate(Context& context)
{
    const Arguments& arguments = context.arguments();
    if (isAboutMany(arguments))
        co_return co_await updateMany(context);
    if (!arguments.has("id"))
        co_return context.failUsage(QStringLiteral("Say which job: --id ID, or --state STATE."));
    for (const char* option : {"match", "match-in", "since", "count"}) {
        if (arguments.has(option))
            co_return context.failUsage(
                QStringLiteral("--%1 narrows a state: add --state.").arg(QLatin1StringView(option)));
    }
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
