// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/queuetablemodel.h"

#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"

#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr qsizetype trendSamples = 40;

std::optional<JobState> stateOf(int column)
{
    switch (column) {
    case QueueTableModel::Active:
        return JobState::Active;
    case QueueTableModel::Delayed:
        return JobState::Delayed;
    case QueueTableModel::Children:
        return JobState::WaitingChildren;
    case QueueTableModel::Completed:
        return JobState::Completed;
    case QueueTableModel::Failed:
        return JobState::Failed;
    default:
        return std::nullopt;
    }
}

double inRate(const QueueRow& row)
{
    return row.facts.flow.perSecond(row.facts.flow.added);
}

double outRate(const QueueRow& row)
{
    return row.facts.flow.perSecond(row.facts.flow.completed + row.facts.flow.failed);
}

QString rateText(const QueueRow& row, double rate)
{
    if (row.facts.flow.spanMs <= 0)
        return QString(QChar(u'\u2013'));
    const QString text = formatRateNumber(rate);
    return row.facts.flow.exact ? text : u"\u2248 "_s + text;
}

bool isTrouble(const QueueRow& row, int column)
{
    switch (column) {
    case QueueTableModel::Failed:
        return row.facts.summary.counts[JobState::Failed] > 0;
    case QueueTableModel::Workers:
        return row.facts.workers == 0;
    case QueueTableModel::Clear:
        return row.clear.kind == TimeToClear::Kind::Grows || row.clear.kind == TimeToClear::Kind::Stands;
    default:
        return false;
    }
}
} // namespace

qint64 backlogOf(const JobCounts& counts)
{
    return counts[JobState::Waiting] + counts[JobState::Active] + counts[JobState::Delayed]
        + counts[JobState::Prioritized] + counts[JobState::Paused];
}

QByteArray QueueRow::key() const
{
    return facts.summary.queue.base();
}

QString QueueRow::title() const
{
    return plainText(sharesName ? facts.summary.queue.base().chopped(1) : facts.summary.queue.name);
}

int QueueTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant QueueTableModel::display(const QueueRow& row, int column) const
{
    switch (column) {
    case Name:
        return row.title();
    case Waiting:
        return formatCount(readyJobs(row.facts.summary.counts));
    case In:
        return rateText(row, inRate(row));
    case Out:
        return rateText(row, outRate(row));
    case Oldest:
        return row.waits > 0 ? formatAge(row.waits) : QString(QChar(u'\u2013'));
    case Clear:
        return clearWords(row.clear);
    case Workers:
        return row.facts.workers < 0 ? QString(QChar(u'\u2013'))
            : row.facts.workers == 0 ? tr("none", "no worker listens to the queue")
                                     : formatCount(row.facts.workers);
    default:
        break;
    }
    if (const auto state = stateOf(column)) {
        const qint64 count = row.facts.summary.counts[*state];
        // No failures is the rule: the eye shall stop at the others.
        return count == 0 && column == Failed ? QString(QChar(u'\u2013')) : formatCount(count);
    }
    return {};
}

QVariant QueueTableModel::sortValue(const QueueRow& row, int column) const
{
    switch (column) {
    case Waiting:
        return readyJobs(row.facts.summary.counts);
    case In:
        return inRate(row);
    case Out:
        return outRate(row);
    case Oldest:
        return row.waits;
    case Clear:
        return clearOrder(row.clear);
    case Workers:
        return row.facts.workers;
    case Trend:
        return backlogOf(row.facts.summary.counts);
    default:
        break;
    }
    if (const auto state = stateOf(column))
        return row.facts.summary.counts[*state];
    return display(row, Name);
}

QString QueueTableModel::toolTip(const QueueRow& row, int column) const
{
    const JobCounts& counts = row.facts.summary.counts;
    switch (column) {
    case Waiting:
        return tr("%1 waiting \u00b7 %2 prioritized", "numbers of jobs")
            .arg(formatCount(counts[JobState::Waiting] + counts[JobState::Paused]),
                formatCount(counts[JobState::Prioritized]));
    case In:
    case Out: {
        const QueueFlow& flow = row.facts.flow;
        if (flow.spanMs <= 0)
            return tr("Not observed yet.");
        const QString sentence =
            tr("In the last %1: %2 added, %3 completed, %4 failed.", "time, numbers of jobs")
                .arg(formatAbout(flow.spanMs), formatCount(flow.added), formatCount(flow.completed),
                    formatCount(flow.failed));
        return flow.exact ? sentence
                          : tr("%1 The queue is faster than it is read: this is a sample.").arg(sentence);
    }
    case Oldest:
        return row.facts.nextSince > 0
            ? tr("The next job waits since %1.", "a moment").arg(formatExact(row.facts.nextSince))
            : QString();
    case Clear:
        return row.clear.kind == TimeToClear::Kind::Grows ? tr("More jobs come than leave.")
            : row.clear.kind == TimeToClear::Kind::Stands
            ? tr("Jobs wait, and none has left in the last minute.")
            : QString();
    default:
        return row.title();
    }
}

