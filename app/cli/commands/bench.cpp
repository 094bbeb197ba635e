// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/bench/bench.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/textformat.h"

#include <algorithm>
#include <iterator>

namespace drover::cli {
namespace {

struct Operation {
    const char* name;
    BenchTask (*run)(BenchRun);
    bool writes;
};

constexpr Operation operations[]{
    {"add", &benchAdd, true},
    {"process", &benchProcess, true},
    {"latency", &benchLatency, true},
    {"read", &benchRead, false},
    {"retry", &benchRetry, true},
    {"clean", &benchClean, true},
    {"idle", &benchIdle, true},
};

QByteArray tableForPeople(const QByteArray& operation, const BenchResult& result)
{
    const Stopwatch& watch = result.watch;
    const double perJob =
        result.jobs > 0 ? (watch.userSeconds() + watch.systemSeconds()) * 1e6 / double(result.jobs) : 0;
    const double rate = watch.seconds() > 0 ? double(result.jobs) / watch.seconds() : 0;
    QStringList headings{QStringLiteral("OP"), QStringLiteral(">JOBS"), QStringLiteral(">SECONDS"),
        QStringLiteral(">JOBS/S"), QStringLiteral(">CPU US/JOB")};
    QStringList cells{QString::fromUtf8(operation), QString::number(result.jobs),
        QString::number(watch.seconds(), 'f', 3), QString::number(rate, 'f', 0),
        QString::number(perJob, 'f', 1)};
    for (const auto& [name, value] : result.percentiles) {
        headings << QLatin1Char('>') + QString::fromUtf8(name).toUpper();
        cells << QString::number(value, 'f', 3);
    }
    TextTable table(headings);
    table.add(cells);
    return table.render(false);
}

} // namespace

QCoro::Task<int> runBench(Context& context)
{
    const Arguments& arguments = context.arguments();
    const QByteArray name = arguments.argument("OP");
    if (name == "persistence")
        co_return co_await benchPersistence(context);
    const auto* operation = std::find_if(std::begin(operations), std::end(operations),
        [&name](const Operation& row) { return name == row.name; });
    if (operation->writes && context.isReadOnly())
        co_return context.fail({ErrorCode::ReadOnly, context.readOnlyReason(), {}});
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    const QueueId queue{context.prefix(), arguments.text("queue", "drover-bench")};
    // Named: GCC 12 destroys an aggregate twice that is made inside of an expression with co_await.
    const BenchRun run{arguments, **connection, queue, arguments.number("n", 10000)};
    const Result<BenchResult> result = co_await operation->run(run);
    if (!result)
        co_return context.fail(result.error());
    writeFully(2, tableForPeople(name, *result));
    context.console().line(benchToJson(name, *result));
    co_return ExitDone;
}

} // namespace drover::cli
