// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/workervalues.h"

#include <cstdlib>
#include <limits>

namespace drover::ui {

namespace {
constexpr qint64 farApart = 120; //!< s between a start and a connection that may still be one
} // namespace

void markOwn(QList<ListeningWorker>& listeners, const QList<LocalWorkerFacts>& own, qint64 now)
{
    for (const LocalWorkerFacts& worker : own) {
        if (worker.state == LocalWorkerState::Stopped)
            continue;
        ListeningWorker* best = nullptr;
        qint64 least = farApart;
        for (ListeningWorker& listener : listeners) {
            if (listener.own || !(listener.info.queue == worker.spec.queue)
                || listener.info.name != worker.name)
                continue;
            // It may have reconnected since: then it is younger than the worker, never older.
            const qint64 older = listener.info.age - (now - worker.startedAt) / 1000;
            const qint64 apart = older > 0 ? older : 0;
            if (apart < least) {
                least = apart;
                best = &listener;
            }
        }
        if (best != nullptr)
            best->own = true;
    }
}

bool hasIdleWork(const QueueSummary& queue)
{
    const JobCounts& counts = queue.counts;
    return counts[JobState::Waiting] + counts[JobState::Prioritized] > 0 && counts[JobState::Active] == 0
        && !queue.paused;
}

} // namespace drover::ui
