// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/patchedmodel.h"
#include "queue/trash.h"

namespace drover::ui {

struct TrashBatchRow {
    TrashBatch batch;

    [[nodiscard]] QByteArray key() const { return QByteArray::number(batch.id); }
    bool operator==(const TrashBatchRow&) const = default;
};

//! What was thrown away together, newest first.
class TrashBatchModel final : public PatchedModel<TrashBatchRow> {
    Q_OBJECT
public:
    enum Column { When, Queue, What, Jobs, Size, ColumnCount };
    enum Role { MutedRole = Qt::UserRole + 1 };

    using PatchedModel::PatchedModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void apply(const QList<TrashBatch>& batches, qint64 now);

private:
    [[nodiscard]] QString display(const TrashBatch& batch, int column) const;

    qint64 m_now = 0;
};

struct TrashEntryRow {
    TrashEntry entry;

    [[nodiscard]] QByteArray key() const { return QByteArray::number(entry.id); }
    bool operator==(const TrashEntryRow&) const = default;
};

//! The jobs of one batch, in the order in which they were thrown away.
class TrashEntryModel final : public PatchedModel<TrashEntryRow> {
    Q_OBJECT
public:
    enum Column { Job, Name, State, Children, Size, ColumnCount };
    enum Role { MutedRole = Qt::UserRole + 1, MonospaceRole };

    using PatchedModel::PatchedModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void apply(const QList<TrashEntry>& entries);

private:
    [[nodiscard]] QString display(const TrashEntry& entry, int column) const;
};

} // namespace drover::ui
