// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/bench/bench.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/textformat.h"
#include "measure/persistencecost.h"
#include "protocol/jsontext.h"

#include <QCoroSignal>

#include <algorithm>

namespace drover::cli {
namespace {

QString percents(double share)
{
    return QString::number(100 * share, 'f', 0) + QLatin1Char('%');
}

QByteArray table(const PersistenceCost& cost)
{
    TextTable rows({QStringLiteral("APPEND-ONLY FILE"), QStringLiteral(">JOBS/S"), QStringLiteral(">SPEED")});
    rows.add({QStringLiteral("off"), QString::number(cost.without, 'f', 0), percents(1)});
    rows.add({QStringLiteral("on, everysec"), QString::number(cost.with, 'f', 0), percents(cost.ratio())});
    return rows.render(false);
}

QByteArray toJson(const PersistenceCost& cost)
{
    return json::ObjectWriter()
        .string("op", "persistence")
        .string("engine", "drover")
        .integer("jobs", cost.jobs)
        .integer("rounds", cost.rounds)
        .raw("with_aof_jobs_per_s", QByteArray::number(cost.with, 'f', 1))
        .raw("without_aof_jobs_per_s", QByteArray::number(cost.without, 'f', 1))
        .raw("ratio", QByteArray::number(cost.ratio(), 'f', 3))
        .take();
}

} // namespace

QCoro::Task<int> benchPersistence(Context& context)
{
    PersistenceBenchOptions options;
    options.jobs = std::max<qint64>(1, context.arguments().number("n", options.jobs));
    options.rounds = int(std::clamp<qint64>(context.arguments().number("rounds", options.rounds), 1, 1000));
    PersistenceBench bench(options);
    bench.start();
    const Result<PersistenceCost> cost = co_await qCoro(&bench, &PersistenceBench::finished);
    if (!cost)
        co_return context.fail(cost.error());
    writeFully(2, table(*cost));
    context.console().line(toJson(*cost));
    co_return ExitDone;
}

} // namespace drover::cli
