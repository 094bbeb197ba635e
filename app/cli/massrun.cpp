// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/massrun.h"

#include "cli/console.h"
#include "cli/context.h"
#include "cli/shapes.h"
#include "cli/textformat.h"
#include "signals/interrupts.h"

#include <QCoroFuture>

#include <unistd.h>

namespace drover::cli {
namespace {

constexpr qsizetype skippedShown = 20;

MatchFields fieldsOf(const QByteArray& words)
{
    MatchFields fields;
    for (const QByteArray& word : words.split(',')) {
        if (word == "id")
            fields |= MatchField::Id;
        else if (word == "name")
            fields |= MatchField::Name;
        else if (word == "data")
            fields |= MatchField::Data;
        else if (word == "error")
            fields |= MatchField::Error;
    }
    return fields;
}

void printPlan(Console& console, const MassPlan& plan)
{
    for (auto row = plan.attemptsLeft.cbegin(); row != plan.attemptsLeft.cend(); ++row)
        console.line(
            QStringLiteral("  %1 with %2 left")
                .arg(QString::number(row.value()), counted(row.key(), QLatin1StringView("attempt"))));
    for (auto row = plan.priorities.cbegin(); row != plan.priorities.cend(); ++row) {
        if (row.key() != 0)
            console.line(QStringLiteral("  %1 with priority %2").arg(row.value()).arg(row.key()));
    }
    if (plan.withParent > 0)
        console.line(QStringLiteral("  %1 belong to a parent, %2 to one that still waits")
                         .arg(plan.withParent)
                         .arg(plan.withWaitingParent));
    if (plan.deduplicated > 0)
        console.line(QStringLiteral("  %1 have a deduplication id").arg(plan.deduplicated));
    if (!plan.ignores.isEmpty())
        console.line(QStringLiteral("  ignored: ") + plan.ignores.join(QStringLiteral(", ")));
    QStringList ids;
    for (const JobId& id : plan.sample)
        ids << printable(id);
    if (!ids.isEmpty())
        console.line(QStringLiteral("  such as ") + ids.join(QStringLiteral(", ")));
}

void printText(Console& console, const MassReport& report)
{
    if (report.plan) {
        console.line(QStringLiteral("%1 would be changed; nothing was done.")
                         .arg(counted(report.matched, QLatin1StringView("job"))));
        printPlan(console, *report.plan);
        return;
    }
    console.line(QStringLiteral("%1 matched, %2 done, %3 skipped.")
                     .arg(report.matched)
                     .arg(report.done)
                     .arg(report.skippedCount));
    if (report.trashed > 0)
        console.line(QStringLiteral("%1 of them are kept in the trash; the window can restore them.")
                         .arg(report.trashed));
    for (qsizetype i = 0; i < std::min<qsizetype>(skippedShown, qsizetype(report.skipped.size())); ++i) {
        const MassReport::Skipped& entry = report.skipped[size_t(i)];
        console.line(QStringLiteral("  %1: %2").arg(printable(entry.id), entry.reason));
    }
    if (report.skippedCount > skippedShown)
        console.line(QStringLiteral("  and %1 more").arg(report.skippedCount - skippedShown));
}

//! One line that is rewritten; only on a terminal.
void showProgress(const MassProgress& progress)
{
    const QByteArray total = progress.total < 0 ? QByteArray("?") : QByteArray::number(progress.total);
    const QByteArray text = "\r\x1b[K" + QByteArray::number(progress.done) + " of " + total + " done, "
        + QByteArray::number(progress.perSecond, 'f', 0) + " a second";
    writeFully(STDERR_FILENO, text);
}

} // namespace

MassFilter filterOf(const Arguments& arguments)
{
    MassFilter filter;
    filter.match = arguments.text("match");
    if (arguments.has("match-in"))
        filter.matchIn = fieldsOf(arguments.text("match-in"));
    return filter;
}

// Futures of signals, not QCoro's own awaiter: that one resumes inside of the signal, and the sender would be
// destroyed there.
QCoro::Task<int> runMassAction(Context& context, MassRequest request)
{
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    Interrupts interrupts;
    MassAction action(**connection, context.gate());
    if (request.verb == MassVerb::Remove || request.verb == MassVerb::Clean)
        action.setTrash(context.trash());
    QObject::connect(&interrupts, &Interrupts::interrupted, &action, &MassAction::cancel);
    const bool terminal = ::isatty(STDERR_FILENO) == 1;
    if (terminal)
        QObject::connect(&action, &MassAction::progressed, &action, &showProgress);
    action.start(std::move(request));
    const MassReport report = co_await QtFuture::connect(&action, &MassAction::finished);
    if (terminal)
        writeFully(STDERR_FILENO, "\r\x1b[K");
    const bool nothingDone = report.done == 0 && report.matched == 0;
    if (report.error && nothingDone)
        co_return context.fail(*report.error);
    if (context.json() && !report.error)
        context.console().line(massReportToJson(report));
    else if (!context.json())
        printText(context.console(), report);
    if (report.error) {
        Error error = *report.error;
        error.context.insert(QStringLiteral("matched"), report.matched);
        error.context.insert(QStringLiteral("done"), report.done);
        co_return context.fail(error);
    }
    co_return report.skippedCount > 0 ? ExitWarnings : ExitDone;
}

} // namespace drover::cli
