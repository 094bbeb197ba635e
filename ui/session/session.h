// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/values.h"

#include <QObject>

#include <chrono>

namespace drover::ui {

class ActionsFeed;
class TrashFeed;
class WorkersFeed;
class WritesFeed;
class InspectorFeed;
class JobsFeed;
class ActivityFeed;
class HealthFeed;
class HistoryFeed;

//! All that a page may ask of the engine, and all that it hears. Lives on the GUI thread; nothing here waits.
//!
//! A question returns its number at once; the answer comes later as a signal with that number, exactly once,
//! also when the connection is down. Pages drop answers whose number is not the one they wait for.
class Session : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual ConnectionIdentity identity() const = 0;
    [[nodiscard]] virtual LinkFacts link() const = 0;

    // One feed for each area; each says what it offers.
    [[nodiscard]] virtual ActionsFeed& actions() = 0;
    [[nodiscard]] virtual WritesFeed& writes() = 0;
    [[nodiscard]] virtual TrashFeed& trash() = 0;
    [[nodiscard]] virtual WorkersFeed& workers() = 0;
    [[nodiscard]] virtual JobsFeed& jobs() = 0;
    [[nodiscard]] virtual InspectorFeed& inspector() = 0;
    [[nodiscard]] virtual ActivityFeed& activity() = 0;
    [[nodiscard]] virtual HealthFeed& health() = 0;
    [[nodiscard]] virtual HistoryFeed& history() = 0;

    //! Counts of all queues; looks for new queues on the way.
    virtual RequestId readQueues(Extent extent = Extent::Usual) = 0;
    //! This queue is in view: its counts are kept freshest. A null queue: none is.
    virtual void setShownQueue(const QueueId& queue) = 0;

    //! Lets writes pass for some time where identity().canUnlock; the engine ends it. lockChanged() follows.
    virtual void unlock(std::chrono::milliseconds time) = 0;
    //! Ends that early.
    virtual void lock() = 0;
    //! ms since the epoch; 0 = it is locked, or never was.
    [[nodiscard]] virtual qint64 unlockedUntil() const = 0;

    //! Ends the wait before the next try to connect.
    virtual void reconnectNow() = 0;
    //! Fills an embedded Redis with living demo queues; ends with demoStarted or demoFailed.
    virtual void startDemo() = 0;

Q_SIGNALS:
    void linkChanged(const drover::ui::LinkFacts& link);
    //! identity().readOnly and unlockedUntil() are others.
    void lockChanged();
    void queuesRead(drover::ui::RequestId request, const drover::ui::QueuesSnapshot& queues);
    void demoStarted();
    void demoFailed(const drover::Error& error);
};

} // namespace drover::ui
