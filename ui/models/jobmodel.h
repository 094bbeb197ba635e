// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jobcolumns.h"

#include <QAbstractTableModel>

namespace drover::ui {

//! What tables of jobs have in common, wherever their rows come from: columns, cells, roles.
class JobModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role {
        JobIdRole = Qt::UserRole + 1,
        MutedRole,
        MonospaceRole,
        LoadingRole, //!< true for a row that is on its way
    };

    using QAbstractTableModel::QAbstractTableModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    //! Null while it is on its way.
    [[nodiscard]] virtual const JobEntry* entry(int row) const = 0;
    //! Empty while it is unknown.
    [[nodiscard]] virtual JobId idAt(int row) const = 0;
    //! -1 = not among the rows that are known.
    [[nodiscard]] virtual int rowOf(const JobId& id) const = 0;
    //! Ids of rows first .. last that are known, with their rows; costs what is known, not what there is.
    [[nodiscard]] virtual QList<std::pair<JobId, qint64>> knownIds(int first, int last) const = 0;

    [[nodiscard]] JobState state() const { return m_state; }
    [[nodiscard]] const QList<JsonPath>& paths() const { return m_paths; }
    //! Columns behind the fixed ones; their cells stay empty until the rows are read again.
    void setPaths(const QList<JsonPath>& paths);

protected:
    void setState(JobState state);
    //! When the rows were read; tells the views when another day changes how times are written.
    void setReadAt(qint64 readAt);
    [[nodiscard]] qint64 readAt() const { return m_readAt; }

private:
    JobState m_state = JobState::Failed;
    QList<JsonPath> m_paths;
    qint64 m_readAt = 0;
};

} // namespace drover::ui
