// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/listeners.h"

#include "queue/workerlist.h"

#include <QHash>
#include <QSet>

namespace drover::ui {

namespace {
// A worker that waits asks again every ten seconds at the latest. One that is busy with long jobs does not,
// so only a queue with jobs to take and none active makes silence worth a word.
constexpr qint64 silentAfter = 60;

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
    QHash<QueueId, const QueueSummary*> idle;
    for (const QueueFacts& queue : queues) {
        const JobCounts& counts = queue.summary.counts;
        const bool hasWork = counts[JobState::Waiting] + counts[JobState::Prioritized] > 0;
        if (hasWork && counts[JobState::Active] == 0 && !queue.summary.paused)
            idle.insert(queue.summary.queue, &queue.summary);
    }
    QSet<QByteArray> hosts;
    for (const WorkerInfo& worker : list.workers) {
        ++facts.workers;
        hosts.insert(hostOf(worker.addr));
        if (worker.idle >= silentAfter && idle.contains(worker.queue))
            facts.silent.append({worker.queue, worker.name, worker.addr, worker.idle * 1000});
    }
    facts.hosts = static_cast<int>(hosts.size());
    return facts;
}

} // namespace drover::ui
