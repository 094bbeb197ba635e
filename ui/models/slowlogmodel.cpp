// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/slowlogmodel.h"

#include "core/clock.h"
#include "util/formatting.h"
#include "util/plaintext.h"

namespace drover::ui {

void SlowLogModel::apply(const SlowLog& log)
{
    QList<SlowRow> rows;
    for (const SlowCommand& command : log.commands)
        rows.append({command});
    patch(std::move(rows));
}

int SlowLogModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SlowLogModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const SlowCommand& command = row(index.row()).command;
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case When:
            return formatMoment(command.at, Clock::system().now().count());
        case Took:
            return formatDuration(static_cast<double>(command.microseconds) / 1000);
        case Command:
            return plainText(command.command);
        default:
            return plainText(command.client);
        }
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            (index.column() == Took ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return index.column() == When ? formatExact(command.at)
                                      : toolTipText(plainText(command.command, Lines::Single, 2000));
    case MutedRole:
        return index.column() == When || index.column() == Client;
    case MonospaceRole:
        return index.column() == Command;
    default:
        return {};
    }
}

QVariant SlowLogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((section == Took ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == When   ? tr("When")
        : section == Took    ? tr("Took", "column: how long a command ran")
        : section == Command ? tr("Command")
                             : tr("Client", "column: who sent the command");
}

} // namespace drover::ui
