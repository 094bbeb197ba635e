// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chartlines.h"

#include "style/tokens.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace drover::ui {

namespace {
constexpr qint64 shortestGap = 30000; //!< a reading that comes late is no gap

QString tr(const char* text, const char* note)
{
    return QCoreApplication::translate("drover::ui", text, note);
}

//! A line through what `valueOf` finds in the samples; nothing found or nothing covered breaks it.
template <typename ValueOf>
ChartLine line(ChartMeaning meaning, const std::vector<LinkSample>& samples, qint64 step, ValueOf valueOf)
{
    ChartLine result{meaning, {}};
    const qint64 gap = std::max(2 * step, shortestGap);
    bool isBroken = true;
    qint64 covered = 0;
    for (const LinkSample& sample : samples) {
        const std::optional<double> value = valueOf(sample);
        if (!value) {
            isBroken = true;
            continue;
        }
        if (isBroken || sample.from - covered > gap)
            result.pieces.append(QList<ChartPoint>());
        result.pieces.last().append({sample.to, *value});
        covered = sample.to;
        isBroken = false;
    }
    return result;
}

auto rateOf(qint64 QueueFlow::*jobs)
{
    return [jobs](const LinkSample& sample) -> std::optional<double> {
        if (sample.flow.spanMs <= 0)
            return std::nullopt;
        return sample.flow.perSecond(sample.flow.*jobs);
    };
}

auto measured(double LinkSample::*latency)
{
    return [latency](const LinkSample& sample) -> std::optional<double> {
        if (sample.*latency < 0)
            return std::nullopt;
        return sample.*latency;
    };
}
} // namespace

std::optional<ChartPoint> ChartLine::last() const
{
    return pieces.isEmpty() ? std::nullopt : std::optional(pieces.last().last());
}

std::optional<ChartPoint> ChartLine::nearest(qint64 at) const
{
    std::optional<ChartPoint> found;
    for (const QList<ChartPoint>& piece : pieces) {
        const auto after = std::lower_bound(piece.begin(), piece.end(), at,
            [](const ChartPoint& point, qint64 moment) { return point.at < moment; });
        for (const auto& candidate : {after, after == piece.begin() ? after : std::prev(after)}) {
            if (candidate != piece.end()
                && (!found || std::abs(candidate->at - at) < std::abs(found->at - at)))
                found = *candidate;
        }
    }
    return found;
}

ChartLines throughputLines(const std::vector<LinkSample>& samples, qint64 step)
{
    return {line(ChartMeaning::Added, samples, step, rateOf(&QueueFlow::added)),
        line(ChartMeaning::Completed, samples, step, rateOf(&QueueFlow::completed)),
        line(ChartMeaning::Failed, samples, step, rateOf(&QueueFlow::failed))};
}

ChartLines latencyLines(const std::vector<LinkSample>& samples, qint64 step)
{
    return {line(ChartMeaning::SlowestLatency, samples, step, measured(&LinkSample::slowest)),
        line(ChartMeaning::Latency, samples, step, measured(&LinkSample::latency))};
}

QString chartLabel(ChartMeaning meaning)
{
    switch (meaning) {
    case ChartMeaning::Added:
        return tr("added", "line of a chart: jobs a second");
    case ChartMeaning::Completed:
        return tr("completed", "line of a chart: jobs a second");
    case ChartMeaning::Failed:
        return tr("failed", "line of a chart: jobs a second");
    case ChartMeaning::Latency:
        return tr("mean", "line of a chart: round trips");
    case ChartMeaning::SlowestLatency:
        return tr("slowest", "line of a chart: round trips");
    }
    return {};
}

QColor chartColor(ChartMeaning meaning, const Tokens& tokens)
{
    switch (meaning) {
    case ChartMeaning::Added:
        return tokens.active;
    case ChartMeaning::Completed:
        return tokens.completed;
    case ChartMeaning::Failed:
        return tokens.failed;
    case ChartMeaning::Latency:
        return tokens.accent;
    case ChartMeaning::SlowestLatency:
        return tokens.muted;
    }
    return tokens.text;
}

double niceTop(double value)
{
    if (!(value > 0))
        return 1;
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        // A hair of tolerance: 0.1 * 10 is not always 1.
        if (factor * power >= value * (1 - 1e-9))
            return factor * power;
    }
    return 10 * power;
}

QList<qint64> niceMoments(qint64 from, qint64 to)
{
    constexpr qint64 minute = 60 * 1000;
    constexpr qint64 hour = 60 * minute;
    constexpr std::array<qint64, 14> steps{10 * 1000, 30 * 1000, minute, 2 * minute, 5 * minute, 10 * minute,
        15 * minute, 30 * minute, hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour, 7 * 24 * hour};
    const qint64 span = to - from;
    const auto fits = std::find_if(steps.begin(), steps.end(), [span](qint64 one) { return span / one < 9; });
    const qint64 step = fits == steps.end() ? steps.back() : *fits;
    // Round in local time: days begin at midnight here.
    const qint64 offset = QDateTime::fromMSecsSinceEpoch(to).offsetFromUtc() * qint64(1000);
    QList<qint64> moments;
    for (qint64 at = (from + offset + step - 1) / step * step - offset; at <= to; at += step)
        moments.append(at);
    return moments;
}

} // namespace drover::ui
