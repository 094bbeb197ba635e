// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/enginehost.h"
#include "session/feeds/engineactionsfeed.h"
#include "session/feeds/enginewritesfeed.h"
#include "session/feeds/enginejobsfeed.h"
#include "session/session.h"

#include <QHash>

namespace drover::ui {

//! A session with the real engine on a thread of its own. The GUI thread posts requests and receives values;
//! it waits for the engine once, at the end.
class EngineSession final : public Session {
    Q_OBJECT
public:
    explicit EngineSession(EngineConfig config, QObject* parent = nullptr);

    [[nodiscard]] ConnectionIdentity identity() const override { return m_identity; }
    [[nodiscard]] LinkFacts link() const override { return m_link; }
    [[nodiscard]] QList<LocalWorkerFacts> localWorkers() const override { return m_workers.values(); }

    RequestId readQueues(Extent extent = Extent::Usual) override;
    void setShownQueue(const QueueId& queue) override;
    [[nodiscard]] ActionsFeed& actions() override { return m_actions; }
    [[nodiscard]] WritesFeed& writes() override { return m_writes; }
    [[nodiscard]] JobsFeed& jobs() override { return m_jobs; }

    RequestId readJobs(const QueueId& queue, JobState state, int count) override;
    RequestId readJob(const QueueId& queue, const JobId& job) override;
    RequestId readGroups(const QueueId& queue) override;
    RequestId planRetry(const RetryRequest& request) override;
    RequestId retry(const RetryRequest& request) override;
    void cancel(RequestId action) override;
    RequestId setPaused(const QueueId& queue, bool paused) override;
    int startWorker(const LocalWorkerSpec& spec) override;
    void stopWorker(int worker) override;
    void setWorkerConcurrency(int worker, int concurrency) override;
    void reconnectNow() override;
    RequestId startDemo() override;

private:
    void connectCore();

    ConnectionIdentity m_identity;
    LinkFacts m_link;
    QHash<int, LocalWorkerFacts> m_workers;
    RequestId m_last = 0;
    int m_lastWorker = 0;
    EngineHost m_host; //!< behind what it writes to, so that it ends first
    EngineActionsFeed m_actions{m_host}; //!< feeds stand behind it
    EngineWritesFeed m_writes{m_host};
    EngineJobsFeed m_jobs{m_host};
};

} // namespace drover::ui
