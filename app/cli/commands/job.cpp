// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/shapes.h"
#include "cli/textformat.h"
#include "encryption/keystore.h"
#include "protocol/jobcodec.h"
#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"
#include "queue/queuereader.h"

#include <QCoroFuture>

#include <algorithm>

namespace drover::cli {
namespace {

class Sheet {
public:
    explicit Sheet(bool colours)
        : m_colours(colours)
    {
    }
    void row(const char* label, const QString& value)
    {
        const QString name = QString::fromUtf8(label).leftJustified(14);
        if (!value.isEmpty())
            text += coloured(name, Colour::Dim, m_colours) + value + QLatin1Char('\n');
    }
    void block(const char* label, const QString& value)
    {
        if (!value.isEmpty())
            text += QLatin1Char('\n') + coloured(QString::fromUtf8(label), Colour::Bold, m_colours)
                + QLatin1Char('\n') + value + QLatin1Char('\n');
    }
    QString text;

private:
    bool m_colours;
};

QString timeOf(const std::optional<qint64>& milliseconds)
{
    return milliseconds ? readableTime(*milliseconds) : QString();
}

QString pretty(const JsonText& text)
{
    return printable(json::pretty(text), true);
}

QString stackOf(const JsonText& stacktrace)
{
    QStringList traces;
    for (const QByteArrayView item : json::elements(stacktrace).value_or(std::vector<QByteArrayView>{}))
        traces << printable(json::decodeString(item).value_or(item.toByteArray()), true);
    return traces.join(QStringLiteral("\n\n"));
}

QByteArray toText(const JobDetail& detail, const std::optional<JobLogs>& logs, bool colours)
{
    const Job& job = detail.job;
    Sheet sheet(colours);
    sheet.row("id", printable(job.id));
    sheet.row("name", printable(job.name));
    sheet.row("state", detail.state ? QString(stateName(*detail.state)) : QStringLiteral("in no set (lost)"));
    sheet.row("added", readableTime(job.timestamp));
    sheet.row("started", timeOf(job.processedOn));
    sheet.row("finished", timeOf(job.finishedOn));
    sheet.row("worker", printable(job.processedBy));
    sheet.row("attempts",
        QStringLiteral("%1 of %2").arg(job.attemptsMade).arg(std::max(1, job.options.attempts.value_or(1))));
    sheet.row("stalls", job.stalledCounter > 0 ? QString::number(job.stalledCounter) : QString());
    sheet.row("delay", job.delay > 0 ? readableDuration(qint64(job.delay)) : QString());
    sheet.row("priority", job.priority > 0 ? QString::number(job.priority) : QString());
    sheet.row("parent", printable(job.parentKey));
    sheet.row("damaged", printable(job.damaged.join(QStringLiteral("; "))));
    sheet.block("data", pretty(job.data));
    sheet.block("opts", pretty(longOptionNames(job.opts)));
    sheet.block("progress", pretty(job.progress));
    sheet.block("result", pretty(job.returnvalue));
    sheet.block("failed because",
        coloured(printable(job.failedReason, true), Colour::Red, colours && !job.failedReason.isEmpty()));
    sheet.block("stack traces", stackOf(job.stacktrace));
    if (logs) {
        QStringList rows;
        for (const QByteArray& row : logs->rows)
            rows << printable(row, true);
        sheet.block("log", rows.isEmpty() ? QStringLiteral("(empty)") : rows.join(QLatin1Char('\n')));
    }
    return sheet.text.toUtf8();
}

QByteArray toJson(const JobDetail& detail, const QByteArray& queueName, const std::optional<JobLogs>& logs)
{
    const JsonText job = jobToJson(detail.job, queueName, detail.state);
    if (!logs)
        return job;
    QByteArrayList rows;
    for (const QByteArray& row : logs->rows)
        rows << row;
    return json::withMember(job, "logs", jsonStrings(rows)).value_or(job);
}

//! All that is encrypted, or nothing.
Status decrypt(const FieldCipherPtr& cipher, Job& job)
{
    if (!cipher)
        return Done{};
    const Result<JsonText> data = cipher->decrypted(job.data);
    const Result<JsonText> result = cipher->decryptedResult(job.returnvalue);
    if (!data || !result)
        return data ? result.error() : data.error();
    job.data = *data;
    job.returnvalue = *result;
    return Done{};
}

} // namespace

QCoro::Task<int> runJob(Context& context)
{
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    QueueReader reader(**connection);
    const QueueId queue = context.queue();
    const JobId id = context.arguments().argument("ID");
    Result<JobDetail> detail = co_await reader.job(queue, id);
    if (!detail)
        co_return context.fail(detail.error());
    if (context.arguments().has("decrypt")) {
        const Result<FieldCipherPtr> cipher = co_await context.fieldCipher();
        if (!cipher)
            co_return context.fail(cipher.error());
        const Status decrypted = decrypt(*cipher, detail->job);
        if (!decrypted)
            co_return context.fail(decrypted.error());
    }
    std::optional<JobLogs> logs;
    if (context.arguments().has("logs")) {
        const Result<JobLogs> read = co_await reader.logs(queue, id);
        if (!read)
            co_return context.fail(read.error());
        logs = *read;
    }
    Console& console = context.console();
    if (context.json())
        console.line(toJson(*detail, queue.name, logs));
    else
        console.write(toText(*detail, logs, console.colours()));
    co_return ExitDone;
}

} // namespace drover::cli
