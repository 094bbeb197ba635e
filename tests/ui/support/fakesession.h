// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "ui/support/fakeactionsfeed.h"
#include "ui/support/fakeactivityfeed.h"
#include "ui/support/fakehealthfeed.h"
#include "ui/support/fakehistoryfeed.h"
#include "ui/support/fakeinspectorfeed.h"
#include "ui/support/fakejobsfeed.h"
#include "ui/support/faketrashfeed.h"
#include "ui/support/fakeworkersfeed.h"
#include "ui/support/fakewritesfeed.h"

#include <QHash>

#include <functional>

namespace drover::ui {

//! A session without an engine: answers at the next turn of the event loop from what the test put in, and
//! notes what it was asked.
class FakeSession final : public Session {
    Q_OBJECT
public:
    using Session::Session;

    ConnectionIdentity identityValue;
    LinkFacts linkValue;
    QueuesSnapshot queues;
    std::optional<Error> error; //!< of every reading
    bool silent = false; //!< readings get no answer

    int demos = 0;
    QueueId shownQueue;
    int queueReadings = 0;
    int fullReadings = 0;
    int reconnections = 0;
    std::chrono::milliseconds unlockedFor{0}; //!< the last wish; zero = to lock

    [[nodiscard]] ConnectionIdentity identity() const override { return identityValue; }
    [[nodiscard]] LinkFacts link() const override { return linkValue; }

    RequestId readQueues(Extent extent = Extent::Usual) override;
    void setShownQueue(const QueueId& queue) override { shownQueue = queue; }
    [[nodiscard]] FakeActionsFeed& actions() override { return m_actions; }
    [[nodiscard]] FakeWritesFeed& writes() override { return m_writes; }
    [[nodiscard]] FakeTrashFeed& trash() override { return m_trash; }
    [[nodiscard]] FakeWorkersFeed& workers() override { return m_workers; }
    [[nodiscard]] FakeJobsFeed& jobs() override { return m_jobs; }
    [[nodiscard]] FakeInspectorFeed& inspector() override { return m_inspector; }
    [[nodiscard]] FakeActivityFeed& activity() override { return m_activity; }
    [[nodiscard]] FakeHealthFeed& health() override { return m_health; }
    [[nodiscard]] FakeHistoryFeed& history() override { return m_history; }

    void unlock(std::chrono::milliseconds time) override { setLock(time); }
    void lock() override { setLock(std::chrono::milliseconds(0)); }
    [[nodiscard]] qint64 unlockedUntil() const override { return m_unlockedUntil; }
    void reconnectNow() override { ++reconnections; }
    void startDemo() override { ++demos; }

    void setLink(const LinkFacts& link);
    //! As the engine tells it.
    void setLock(std::chrono::milliseconds time);
    //! A shop's queues with failures of several causes.
    void fillWithShop();

private:
    void later(std::function<void()> answer);

    FakeActionsFeed m_actions;
    FakeWritesFeed m_writes;
    FakeTrashFeed m_trash;
    FakeWorkersFeed m_workers;
    FakeJobsFeed m_jobs;
    FakeInspectorFeed m_inspector;
    FakeActivityFeed m_activity;
    FakeHealthFeed m_health;
    FakeHistoryFeed m_history;
    RequestId m_last = 0;
    qint64 m_unlockedUntil = 0;
};

} // namespace drover::ui
