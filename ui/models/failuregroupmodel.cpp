// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/failuregroupmodel.h"

#include "util/formatting.h"
#include "util/plaintext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
bool isNumber(int column)
{
    return column >= FailureGroupModel::LastHour && column <= FailureGroupModel::All;
}

qint64 number(const FailureGroup& group, int column)
{
    switch (column) {
    case FailureGroupModel::LastHour:
        return group.lastHour;
    case FailureGroupModel::LastThreeHours:
        return group.last3Hours;
    case FailureGroupModel::LastDay:
        return group.last24Hours;
    default:
        return group.count;
    }
}
} // namespace

qint64 FailureGroupRow::count(FailureSpan span) const
{
    switch (span) {
    case FailureSpan::Hour:
        return group.lastHour;
    case FailureSpan::ThreeHours:
        return group.last3Hours;
    case FailureSpan::Day:
        return group.last24Hours;
    case FailureSpan::All:
        break;
    }
    return group.count;
}

int FailureGroupModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString FailureGroupModel::display(const FailureGroupRow& row, int column) const
{
    const FailureGroup& group = row.group;
    if (isNumber(column))
        return formatCount(number(group, column));
    switch (column) {
    case Cause:
        return group.cause.isEmpty() ? tr("no reason recorded") : plainText(group.cause);
    case Names: {
        QStringList names;
        for (const QByteArray& name : group.names)
            names.append(plainText(name, Lines::Single, 60));
        return names.join(u", "_s);
    }
    case First:
        return formatMoment(group.first, m_readAt);
    case Last:
        return formatMoment(group.last, m_readAt);
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
        if (column == First || column == Last)
            return toolTipText(formatExact(column == First ? entry.group.first : entry.group.last));
        return toolTipText(display(entry, column));
    case Qt::AccessibleTextRole:
        return column == Cause && !entry.group.frame.isEmpty()
            ? tr("%1, in %2", "cause of failures, function")
                  .arg(display(entry, column), plainText(entry.group.frame))
            : display(entry, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case FrameRole:
        return column == Cause ? QVariant(plainText(entry.group.frame)) : QVariant();
    case MutedRole:
        return column == First || column == Last || (isNumber(column) && number(entry.group, column) == 0);
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
    case LastThreeHours:
        return tr("3 h", "column: failures of the last three hours");
    case LastDay:
        return tr("24 h", "column: failures of the last day");
    case All:
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
    m_report = {};
    show();
}

void FailureGroupModel::apply(const FailureReport& report, qint64 readAt)
{
    m_report = report;
    m_readAt = readAt;
    show();
}

void FailureGroupModel::setSpan(FailureSpan span)
{
    m_span = span;
    show();
}

void FailureGroupModel::show()
{
    QList<FailureGroupRow> rows;
    for (const FailureGroup& group : m_report.groups) {
        if (FailureGroupRow row{group}; row.count(m_span) > 0)
            rows.append(std::move(row));
    }
    std::stable_sort(
        rows.begin(), rows.end(), [this](const FailureGroupRow& one, const FailureGroupRow& other) {
            return one.count(m_span) > other.count(m_span);
        });
    patch(std::move(rows));
}

} // namespace drover::ui
