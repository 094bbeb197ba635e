// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connectionmodel.h"

#include "util/formatting.h"
#include "util/plaintext.h"

namespace drover::ui {

int ConnectionModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 1;
}

QString ConnectionModel::note(const ConnectionRow& row)
{
    if (row.opening)
        return tr("opening\u2026", "connection");
    if (!row.open)
        return {};
    if (row.link.state == LinkState::Waiting || row.link.state == LinkState::Refused)
        return tr("offline", "connection");
    if (row.link.state != LinkState::Ready)
        return QChar(u'\u2026');
    if (row.identity.readOnly)
        return tr("read-only", "connection");
    return row.link.latency < 0 ? QString() : formatDuration(row.link.latency);
}

QVariant ConnectionModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ConnectionRow& row = rows().at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return plainText(row.identity.title, Lines::Single, 80);
    case Qt::ToolTipRole:
        return plainText(row.identity.address, Lines::Single, 200).toHtmlEscaped();
    case Qt::AccessibleTextRole:
        return tr("%1, %2", "name of a connection, a few words on its state")
            .arg(plainText(row.identity.title, Lines::Single, 80), row.open ? note(row) : tr("not open"));
    case IdRole:
        return row.id;
    case EnvironmentRole:
        return QVariant::fromValue(row.identity.environment);
    case NoteRole:
        return note(row);
    case OpenRole:
        return row.open;
    case BrokenRole:
        return row.open && (row.link.state == LinkState::Waiting || row.link.state == LinkState::Refused);
    default:
        return {};
    }
}

QModelIndex ConnectionModel::find(const QString& id) const
{
    const int row = indexOfKey(id.toUtf8());
    return row < 0 ? QModelIndex() : index(row, 0);
}

} // namespace drover::ui
