// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/listenermodel.h"

#include "util/formatting.h"
#include "util/plaintext.h"

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace drover::ui {

int ListenerModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ListenerModel::note(const ListenerRow& row) const
{
    if (row.worker.own)
        return tr("this window", "who runs a worker");
    if (!row.silent)
        return {};
    return row.worker.info.idle >= row.worker.info.age - 2
        ? tr("silent: has never asked", "note on a worker")
        : tr("silent for %1", "note on a worker; a duration").arg(formatAge(row.worker.info.idle * 1000));
}

QString ListenerModel::explanation(const ListenerRow& row) const
{
    if (!row.silent || row.worker.own)
        return plainText(row.worker.info.rawName);
    return tr("Jobs wait and none runs, but this worker has not asked for one for %1: it is paused or stuck.",
        "a duration")
        .arg(formatAge(row.worker.info.idle * 1000));
}

QString ListenerModel::display(const ListenerRow& row, int column) const
{
    const WorkerInfo& info = row.worker.info;
    switch (column) {
    case Queue:
        return plainText(info.queue.name, Lines::Single, 80);
    case Name:
        return info.name.isEmpty() ? tr("unnamed", "a worker") : plainText(info.name, Lines::Single, 80);
    case Address:
        return plainText(info.addr, Lines::Single, 80);
    case Connected:
        return formatAge(info.age * 1000);
    case Asked:
        return formatAge(info.idle * 1000);
    case Library: {
        const QString library = plainText(info.library, Lines::Single, 40);
        return info.version.isEmpty() ? library
                                      : u"%1 %2"_s.arg(library, plainText(info.version, Lines::Single, 20));
    }
    case Version:
        return plainText(row.queue.version, Lines::Single, 40);
    case Note:
        return note(row);
    default:
        return {};
    }
}

QVariant ListenerModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ListenerRow& entry = row(index.row());
    const bool right = index.column() == Connected || index.column() == Asked;
    switch (role) {
    case Qt::DisplayRole:
        return display(entry, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return toolTipText(explanation(entry));
    case Qt::AccessibleTextRole:
        if (index.column() == Queue)
            return tr("%1, worker %2 at %3 %4", "queue, name, address, note")
                .arg(display(entry, Queue), display(entry, Name), display(entry, Address), note(entry));
        return display(entry, index.column());
    case MutedRole:
        return index.column() != Queue && index.column() != Name && index.column() != Note;
    case MonospaceRole:
        return index.column() == Address;
    default:
        return {};
    }
}

QVariant ListenerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool right = section == Connected || section == Asked;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Version)
        return tr("As the last producer or worker on Node wrote it into the queue; that may be another one");
    if (role == Qt::ToolTipRole && section == Library)
        return tr("What the client told Redis about itself; from Redis 7.2 on");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Queue:
        return tr("Queue");
    case Name:
        return tr("Worker");
    case Address:
        return tr("Address");
    case Connected:
        return tr("Connected", "column: for how long");
    case Asked:
        return tr("Last asked", "column: how long ago a worker asked for jobs");
    case Library:
        return tr("Client", "column: library that a worker uses");
    case Version:
        return tr("BullMQ", "column: version");
    default:
        return tr("Note", "column");
    }
}

void ListenerModel::apply(const QList<ListeningWorker>& workers, const QHash<QueueId, ListenedQueue>& queues)
{
    QList<ListenerRow> next;
    next.reserve(workers.size());
    for (const ListeningWorker& worker : workers) {
        const ListenedQueue queue = queues.value(worker.info.queue);
        next.append({worker, queue, queue.hasIdleWork && worker.info.isSilent()});
    }
    const auto order = [](const ListenerRow& row) {
        return std::tie(row.worker.info.queue.name, row.worker.info.name, row.worker.info.addr);
    };
    std::sort(next.begin(), next.end(),
        [&](const ListenerRow& one, const ListenerRow& other) { return order(one) < order(other); });
    patch(std::move(next));
}

} // namespace drover::ui
