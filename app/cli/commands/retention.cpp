// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/retention.h"

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/massrun.h"
#include "cli/shapes.h"
#include "cli/textformat.h"
#include "core/clock.h"
#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"

#include <QCoroFuture>
#include <QLocale>

namespace drover::cli {

using namespace Qt::StringLiterals;

namespace {

const char* optionName(JobState state)
{
    return state == JobState::Completed ? "removeOnComplete" : "removeOnFail";
}

bool isForEver(const std::optional<KeepJobs>& keep)
{
    return !keep || (keep->count.value_or(-1) < 0 && !keep->age);
}

QString wordsOf(const std::optional<KeepJobs>& keep)
{
    if (isForEver(keep))
        return u"for ever"_s;
    if (keep->count == 0)
        return u"not at all"_s;
    const QString age = keep->age ? readableDuration(*keep->age * 1000) : QString();
    if (keep->count.value_or(-1) < 0)
        return age;
    const QString count = u"the last %1"_s.arg(*keep->count);
    return age.isEmpty() ? count : u"%1, %2 at most"_s.arg(count, age);
}

QByteArray toJson(const StateRetention& state)
{
    QByteArrayList names;
    for (const NameRetention& name : state.names) {
        json::ObjectWriter object;
        object.string("name", name.name).integer("jobs", name.jobs).integer("kinds", name.kinds);
        if (name.newest)
            object.raw(optionName(state.state), keepJobsToJson(*name.newest));
        names << object.take();
    }
    json::ObjectWriter object;
    object.integer("total", state.total).integer("looked", state.looked);
    if (state.bytes >= 0)
        object.integer("bytes", state.bytes);
    return object.integer("lastDay", state.lastDay)
        .integer("oldest", state.oldest)
        .raw("names", jsonArray(names))
        .take();
}

void print(Console& console, const StateRetention& state)
{
    QString facts = u"%1: %2"_s.arg(stateName(state.state), counted(state.total, "job"_L1));
    if (state.total > 0 && state.bytes >= 0)
        facts += u", about %1"_s.arg(QLocale::c().formattedDataSize(state.bytes));
    if (state.total > 0)
        facts += u", %1 of them within a day, the oldest from %2"_s.arg(
            QString::number(state.lastDay), readableAge(state.oldest, Clock::system().now().count()));
    console.line(facts);
    if (state.names.empty())
        return;
    TextTable table({u">SHARE"_s, u"KEPT"_s, u"NAME"_s});
    for (const NameRetention& name : state.names) {
        const QString others = name.kinds > 1 ? u" (older jobs say otherwise)"_s : QString();
        table.add({u"%1 %"_s.arg(qRound(100.0 * double(name.jobs) / double(state.looked))),
            wordsOf(name.newest) + others, shortened(printable(name.name), 60)});
    }
    console.write(table.render(console.colours()));
}

//! Completed jobs that nobody removes fill Redis; failed ones are often meant to stay.
void advise(Console& console, const StateRetention& completed)
{
    const bool grows = std::any_of(completed.names.begin(), completed.names.end(),
        [](const NameRetention& name) { return isForEver(name.newest); });
    if (grows)
        console.note(
            u"Completed jobs that are kept for ever fill Redis, unless a worker removes them. In the "
            "producer: defaultJobOptions: { removeOnComplete: { age: 86400, count: 1000 } }"_s);
}

QCoro::Task<int> applyPolicy(Context& context, RedisConnection& connection)
{
    const Arguments& arguments = context.arguments();
    const Result<KeepJobs> keep = parseKeepJobs(arguments.text("keep"));
    if (!keep)
        co_return context.failUsage(u"--keep: "_s + keep.error().message);
    if (isForEver(*keep))
        co_return context.failUsage(u"--keep names no bound: say a count, or {\"age\":seconds}"_s);
    MassRequest request;
    request.queue = context.queue();
    request.verb = MassVerb::Clean;
    request.state = *stateFromName(arguments.text("state"));
    request.dryRun = !arguments.has("apply");
    QueueId queue = request.queue;
    const Result<RetentionPlan> plan =
        co_await planRetention(connection, std::move(queue), request.state, *keep);
    if (!plan)
        co_return context.fail(plan.error());
    request.until = plan->until; // 0: nothing is as old
    if (request.dryRun && !context.json() && plan->bytes > 0)
        context.console().line(
            u"About %1 would become free."_s.arg(QLocale::c().formattedDataSize(plan->bytes)));
    co_return co_await runMassAction(context, std::move(request));
}

} // namespace

QCoro::Task<int> runRetention(Context& context)
{
    const Arguments& arguments = context.arguments();
    if (arguments.has("keep") != arguments.has("state") || (arguments.has("apply") && !arguments.has("keep")))
        co_return context.failUsage(u"A policy needs both --state and --keep."_s);
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    if (arguments.has("keep"))
        co_return co_await applyPolicy(context, **connection);
    QueueId queue = context.queue();
    const int sample = static_cast<int>(std::min<qint64>(arguments.number("sample", 1000), 100000));
    const Result<RetentionReport> report = co_await readRetention(**connection, std::move(queue), sample);
    if (!report)
        co_return context.fail(report.error());
    Console& console = context.console();
    if (context.json()) {
        json::ObjectWriter object;
        object.raw("completed", toJson(report->completed)).raw("failed", toJson(report->failed));
        console.line(object.take());
        co_return ExitDone;
    }
    print(console, report->completed);
    print(console, report->failed);
    advise(console, report->completed);
    co_return ExitDone;
}

} // namespace drover::cli
