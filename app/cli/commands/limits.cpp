// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/queuelimits.h"

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/textformat.h"
#include "cli/work/workoptions.h"
#include "protocol/jsontext.h"

#include <QCoroFuture>

namespace drover::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr char notSet[] = "none";

//! As getMeta of the npm package names them; absent where unset.
QByteArray toJson(const QueueLimits& limits)
{
    json::ObjectWriter object;
    if (limits.concurrency)
        object.integer("concurrency", *limits.concurrency);
    if (limits.rate)
        object.integer("max", limits.rate->max).integer("duration", limits.rate->duration.count());
    if (limits.maxLenEvents)
        object.integer("maxLenEvents", *limits.maxLenEvents);
    return object.take();
}

void print(Console& console, const QueueLimits& limits)
{
    console.line(limits.concurrency
            ? u"At most %1 at once, over all workers."_s.arg(counted(*limits.concurrency, "job"_L1))
            : u"No global concurrency: each worker runs as many as it likes."_s);
    console.line(limits.rate ? u"At most %1 in %2, over all workers."_s.arg(
                     counted(limits.rate->max, "job"_L1), readableDuration(limits.rate->duration.count()))
                             : u"No global rate limit."_s);
    console.line(limits.maxLenEvents
            ? u"The events stream keeps about %1."_s.arg(counted(*limits.maxLenEvents, "event"_L1))
            : u"The length of the events stream is not set; the next job sets 10000."_s);
}

//! A whole number of 1 or more, or "none".
Result<std::optional<qint64>> parseCount(const Arguments& arguments, const char* option)
{
    const QByteArray text = arguments.text(option);
    if (text == notSet)
        return std::optional<qint64>();
    bool isNumber = false;
    const qint64 value = text.toLongLong(&isNumber);
    if (!isNumber || value < 1)
        return Error{ErrorCode::BadInput,
            u"--%1: a whole number from 1, or none"_s.arg(QLatin1StringView(option)), {}};
    return std::optional(value);
}

Result<QueueLimitsChange> parseChange(const Arguments& arguments)
{
    QueueLimitsChange change;
    if (arguments.has("concurrency")) {
        const auto concurrency = parseCount(arguments, "concurrency");
        if (!concurrency)
            return concurrency.error();
        change.concurrency = *concurrency;
    }
    if (arguments.has("max-events")) {
        const auto events = parseCount(arguments, "max-events");
        if (!events)
            return events.error();
        change.maxLenEvents = *events;
    }
    if (arguments.has("rate")) {
        const QByteArray text = arguments.text("rate");
        const std::optional<RateLimit> rate = parseLimiter(text);
        if (!rate && text != notSet)
            return Error{ErrorCode::BadInput, u"--rate: it has to look like 100/1s, or none"_s, {}};
        change.rate = rate ? std::optional(GlobalRateLimit{rate->max, rate->duration}) : std::nullopt;
    }
    change.trimsEvents = arguments.has("trim");
    return change;
}

void printChange(Context& context, const ChangedLimits& changed)
{
    Console& console = context.console();
    if (context.json()) {
        console.line(json::ObjectWriter()
                         .boolean("ok", true)
                         .raw("before", toJson(changed.before))
                         .raw("after", toJson(changed.after))
                         .integer("trimmed", changed.trimmed)
                         .take());
        return;
    }
    print(console, changed.after);
    if (context.arguments().has("trim"))
        console.line(u"%1 removed from the stream."_s.arg(counted(changed.trimmed, "event"_L1)));
    if (context.arguments().has("max-events"))
        console.note(
            u"A Node producer writes its own length when it starts, unless skipMetasUpdate is set."_s);
}

} // namespace

QCoro::Task<int> runLimits(Context& context)
{
    const Result<QueueLimitsChange> change = parseChange(context.arguments());
    if (!change)
        co_return context.failUsage(change.error().message);
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    QueueId queue = context.queue();
    if (change->isEmpty()) {
        const Result<QueueLimits> limits = co_await readQueueLimits(**connection, std::move(queue));
        if (!limits)
            co_return context.fail(limits.error());
        if (context.json())
            context.console().line(toJson(*limits));
        else
            print(context.console(), *limits);
        co_return ExitDone;
    }
    const Result<ChangedLimits> changed =
        co_await changeQueueLimits(**connection, context.gate(), std::move(queue), *change);
    if (!changed)
        co_return context.fail(changed.error());
    printChange(context, *changed);
    co_return ExitDone;
}

} // namespace drover::cli
