// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/patchedmodel.h"
#include "session/values.h"

namespace drover::ui {

//! The newest jobs of one state of one queue, as read last.
class JobTableModel final : public PatchedModel<JobEntry> {
    Q_OBJECT
public:
    enum Column {
        Id,
        Name,
        Reason,
        Data,
        Attempts,
        Priority,
        Worker,
        Added,
        Due,
        Started,
        Finished,
        Took,
        ColumnCount
    };
    enum Role { JobIdRole = Qt::UserRole + 1, MutedRole, MonospaceRole };

    using PatchedModel::PatchedModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

    //! Another state or queue: the rows of the old one go.
    void clear(JobState state);
    void apply(const JobsSnapshot& snapshot);

    [[nodiscard]] JobState state() const { return m_state; }
    [[nodiscard]] qint64 total() const { return m_total; }
    //! How many rows to ask for; grows as the view nears the end.
    [[nodiscard]] int wanted() const { return m_wanted; }
    [[nodiscard]] static bool isShown(Column column, JobState state);

Q_SIGNALS:
    void moreWanted();

private:
    [[nodiscard]] QString display(const JobEntry& row, int column) const;
    [[nodiscard]] QString toolTip(const JobEntry& row, int column) const;

    JobState m_state = JobState::Failed;
    qint64 m_total = 0;
    qint64 m_readAt = 0;
    int m_wanted = 100;
};

} // namespace drover::ui
