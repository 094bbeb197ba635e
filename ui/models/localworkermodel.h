// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/patchedmodel.h"
#include "session/workervalues.h"

namespace drover::ui {

struct LocalWorkerRow {
    LocalWorkerDefinition definition;
    LocalWorkerFacts facts; //!< of its last start; worker 0 = never started

    [[nodiscard]] QByteArray key() const { return definition.key(); }
    bool operator==(const LocalWorkerRow&) const = default;
};

//! The workers that can be run here, with how they are.
class LocalWorkerModel final : public PatchedModel<LocalWorkerRow> {
    Q_OBJECT
public:
    enum Column { Worker, State, Completed, Failed, ColumnCount };
    enum Role { MutedRole = Qt::UserRole + 1, SampleRole };

    using PatchedModel::PatchedModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void apply(const QList<LocalWorkerRow>& rows);
};

} // namespace drover::ui
