// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/patchedmodel.h"
#include "queue/activitylog.h"

#include <vector>

namespace drover::ui {

struct ActivityRow {
    ActivityEntry entry;

    [[nodiscard]] QByteArray key() const { return QByteArray::number(entry.id); }
    bool operator==(const ActivityRow&) const = default;
};

//! Writes, newest first; older ones are asked for when somebody scrolls there.
class ActivityModel final : public PatchedModel<ActivityRow> {
    Q_OBJECT
public:
    enum Column { When, Action, Queue, Asked, Outcome, Who, Connection, ColumnCount };
    enum Role { MutedRole = Qt::UserRole + 1, FailedRole, SearchRole };

    using PatchedModel::PatchedModel;

    //! The newest entries, of which `asked` were wanted: those that were loaded before and are older stay,
    //! unless there are others between that nobody has read.
    void applyNewest(const std::vector<ActivityEntry>& entries, int asked);
    //! An answer to moreWanted(before); fewer than asked = there are no others.
    void append(qint64 before, const std::vector<ActivityEntry>& entries, int asked);
    [[nodiscard]] qint64 oldest() const;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

Q_SIGNALS:
    void moreWanted(qint64 before);

private:
    bool m_hasMore = false;
    bool m_asked = false;
};

} // namespace drover::ui