QVariant QueueTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const QueueRow& entry = row(index.row());
    const JobCounts& counts = entry.facts.summary.counts;
    switch (role) {
    case Qt::DisplayRole:
        return display(entry, index.column());
    case Qt::TextAlignmentRole:
        return index.column() == Name ? QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter)
                                      : QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        if (index.column() == Name)
            return tr("%1, %2 failed, %3 to do", "queue name, counts")
                .arg(entry.title(), formatCount(counts[JobState::Failed]), formatCount(backlogOf(counts)));
        return display(entry, index.column());
    case Qt::ToolTipRole:
        return toolTipText(toolTip(entry, index.column()));
    case TroubleRole:
        return isTrouble(entry, index.column());
    case QueueRole:
        return QVariant::fromValue(entry.facts.summary.queue);
    case FailedRole:
        return counts[JobState::Failed];
    case BacklogRole:
        return backlogOf(counts);
    case PausedRole:
        return entry.facts.summary.paused;
    case TrendRole:
        return QVariant::fromValue(entry.backlog);
    case SortRole:
        return sortValue(entry, index.column());
    default:
        return {};
    }
}

QVariant QueueTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section == Name ? QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter)
                               : QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    if (section == Children)
        return tr("Children", "column: jobs that wait for their children");
    if (const auto state = stateOf(section))
        return stateWord(*state);
    switch (section) {
    case Name:
        return tr("Queue");
    case Waiting:
        return stateWord(JobState::Waiting);
    case In:
        return tr("In/s", "column: jobs that come, a second");
    case Out:
        return tr("Out/s", "column: jobs that leave, a second");
    case Oldest:
        return tr("Oldest", "column: how long the next job has waited");
    case Clear:
        return tr("To clear", "column: time until nothing waits");
    case Workers:
        return tr("Workers");
    default:
        return tr("Backlog", "column: trend line");
    }
}

//! With what was observed of the queue before.
QueueRow QueueTableModel::rowOf(const QByteArray& key, const QueueFacts& facts, qint64 readAt) const
{
    QueueRow entry{facts, {}, timeToClear(facts), 0, false};
    if (facts.nextSince > 0)
        entry.waits = std::max<qint64>(readAt - facts.nextSince, 0);
    if (const int known = indexOfKey(key); known >= 0)
        entry.backlog = row(known).backlog;
    entry.backlog.append(backlogOf(facts.summary.counts));
    if (entry.backlog.size() > trendSamples)
        entry.backlog.remove(0, entry.backlog.size() - trendSamples);
    return entry;
}

void QueueTableModel::apply(const QueuesSnapshot& snapshot)
{
    // Keys are put together from parts: once for each queue, not for each comparison.
    std::vector<std::pair<QByteArray, const QueueFacts*>> byKey;
    byKey.reserve(static_cast<size_t>(snapshot.queues.size()));
    QHash<QByteArray, int> called;
    for (const QueueFacts& facts : snapshot.queues) {
        byKey.emplace_back(facts.summary.queue.base(), &facts);
        ++called[facts.summary.queue.name];
    }
    std::sort(byKey.begin(), byKey.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    QList<QueueRow> next;
    next.reserve(snapshot.queues.size());
    for (const auto& [key, facts] : byKey) {
        next.append(rowOf(key, *facts, snapshot.readAt));
        next.last().sharesName = called.value(facts->summary.queue.name) > 1;
    }
    patch(std::move(next));
}

void QueueTableModel::seedTrends(const std::vector<QueueSample>& samples)
{
    QHash<QByteArray, QList<qint64>> earlier;
    for (const QueueSample& sample : samples)
        earlier[sample.queue.base()].append(backlogOf(sample.counts));
    QList<QueueRow> next = rows();
    for (QueueRow& entry : next) {
        QList<qint64> line = earlier.value(entry.key()) + entry.backlog;
        if (line.size() > trendSamples)
            line.remove(0, line.size() - trendSamples);
        entry.backlog = line;
    }
    patch(std::move(next));
}

QModelIndex QueueTableModel::find(const QueueId& queue) const
{
    const int at = indexOfKey(queue.base());
    return at < 0 ? QModelIndex() : index(at, Name);
}

JobCounts QueueTableModel::totals() const
{
    JobCounts sum;
    for (const QueueRow& entry : rows()) {
        for (size_t i = 0; i < sum.values.size(); ++i)
            sum.values.at(i) += entry.facts.summary.counts.values.at(i);
    }
    return sum;
}

} // namespace drover::ui
