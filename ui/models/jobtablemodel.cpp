// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobtablemodel.h"

#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr int pageSize = 100;
constexpr int mostRows = 2000;

bool isRightAligned(int column)
{
    return column == JobTableModel::Attempts || column == JobTableModel::Priority
        || column == JobTableModel::Took;
}

bool isTime(int column)
{
    return column >= JobTableModel::Added && column <= JobTableModel::Finished;
}

qint64 timeOf(const JobEntry& row, int column)
{
    switch (column) {
    case JobTableModel::Added:
        return row.added;
    case JobTableModel::Due:
        return row.due;
    case JobTableModel::Started:
        return row.started;
    default:
        return row.finished;
    }
}
} // namespace

int JobTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

bool JobTableModel::isShown(Column column, JobState state)
{
    const bool finished = state == JobState::Failed || state == JobState::Completed;
    switch (column) {
    case Id:
    case Name:
    case Attempts:
        return true;
    case Reason:
        return state == JobState::Failed;
    case Data:
        return state != JobState::Failed;
    case Worker:
        return finished || state == JobState::Active;
    case Priority:
        return state == JobState::Prioritized;
    case Added:
        return !finished && state != JobState::Active;
    case Due:
        return state == JobState::Delayed;
    case Started:
        return state == JobState::Active;
    case Finished:
        return finished;
    case Took:
        return state == JobState::Completed;
    case ColumnCount:
        break;
    }
    return false;
}

QString JobTableModel::display(const JobEntry& row, int column) const
{
    switch (column) {
    case Id:
        return plainText(row.id);
    case Name:
        return plainText(row.name);
    case Reason:
        return row.damaged && row.reason.isEmpty() ? tr("damaged record") : plainText(row.reason);
    case Data:
        return plainText(row.data);
    case Attempts:
        return tr("%1 of %2", "attempts made, attempts allowed").arg(row.attemptsMade).arg(row.attempts);
    case Priority:
        return formatCount(row.priority);
    case Worker:
        return row.worker.isEmpty() ? QString(QChar(u'\u2013')) : plainText(row.worker);
    case Took:
        return row.started > 0 && row.finished >= row.started
            ? formatDuration(static_cast<double>(row.finished - row.started))
            : QString(QChar(u'\u2013'));
    default:
        return isTime(column) ? formatMoment(timeOf(row, column), m_readAt) : QString();
    }
}

QString JobTableModel::toolTip(const JobEntry& row, int column) const
{
    if (isTime(column)) {
        const qint64 moment = timeOf(row, column);
        return moment > 0 ? toolTipText(formatExact(moment)) : QString();
    }
    return column == Reason || column == Data || column == Name || column == Id
        ? toolTipText(display(row, column))
        : QString();
}

QVariant JobTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const JobEntry& entry = row(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return display(entry, column);
    case Qt::ToolTipRole:
        return toolTip(entry, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            (isRightAligned(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case JobIdRole:
        return entry.id;
    case MutedRole:
        return column == Worker || isTime(column) || column == Took;
    case MonospaceRole:
        return column == Id || column == Data;
    default:
        return {};
    }
}

QVariant JobTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            (isRightAligned(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Id:
        return tr("Id");
    case Name:
        return tr("Name");
    case Reason:
        return tr("Reason", "column: why the job failed");
    case Data:
        return tr("Data");
    case Attempts:
        return tr("Attempts");
    case Priority:
        return tr("Priority");
    case Worker:
        return tr("Worker");
    case Added:
        return tr("Added", "column: when the job was added");
    case Due:
        return tr("Due", "column: when a delayed job becomes ready");
    case Started:
        return tr("Started", "column: when");
    case Finished:
        return m_state == JobState::Failed ? tr("Failed at") : tr("Completed at");
    case Took:
        return tr("Took", "column: how long the job ran");
    default:
        return {};
    }
}

bool JobTableModel::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && rowCount() > 0 && rowCount() >= m_wanted && rowCount() < m_total
        && m_wanted < mostRows;
}

void JobTableModel::fetchMore(const QModelIndex& parent)
{
    if (!canFetchMore(parent))
        return;
    m_wanted += pageSize;
    Q_EMIT moreWanted();
}

void JobTableModel::clear(JobState state)
{
    m_state = state;
    m_total = 0;
    m_wanted = pageSize;
    patch({});
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
}

void JobTableModel::apply(const JobsSnapshot& snapshot)
{
    m_total = snapshot.total;
    const bool newDay = QDateTime::fromMSecsSinceEpoch(m_readAt).date()
        != QDateTime::fromMSecsSinceEpoch(snapshot.readAt).date();
    m_readAt = snapshot.readAt;
    patch(snapshot.rows);
    if (newDay)
        touchAll();
}

} // namespace drover::ui
