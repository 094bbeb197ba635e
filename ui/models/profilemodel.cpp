// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profilemodel.h"

#include "util/connectionwords.h"
#include "util/plaintext.h"

namespace drover::ui {

int ProfileModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProfileModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ProfileRow& row = rows().at(index.row());
    if (role == MutedRole)
        return index.column() == Address;
    if (role == EnvironmentRole)
        return QVariant::fromValue(row.environment);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    QString text;
    switch (index.column()) {
    case Name:
        text = row.folder.isEmpty()
            ? plainText(row.name, Lines::Single, 80)
            : tr("%1 / %2", "folder, name of a connection")
                  .arg(plainText(row.folder, Lines::Single, 40), plainText(row.name, Lines::Single, 80));
        break;
    case Address:
        text = plainText(row.address, Lines::Single, 200);
        break;
    case EnvironmentColumn:
        text = row.isLocked ? tr("%1, read-only", "environment").arg(environmentWords(row.environment))
                            : environmentWords(row.environment);
        break;
    case Password:
        text = row.password;
        break;
    default:
        return {};
    }
    return role == Qt::ToolTipRole ? toolTipText(text) : text;
}

QVariant ProfileModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case Address:
        return tr("Address");
    case EnvironmentColumn:
        return tr("Environment");
    case Password:
        return tr("Password", "column: where it is kept");
    default:
        return {};
    }
}

} // namespace drover::ui
