// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/enginesession.h"

#include "session/enginecore.h"

namespace drover::ui {

EngineSession::EngineSession(EngineConfig config, QObject* parent)
    : Session(parent)
    , m_identity(config.identity)
    , m_keys(config.keys)
    , m_trash(config)
    , m_host(std::move(config))
{
    connectCore();
}

EngineSession::~EngineSession()
{
    // First of all: a future's context has to be there when it ends, and the feeds take theirs along.
    m_host.post([](EngineCore& core) { core.hangUp(); });
}

ConnectionIdentity EngineSession::identity() const
{
    ConnectionIdentity identity = m_identity;
    if (m_unlockedUntil > 0)
        identity.readOnly = false;
    return identity;
}

void EngineSession::connectCore()
{
    const EngineCore* core = m_host.core();
    connect(core, &EngineCore::linkChanged, this, [this](const LinkFacts& link) {
        m_link = link;
        Q_EMIT linkChanged(link);
    });
    connect(core, &EngineCore::lockChanged, this, [this](qint64 unlockedUntil) {
        m_unlockedUntil = unlockedUntil;
        Q_EMIT lockChanged();
    });
    connect(core, &EngineCore::queuesRead, this, &Session::queuesRead);
    connect(core, &EngineCore::demoStarted, this, &Session::demoStarted);
    connect(core, &EngineCore::demoFailed, this, &Session::demoFailed);
    m_host.post([this](EngineCore& started) { started.start(); });
}

RequestId EngineSession::readQueues(Extent extent)
{
    const RequestId id = ++m_last;
    m_host.post([=](EngineCore& core) { core.readQueues(id, extent); });
    return id;
}

void EngineSession::setShownQueue(const QueueId& queue)
{
    m_host.post([queue](EngineCore& core) { core.setShownQueue(queue); });
}

void EngineSession::unlock(std::chrono::milliseconds time)
{
    m_host.post([time](EngineCore& core) { core.unlock(time); });
}

void EngineSession::lock()
{
    m_host.post([](EngineCore& core) { core.lock(); });
}

void EngineSession::reconnectNow()
{
    m_host.post([](EngineCore& core) { core.reconnectNow(); });
}

void EngineSession::startDemo()
{
    m_host.post([](EngineCore& core) { core.startDemo(); });
}

} // namespace drover::ui
