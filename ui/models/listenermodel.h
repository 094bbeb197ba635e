// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/patchedmodel.h"
#include "session/workervalues.h"

#include <QHash>

namespace drover::ui {

//! What is known of the queue that a worker listens to.
struct ListenedQueue {
    bool hasIdleWork = false; //!< jobs could be taken and none runs
    QByteArray version; //!< of BullMQ, as the last Node producer or worker wrote it

    bool operator==(const ListenedQueue&) const = default;
};

struct ListenerRow {
    ListeningWorker worker;
    ListenedQueue queue;
    bool silent = false;

    [[nodiscard]] QByteArray key() const { return worker.key(); }
    bool operator==(const ListenerRow&) const = default;
};

//! Everybody who listens, by queue and name.
class ListenerModel final : public PatchedModel<ListenerRow> {
    Q_OBJECT
public:
    enum Column { Queue, Name, Address, Connected, Asked, Library, Version, Note, ColumnCount };
    enum Role { MutedRole = Qt::UserRole + 1, MonospaceRole };

    using PatchedModel::PatchedModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void apply(const QList<ListeningWorker>& workers, const QHash<QueueId, ListenedQueue>& queues);

private:
    [[nodiscard]] QString display(const ListenerRow& row, int column) const;
    [[nodiscard]] QString note(const ListenerRow& row) const;
    [[nodiscard]] QString explanation(const ListenerRow& row) const;
};

} // namespace drover::ui
