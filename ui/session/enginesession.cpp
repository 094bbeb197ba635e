// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/enginesession.h"

#include "session/enginecore.h"
#include "session/localworkers.h"

using namespace Qt::StringLiterals;

namespace drover::ui {

EngineSession::EngineSession(EngineConfig config, QObject* parent)
    : Session(parent)
    , m_identity(config.identity)
    , m_core(new EngineCore(std::move(config)))
{
    m_thread.setObjectName(u"engine"_s);
    m_core->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_core, &QObject::deleteLater);
    connect(m_core, &EngineCore::linkChanged, this, [this](const LinkFacts& link) {
        m_link = link;
        Q_EMIT linkChanged(link);
    });
    connect(m_core, &EngineCore::queuesRead, this, &Session::queuesRead);
    connect(m_core, &EngineCore::jobsRead, this, &Session::jobsRead);
    connect(m_core, &EngineCore::jobRead, this, &Session::jobRead);
    connect(m_core, &EngineCore::groupsRead, this, &Session::groupsRead);
    connect(m_core, &EngineCore::retryPlanned, this, &Session::retryPlanned);
    connect(m_core, &EngineCore::actionReported, this, &Session::actionReported);
    m_thread.start();
    post([this](EngineCore& core) {
        core.start();
        connect(core.workers(), &LocalWorkers::changed, this, [this](const LocalWorkerFacts& facts) {
            m_workers.insert(facts.worker, facts);
            Q_EMIT localWorkerChanged(facts);
        });
        connect(core.workers(), &LocalWorkers::lines, this, &Session::workerLines);
    });
}

EngineSession::~EngineSession()
{
    post([](EngineCore& core) { core.shutDown(); });
    m_thread.wait();
}

template <typename Function>
void EngineSession::post(Function function)
{
    QMetaObject::invokeMethod(
        m_core, [core = m_core, function = std::move(function)] { function(*core); }, Qt::QueuedConnection);
}

RequestId EngineSession::readQueues()
{
    const RequestId id = ++m_last;
    post([id](EngineCore& core) { core.readQueues(id); });
    return id;
}

RequestId EngineSession::readJobs(const QueueId& queue, JobState state, int count)
{
    const RequestId id = ++m_last;
    post([=](EngineCore& core) { core.readJobs(id, queue, state, count); });
    return id;
}

RequestId EngineSession::readJob(const QueueId& queue, const JobId& job)
{
    const RequestId id = ++m_last;
    post([=](EngineCore& core) { core.readJob(id, queue, job); });
    return id;
}

RequestId EngineSession::readGroups(const QueueId& queue)
{
    const RequestId id = ++m_last;
    post([=](EngineCore& core) { core.readGroups(id, queue); });
    return id;
}

RequestId EngineSession::planRetry(const RetryRequest& request)
{
    const RequestId id = ++m_last;
    post([=](EngineCore& core) { core.planRetry(id, request); });
    return id;
}

RequestId EngineSession::retry(const RetryRequest& request)
{
    const RequestId id = ++m_last;
    post([=](EngineCore& core) { core.retry(id, request); });
    return id;
}

void EngineSession::cancel(RequestId action)
{
    post([=](EngineCore& core) { core.cancel(action); });
}

RequestId EngineSession::setPaused(const QueueId& queue, bool paused)
{
    const RequestId id = ++m_last;
    post([=](EngineCore& core) { core.setPaused(id, queue, paused); });
    return id;
}

int EngineSession::startWorker(const LocalWorkerSpec& spec)
{
    const int number = ++m_lastWorker;
    post([=](EngineCore& core) { core.workers()->start(number, spec); });
    return number;
}

void EngineSession::stopWorker(int worker)
{
    post([=](EngineCore& core) { core.workers()->stop(worker); });
}

void EngineSession::setWorkerConcurrency(int worker, int concurrency)
{
    post([=](EngineCore& core) { core.workers()->setConcurrency(worker, concurrency); });
}

void EngineSession::reconnectNow()
{
    post([](EngineCore& core) { core.reconnectNow(); });
}

RequestId EngineSession::startDemo()
{
    const RequestId id = ++m_last;
    post([id](EngineCore& core) { core.startDemo(id); });
    return id;
}

} // namespace drover::ui
