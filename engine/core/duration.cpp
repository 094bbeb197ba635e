// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "core/duration.h"

#include <QString>

#include <array>
#include <cmath>
#include <utility>

namespace drover {

namespace {

struct Unit {
    QLatin1StringView suffix;
    qint64 milliseconds;
};

// "ms" before "m" and "s": the first match counts.
constexpr std::array units{Unit{QLatin1StringView("ms"), 1}, Unit{QLatin1StringView("s"), 1000},
    Unit{QLatin1StringView("m"), 60'000}, Unit{QLatin1StringView("h"), 3'600'000},
    Unit{QLatin1StringView("d"), 86'400'000}};

// Digits with at most one point between or after them; no sign, exponent or spaces.
bool isPlainNumber(QStringView text)
{
    bool point = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char16_t c = text[i].unicode();
        if (c == u'.' && !point && i > 0 && i + 1 < text.size())
            point = true;
        else if (c < u'0' || c > u'9')
            return false;
    }
    return !text.isEmpty();
}

} // namespace

std::optional<Milliseconds> parseDuration(QStringView text, Milliseconds bareUnit)
{
    qint64 unit = bareUnit.count();
    for (const Unit& candidate : units) {
        if (!text.endsWith(candidate.suffix))
            continue;
        text.chop(candidate.suffix.size());
        unit = candidate.milliseconds;
        break;
    }
    if (!isPlainNumber(text))
        return std::nullopt;
    const double value = std::round(text.toDouble() * static_cast<double>(unit));
    // Beyond 2^53 milliseconds (285,000 years) numbers are not exact any more.
    if (value > 9007199254740991.0)
        return std::nullopt;
    return Milliseconds{static_cast<qint64>(value)};
}

} // namespace drover
