// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/trashmodels.h"

#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"

namespace drover::ui {

namespace {
QVariant alignment(bool right)
{
    return QVariant::fromValue((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}
} // namespace

int TrashBatchModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString TrashBatchModel::display(const TrashBatch& batch, int column) const
{
    switch (column) {
    case When:
        return formatMoment(batch.when, m_now);
    case Queue:
        return plainText(batch.queue.name, Lines::Single, 80);
    case What:
        return batch.action == QStringLiteral("clean") ? tr("cleaned", "how jobs got into the trash")
                                                       : tr("removed", "how jobs got into the trash");
    case Jobs:
        return formatCount(batch.jobs);
    default:
        return formatBytes(batch.bytes);
    }
}

QVariant TrashBatchModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const TrashBatch& batch = row(index.row()).batch;
    switch (role) {
    case Qt::DisplayRole:
        return display(batch, index.column());
    case Qt::TextAlignmentRole:
        return alignment(index.column() >= Jobs);
    case Qt::ToolTipRole:
        return index.column() == When ? toolTipText(formatExact(batch.when)) : QVariant();
    case Qt::AccessibleTextRole:
        if (index.column() == When)
            return tr("%Ln job(s) of %1, %2", "queue, moment", static_cast<int>(batch.jobs))
                .arg(display(batch, Queue), display(batch, When));
        return display(batch, index.column());
    case MutedRole:
        return index.column() != Queue && index.column() != Jobs;
    default:
        return {};
    }
}

QVariant TrashBatchModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section >= Jobs);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case When:
        return tr("When", "column");
    case Queue:
        return tr("Queue");
    case What:
        return tr("How", "column: how jobs got into the trash");
    case Jobs:
        return tr("Jobs");
    default:
        return tr("Size", "column");
    }
}

void TrashBatchModel::apply(const QList<TrashBatch>& batches, qint64 now)
{
    m_now = now;
    QList<TrashBatchRow> next;
    next.reserve(batches.size());
    for (const TrashBatch& batch : batches)
        next.append({batch});
    patch(std::move(next));
}

int TrashEntryModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString TrashEntryModel::display(const TrashEntry& entry, int column) const
{
    switch (column) {
    case Job:
        return plainText(entry.job, Lines::Single, 80);
    case Name:
        return plainText(entry.name, Lines::Single, 120);
    case State:
        return stateWord(entry.state);
    case Children:
        return entry.children == 0 ? QString() : formatCount(entry.children);
    default:
        return formatBytes(entry.bytes);
    }
}

QVariant TrashEntryModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const TrashEntry& entry = row(index.row()).entry;
    switch (role) {
    case Qt::DisplayRole:
        return display(entry, index.column());
    case Qt::TextAlignmentRole:
        return alignment(index.column() >= Children);
    case MutedRole:
        return index.column() >= State;
    case MonospaceRole:
        return index.column() == Job;
    default:
        return {};
    }
}

QVariant TrashEntryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section >= Children);
    if (role == Qt::ToolTipRole && section == Children)
        return tr("Jobs that were removed with it and come back with it");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Job:
        return tr("Job", "column: id of a job");
    case Name:
        return tr("Name");
    case State:
        return tr("Was", "column: state of a job before it was removed");
    case Children:
        return tr("Children");
    default:
        return tr("Size", "column");
    }
}

void TrashEntryModel::apply(const QList<TrashEntry>& entries)
{
    QList<TrashEntryRow> next;
    next.reserve(entries.size());
    for (const TrashEntry& entry : entries)
        next.append({entry});
    patch(std::move(next));
}

} // namespace drover::ui
