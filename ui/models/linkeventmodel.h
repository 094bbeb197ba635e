// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/samples.h"
#include "models/patchedmodel.h"

namespace drover::ui {

//! One line of a connection's timeline.
struct LinkEventRow {
    LinkEvent event;
    qint64 lasted = -1; //!< ms until the next connection or loss; negative = still, or unknown

    [[nodiscard]] QByteArray key() const;
    bool operator==(const LinkEventRow&) const = default;
};

//! What happened to a connection, newest first.
class LinkEventModel final : public PatchedModel<LinkEventRow> {
    Q_OBJECT
public:
    enum Column { When, What, Why, ColumnCount };
    enum Role { KindRole = Qt::UserRole + 1, MutedRole, IconRole };

    using PatchedModel::PatchedModel;

    //! Newest first.
    void apply(const std::vector<LinkEvent>& events);

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] static QString what(const LinkEventRow& row);
};

} // namespace drover::ui
