// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/enginecore.h"

#include "core/clock.h"
#include "embedded/embeddedredis.h"
#include "queue/activitylog.h"
#include "queue/productiongate.h"
#include "queue/queue.h"
#include "queue/queuereader.h"
#include "redis/redisurl.h"
#include "session/democontrol.h"
#include "session/linkwatch.h"
#include "session/localworkers.h"
#include "session/queuewatch.h"
#include "util/log.h"

#include <QDir>

#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover::ui {

namespace {
qint64 now()
{
    return Clock::system().now().count();
}

std::unique_ptr<WriteGate> makeLog(const EngineConfig& config)
{
    if (config.dataDir.isEmpty())
        return nullptr;
    ActivityLogOptions options;
    options.path = QDir(config.dataDir).filePath(u"activity.sqlite"_s);
    options.connection = recordedName(config.connection, config.identity.embedded);
    options.who = activityAuthor(u"drover-window"_s);
    return std::make_unique<ActivityLog>(options);
}

std::unique_ptr<WriteGate> makeGate(const EngineConfig& config)
{
    if (config.identity.readOnly && config.identity.canUnlock)
        return std::make_unique<ProductionGate>(makeLog(config));
    if (config.identity.readOnly)
        return std::make_unique<ReadOnlyGate>(u"the connection is read-only"_s);
    return makeLog(config);
}
} // namespace

EngineCore::EngineCore(EngineConfig config)
    : m_config(std::move(config))
    , m_gate(makeGate(m_config))
    , m_lock(dynamic_cast<ProductionGate*>(m_gate.get()))
    , m_relock(this)
    , m_workers(new LocalWorkers(gate(), m_config.dataDir, this))
{
    m_relock.setSingleShot(true);
    connect(&m_relock, &QTimer::timeout, this, &EngineCore::relock);
}

EngineCore::~EngineCore()
{
    dismantle();
}

void EngineCore::hangUp()
{
    if (m_connection == nullptr)
        return;
    m_connection->disconnect(this);
    m_connection->closeNow();
    if (m_writer != nullptr) {
        m_writer->disconnect(this);
        m_writer->closeNow();
    }
}

//! Children that borrow the gate go before it; all while the thread still deletes what they leave behind: a
//! connection's socket goes later, and nothing goes later once a thread has ended.
void EngineCore::dismantle()
{
    hangUp();
    delete std::exchange(m_queues, nullptr);
    delete std::exchange(m_watch, nullptr);
    delete std::exchange(m_reader, nullptr);
    delete std::exchange(m_demo, nullptr);
    delete std::exchange(m_workers, nullptr);
    delete std::exchange(m_writer, nullptr);
    delete std::exchange(m_connection, nullptr);
}

void EngineCore::start()
{
    if (m_config.identity.embedded)
        startEmbedded();
    else
        open(m_config.connection);
}

void EngineCore::startEmbedded()
{
    if (m_connection == nullptr) {
        m_link.state = LinkState::Starting;
        m_link.error.reset();
        emitLink();
    }
    if (m_embedded == nullptr) {
        m_embedded = new EmbeddedRedis(m_config.embeddedDir, this);
        connect(m_embedded, &EmbeddedRedis::ready, this, [this](bool startedNow) {
            m_embeddedStarts = false;
            qCInfo(logWindow) << (startedNow ? "The embedded Redis was started"
                                             : "The embedded Redis is there");
            if (m_connection == nullptr)
                open(m_embedded->connectionOptions());
            else
                m_connection->retryNow();
        });
        connect(m_embedded, &EmbeddedRedis::failed, this, [this](const Error& error) {
            m_embeddedStarts = false;
            qCWarning(logWindow).noquote() << "The embedded Redis does not start:" << error.message;
            m_link.error = error;
            if (m_connection == nullptr)
                m_link.state = LinkState::Refused;
            emitLink();
        });
    }
    if (!std::exchange(m_embeddedStarts, true))
        m_embedded->start(EmbeddedRedis::Mode::Shared);
}

void EngineCore::open(ConnectionOptions options)
{
    options.readOnly = m_config.identity.readOnly;
    options.clientName = "drover-window";
    m_options = options;
    m_workers->setConnection(options);
    m_connection = new RedisConnection(options, ConnectionRole::Queue, this);
    m_reader = new QueueReader(*m_connection, this);
    m_queues = new QueueWatch(*m_connection, m_config.identity.prefixes, this);
    m_queues->setShown(m_shown);
    m_watch = new LinkWatch(*m_connection, m_link, this);
    connect(m_connection, &RedisConnection::stateChanged, this, &EngineCore::onState);
    connect(m_queues, &QueueWatch::answered, this, &EngineCore::queuesRead);
    connect(m_watch, &LinkWatch::measured, this, &EngineCore::emitLink);
    m_connection->open();
    if (m_lock != nullptr && m_lock->left() > 0ms)
        openWriter();
}

