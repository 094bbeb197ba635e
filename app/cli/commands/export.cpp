// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/massrun.h"
#include "cli/textformat.h"
#include "protocol/jsontext.h"
#include "queue/jobexport.h"
#include "signals/interrupts.h"

#include <QCoroFuture>
#include <QFile>

#include <unistd.h>

namespace drover::cli {
namespace {

ExportFormat formatOf(const Arguments& arguments)
{
    const QByteArray format = arguments.text("format");
    const bool csv = format.isEmpty() ? arguments.text("out").toLower().endsWith(".csv") : format == "csv";
    return csv ? ExportFormat::Csv : ExportFormat::JsonLines;
}

QByteArrayList columnsOf(const Arguments& arguments)
{
    QByteArrayList columns;
    const QByteArrayList words = arguments.text("columns").split(',');
    for (const QByteArray& column : words) {
        if (!column.trimmed().isEmpty())
            columns << column.trimmed();
    }
    return columns;
}

ExportRequest requestOf(const Context& context)
{
    const Arguments& arguments = context.arguments();
    ExportRequest request;
    request.queue = context.queue();
    request.state = *stateFromName(arguments.argument("STATE"));
    request.filter = filterOf(arguments);
    request.filter.count = arguments.number("count", 0);
    if (arguments.has("since"))
        request.filter.since = (Clock::system().now() - arguments.duration("since", {})).count();
    request.format = formatOf(arguments);
    request.columns = columnsOf(arguments);
    request.path = QFile::decodeName(arguments.text("out"));
    return request;
}

void showProgress(const SearchProgress& progress)
{
    const QByteArray text = "\r\x1b[K" + QByteArray::number(progress.read) + " of "
        + QByteArray::number(progress.total) + " read, " + QByteArray::number(progress.hits) + " written";
    writeFully(STDERR_FILENO, text);
}

} // namespace

QCoro::Task<int> runExport(Context& context)
{
    const ExportRequest request = requestOf(context);
    if (!request.columns.isEmpty() && request.format != ExportFormat::Csv)
        co_return context.failUsage(QStringLiteral("--columns is for --format csv; JSON lines have all."));
    if (const Status columns = checkColumns(request.columns); !columns)
        co_return context.failUsage(columns.error().message + QLatin1Char('.'));
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    Interrupts interrupts;
    JobExport jobExport(**connection);
    Console& console = context.console();
    QObject::connect(&interrupts, &Interrupts::interrupted, &jobExport, &JobExport::cancel);
    QObject::connect(&console, &Console::broken, &jobExport, &JobExport::cancel);
    QObject::connect(&jobExport, &JobExport::wrote, &console,
        [&console](const QByteArray& bytes) { console.write(bytes); });
    const bool toFile = !request.path.isEmpty();
    const bool terminal = toFile && ::isatty(STDERR_FILENO) == 1;
    if (terminal)
        QObject::connect(&jobExport, &JobExport::progressed, &jobExport, &showProgress);
    jobExport.start(request);
    const ExportReport report = co_await QtFuture::connect(&jobExport, &JobExport::finished);
    if (terminal)
        writeFully(STDERR_FILENO, "\r\x1b[K");
    if (report.error && console.isBroken())
        co_return ExitDone; // `| head` has seen enough; a full disk is told by the runner
    if (report.error)
        co_return context.fail(*report.error);
    if (toFile && context.json()) {
        console.line(json::ObjectWriter()
                         .boolean("ok", true)
                         .integer("rows", report.rows)
                         .integer("bytes", report.bytes)
                         .string("file", QByteArrayView(request.path.toUtf8()))
                         .take());
    } else if (toFile) {
        console.line(
            QStringLiteral("%1 jobs written to %2.").arg(report.rows).arg(printable(request.path.toUtf8())));
    }
    co_return ExitDone;
}

} // namespace drover::cli
