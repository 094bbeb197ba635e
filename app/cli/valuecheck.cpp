// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/valuecheck.h"

#include "protocol/jobstate.h"
#include "protocol/jsontext.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace drover::cli {
namespace {

bool isNumber(const QByteArray& value, bool negativeToo)
{
    bool ok = false;
    const qint64 number = value.toLongLong(&ok);
    return ok && !value.startsWith('+') && (negativeToo || number >= 0);
}

QString oneOf(const QByteArrayList& choices)
{
    return QString::fromUtf8(choices.join(", "));
}

QString checkChoices(const QByteArrayList& choices, const QByteArray& value)
{
    for (const QByteArray& word : value.split(',')) {
        if (!choices.contains(word))
            return QStringLiteral("\"%1\" is none of %2.").arg(QString::fromUtf8(word), oneOf(choices));
    }
    return {};
}

QString checkJson(const QByteArray& value, bool objectOnly)
{
    if (!json::isValid(value))
        return QStringLiteral("it is not JSON.");
    return objectOnly && json::type(value) != json::Type::Object ? QStringLiteral("it is not a JSON object.")
                                                                 : QString();
}

} // namespace

std::optional<Milliseconds> parseDuration(QByteArrayView text, Milliseconds bareUnit)
{
    static constexpr std::pair<const char*, qint64> units[] = {
        {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
    const auto* digitsEnd =
        std::find_if(text.begin(), text.end(), [](char c) { return (c < '0' || c > '9') && c != '.'; });
    const QByteArrayView unit = text.sliced(digitsEnd - text.begin());
    double factor = double(bareUnit.count());
    if (!unit.isEmpty()) {
        const auto* known = std::find_if(std::begin(units), std::end(units),
            [unit](const auto& row) { return unit == QByteArrayView(row.first); });
        if (known == std::end(units))
            return {};
        factor = double(known->second);
    }
    bool ok = false;
    const double count = text.first(digitsEnd - text.begin()).toByteArray().toDouble(&ok) * factor;
    if (!ok || count > 9e15)
        return {};
    return Milliseconds(qRound64(count));
}

QString checkValue(ValueKind kind, const QByteArrayList& choices, const QByteArray& value)
{
    const QString shown = QString::fromUtf8(value);
    switch (kind) {
    case ValueKind::Flag:
    case ValueKind::Text:
        return {};
    case ValueKind::Path:
        return value.isEmpty() ? QStringLiteral("it is empty.") : QString();
    case ValueKind::Number:
    case ValueKind::Signed:
        return isNumber(value, kind == ValueKind::Signed)
            ? QString()
            : QStringLiteral("\"%1\" is not a whole number.").arg(shown);
    case ValueKind::Duration:
    case ValueKind::Grace:
        return parseDuration(value)
            ? QString()
            : QStringLiteral("\"%1\" is not a duration such as 250ms, 30s, 5m, 2h, 7d.").arg(shown);
    case ValueKind::Json:
    case ValueKind::JsonObject:
        return checkJson(value, kind == ValueKind::JsonObject);
    case ValueKind::State:
        return stateFromName(value) ? QString()
                                    : QStringLiteral("\"%1\" is none of %2.").arg(shown, oneOf(choices));
    case ValueKind::Choice:
        return choices.contains(value) ? QString()
                                       : QStringLiteral("\"%1\" is none of %2.").arg(shown, oneOf(choices));
    case ValueKind::Choices:
        return checkChoices(choices, value);
    }
    return {};
}

} // namespace drover::cli
