// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/patchedmodel.h"
#include "session/workervalues.h"

namespace drover::ui {

//! The jobs that a local worker runs right now.
class RunningJobModel final : public PatchedModel<RunningJob> {
    Q_OBJECT
public:
    enum Column { Id, Name, Progress, Since, ColumnCount };

    using PatchedModel::PatchedModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void apply(const QList<RunningJob>& jobs);
    //! Time has passed.
    void tick(qint64 now);

private:
    qint64 m_now = 0;
};

} // namespace drover::ui
