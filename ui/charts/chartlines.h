// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/samples.h"

#include <QColor>
#include <QList>
#include <QString>

#include <optional>
#include <vector>

namespace drover::ui {

struct Tokens;

struct ChartPoint {
    qint64 at = 0; //!< ms since the epoch
    double value = 0;

    bool operator==(const ChartPoint&) const = default;
};

//! What a line stands for; decides its colour and its words.
enum class ChartMeaning : quint8 { Added, Completed, Failed, Latency, SlowestLatency };

//! One line of a chart. Where nobody looked it is broken: each piece is drawn for itself.
struct ChartLine {
    ChartMeaning meaning = ChartMeaning::Completed;
    QList<QList<ChartPoint>> pieces; //!< in order of time, none is empty

    [[nodiscard]] std::optional<ChartPoint> last() const;
    //! The point that is nearest in time; none of an empty line.
    [[nodiscard]] std::optional<ChartPoint> nearest(qint64 at) const;
    bool operator==(const ChartLine&) const = default;
};

using ChartLines = QList<ChartLine>;

//! Jobs a second that were added, completed and failed. `step` is that of the samples, ms.
[[nodiscard]] ChartLines throughputLines(const std::vector<LinkSample>& samples, qint64 step);
//! Round trips in ms: the mean and the slowest.
[[nodiscard]] ChartLines latencyLines(const std::vector<LinkSample>& samples, qint64 step);

[[nodiscard]] QString chartLabel(ChartMeaning meaning);
[[nodiscard]] QColor chartColor(ChartMeaning meaning, const Tokens& tokens);

//! A round number that is not below `value`: 1, 2 or 5 times a power of ten; 1 for zero.
[[nodiscard]] double niceTop(double value);
//! Round moments of local time between two others, five to nine of them.
[[nodiscard]] QList<qint64> niceMoments(qint64 from, qint64 to);

} // namespace drover::ui
