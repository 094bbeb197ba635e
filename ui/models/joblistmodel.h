// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jobmodel.h"
#include "models/patchedmodel.h"

namespace drover::ui {

//! Jobs that are all held: hits of a search, failures of a cause, loaded rows in another order. Sorted by any
//! column, or as they came.
class JobListModel final : public PatchedModel<JobEntry, JobModel> {
    Q_OBJECT
public:
    using PatchedModel::PatchedModel;

    [[nodiscard]] const JobEntry* entry(int row) const override;
    [[nodiscard]] JobId idAt(int row) const override;
    [[nodiscard]] int rowOf(const JobId& id) const override;
    [[nodiscard]] QList<std::pair<JobId, qint64>> knownIds(int first, int last) const override;

    //! -1 = as they came.
    [[nodiscard]] int sortColumn() const { return m_sortColumn; }
    [[nodiscard]] Qt::SortOrder sortOrder() const { return m_sortOrder; }
    void setSort(int column, Qt::SortOrder order);

    //! Empties it for jobs of this state.
    void clear(JobState state);
    //! Others instead of those before; what stays keeps its place and selection.
    void assign(const QList<JobEntry>& entries, qint64 readAt);
    //! More, behind those that came before.
    void append(const QList<JobEntry>& entries, qint64 readAt);
    //! The same jobs read again.
    void update(const QList<JobEntry>& entries, qint64 readAt);

private:
    [[nodiscard]] QList<JobEntry> sorted() const;

    QList<JobEntry> m_arrived;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

} // namespace drover::ui
