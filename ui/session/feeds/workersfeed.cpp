// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/workersfeed.h"

#include <algorithm>

namespace drover::ui {

bool WorkersFeed::isRunning() const
{
    const QList<LocalWorkerFacts> all = workers();
    return std::any_of(
        all.cbegin(), all.cend(), [](const LocalWorkerFacts& worker) { return worker.isRunning(); });
}

LocalWorkerFacts WorkersFeed::newestOf(const QString& definition) const
{
    LocalWorkerFacts newest;
    const QList<LocalWorkerFacts> all = workers();
    for (const LocalWorkerFacts& worker : all) {
        if (worker.definition == definition && worker.worker > newest.worker)
            newest = worker;
    }
    return newest;
}

} // namespace drover::ui
