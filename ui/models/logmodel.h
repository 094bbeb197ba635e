// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "util/logsource.h"

#include <QAbstractTableModel>

#include <deque>

namespace drover::ui {

//! The lines of the log, oldest first; the oldest go when there are too many.
class LogModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Time, Severity, Category, Text, ColumnCount };
    enum Role { MutedRole = Qt::UserRole + 1, MonospaceRole, SeverityRole, CategoryRole, SearchRole };

    explicit LogModel(int capacity, QObject* parent = nullptr);

    //! Lines that follow those that are here.
    void append(const QList<LogRecord>& lines);
    //! Forgets what is here; lines that come later are shown.
    void clear();
    [[nodiscard]] quint64 lastNumber() const { return m_last; }
    [[nodiscard]] const LogRecord& line(int row) const { return m_lines.at(static_cast<size_t>(row)); }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::deque<LogRecord> m_lines;
    size_t m_capacity;
    quint64 m_last = 0;
};

} // namespace drover::ui
