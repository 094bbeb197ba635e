// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

namespace drover::ui {

//! Numbers and times as people read them. Pure: the locale and "now" are given. Times are ms since the epoch.

//! 18,204
[[nodiscard]] QString formatCount(qint64 count, const QLocale& locale = {});
//! 950 B, 3.4 kB, 1.9 GB
[[nodiscard]] QString formatBytes(qint64 bytes, const QLocale& locale = {});
//! 0.8 ms, 240 ms, 1.2 s, 3 min 5 s, 2 h 4 min, 3 d 4 h
[[nodiscard]] QString formatDuration(double milliseconds, const QLocale& locale = {});
//! 0, 0.04, 2.5, 96
[[nodiscard]] QString formatRateNumber(double perSecond);
//! Jobs a second: 0/s, 0.04/s, 2.5/s, 96/s
[[nodiscard]] QString formatRate(double perSecond);
//! A guess of a duration in one round number: 40 s, 41 min, 3 h, 2 d
[[nodiscard]] QString formatAbout(qint64 milliseconds);
//! "now", 12 s, 3 min, 5 h, 2 d: how long ago
[[nodiscard]] QString formatAge(qint64 milliseconds);
//! 14:31:02 today, "Mon 14:31" within six days, else the date; dash for no time.
[[nodiscard]] QString formatMoment(qint64 moment, qint64 now, const QLocale& locale = {});
//! Date and time with milliseconds and offset, for tool tips and copying.
[[nodiscard]] QString formatExact(qint64 moment);

} // namespace drover::ui
