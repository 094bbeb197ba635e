// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/enginehost.h"
#include "session/feeds/engineactionsfeed.h"
#include "session/feeds/engineactivityfeed.h"
#include "session/feeds/enginehealthfeed.h"
#include "session/feeds/enginehistoryfeed.h"
#include "session/feeds/engineinspectorfeed.h"
#include "session/feeds/enginejobsfeed.h"
#include "session/feeds/enginetrashfeed.h"
#include "session/feeds/engineworkersfeed.h"
#include "session/feeds/enginewritesfeed.h"
#include "session/session.h"

#include <QHash>

namespace drover::ui {

//! A session with the real engine on a thread of its own. The GUI thread posts requests and receives values;
//! it waits for the engine once, at the end.
class EngineSession final : public Session {
    Q_OBJECT
public:
    explicit EngineSession(EngineConfig config, QObject* parent = nullptr);
    ~EngineSession() override;

    [[nodiscard]] ConnectionIdentity identity() const override;
    [[nodiscard]] LinkFacts link() const override { return m_link; }

    RequestId readQueues(Extent extent = Extent::Usual) override;
    void setShownQueue(const QueueId& queue) override;
    [[nodiscard]] ActionsFeed& actions() override { return m_actions; }
    [[nodiscard]] WritesFeed& writes() override { return m_writes; }
    [[nodiscard]] TrashFeed& trash() override { return m_trash; }
    [[nodiscard]] WorkersFeed& workers() override { return m_workers; }
    [[nodiscard]] JobsFeed& jobs() override { return m_jobs; }
    [[nodiscard]] InspectorFeed& inspector() override { return m_inspector; }
    [[nodiscard]] ActivityFeed& activity() override { return m_activity; }
    [[nodiscard]] HealthFeed& health() override { return m_health; }
    [[nodiscard]] HistoryFeed& history() override { return m_history; }

    void unlock(std::chrono::milliseconds time) override;
    void lock() override;
    [[nodiscard]] qint64 unlockedUntil() const override { return m_unlockedUntil; }
    void reconnectNow() override;
    void startDemo() override;

private:
    void connectCore();

    ConnectionIdentity m_identity;
    LinkFacts m_link;
    qint64 m_unlockedUntil = 0;
    RequestId m_last = 0;
    KeyStore* m_keys;
    EngineTrashFeed m_trash;
    EngineHost m_host; //!< behind what it writes to, so that it ends first
    EngineActionsFeed m_actions{m_host, m_trash.trash(), m_keys}; //!< feeds stand behind it
    EngineWritesFeed m_writes{m_host, m_keys};
    EngineWorkersFeed m_workers{m_host, m_keys};
    EngineJobsFeed m_jobs{m_host};
    EngineInspectorFeed m_inspector{m_host, m_keys};
    EngineActivityFeed m_activity{m_host};
    EngineHealthFeed m_health{m_host};
    EngineHistoryFeed m_history{m_host};
};

} // namespace drover::ui
