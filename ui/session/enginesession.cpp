// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/enginesession.h"

#include "session/enginecore.h"

namespace drover::ui {

EngineSession::EngineSession(EngineConfig config, QObject* parent)
    : Session(parent)
    , m_identity(config.identity)
    , m_trash(config)
    , m_host(std::move(config))
{
    connectCore();
}

void EngineSession::connectCore()
{
    const EngineCore* core = m_host.core();
    connect(core, &EngineCore::linkChanged, this, [this](const LinkFacts& link) {
        m_link = link;
        Q_EMIT linkChanged(link);
    });
    connect(core, &EngineCore::queuesRead, this, &Session::queuesRead);
    connect(core, &EngineCore::retryPlanned, this, &Session::retryPlanned);
    connect(core, &EngineCore::actionReported, this, &Session::actionReported);
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

RequestId EngineSession::planRetry(const RetryRequest& request)
{
    const RequestId id = ++m_last;
    m_host.post([=](EngineCore& core) { core.planRetry(id, request); });
    return id;
}

RequestId EngineSession::retry(const RetryRequest& request)
{
    const RequestId id = ++m_last;
    m_host.post([=](EngineCore& core) { core.retry(id, request); });
    return id;
}

void EngineSession::cancel(RequestId action)
{
    m_host.post([=](EngineCore& core) { core.cancel(action); });
}

RequestId EngineSession::setPaused(const QueueId& queue, bool paused)
{
    const RequestId id = ++m_last;
    m_host.post([=](EngineCore& core) { core.setPaused(id, queue, paused); });
    return id;
}

void EngineSession::reconnectNow()
{
    m_host.post([](EngineCore& core) { core.reconnectNow(); });
}

RequestId EngineSession::startDemo()
{
    const RequestId id = ++m_last;
    m_host.post([id](EngineCore& core) { core.startDemo(id); });
    return id;
}

} // namespace drover::ui
