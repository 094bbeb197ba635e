// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/patchedmodel.h"
#include "queue/failuregroups.h"

namespace drover::ui {

//! Which failures somebody looks at.
enum class FailureSpan : quint8 { All, Day, ThreeHours, Hour };

//! Jobs that failed for one cause.
struct FailureGroupRow {
    FailureGroup group;

    [[nodiscard]] QByteArray key() const { return group.cause + '\0' + group.frame; }
    //! Failures of the group in a window of time.
    [[nodiscard]] qint64 count(FailureSpan span) const;
    bool operator==(const FailureGroupRow&) const = default;
};

//! Failures by cause, as read last, those of a window of time: most frequent in it first.
class FailureGroupModel final : public PatchedModel<FailureGroupRow> {
    Q_OBJECT
public:
    enum Column { Cause, LastHour, LastThreeHours, LastDay, All, Names, First, Last, ColumnCount };
    enum Role {
        FrameRole = Qt::UserRole + 1, //!< the second line: where it was thrown
        MutedRole,
    };

    using PatchedModel::PatchedModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void clear();
    void apply(const FailureReport& report, qint64 readAt);
    void setSpan(FailureSpan span);
    [[nodiscard]] FailureSpan span() const { return m_span; }

private:
    void show();
    [[nodiscard]] QString display(const FailureGroupRow& row, int column) const;

    FailureReport m_report;
    FailureSpan m_span = FailureSpan::All;
    qint64 m_readAt = 0;
};

} // namespace drover::ui
