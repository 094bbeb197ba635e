// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/values.h"

#include "history/queuesampler.h"
#include "queue/queuediscovery.h"
#include "queue/workerlist.h"

#include <QObject>
#include <QSet>
#include <QTimer>

namespace drover {
class RedisConnection;
}

namespace drover::ui {

//! Finds the queues of a connection, reads their counts and rates with few commands, and knows who listens to
//! them. On the engine thread; borrows the connection.
class QueueWatch final : public QObject {
    Q_OBJECT
public:
    QueueWatch(RedisConnection& connection, const QByteArrayList& prefixes, QObject* parent);

    //! The connection is ready (again): looks for queues.
    void start();
    //! answered() follows once with this number. The connection must be ready.
    void read(RequestId id, QueueSampler::Extent extent);
    //! Somebody has made queues: looks for them at the next reading.
    void expectNew();
    //! This queue is in view: its counts come first. A null queue: none is.
    void setShown(const QueueId& queue) { m_sampler.setPreferred(queue); }
    [[nodiscard]] const std::vector<QueueId>& queues() const { return m_queues; }

Q_SIGNALS:
    void answered(drover::ui::RequestId request, const drover::ui::QueuesSnapshot& queues);

private:
    void discover();
    void onFound(const std::vector<QueueId>& queues);
    void onDiscovered(const DiscoveryReport& report);
    void dropVanished();
    void flush();
    void readListeners();
    [[nodiscard]] QueuesSnapshot snapshotOf(const std::vector<QueueReading>& readings) const;

    RedisConnection& m_connection;
    QByteArrayList m_prefixes;
    QueueDiscovery m_discovery;
    QueueSampler m_sampler;
    std::vector<QueueId> m_queues;
    QSet<QueueId> m_seen; //!< by the scan under way
    WorkerList m_listeners;
    DiscoveryReport m_report;
    bool m_discovered = false;
    qint64 m_discoveredAt = 0; //!< monotonic ms
    qint64 m_listenersAt = 0; //!< 0 = as soon as possible
    QTimer m_patience; //!< how long the first reading waits for discovery
    QList<RequestId> m_waiting;
    bool m_isReading = false;
    QueueSampler::Extent m_extent = QueueSampler::Extent::Usual;
};

} // namespace drover::ui
