// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/jobcodec.h"
#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"

namespace drover {

namespace {

// The text as one JSON value on one line, tokens untouched; what is not JSON becomes a string.
QByteArray spliced(const JsonText& text, QByteArrayView fallback)
{
    if (text.isEmpty())
        return fallback.toByteArray();
    if (!json::isValid(text))
        return json::encodeString(text);
    return text.contains('\n') || text.contains('\r') ? json::compact(text) : text;
}

// Class Job: `attempts` is always there, the scheduler's key never.
QByteArray optionsJson(const JsonText& stored)
{
    if (!stored.isEmpty() && json::type(stored) != json::Type::Object)
        return spliced(stored, {});
    if (!stored.isEmpty() && !json::isValid(stored))
        return json::encodeString(stored);
    const JsonText named = longOptionNames(stored);
    const JsonText own = json::withoutMember(named, "repeatJobKey").value_or(named);
    if (!json::value(own, "attempts").isEmpty())
        return json::compact(own);
    return own == "{}" ? QByteArray("{\"attempts\":0}") : "{\"attempts\":0," + json::compact(own).sliced(1);
}

void writeText(json::ObjectWriter& out, QByteArrayView name, const QByteArray& text)
{
    if (!text.isEmpty())
        out.string(name, text);
}

void writeTime(json::ObjectWriter& out, QByteArrayView name, const std::optional<qint64>& time)
{
    if (time)
        out.integer(name, *time);
}

void writeJob(json::ObjectWriter& out, const Job& job)
{
    out.string("id", job.id)
        .string("name", job.name)
        .raw("data", spliced(job.data, "{}"))
        .raw("opts", optionsJson(job.opts))
        .raw("progress", spliced(job.progress, "0"))
        .number("delay", job.delay)
        .integer("priority", job.priority)
        .integer("timestamp", job.timestamp)
        .integer("attemptsMade", job.attemptsMade)
        .integer("attemptsStarted", job.attemptsStarted)
        .integer("stalledCounter", job.stalledCounter);
    writeTime(out, "processedOn", job.processedOn);
    writeText(out, "processedBy", job.processedBy);
    writeTime(out, "finishedOn", job.finishedOn);
    out.raw("returnvalue", spliced(job.returnvalue, "null"));
    writeText(out, "failedReason", job.failedReason);
    out.raw("stacktrace", spliced(job.stacktrace, "[]"));
    writeText(out, "deferredFailure", job.deferredFailure);
    writeText(out, "parentKey", job.parentKey);
    if (!job.parent.isEmpty())
        out.raw("parent", spliced(job.parent, {}));
    writeText(out, "repeatJobKey", job.repeatJobKey);
    writeText(out, "deduplicationId", job.deduplicationId);
}

void writeDamage(json::ObjectWriter& out, const QStringList& damaged)
{
    if (damaged.isEmpty())
        return;
    QByteArray list;
    for (const QString& entry : damaged)
        list += (list.isEmpty() ? "[" : ",") + json::encodeString(entry);
    list += ']';
    out.raw("damaged", list);
}

} // namespace

JsonText jobToJson(const Job& job, QByteArrayView queueName, std::optional<JobState> state)
{
    json::ObjectWriter out;
    writeJob(out, job);
    out.string("queue", queueName);
    if (state)
        out.string("state", QByteArrayView(stateName(*state)));
    writeDamage(out, job.damaged);
    return out.take();
}

JsonText jobToProcessorJson(const Job& job, const QueueId& queue)
{
    json::ObjectWriter out;
    writeJob(out, job);
    out.string("queue", queue.name)
        .string("queueName", queue.name)
        .string("prefix", queue.prefix)
        .string("queueQualifiedName", QByteArray(queue.prefix + ':' + queue.name));
    writeDamage(out, job.damaged);
    return out.take();
}

} // namespace drover
