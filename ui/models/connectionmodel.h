// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/patchedmodel.h"
#include "session/values.h"

namespace drover::ui {

//! A known connection as the sidebar shows it.
struct ConnectionRow {
    QString id;
    ConnectionIdentity identity;
    bool open = false;
    bool opening = false;
    LinkFacts link; //!< of an open one

    [[nodiscard]] QByteArray key() const { return id.toUtf8(); }
    bool operator==(const ConnectionRow&) const = default;
};

//! The connections of the window.
class ConnectionModel final : public PatchedModel<ConnectionRow> {
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        EnvironmentRole,
        //! A few words at the right: latency, "locked", "offline".
        NoteRole,
        OpenRole,
        BrokenRole
    };

    using PatchedModel::PatchedModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

    void apply(QList<ConnectionRow> rows) { patch(std::move(rows)); }
    [[nodiscard]] QModelIndex find(const QString& id) const;

private:
    [[nodiscard]] static QString note(const ConnectionRow& row);
};

} // namespace drover::ui
