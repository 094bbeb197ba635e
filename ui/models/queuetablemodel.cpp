// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/queuetablemodel.h"

#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"

#include <algorithm>

namespace drover::ui {

namespace {
constexpr qsizetype samples = 40;

std::optional<JobState> stateOf(int column)
{
    switch (column) {
    case QueueTableModel::Waiting:
        return JobState::Waiting;
    case QueueTableModel::Active:
        return JobState::Active;
    case QueueTableModel::Delayed:
        return JobState::Delayed;
    case QueueTableModel::Prioritized:
        return JobState::Prioritized;
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

int QueueTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant QueueTableModel::display(const QueueRow& row, int column) const
{
    if (column == Name)
        return plainText(row.facts.summary.queue.name);
    if (column == Workers)
        return row.facts.workers < 0 ? QString(QChar(u'\u2013'))
            : row.facts.workers == 0 ? tr("none", "no worker listens to the queue")
                                     : formatCount(row.facts.workers);
    if (const auto state = stateOf(column))
        return formatCount(row.facts.summary.counts[*state]);
    return {};
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
                .arg(plainText(entry.facts.summary.queue.name), formatCount(counts[JobState::Failed]),
                    formatCount(backlogOf(counts)));
        return display(entry, index.column());
    case Qt::ToolTipRole:
        return toolTipText(plainText(entry.facts.summary.queue.name));
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
        if (const auto state = stateOf(index.column()))
            return counts[*state];
        return index.column() == Workers ? QVariant(entry.facts.workers) : display(entry, Name);
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
    return section == Name   ? tr("Queue")
        : section == Workers ? tr("Workers")
                             : tr("Backlog", "column: trend line");
}

void QueueTableModel::apply(const QueuesSnapshot& snapshot)
{
    QList<QueueRow> next;
    next.reserve(snapshot.queues.size());
    for (const QueueFacts& facts : snapshot.queues) {
        QueueRow entry{facts, {}};
        if (const int known = indexOfKey(entry.key()); known >= 0)
            entry.backlog = row(known).backlog;
        entry.backlog.append(backlogOf(facts.summary.counts));
        if (entry.backlog.size() > samples)
            entry.backlog.remove(0, entry.backlog.size() - samples);
        next.append(std::move(entry));
    }
    std::sort(
        next.begin(), next.end(), [](const QueueRow& a, const QueueRow& b) { return a.key() < b.key(); });
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
