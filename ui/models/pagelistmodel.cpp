// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pagelistmodel.h"

namespace drover::ui {

PageListModel::PageListModel(QList<Entry> entries, QObject* parent)
    : QAbstractListModel(parent)
    , m_entries(std::move(entries))
{
}

int PageListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant PageListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Entry& entry = m_entries.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return entry.title;
    case Qt::AccessibleTextRole:
        return entry.badge.isEmpty() ? entry.title
                                     : tr("%1, %2", "page, a few words on it").arg(entry.title, entry.badge);
    case IdRole:
        return entry.id;
    case BadgeRole:
        return entry.badge;
    case MoodRole:
        return QVariant::fromValue(entry.mood);
    case IconNameRole:
        return entry.icon;
    default:
        return {};
    }
}

void PageListModel::append(const Entry& entry)
{
    const int row = rowCount();
    beginInsertRows({}, row, row);
    m_entries.append(entry);
    endInsertRows();
}

void PageListModel::setBadge(const QString& id, const QString& badge, Mood mood)
{
    const QModelIndex place = find(id);
    if (!place.isValid())
        return;
    Entry& entry = m_entries[place.row()];
    if (entry.badge == badge && entry.mood == mood)
        return;
    entry.badge = badge;
    entry.mood = mood;
    Q_EMIT dataChanged(place, place);
}

QModelIndex PageListModel::find(const QString& id) const
{
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        if (m_entries.at(i).id == id)
            return index(static_cast<int>(i));
    }
    return {};
}

} // namespace drover::ui
