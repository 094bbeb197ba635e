// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobmodel.h"

#include <QDateTime>

namespace drover::ui {

int JobModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : JobColumns::FixedCount + static_cast<int>(m_paths.size());
}

QVariant JobModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int column = index.column();
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(JobColumns::alignment(column));
    if (role == MonospaceRole)
        return JobColumns::isMonospace(column);
    const JobEntry* row = entry(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return row ? JobColumns::display(*row, column, m_readAt) : QString();
    case Qt::ToolTipRole:
        return row ? JobColumns::toolTip(*row, column, m_readAt) : QString();
    case Qt::AccessibleTextRole:
        return row ? JobColumns::display(*row, column, m_readAt) : tr("loading", "a row of a table");
    case JobIdRole:
        return idAt(index.row());
    case MutedRole:
        return JobColumns::isQuiet(column) || (row && (row->missing || row->elsewhere));
    case LoadingRole:
        return row == nullptr;
    default:
        return {};
    }
}

QVariant JobModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(JobColumns::alignment(section));
    if (role != Qt::DisplayRole)
        return {};
    return section < JobColumns::FixedCount ? JobColumns::title(section, m_state)
                                            : JobColumns::title(m_paths.at(section - JobColumns::FixedCount));
}

void JobModel::setPaths(const QList<JsonPath>& paths)
{
    if (paths == m_paths)
        return;
    const int before = static_cast<int>(m_paths.size());
    const int after = static_cast<int>(paths.size());
    const int fixed = JobColumns::FixedCount;
    if (before > 0) {
        beginRemoveColumns({}, fixed, fixed + before - 1);
        m_paths.clear();
        endRemoveColumns();
    }
    if (after > 0) {
        beginInsertColumns({}, fixed, fixed + after - 1);
        m_paths = paths;
        endInsertColumns();
    }
}

void JobModel::setState(JobState state)
{
    if (state == m_state)
        return;
    m_state = state;
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

void JobModel::setReadAt(qint64 readAt)
{
    const bool newDay = m_readAt > 0
        && QDateTime::fromMSecsSinceEpoch(m_readAt).date() != QDateTime::fromMSecsSinceEpoch(readAt).date();
    m_readAt = readAt;
    if (newDay && rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

} // namespace drover::ui
