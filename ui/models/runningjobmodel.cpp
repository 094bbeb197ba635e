// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runningjobmodel.h"

#include "util/formatting.h"
#include "util/plaintext.h"

namespace drover::ui {

int RunningJobModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RunningJobModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const RunningJob& job = row(index.row());
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            (index.column() >= Progress ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Id:
        return plainText(job.id, Lines::Single, 60);
    case Name:
        return plainText(job.name, Lines::Single, 80);
    case Progress:
        return plainText(job.progress, Lines::Single, 40);
    case Since:
        return formatAge(std::max<qint64>(0, m_now - job.since));
    default:
        return {};
    }
}

QVariant RunningJobModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((section >= Progress ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Id:
        return tr("Running", "column: id of a running job");
    case Name:
        return tr("Name");
    case Progress:
        return tr("Progress");
    default:
        return tr("For", "column: for how long a job has been running");
    }
}

void RunningJobModel::apply(const QList<RunningJob>& jobs)
{
    patch(jobs);
}

void RunningJobModel::tick(qint64 now)
{
    m_now = now;
    touchAll();
}

} // namespace drover::ui
