// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/listeners.h"

#include "session/workervalues.h"

#include <QSet>

namespace drover::ui {

namespace {
//! Without the port; all unix sockets are this computer.
QByteArray hostOf(const QByteArray& address)
{
    if (address.startsWith('/'))
        return "/";
    const qsizetype colon = address.lastIndexOf(':');
    return colon < 0 ? address : address.first(colon);
}
} // namespace

ListenerFacts listenerFacts(const WorkerList& list, const QList<QueueFacts>& queues)
{
    ListenerFacts facts;
    facts.known = list.known;
    QSet<QueueId> idle;
    for (const QueueFacts& queue : queues) {
        if (hasIdleWork(queue.summary))
            idle.insert(queue.summary.queue);
    }
    QSet<QByteArray> hosts;
    for (const WorkerInfo& worker : list.workers) {
        ++facts.workers;
        hosts.insert(hostOf(worker.addr));
        if (idle.contains(worker.queue) && worker.isSilent())
            facts.silent.append({worker.queue, worker.name, worker.addr, worker.idle * 1000});
    }
    facts.hosts = static_cast<int>(hosts.size());
    return facts;
}

} // namespace drover::ui
