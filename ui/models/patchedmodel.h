// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/listdiff.h"

#include <QAbstractTableModel>
#include <QHash>

namespace drover::ui {

//! A table of value rows that takes whole snapshots and shows them by the smallest steps: rows that stay are
//! moved or changed, never replaced, so that selection, scroll and screen readers stay where they are. No
//! reset, ever.
//!
//! Row needs `QByteArray key() const` and ==.
template <typename Row, typename Base = QAbstractTableModel>
class PatchedModel : public Base {
public:
    using Base::Base;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    [[nodiscard]] const QList<Row>& rows() const { return m_rows; }
    [[nodiscard]] const Row& row(int index) const { return m_rows.at(index); }
    //! -1 = no such row.
    [[nodiscard]] int indexOfKey(const QByteArray& key) const
    {
        if (m_places.isEmpty()) {
            for (int i = 0; i < m_keys.size(); ++i)
                m_places.insert(m_keys.at(i), i);
        }
        return m_places.value(key, -1);
    }
    [[nodiscard]] const QByteArray& keyOf(int index) const { return m_keys.at(index); }

protected:
    void patch(QList<Row> next)
    {
        QList<QByteArray> ids;
        ids.reserve(next.size());
        for (const Row& row : std::as_const(next))
            ids.append(row.key());
        const QList<QByteArray> keys = uniqueKeys(ids);
        for (const ListStep& step : listDiff(m_keys, keys))
            apply(step, next, keys);
        updateValues(std::move(next));
    }

    //! The same rows in another order, all at once.
    void rearrange(const QList<Row>& next)
    {
        QList<QByteArray> ids;
        ids.reserve(next.size());
        for (const Row& row : next)
            ids.append(row.key());
        const QList<QByteArray> keys = uniqueKeys(ids);
        Q_EMIT this->layoutAboutToBeChanged();
        QHash<QByteArray, int> places;
        for (int i = 0; i < keys.size(); ++i)
            places.insert(keys.at(i), i);
        const QModelIndexList from = this->persistentIndexList();
        QModelIndexList to;
        for (const QModelIndex& old : from) {
            const int place = places.value(m_keys.at(old.row()), -1);
            to.append(place < 0 ? QModelIndex() : this->index(place, old.column()));
        }
        m_rows = next;
        m_keys = keys;
        m_places = places;
        this->changePersistentIndexList(from, to);
        Q_EMIT this->layoutChanged();
    }

    //! Tells the views that all rows look different, e.g. because time passed.
    void touchAll()
    {
        if (!m_rows.isEmpty())
            Q_EMIT this->dataChanged(this->index(0, 0), this->index(rowCount() - 1, this->columnCount() - 1));
    }

private:
    void apply(const ListStep& step, const QList<Row>& next, const QList<QByteArray>& keys)
    {
        m_places.clear();
        const int first = static_cast<int>(step.first);
        const int last = static_cast<int>(step.first + step.count) - 1;
        switch (step.kind) {
        case ListStep::Kind::Remove:
            this->beginRemoveRows({}, first, last);
            m_rows.remove(step.first, step.count);
            m_keys.remove(step.first, step.count);
            this->endRemoveRows();
            break;
        case ListStep::Kind::Insert:
            this->beginInsertRows({}, first, last);
            for (qsizetype i = step.first; i < step.first + step.count; ++i) {
                m_rows.insert(i, next.at(i));
                m_keys.insert(i, keys.at(i));
            }
            this->endInsertRows();
            break;
        case ListStep::Kind::Move: {
            const int to = static_cast<int>(step.to);
            // Qt names the row before which the moved one stands, counted before the move.
            this->beginMoveRows({}, first, first, {}, to > first ? to + 1 : to);
            m_rows.move(step.first, step.to);
            m_keys.move(step.first, step.to);
            this->endMoveRows();
            break;
        }
        }
    }

    void updateValues(QList<Row> next)
    {
        const int size = static_cast<int>(next.size());
        int changedFrom = -1;
        for (int i = 0; i <= size; ++i) {
            const bool changed = i < size && !(m_rows.at(i) == next.at(i));
            if (changed && changedFrom < 0)
                changedFrom = i;
            if (changed)
                m_rows[i] = std::move(next[i]);
            if (!changed && changedFrom >= 0) {
                Q_EMIT this->dataChanged(
                    this->index(changedFrom, 0), this->index(i - 1, this->columnCount() - 1));
                changedFrom = -1;
            }
        }
    }

    QList<Row> m_rows;
    QList<QByteArray> m_keys;
    mutable QHash<QByteArray, int> m_places; //!< rows by key; made when somebody asks, empty after changes
};

} // namespace drover::ui
