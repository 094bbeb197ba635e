// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/patchedmodel.h"
#include "session/values.h"

namespace drover::ui {

//! Failures by cause, as read last.
class FailureGroupModel final : public PatchedModel<FailureGroupRow> {
    Q_OBJECT
public:
    enum Column { Cause, LastHour, LastDay, Count, Names, First, Last, ColumnCount };
    enum Role { SampleRole = Qt::UserRole + 1, MutedRole, MonospaceRole };

    using PatchedModel::PatchedModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void clear();
    void apply(const GroupsSnapshot& snapshot);

private:
    [[nodiscard]] QString display(const FailureGroupRow& row, int column) const;

    qint64 m_readAt = 0;
};

} // namespace drover::ui
