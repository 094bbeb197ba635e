// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/overview/queuefilter.h"

#include "models/queuetablemodel.h"

namespace drover::ui {

QueueFilter::QueueFilter(QObject* parent)
    : QSortFilterProxyModel(parent)
{
    setSortRole(QueueTableModel::SortRole);
    setDynamicSortFilter(true);
    sort(QueueTableModel::Name, Qt::AscendingOrder);
}

void QueueFilter::setText(const QString& text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

void QueueFilter::setHeld(bool held)
{
    setDynamicSortFilter(!held);
}

void QueueFilter::sort(int column, Qt::SortOrder order)
{
    QSortFilterProxyModel::sort(column, order);
    if (sourceModel() != nullptr)
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

QVariant QueueFilter::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QVariant value = QSortFilterProxyModel::headerData(section, orientation, role);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section != sortColumn())
        return value;
    return QString(value.toString() + (sortOrder() == Qt::AscendingOrder ? u" \u2191" : u" \u2193"));
}

bool QueueFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    return m_text.isEmpty()
        || sourceModel()
               ->index(row, QueueTableModel::Name, parent)
               .data()
               .toString()
               .contains(m_text, Qt::CaseInsensitive);
}

bool QueueFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const QVariant one = left.data(QueueTableModel::SortRole);
    const QVariant other = right.data(QueueTableModel::SortRole);
    const QPartialOrdering order = QVariant::compare(one, other);
    if (order != QPartialOrdering::Equivalent && order != QPartialOrdering::Unordered)
        return order == QPartialOrdering::Less;
    // Equal ones stay in the order of their names, whichever way the column is sorted.
    const bool byName =
        QString::localeAwareCompare(left.siblingAtColumn(QueueTableModel::Name).data().toString(),
            right.siblingAtColumn(QueueTableModel::Name).data().toString())
        < 0;
    return sortOrder() == Qt::AscendingOrder ? byName : !byName;
}

} // namespace drover::ui
