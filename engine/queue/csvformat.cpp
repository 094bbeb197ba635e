// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
// Jobs as lines of CSV.
#include "protocol/jobcodec.h"
#include "protocol/jsontext.h"
#include "queue/jobexport.h"

#include <algorithm>
#include <array>

namespace drover {
namespace {

//! "data.user\.name.0" -> data, user.name, 0
QByteArrayList partsOf(const QByteArray& column)
{
    QByteArrayList parts{QByteArray()};
    for (qsizetype i = 0; i < column.size(); ++i) {
        if (column[i] == '\\' && i + 1 < column.size())
            parts.back() += column[++i];
        else if (column[i] == '.')
            parts.append(QByteArray());
        else
            parts.back() += column[i];
    }
    return parts;
}

bool looksLikeFormula(QByteArrayView text)
{
    constexpr QByteArrayView passedOver = "\"' \n";
    constexpr QByteArrayView starts("=+-@\t\r\0", 7);
    // U+FF1D, U+FF0B, U+FF0D, U+FF20
    constexpr std::array wide{QByteArrayView("\xef\xbc\x9d"), QByteArrayView("\xef\xbc\x8b"),
        QByteArrayView("\xef\xbc\x8d"), QByteArrayView("\xef\xbc\xa0")};
    qsizetype at = 0;
    while (at < text.size() && passedOver.contains(text[at]))
        ++at;
    const QByteArrayView rest = text.sliced(at);
    return !rest.isEmpty()
        && (starts.contains(rest.front())
            || std::any_of(
                wide.begin(), wide.end(), [rest](QByteArrayView sign) { return rest.startsWith(sign); }));
}

QByteArray cellOf(QByteArrayView value)
{
    switch (json::type(value)) {
    case json::Type::Invalid:
    case json::Type::Null:
        return {};
    case json::Type::Boolean:
    case json::Type::Number:
        return value.toByteArray(); // -5 is a number, not a formula
    case json::Type::String:
        return csvCell(json::decodeString(value).value_or(QByteArray()));
    default:
        return csvCell(value);
    }
}

} // namespace

const QByteArrayList& exportColumns()
{
    static const QByteArrayList columns{"id", "name", "state", "data", "opts", "progress", "delay",
        "priority", "timestamp", "attemptsMade", "attemptsStarted", "stalledCounter", "processedOn",
        "processedBy", "finishedOn", "returnvalue", "failedReason", "stacktrace", "deferredFailure",
        "parentKey", "parent", "repeatJobKey", "deduplicationId", "queue", "damaged"};
    return columns;
}

Status checkColumns(const QByteArrayList& columns)
{
    for (const QByteArray& column : columns) {
        if (exportColumns().contains(partsOf(column).constFirst()))
            continue;
        return Error{ErrorCode::BadInput,
            QStringLiteral("%1 is no column; there are %2")
                .arg(QString::fromUtf8(column), QString::fromUtf8(exportColumns().join(", "))),
            {{QStringLiteral("column"), QString::fromUtf8(column)}}};
    }
    return Done{};
}

QByteArray csvCell(QByteArrayView text)
{
    const bool formula = looksLikeFormula(text);
    const bool quoted = formula || std::any_of(text.begin(), text.end(), [](char c) {
        return c == '"' || c == ',' || c == '\r' || c == '\n';
    }) || (!text.isEmpty() && (text.front() == ' ' || text.back() == ' '));
    if (!quoted)
        return text.toByteArray();
    QByteArray cell = formula ? QByteArrayLiteral("\"'") : QByteArrayLiteral("\"");
    cell += text.toByteArray().replace('"', "\"\"");
    return cell + '"';
}

QByteArray csvHeader(const QByteArrayList& columns)
{
    QByteArrayList cells;
    for (const QByteArray& column : columns)
        cells << csvCell(column);
    return cells.join(',') + "\r\n";
}

QByteArray csvRow(const QByteArrayList& columns, const Job& job, QByteArrayView queueName, JobState state)
{
    const JsonText text = jobToJson(job, queueName, state);
    const auto members = json::members(text).value_or(std::vector<json::Member>());
    QByteArrayList cells;
    for (const QByteArray& column : columns) {
        QByteArrayList path = partsOf(column);
        const QByteArray name = '"' + path.takeFirst() + '"';
        const auto member = std::find_if(
            members.cbegin(), members.cend(), [&name](const json::Member& m) { return m.key == name; });
        const QByteArrayView value = member == members.cend() ? QByteArrayView() : member->value;
        cells << cellOf(path.isEmpty() ? value : json::at(value, path));
    }
    return cells.join(',') + "\r\n";
}

} // namespace drover
