// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/joblistmodel.h"

#include <QHash>

#include <algorithm>

namespace drover::ui {

const JobEntry* JobListModel::entry(int row) const
{
    return row >= 0 && row < rowCount() ? &rows().at(row) : nullptr;
}

JobId JobListModel::idAt(int row) const
{
    const JobEntry* known = entry(row);
    return known ? known->id : JobId();
}

int JobListModel::rowOf(const JobId& id) const
{
    return indexOfKey(id);
}

QList<std::pair<JobId, qint64>> JobListModel::knownIds(int first, int last) const
{
    QList<std::pair<JobId, qint64>> ids;
    for (int row = std::max(0, first); row <= std::min(last, rowCount() - 1); ++row)
        ids.append({rows().at(row).id, row});
    return ids;
}

QList<JobEntry> JobListModel::sorted() const
{
    QList<JobEntry> list = m_arrived;
    if (m_sortColumn < 0)
        return list;
    const bool down = m_sortOrder == Qt::DescendingOrder;
    std::stable_sort(list.begin(), list.end(), [this, down](const JobEntry& one, const JobEntry& other) {
        const int order = JobColumns::compare(one, other, m_sortColumn);
        return down ? order > 0 : order < 0;
    });
    return list;
}

void JobListModel::setSort(int column, Qt::SortOrder order)
{
    if (column == m_sortColumn && order == m_sortOrder)
        return;
    m_sortColumn = column;
    m_sortOrder = order;
    rearrange(sorted());
}

void JobListModel::clear(JobState state)
{
    m_arrived.clear();
    patch({});
    m_sortColumn = -1;
    setState(state);
}

void JobListModel::assign(const QList<JobEntry>& entries, qint64 readAt)
{
    m_arrived = entries;
    setReadAt(readAt);
    patch(sorted());
}

void JobListModel::append(const QList<JobEntry>& entries, qint64 readAt)
{
    m_arrived.append(entries);
    setReadAt(readAt);
    patch(sorted());
}

void JobListModel::update(const QList<JobEntry>& entries, qint64 readAt)
{
    QHash<JobId, const JobEntry*> fresh;
    for (const JobEntry& entry : entries)
        fresh.insert(entry.id, &entry);
    for (JobEntry& entry : m_arrived) {
        if (const JobEntry* now = fresh.value(entry.id))
            entry = *now;
    }
    setReadAt(readAt);
    patch(sorted());
}

} // namespace drover::ui
