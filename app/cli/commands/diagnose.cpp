// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/findings.h"
#include "cli/textformat.h"
#include "health/diagnosis/diagnosis.h"
#include "redis/redisconnection.h"
#include "signals/interrupts.h"

#include <QCoroSignal>

#include <unistd.h>

namespace drover::cli {
namespace {

void showProgress(const DiagnosisProgress& progress)
{
    const QByteArray text = "\r" + QByteArray::number(progress.jobs) + " of "
        + QByteArray::number(progress.allJobs) + " jobs, " + QByteArray::number(progress.keys)
        + " keys \x1b[K";
    writeFully(STDERR_FILENO, text);
}

QString verdictOn(const Context& context, const DiagnosisReport& report)
{
    const QString looked = QStringLiteral("%1 jobs, %2 keys and %3 events were looked at.")
                               .arg(report.jobs)
                               .arg(report.keys)
                               .arg(report.events);
    return report.findings.empty()
        ? QStringLiteral("Every invariant holds in %1: ").arg(printable(context.queue().name)) + looked
        : looked;
}

} // namespace

QCoro::Task<int> runDiagnose(Context& context)
{
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    Diagnosis diagnosis(**connection, context.queue());
    Interrupts interrupts;
    QObject::connect(&interrupts, &Interrupts::interrupted, &diagnosis, &Diagnosis::cancel);
    const bool isWatched = isatty(STDERR_FILENO) == 1;
    if (isWatched)
        QObject::connect(&diagnosis, &Diagnosis::progressed, &diagnosis, &showProgress);
    diagnosis.start();
    const Result<DiagnosisReport> report = co_await qCoro(&diagnosis, &Diagnosis::finished);
    if (isWatched)
        writeFully(STDERR_FILENO, "\r\x1b[K");
    if (!report)
        co_return context.fail(report.error());
    Console& console = context.console();
    if (context.json()) {
        console.line(findingsToJson(report->findings));
    } else {
        printFindings(console, report->findings, Severity::Info);
        console.line(verdictOn(context, *report));
    }
    if (!report->isComplete)
        console.note(QStringLiteral("The queue is larger than what is compared at once: some jobs or events "
                                    "were looked at alone."));
    co_return exitCodeOf(report->findings);
}

} // namespace drover::cli
