// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/queuewatch.h"

#include "core/clock.h"
#include "session/listeners.h"

#include <chrono>

using namespace std::chrono_literals;

namespace drover::ui {

namespace {
constexpr qint64 rediscoverAfter = 30000;
constexpr qint64 listenersAfter = 10000;
constexpr auto firstPatience = 400ms;
constexpr auto workersJoin = 1s; //!< until those of a queue that was just made are listed

//! Who is asked once a minute, hidden, still has counted everything.
SamplerOptions samplerOptions()
{
    SamplerOptions options;
    options.longestGap = 150s;
    return options;
}

qint64 monotonic()
{
    return Clock::system().monotonic().count();
}
} // namespace

QueueWatch::QueueWatch(RedisConnection& connection, const QByteArrayList& prefixes, QObject* parent)
    : QObject(parent)
    , m_connection(connection)
    , m_prefixes(prefixes)
    , m_discovery(connection)
    , m_sampler(connection, samplerOptions())
{
    m_listeners.known = false;
    m_patience.setSingleShot(true);
    m_patience.setInterval(firstPatience);
    connect(&m_patience, &QTimer::timeout, this, &QueueWatch::flush);
    connect(&m_discovery, &QueueDiscovery::found, this, &QueueWatch::onFound);
    connect(&m_discovery, &QueueDiscovery::finished, this, &QueueWatch::onDiscovered);
}

void QueueWatch::start()
{
    m_listenersAt = 0;
    m_sampler.startOver(); // while it was broken nobody looked
    discover();
}

void QueueWatch::discover()
{
    if (m_discovery.isRunning())
        return;
    DiscoveryOptions options;
    options.prefixes = m_prefixes;
    m_seen.clear();
    m_discovery.start(options);
}

void QueueWatch::onFound(const std::vector<QueueId>& queues)
{
    QSet<QueueId> known(m_queues.begin(), m_queues.end());
    const size_t before = m_queues.size();
    for (const QueueId& queue : queues) {
        m_seen.insert(queue);
        if (known.contains(queue))
            continue;
        known.insert(queue);
        m_queues.push_back(queue);
    }
    if (m_queues.size() == before)
        return;
    m_sampler.setQueues(m_queues);
    m_listenersAt = 0;
}

void QueueWatch::onDiscovered(const DiscoveryReport& report)
{
    m_report = report;
    m_discoveredAt = monotonic();
    m_discovered = m_discovered || !report.error;
    if (!report.error)
        dropVanished();
    flush();
}

//! A key that is there all the time is part of every complete scan: who is not, was obliterated.
void QueueWatch::dropVanished()
{
    if (std::erase_if(m_queues, [this](const QueueId& queue) { return !m_seen.contains(queue); }) > 0)
        m_sampler.setQueues(m_queues);
}

void QueueWatch::expectNew()
{
    m_discoveredAt = 0;
    QTimer::singleShot(workersJoin, this, [this] { m_listenersAt = 0; });
}

void QueueWatch::read(RequestId id, QueueSampler::Extent extent)
{
    // A new demo or producer shows up soon: an empty Redis is looked through at every reading.
    const bool lookAgain = m_queues.empty() || extent == QueueSampler::Extent::Full;
    if (lookAgain || m_discoveredAt == 0 || monotonic() - m_discoveredAt > rediscoverAfter)
        discover();
    if (!m_queues.empty() && (m_listenersAt == 0 || monotonic() - m_listenersAt > listenersAfter))
        readListeners();
    m_extent = std::max(m_extent, extent);
    m_waiting.append(id);
    if (m_discovered && !m_queues.empty())
        flush();
    else if (!m_patience.isActive())
        m_patience.start();
}

void QueueWatch::readListeners()
{
    m_listenersAt = monotonic();
    readWorkers(m_connection, m_queues).then(this, [this](const Result<WorkerList>& list) {
        if (list)
            m_listeners = *list;
        else
            m_listeners.known = false;
    });
}

void QueueWatch::flush()
{
    m_patience.stop();
    // Each reading answers once: what its events tell would be counted again by whoever adds readings up.
    if (m_waiting.isEmpty() || m_isReading)
        return;
    m_isReading = true;
    const QList<RequestId> waiting = std::exchange(m_waiting, {});
    m_sampler.read(std::exchange(m_extent, QueueSampler::Extent::Usual))
        .then(this, [this, waiting](const Result<std::vector<QueueReading>>& readings) {
            m_isReading = false;
            QueuesSnapshot snapshot;
            if (readings)
                snapshot = snapshotOf(*readings);
            else
                snapshot.error = readings.error();
            for (const RequestId id : waiting)
                Q_EMIT answered(id, snapshot);
            flush(); // who asked meanwhile wants to know what is now
        });
}

QueuesSnapshot QueueWatch::snapshotOf(const std::vector<QueueReading>& readings) const
{
    QueuesSnapshot snapshot;
    snapshot.readAt = Clock::system().now().count();
    snapshot.keysSeen = m_report.keysRead;
    snapshot.otherPrefixes = m_report.otherPrefixes;
    snapshot.complete = m_discovered;
    QHash<QueueId, int> listening;
    for (const WorkerInfo& worker : m_listeners.workers)
        ++listening[worker.queue];
    for (const QueueReading& reading : readings) {
        QueueFacts facts;
        facts.summary = reading.summary;
        facts.workers = m_listeners.known ? listening.value(reading.summary.queue) : -1;
        facts.countedAt = reading.countedAt;
        facts.flow = reading.recent;
        facts.last = reading.last;
        facts.nextSince = reading.nextSince;
        snapshot.queues.append(facts);
    }
    snapshot.listeners = listenerFacts(m_listeners, snapshot.queues);
    return snapshot;
}

} // namespace drover::ui
