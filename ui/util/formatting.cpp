// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/formatting.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
QString tr(const char* text, const char* note = nullptr)
{
    return QCoreApplication::translate("drover::ui", text, note);
}

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
} // namespace

QString formatCount(qint64 count, const QLocale& locale)
{
    return locale.toString(count);
}

QString formatBytes(qint64 bytes, const QLocale& locale)
{
    static constexpr std::array units{"kB", "MB", "GB", "TB"};
    if (bytes < 1000)
        return u"%1 B"_s.arg(locale.toString(bytes));
    double value = static_cast<double>(bytes) / 1000;
    size_t unit = 0;
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    const int digits = value < 9.95 ? 1 : 0;
    return u"%1 %2"_s.arg(locale.toString(value, 'f', digits), QLatin1StringView(units.at(unit)));
}

QString formatDuration(double milliseconds, const QLocale& locale)
{
    if (milliseconds == 0)
        return tr("%1 ms", "a duration").arg(locale.toString(0));
    if (milliseconds < 9.95)
        return tr("%1 ms", "a duration").arg(locale.toString(milliseconds, 'f', 1));
    if (milliseconds < 999.5)
        return tr("%1 ms", "a duration").arg(locale.toString(milliseconds, 'f', 0));
    if (milliseconds < 59950)
        return tr("%1 s", "a duration").arg(locale.toString(milliseconds / second, 'f', 1));
    const auto whole = qRound64(milliseconds);
    if (whole < hour)
        return tr("%1 min %2 s", "a duration").arg(whole / minute).arg(whole % minute / second);
    if (whole < day)
        return tr("%1 h %2 min", "a duration").arg(whole / hour).arg(whole % hour / minute);
    return tr("%1 d %2 h", "a duration").arg(whole / day).arg(whole % day / hour);
}

QString formatRateNumber(double perSecond)
{
    const int digits = perSecond >= 9.95 || perSecond <= 0 ? 0 : perSecond >= 0.095 ? 1 : 2;
    return QLocale().toString(std::max(perSecond, 0.0), 'f', digits);
}

QString formatRate(double perSecond)
{
    return tr("%1/s", "jobs a second").arg(formatRateNumber(perSecond));
}

QString formatAbout(qint64 milliseconds)
{
    const QLocale locale;
    const auto rounded = [&locale, milliseconds](qint64 unit) {
        return locale.toString(std::max<qint64>(1, (milliseconds + unit / 2) / unit));
    };
    if (milliseconds < 90 * second)
        return tr("%1 s", "about so long").arg(rounded(second));
    if (milliseconds < 90 * minute)
        return tr("%1 min", "about so long").arg(rounded(minute));
    if (milliseconds < 36 * hour)
        return tr("%1 h", "about so long").arg(rounded(hour));
    return tr("%1 d", "about so long").arg(rounded(day));
}

QString formatAge(qint64 milliseconds)
{
    if (milliseconds < second)
        return tr("now", "an age of less than a second");
    if (milliseconds < minute)
        return tr("%1 s", "an age").arg(milliseconds / second);
    if (milliseconds < hour)
        return tr("%1 min", "an age").arg(milliseconds / minute);
    if (milliseconds < day)
        return tr("%1 h", "an age").arg(milliseconds / hour);
    return tr("%1 d", "an age").arg(milliseconds / day);
}

QString formatMoment(qint64 moment, qint64 now, const QLocale& locale)
{
    if (moment <= 0)
        return QString(QChar(u'\u2013'));
    const QDateTime then = QDateTime::fromMSecsSinceEpoch(moment);
    const qint64 days = then.date().daysTo(QDateTime::fromMSecsSinceEpoch(now).date());
    if (days == 0)
        return then.toString(u"HH:mm:ss");
    if (days > 0 && days < 7)
        return u"%1 %2"_s.arg(
            locale.dayName(then.date().dayOfWeek(), QLocale::ShortFormat), then.toString(u"HH:mm"));
    return u"%1 %2"_s.arg(locale.toString(then.date(), QLocale::ShortFormat), then.toString(u"HH:mm"));
}

QString formatExact(qint64 moment)
{
    const QDateTime then = QDateTime::fromMSecsSinceEpoch(moment);
    return then.toOffsetFromUtc(then.offsetFromUtc()).toString(Qt::ISODateWithMs);
}

} // namespace drover::ui
