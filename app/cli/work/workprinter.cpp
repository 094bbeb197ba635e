// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/work/workprinter.h"

#include "cli/console.h"
#include "cli/textformat.h"
#include "protocol/jsontext.h"

#include <QTime>

#include <algorithm>

namespace drover::cli {
namespace {

json::ObjectWriter event(const char* name)
{
    json::ObjectWriter object;
    object.string("event", QByteArrayView(name));
    return object;
}

//! `attempt` counts from 1: the one that runs, or the one that ended.
json::ObjectWriter jobEvent(const char* name, const Job& job, int attempt)
{
    json::ObjectWriter object = event(name);
    object.string("jobId", QByteArrayView(job.id))
        .string("name", QByteArrayView(job.name))
        .integer("attempt", attempt);
    return object;
}

QString title(const Job& job)
{
    return QStringLiteral("%1 %2").arg(printable(job.id), printable(job.name));
}

QByteArray codeOf(const Error& error)
{
    const QLatin1StringView name = errorName(error.code);
    return QByteArray(name.data(), name.size());
}

} // namespace

WorkPrinter::WorkPrinter(Console& console, bool json)
    : m_console(console)
    , m_json(json)
{
}

void WorkPrinter::say(const QString& text)
{
    m_console.line(QTime::currentTime().toString(QStringLiteral("HH:mm:ss.zzz ")) + text);
}

void WorkPrinter::ready(const QByteArray& queue, int concurrency)
{
    if (m_json)
        m_console.line(
            event("ready").string("queue", QByteArrayView(queue)).integer("concurrency", concurrency).take());
    else
        say(QStringLiteral("ready: waiting for jobs of %1, %2 at once")
                .arg(printable(queue))
                .arg(concurrency));
}

void WorkPrinter::active(const Job& job)
{
    if (m_json)
        m_console.line(jobEvent("active", job, job.attemptsMade + 1).take());
    else
        say(QStringLiteral("active    %1").arg(title(job)));
}

void WorkPrinter::progress(const Job& job, const JsonText& progress)
{
    if (m_json)
        m_console.line(jobEvent("progress", job, job.attemptsMade + 1).raw("progress", progress).take());
    else
        say(QStringLiteral("progress  %1: %2").arg(title(job), printable(progress)));
}

void WorkPrinter::completed(const Job& job, const JsonText& result, qint64 milliseconds)
{
    if (m_json) {
        json::ObjectWriter object = jobEvent("completed", job, std::max(1, job.attemptsMade));
        object.integer("ms", milliseconds);
        if (!result.isEmpty())
            object.raw("returnvalue", result);
        m_console.line(object.take());
        return;
    }
    const QString text = coloured(QStringLiteral("completed"), Colour::Green, m_console.colours());
    say(QStringLiteral("%1 %2 in %3").arg(text, title(job), readableDuration(milliseconds)));
}

void WorkPrinter::failed(const Job& job, const JobFailure& failure, bool willRetry, qint64 milliseconds)
{
    if (m_json) {
        m_console.line(jobEvent("failed", job, std::max(1, job.attemptsMade))
                           .integer("ms", milliseconds)
                           .string("failedReason", QByteArrayView(failure.message))
                           .boolean("willRetry", willRetry)
                           .take());
        return;
    }
    const QString text = coloured(QStringLiteral("failed"), Colour::Red, m_console.colours());
    say(QStringLiteral("%1    %2 after %3: %4%5")
            .arg(text, title(job), readableDuration(milliseconds), printable(failure.message),
                willRetry ? QStringLiteral(" (will be tried again)") : QString()));
}

void WorkPrinter::stalled(const JobId& job)
{
    if (m_json)
        m_console.line(event("stalled").string("jobId", QByteArrayView(job)).take());
    else
        say(QStringLiteral("stalled   %1: its worker is gone, it waits again").arg(printable(job)));
}

void WorkPrinter::lockLost(const JobId& job)
{
    if (m_json) {
        m_console.line(event("error")
                           .string("code", "JobLockMismatch")
                           .string("message", "lost the lock")
                           .string("jobId", QByteArrayView(job))
                           .take());
    } else {
        say(QStringLiteral("lost      %1: its lock is gone, another worker may run it").arg(printable(job)));
    }
}

void WorkPrinter::plain(const char* name)
{
    if (m_json)
        m_console.line(event(name).take());
    else
        say(QString::fromUtf8(name));
}

void WorkPrinter::error(const Error& error)
{
    if (!m_json) {
        say(coloured(QStringLiteral("error"), Colour::Red, m_console.colours()) + QStringLiteral("     ")
            + printable(error.message));
        return;
    }
    json::ObjectWriter object = event("error");
    object.string("code", QByteArrayView(codeOf(error)))
        .string("message", QByteArrayView(error.message.toUtf8()));
    const QString job = error.context.value(QStringLiteral("jobId")).toString();
    if (!job.isEmpty())
        object.string("jobId", QByteArrayView(job.toUtf8()));
    m_console.line(object.take());
}

void WorkPrinter::closed(const WorkerCloseReport& report)
{
    if (m_json) {
        m_console.line(event("closed")
                           .integer("handedBack", report.handedBack)
                           .integer("abandoned", report.abandoned)
                           .take());
        return;
    }
    QString text = QStringLiteral("closed");
    if (report.handedBack > 0)
        text += QStringLiteral(", %1 handed back").arg(counted(report.handedBack, QLatin1StringView("job")));
    if (report.abandoned > 0)
        text += QStringLiteral(", %1 left until the lock expires")
                    .arg(counted(report.abandoned, QLatin1StringView("job")));
    say(text);
}

} // namespace drover::cli
