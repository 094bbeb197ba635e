// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/patchedmodel.h"
#include "profiles/connectionprofile.h"

namespace drover::ui {

//! A saved connection as the settings list it.
struct ProfileRow {
    QString id;
    QString name;
    QString folder;
    QString address;
    QString password; //!< where it is, in words
    Environment environment = Environment::Unspecified;
    bool isLocked = false;
    bool hasStoredPassword = false;

    [[nodiscard]] QByteArray key() const { return id.toUtf8(); }
    bool operator==(const ProfileRow&) const = default;
};

class ProfileModel final : public PatchedModel<ProfileRow> {
    Q_OBJECT
public:
    enum Column : int { Name, Address, EnvironmentColumn, Password, ColumnCount };
    enum Role : int { MutedRole = Qt::UserRole + 1, EnvironmentRole };

    using PatchedModel::PatchedModel;

    void apply(QList<ProfileRow> rows) { patch(std::move(rows)); }

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

} // namespace drover::ui
