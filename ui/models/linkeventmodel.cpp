// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/linkeventmodel.h"

#include "core/clock.h"
#include "util/formatting.h"
#include "util/plaintext.h"

namespace drover::ui {

using Kind = LinkEvent::Kind;

QByteArray LinkEventRow::key() const
{
    // The number of a fresh event is not known yet; its moment is.
    return QByteArray::number(event.at) + ' ' + QByteArray::number(static_cast<int>(event.kind));
}

void LinkEventModel::apply(const std::vector<LinkEvent>& events)
{
    QList<LinkEventRow> rows;
    rows.reserve(static_cast<qsizetype>(events.size()));
    qint64 next = 0; // when the state after this event ended
    for (const LinkEvent& event : events) {
        const bool isState = event.kind == Kind::Connected || event.kind == Kind::Lost;
        LinkEventRow row{event, isState && next > 0 ? next - event.at : -1};
        row.event.id = 0; // not shown, and not known of fresh ones: they must not look changed later
        rows.append(row);
        if (isState || event.kind == Kind::Closed)
            next = event.at;
    }
    patch(std::move(rows));
}

int LinkEventModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString LinkEventModel::what(const LinkEventRow& row)
{
    const LinkEvent& event = row.event;
    switch (event.kind) {
    case Kind::Connected:
        return row.lasted >= 0 ? tr("Connected for %1", "duration").arg(formatDuration(double(row.lasted)))
                               : tr("Connected");
    case Kind::Lost:
        return row.lasted >= 0
            ? tr("Lost for %1", "connection, duration").arg(formatDuration(double(row.lasted)))
            : tr("Lost", "connection");
    case Kind::TryFailed:
        return event.attempt > 0 ? tr("Try %1 failed", "number").arg(event.attempt) : tr("A try failed");
    case Kind::Refused:
        return tr("Refused", "connection");
    case Kind::Closed:
        return tr("Closed by Drover");
    case Kind::Warning:
        return tr("Warning");
    }
    return {};
}

QVariant LinkEventModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const LinkEventRow& entry = row(index.row());
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == When)
            return formatMoment(entry.event.at, Clock::system().now().count());
        return index.column() == What ? what(entry) : plainText(entry.event.reason);
    case Qt::ToolTipRole:
        return index.column() == When ? formatExact(entry.event.at)
                                      : toolTipText(plainText(entry.event.reason, Lines::Single, 2000));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    case KindRole:
        return static_cast<int>(entry.event.kind);
    case MutedRole:
        return index.column() != What;
    case IconRole:
        return entry.event.kind == Kind::Connected ? QStringLiteral("plug")
            : entry.event.kind == Kind::Closed     ? QStringLiteral("power")
            : entry.event.kind == Kind::TryFailed  ? QStringLiteral("refresh")
                                                   : QStringLiteral("unplugged");
    default:
        return {};
    }
}

QVariant LinkEventModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == When ? tr("When")
        : section == What  ? tr("What", "column: what happened")
                           : tr("Why", "column: the reason");
}

} // namespace drover::ui
