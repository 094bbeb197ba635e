// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/failuregroupmodel.h"

#include "util/formatting.h"
#include "util/plaintext.h"

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
bool isNumber(int column)
{
    return column == FailureGroupModel::LastHour || column == FailureGroupModel::LastDay
        || column == FailureGroupModel::Count;
}
} // namespace

int FailureGroupModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString FailureGroupModel::display(const FailureGroupRow& row, int column) const
{
    switch (column) {
    case Cause:
        return row.cause.isEmpty() ? tr("no reason recorded") : plainText(row.cause);
    case LastHour:
        return formatCount(row.lastHour);
    case LastDay:
        return formatCount(row.lastDay);
    case Count:
        return formatCount(row.count);
    case Names: {
        QStringList names;
        for (const QByteArray& name : row.names)
            names.append(plainText(name, Lines::Single, 60));
        return names.join(u", "_s);
    }
    case First:
        return formatMoment(row.first, m_readAt);
    case Last:
        return formatMoment(row.last, m_readAt);
    default:
        return {};
    }
}

QVariant FailureGroupModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const FailureGroupRow& entry = row(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return display(entry, column);
    case Qt::ToolTipRole:
        return column == Cause ? toolTipText(plainText(entry.cause)) : toolTipText(display(entry, column));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case SampleRole:
        return column == Cause ? QVariant(plainText(entry.frame)) : QVariant();
    case MutedRole:
        return column == First || column == Last;
    default:
        return {};
    }
}

QVariant FailureGroupModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Cause:
        return tr("Cause");
    case LastHour:
        return tr("1 h", "column: failures of the last hour");
    case LastDay:
        return tr("24 h", "column: failures of the last day");
    case Count:
        return tr("All", "column: all failures of this cause");
    case Names:
        return tr("Jobs", "column: names of the jobs");
    case First:
        return tr("First", "column: first failure");
    case Last:
        return tr("Last", "column: last failure");
    default:
        return {};
    }
}

void FailureGroupModel::clear()
{
    patch({});
}

void FailureGroupModel::apply(const GroupsSnapshot& snapshot)
{
    m_readAt = snapshot.readAt;
    patch(snapshot.groups);
}

} // namespace drover::ui
