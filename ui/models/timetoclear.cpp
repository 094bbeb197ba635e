// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/timetoclear.h"

#include "util/formatting.h"

#include <QCoreApplication>

namespace drover::ui {

namespace {
constexpr qint64 shortestSpan = 3000; //!< less says nothing about rates
constexpr double longest = 365.0 * 24 * 3600 * 1000; //!< beyond that it is no time that one could name

QString tr(const char* text, const char* note)
{
    return QCoreApplication::translate("drover::ui", text, note);
}
} // namespace

qint64 readyJobs(const JobCounts& counts)
{
    return counts[JobState::Waiting] + counts[JobState::Prioritized] + counts[JobState::Paused];
}

TimeToClear timeToClear(const QueueFacts& facts)
{
    using Kind = TimeToClear::Kind;
    const qint64 ready = readyJobs(facts.summary.counts);
    if (ready == 0)
        return {Kind::Nothing, 0};
    const QueueFlow& flow = facts.flow;
    if (flow.spanMs < shortestSpan)
        return {Kind::Unknown, 0};
    const double out = flow.perSecond(flow.completed + flow.failed);
    if (out <= 0)
        return {Kind::Stands, 0};
    const double net = out - flow.perSecond(flow.added);
    if (net <= 0)
        return {Kind::Grows, 0};
    const double milliseconds = static_cast<double>(ready) / net * 1000;
    if (milliseconds > longest)
        return {Kind::Grows, 0};
    return {Kind::Clears, qRound64(milliseconds)};
}

QString clearWords(const TimeToClear& time)
{
    switch (time.kind) {
    case TimeToClear::Kind::Clears:
        return tr("\u2248 %1", "a guess of a duration").arg(formatAbout(time.milliseconds));
    case TimeToClear::Kind::Grows:
        return tr("grows", "backlog of a queue: more comes than leaves");
    case TimeToClear::Kind::Stands:
        return tr("stands", "backlog of a queue: nothing leaves");
    case TimeToClear::Kind::Nothing:
    case TimeToClear::Kind::Unknown:
        break;
    }
    return QString(QChar(u'\u2013'));
}

double clearOrder(const TimeToClear& time)
{
    switch (time.kind) {
    case TimeToClear::Kind::Clears:
        return static_cast<double>(time.milliseconds);
    case TimeToClear::Kind::Grows:
        return 2 * longest;
    case TimeToClear::Kind::Stands:
        return 3 * longest;
    case TimeToClear::Kind::Unknown:
        return -1;
    case TimeToClear::Kind::Nothing:
        break;
    }
    return -2;
}

} // namespace drover::ui
