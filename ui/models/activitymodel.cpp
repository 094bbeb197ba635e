// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/activitymodel.h"

#include "core/clock.h"
#include "util/activitywords.h"
#include "util/formatting.h"
#include "util/plaintext.h"

using namespace Qt::StringLiterals;

namespace drover::ui {

void ActivityModel::applyNewest(const std::vector<ActivityEntry>& entries, int asked)
{
    QList<ActivityRow> next;
    for (const ActivityEntry& entry : entries)
        next.append({entry});
    const qint64 last = entries.empty() ? 0 : entries.back().id;
    const bool isFirst = rowCount() == 0;
    const bool hasGap = !isFirst && std::ssize(entries) >= asked && last > rows().first().entry.id;
    if (!hasGap) {
        for (const ActivityRow& known : rows()) {
            if (known.entry.id < last)
                next.append(known);
        }
    }
    patch(std::move(next));
    if (isFirst || hasGap) {
        m_hasMore = !entries.empty();
        m_asked = false; // an answer that is under way is about rows that are gone
    }
}

void ActivityModel::append(qint64 before, const std::vector<ActivityEntry>& entries, int asked)
{
    if (before != oldest())
        return;
    m_asked = false;
    m_hasMore = std::ssize(entries) >= asked;
    QList<ActivityRow> next = rows();
    for (const ActivityEntry& entry : entries)
        next.append({entry});
    patch(std::move(next));
}

qint64 ActivityModel::oldest() const
{
    return rows().isEmpty() ? 0 : rows().last().entry.id;
}

int ActivityModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ActivityModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ActivityEntry& entry = row(index.row()).entry;
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case When:
            return formatMoment(entry.when, Clock::system().now().count());
        case Action:
            return actionWord(entry.action);
        case Queue:
            return plainText(entry.queue.name);
        case Asked:
            return askedWords(entry);
        case Outcome:
            return outcomeWords(entry);
        case Who:
            return plainText(entry.who);
        default:
            return plainText(entry.connection);
        }
    case Qt::ToolTipRole:
        return index.column() == When ? formatExact(entry.when)
                                      : toolTipText(index.data(Qt::DisplayRole).toString());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    case MutedRole:
        return index.column() == When || index.column() == Who || index.column() == Connection;
    case FailedRole:
        return !entry.error.isEmpty();
    case SearchRole:
        return QStringList{actionWord(entry.action), entry.action, plainText(entry.queue.name),
            askedWords(entry), outcomeWords(entry), plainText(entry.who), plainText(entry.connection)}
            .join(u' ');
    default:
        return {};
    }
}

QVariant ActivityModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case When:
        return tr("When");
    case Action:
        return tr("Action");
    case Queue:
        return tr("Queue");
    case Asked:
        return tr("What", "column: what was asked");
    case Outcome:
        return tr("Outcome");
    case Who:
        return tr("Who");
    default:
        return tr("Connection");
    }
}

bool ActivityModel::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && m_hasMore && !m_asked && !rows().isEmpty();
}

void ActivityModel::fetchMore(const QModelIndex& parent)
{
    if (!canFetchMore(parent))
        return;
    m_asked = true;
    Q_EMIT moreWanted(oldest());
}

} // namespace drover::ui
