// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/engineconfig.h"

#include "queue/writegate.h"
#include "redis/redisconnection.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace drover {
class EmbeddedRedis;
class ProductionGate;
class QueueReader;
} // namespace drover

namespace drover::ui {

class DemoControl;
class LinkWatch;
class LocalWorkers;
class QueueWatch;

//! The engine's side of a session: lives on the engine thread, owns connection, reader, gate and local
//! workers, and speaks values only. Every request that has a number is answered once; see Session.
class EngineCore final : public QObject {
    Q_OBJECT
public:
    explicit EngineCore(EngineConfig config);
    ~EngineCore() override;

    //! On the engine thread, once.
    void start();
    void readQueues(RequestId id, Extent extent);
    void setShownQueue(const QueueId& queue);
    //! Lets writes pass for a time; only where identity.canUnlock. What has begun by the end of it goes on.
    void unlock(Milliseconds time);
    void lock();
    void reconnectNow();
    void startDemo();
    //! Ends all questions, before those who asked them go.
    void hangUp();
    //! Ends the demo in good order, then the thread.
    void shutDown();
    [[nodiscard]] LocalWorkers* workers() const { return m_workers; }

    // What the feeds of a session work with, on the engine thread only.
    [[nodiscard]] const EngineConfig& config() const { return m_config; }
    //! The connection is ready; only then are connection and reader there.
    [[nodiscard]] bool isUp() const;
    //! Why it is not.
    [[nodiscard]] Error downError() const;
    [[nodiscard]] RedisConnection& connection() const { return *m_connection; }
    //! What writes go through: one that could write is only there for as long as writes may pass the gate.
    [[nodiscard]] RedisConnection& writer() const;
    //! How to open another one like it.
    [[nodiscard]] const ConnectionOptions& connectionOptions() const { return m_options; }
    [[nodiscard]] QueueReader& reader() const { return *m_reader; }
    [[nodiscard]] WriteGate& gate() const { return m_gate ? *m_gate : WriteGate::open(); }
    //! What discovery has found so far.
    [[nodiscard]] const std::vector<QueueId>& queues() const;

Q_SIGNALS:
    void linkChanged(const drover::ui::LinkFacts& link);
    //! Unlocked until this ms since the epoch; 0 = locked.
    void lockChanged(qint64 unlockedUntil);
    void queuesRead(drover::ui::RequestId request, const drover::ui::QueuesSnapshot& queues);
    void demoStarted();
    void demoFailed(const drover::Error& error);

private:
    void dismantle();
    void open(ConnectionOptions options);
    void startEmbedded();
    void onState();
    void emitLink();
    void relock();
    void openWriter();
    void tellUnlocked();

    EngineConfig m_config;
    ConnectionOptions m_options; //!< of the connection that is open
    LinkFacts m_link;
    EmbeddedRedis* m_embedded = nullptr;
    RedisConnection* m_connection = nullptr;
    QueueReader* m_reader = nullptr;
    QueueWatch* m_queues = nullptr;
    LinkWatch* m_watch = nullptr;
    std::unique_ptr<WriteGate> m_gate;
    ProductionGate* m_lock = nullptr; //!< the gate, where it can be unlocked
    RedisConnection* m_writer = nullptr; //!< beside the one that only reads, once it has been unlocked
    QTimer m_relock;
    qint64 m_untold = 0; //!< end of an unlocking that lockChanged() has not told yet
    QueueId m_shown; //!< in view
    LocalWorkers* m_workers = nullptr;
    bool m_embeddedStarts = false;
    DemoControl* m_demo = nullptr;
};

} // namespace drover::ui
