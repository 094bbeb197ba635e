// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/shapes.h"

#include "protocol/jsontext.h"

namespace drover::cli {
namespace {

template <typename Key>
QByteArray numbersToJson(const QMap<Key, qint64>& numbers)
{
    json::ObjectWriter object;
    for (auto row = numbers.cbegin(); row != numbers.cend(); ++row)
        object.integer(QByteArray::number(row.key()), row.value());
    return object.take();
}

QByteArray namesToJson(const QMap<QByteArray, qint64>& names)
{
    json::ObjectWriter object;
    for (auto row = names.cbegin(); row != names.cend(); ++row)
        object.integer(row.key(), row.value());
    return object.take();
}

QByteArray planToJson(const MassPlan& plan)
{
    QByteArrayList sample;
    for (const JobId& id : plan.sample)
        sample << id;
    QByteArrayList ignores;
    for (const QString& word : plan.ignores)
        ignores << word.toUtf8();
    return json::ObjectWriter()
        .raw("attemptsLeft", numbersToJson(plan.attemptsLeft))
        .raw("priorities", numbersToJson(plan.priorities))
        .integer("withParent", plan.withParent)
        .integer("withWaitingParent", plan.withWaitingParent)
        .integer("deduplicated", plan.deduplicated)
        .raw("names", namesToJson(plan.names))
        .integer("looked", plan.looked)
        .raw("sample", jsonStrings(sample))
        .raw("ignores", jsonStrings(ignores))
        .boolean("restorable", plan.restorable)
        .take();
}

} // namespace

QByteArray jsonArray(const QByteArrayList& items)
{
    return '[' + items.join(',') + ']';
}

QByteArray jsonStrings(const QByteArrayList& texts)
{
    QByteArrayList items;
    for (const QByteArray& text : texts)
        items << json::encodeString(QByteArrayView(text));
    return jsonArray(items);
}

QByteArray jsonBytes(QLatin1StringView text)
{
    return QByteArray(text.data(), text.size());
}

QByteArray countsToJson(const JobCounts& counts)
{
    json::ObjectWriter object;
    for (const JobState state : allJobStates)
        object.integer(jsonBytes(stateName(state)), counts[state]);
    return object.take();
}

QByteArray massReportToJson(const MassReport& report)
{
    QByteArrayList skipped;
    for (const MassReport::Skipped& entry : report.skipped) {
        skipped << json::ObjectWriter()
                       .string("id", QByteArrayView(entry.id))
                       .string("reason", QByteArrayView(entry.reason.toUtf8()))
                       .take();
    }
    json::ObjectWriter object;
    object.integer("matched", report.matched).integer("done", report.done).raw("skipped", jsonArray(skipped));
    if (report.trashed > 0)
        object.integer("trashed", report.trashed);
    if (report.plan)
        object.raw("plan", planToJson(*report.plan));
    return object.take();
}

QByteArray seriesToJson(const QueueMetrics::Series& series)
{
    QByteArrayList points;
    for (const qint64 point : series.data)
        points << QByteArray::number(point);
    return json::ObjectWriter()
        .integer("count", series.count)
        .integer("prevTS", series.prevTS)
        .integer("prevCount", series.prevCount)
        .raw("data", jsonArray(points))
        .take();
}

} // namespace drover::cli
