// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/patchedmodel.h"
#include "session/feeds/healthfeed.h"

namespace drover::ui {

struct SlowRow {
    SlowCommand command;

    [[nodiscard]] QByteArray key() const { return QByteArray::number(command.id); }
    bool operator==(const SlowRow&) const = default;
};

//! Redis's slow log, newest first.
class SlowLogModel final : public PatchedModel<SlowRow> {
    Q_OBJECT
public:
    enum Column { When, Took, Command, Client, ColumnCount };
    enum Role { MutedRole = Qt::UserRole + 1, MonospaceRole };

    using PatchedModel::PatchedModel;

    void apply(const SlowLog& log);

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

} // namespace drover::ui
