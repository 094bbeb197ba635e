// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

namespace drover::ui {

//! Queues by name part and in the order of a column. While somebody points at the rows they keep their
//! places, whatever their numbers do.
class QueueFilter final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit QueueFilter(QObject* parent = nullptr);

    void setText(const QString& text);
    [[nodiscard]] const QString& text() const { return m_text; }
    //! Rows stay where they are until they are let go.
    void setHeld(bool held);

    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    //! The sorted column has an arrow behind its title: the indicator of Qt would take room in every column.
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    QString m_text;
};

} // namespace drover::ui
