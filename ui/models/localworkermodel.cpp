// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/localworkermodel.h"

#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/workerwords.h"

namespace drover::ui {

int LocalWorkerModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LocalWorkerModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const LocalWorkerRow& entry = row(index.row());
    const LocalWorkerSpec& spec = entry.definition.spec;
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Worker:
            return plainText(spec.queue.name, Lines::Single, 60);
        case State:
            return workerStateWord(entry.facts);
        case Completed:
            return entry.facts.worker == 0 ? QString() : formatCount(entry.facts.completed);
        default:
            return entry.facts.worker == 0 ? QString() : formatCount(entry.facts.failed);
        }
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            (index.column() >= Completed ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return toolTipText(workerProgramWords(spec));
    case Qt::AccessibleTextRole:
        if (index.column() == Worker)
            return tr("Worker for %1: %2, %3", "queue, program, state")
                .arg(plainText(spec.queue.name, Lines::Single, 60), workerProgramWords(spec),
                    workerStateWord(entry.facts));
        return data(index, Qt::DisplayRole);
    case MutedRole:
        return index.column() != Worker;
    case SampleRole:
        return index.column() == Worker ? workerProgramWords(spec) : QVariant();
    default:
        return {};
    }
}

QVariant LocalWorkerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            (section >= Completed ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Worker:
        return tr("Workers here", "column: workers that this window runs");
    case State:
        return tr("State", "column");
    case Completed:
        return tr("Done", "column: number of completed jobs");
    default:
        return tr("Failed", "column: number of failed jobs");
    }
}

void LocalWorkerModel::apply(const QList<LocalWorkerRow>& rows)
{
    patch(rows);
}

} // namespace drover::ui
