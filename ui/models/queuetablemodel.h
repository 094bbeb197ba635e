// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/samples.h"
#include "models/patchedmodel.h"
#include "models/timetoclear.h"
#include "session/values.h"

namespace drover::ui {

//! One queue as lists and tables show it.
struct QueueRow {
    QueueFacts facts;
    QList<qint64> backlog; //!< jobs that wait for work, one sample a reading, newest last
    TimeToClear clear;
    qint64 waits = 0; //!< how long the next job has waited at the reading, ms
    bool sharesName = false; //!< a queue of another prefix is called the same

    //! What tells it from the others.
    [[nodiscard]] QString title() const;
    [[nodiscard]] QByteArray key() const;
    bool operator==(const QueueRow&) const = default;
};

//! All queues by name, with their counts.
class QueueTableModel final : public PatchedModel<QueueRow> {
    Q_OBJECT
public:
    enum Column {
        Name,
        Waiting, //!< what a worker could take now, prioritized jobs too
        Active,
        Delayed,
        Children,
        Completed,
        Failed,
        In,
        Out,
        Oldest,
        Clear,
        Workers,
        Trend,
        ColumnCount
    };
    enum Role {
        QueueRole = Qt::UserRole + 1,
        FailedRole,
        BacklogRole,
        PausedRole,
        TrendRole,
        SortRole,
        TroubleRole //!< the cell is worth a warning
    };

    using PatchedModel::PatchedModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void apply(const QueuesSnapshot& snapshot);
    //! Puts what was observed before in front of the trends; ordered by queue and time.
    void seedTrends(const std::vector<QueueSample>& samples);
    [[nodiscard]] QModelIndex find(const QueueId& queue) const;
    [[nodiscard]] JobCounts totals() const;

private:
    [[nodiscard]] QVariant display(const QueueRow& row, int column) const;
    [[nodiscard]] QVariant sortValue(const QueueRow& row, int column) const;
    [[nodiscard]] QueueRow rowOf(const QByteArray& key, const QueueFacts& facts, qint64 readAt) const;
    [[nodiscard]] QString toolTip(const QueueRow& row, int column) const;
};

//! Jobs that wait for work, of whatever kind.
[[nodiscard]] qint64 backlogOf(const JobCounts& counts);

} // namespace drover::ui
