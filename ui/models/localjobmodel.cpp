// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/localjobmodel.h"

#include "util/formatting.h"
#include "util/plaintext.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

int LocalJobModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString LocalJobModel::display(const LocalJobRow& row, int column) const
{
    switch (column) {
    case Id:
        return plainText(row.id, Lines::Single, 60);
    case Name:
        return plainText(row.name, Lines::Single, 80);
    case State:
        if (row.state == LocalJobRow::State::Completed)
            return tr("\u2713 completed", "state of a job");
        if (row.state == LocalJobRow::State::Failed)
            return tr("\u2715 %1", "%1 is why a job failed").arg(plainText(row.reason, Lines::Single, 120));
        return row.progress.isEmpty()
            ? tr("running", "state of a job")
            : tr("running, %1", "%1 is its progress").arg(plainText(row.progress, Lines::Single, 40));
    default:
        return row.state == LocalJobRow::State::Running
            ? formatAge(std::max<qint64>(0, m_now - row.time))
            : formatDuration(static_cast<double>(std::max<qint64>(0, row.milliseconds)));
    }
}

QVariant LocalJobModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const LocalJobRow& entry = row(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return display(entry, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            (index.column() == Took ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return toolTipText(display(entry, index.column()));
    case MutedRole:
        return index.column() != Name && entry.state != LocalJobRow::State::Failed;
    case MonospaceRole:
        return index.column() == Id;
    default:
        return {};
    }
}

QVariant LocalJobModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((section == Took ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Id:
        return tr("Job", "column: id of a job");
    case Name:
        return tr("Name");
    case State:
        return tr("State", "column");
    default:
        return tr("For", "column: for how long a job has been running");
    }
}

void LocalJobModel::apply(const QList<RunningJob>& running, const QList<LocalJobRow>& ended)
{
    QList<LocalJobRow> next;
    QSet<JobId> known;
    for (const RunningJob& job : running) {
        next.append({job.id, job.name, LocalJobRow::State::Running, job.progress, {}, job.since, -1});
        known.insert(job.id);
    }
    // A job that is tried again stands there once, as it is now.
    for (const LocalJobRow& job : ended) {
        if (known.contains(job.id))
            continue;
        known.insert(job.id);
        next.append(job);
    }
    patch(std::move(next));
}

void LocalJobModel::tick(qint64 now)
{
    m_now = now;
    int last = -1;
    while (last + 1 < rowCount() && row(last + 1).state == LocalJobRow::State::Running)
        ++last;
    if (last >= 0)
        Q_EMIT dataChanged(index(0, Took), index(last, Took), {Qt::DisplayRole});
}

} // namespace drover::ui