void EngineCore::unlock(Milliseconds time)
{
    if (m_lock == nullptr)
        return;
    m_lock->unlock(time);
    m_untold = now() + time.count();
    openWriter();
    m_relock.start(time);
    tellUnlocked();
}

//! Not before the connection that writes has come to something: who acts at once would find it missing.
void EngineCore::tellUnlocked()
{
    const bool connects = m_writer != nullptr && m_writer->status().state == ConnectionState::Connecting;
    if (m_untold > 0 && !connects)
        Q_EMIT lockChanged(std::exchange(m_untold, 0));
}

void EngineCore::lock()
{
    if (m_lock == nullptr)
        return;
    m_relock.stop();
    m_untold = 0;
    m_lock->lock();
    if (m_connection != nullptr)
        m_workers->setConnection(m_options);
    Q_EMIT lockChanged(0);
}

//! The timer may be early by a little, by the gate's clocks.
void EngineCore::relock()
{
    const Milliseconds left = m_lock->left();
    if (left > 0ms)
        m_relock.start(left);
    else
        lock();
}

//! Pages go on with a connection that refuses to write by itself. The other one stays for what has begun.
void EngineCore::openWriter()
{
    if (m_connection == nullptr)
        return; // open() comes back
    ConnectionOptions options = m_options;
    options.readOnly = false;
    m_workers->setConnection(options);
    if (m_writer != nullptr)
        return;
    m_writer = new RedisConnection(options, ConnectionRole::Queue, this);
    connect(m_writer, &RedisConnection::stateChanged, this, &EngineCore::tellUnlocked);
    m_writer->open();
}

RedisConnection& EngineCore::writer() const
{
    return m_writer != nullptr && m_lock->left() > 0ms ? *m_writer : *m_connection;
}

bool EngineCore::isUp() const
{
    return m_connection != nullptr && m_connection->isReady();
}

Error EngineCore::downError() const
{
    if (m_link.error)
        return *m_link.error;
    return Error{ErrorCode::ConnectionClosed, u"not connected"_s, {}};
}

void EngineCore::onState()
{
    const ConnectionStatus status = m_connection->status();
    switch (status.state) {
    case ConnectionState::Closed:
        m_link.state = LinkState::Closed;
        break;
    case ConnectionState::Connecting:
        m_link.state = LinkState::Connecting;
        break;
    case ConnectionState::Ready:
        m_link.state = LinkState::Ready;
        break;
    case ConnectionState::Waiting:
        m_link.state = LinkState::Waiting;
        break;
    case ConnectionState::Refused:
        m_link.state = LinkState::Refused;
        break;
    }
    if (status.state == ConnectionState::Waiting && m_config.identity.embedded)
        startEmbedded(); // nobody else brings it back
    m_link.attempt = status.attempt;
    m_link.nextTryAt = now() + status.nextTryIn.count();
    m_link.error = status.lastError;
    if (status.state == ConnectionState::Ready) {
        m_link.error.reset();
        const ServerInfo& info = m_connection->serverInfo();
        m_link.version = info.version.toString().toLatin1();
        qCInfo(logWindow).noquote() << "Connected to Redis" << info.version.toString();
        m_link.evictionPolicy = info.evictionPolicy;
        m_watch->start();
        m_queues->start();
    } else {
        m_link.latency = -1;
        m_link.commandsPerSecond = 0;
    }
    emitLink();
}

void EngineCore::emitLink()
{
    Q_EMIT linkChanged(m_link);
}

void EngineCore::reconnectNow()
{
    if (m_config.identity.embedded)
        startEmbedded();
    if (m_connection != nullptr)
        m_connection->retryNow();
    if (m_writer != nullptr)
        m_writer->retryNow();
}

const std::vector<QueueId>& EngineCore::queues() const
{
    static const std::vector<QueueId> none;
    return m_queues != nullptr ? m_queues->queues() : none;
}

void EngineCore::setShownQueue(const QueueId& queue)
{
    m_shown = queue;
    if (m_queues != nullptr)
        m_queues->setShown(queue);
}

void EngineCore::readQueues(RequestId id, Extent extent)
{
    if (!isUp()) {
        QueuesSnapshot snapshot;
        snapshot.error = downError();
        Q_EMIT queuesRead(id, snapshot);
        return;
    }
    m_watch->measure();
    m_queues->read(id, extent == Extent::Full ? QueueSampler::Extent::Full : QueueSampler::Extent::Usual);
}

} // namespace drover::ui
