// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/workerloop_p.h"

#include "worker/processor.h"

#include <algorithm>

namespace drover {
namespace {

//! With Redis away, close() gives up this long after the grace period.
constexpr Milliseconds lastWait{1500};

//! Only the blocking connection is named: this is how getWorkers finds a worker.
ConnectionOptions named(const WorkerSetup& setup)
{
    ConnectionOptions options = setup.connection;
    options.clientName = setup.queue.prefix + ':' + setup.queue.name.toBase64();
    if (!setup.options.name.isEmpty())
        options.clientName += ":w:" + setup.options.name;
    return options;
}

ConnectionOptions unnamed(ConnectionOptions options)
{
    options.clientName.clear();
    return options;
}

} // namespace

WorkerLoop::WorkerLoop(std::shared_ptr<const WorkerSetup> setup, std::shared_ptr<Processor> processor,
    WorkerEvents& events, std::shared_ptr<CallQueue> calls)
    : m_setup(std::move(setup))
    , m_processor(std::move(processor))
    , m_calls(std::move(calls))
    , m_connection(unnamed(m_setup->connection), ConnectionRole::Worker)
    , m_blocking(named(*m_setup), ConnectionRole::Blocking)
    , m_core(m_setup, m_connection, events, m_calls)
    , m_fetcher(m_core, m_blocking)
    , m_finisher(m_core)
    , m_requests(m_core, [this](const ActiveJobPtr& job) { m_finisher.moved(job); })
    , m_runner(m_core, *m_processor, m_requests, m_finisher)
    , m_locks(m_core,
          [this](const ActiveJobPtr& job, const QString& message) { m_finisher.loseLock(job, message); })
    , m_stalled(m_core)
    , m_journal(*m_setup)
    , m_recovery(m_core, m_runner, m_finisher, m_journal)
{
    m_fetcher.setHandlers([this](const JobId& id, const std::vector<Reply>& fields,
                              const QByteArray& token) { m_runner.start(id, fields, token); },
        [this] { m_recovery.adoptOwn(); });
    m_finisher.setHandlers({
        [this](const Reply& next, const QByteArray& token) { m_fetcher.takeNext(next, token); },
        [this](qint64 milliseconds) { m_fetcher.limitFor(milliseconds); },
        [this] { m_recovery.adoptOwn(); },
        [this] { onSlotFreed(); },
    });
    m_recovery.setAdopted([this] { m_fetcher.pump(); });
    for (QTimer* timer : {&m_graceTimer, &m_lastTimer, &m_awayTimer})
        timer->setSingleShot(true);
    connect(&m_graceTimer, &QTimer::timeout, this, &WorkerLoop::endGrace);
    connect(&m_lastTimer, &QTimer::timeout, this, &WorkerLoop::finishClose);
    connect(&m_awayTimer, &QTimer::timeout, this, &WorkerLoop::finishClose);
    watchConnections();
}

WorkerLoop::~WorkerLoop()
{
    m_calls->close();
    for (const ActiveJobPtr& job : std::as_const(m_core.jobs))
        job->requestStop(QByteArrayLiteral("the worker was closed"));
    dropConnections();
    closeJournal();
}

//! With jobs left behind the journal stays: the next start gives them back.
void WorkerLoop::closeJournal()
{
    if (m_core.jobs.isEmpty() && m_report.abandoned == 0)
        m_journal.close();
}

//! Pending handlers reach into the parts, which go before the connections do: they are told while all are
//! there. What they ask for in turn is refused, and told in the second round.
void WorkerLoop::dropConnections()
{
    m_core.closing = true;
    for (RedisConnection* connection : {&m_blocking, &m_connection})
        connection->disconnect(this);
    for (RedisConnection* connection : {&m_blocking, &m_connection, &m_blocking, &m_connection})
        connection->closeNow();
}

void WorkerLoop::watchConnections()
{
    for (RedisConnection* connection : {&m_connection, &m_blocking})
        connect(connection, &RedisConnection::errorOccurred, this,
            [this](const Error& error) { m_core.errors.report(error); });
    connect(&m_connection, &RedisConnection::ready, this, &WorkerLoop::onReady);
    connect(&m_connection, &RedisConnection::connectionLost, this, &WorkerLoop::watchAbsence);
    connect(&m_blocking, &RedisConnection::ready, this, &WorkerLoop::onBlockingReady);
}

void WorkerLoop::run()
{
    if (m_running || m_core.closing)
        return;
    m_running = true;
    m_processor->setConcurrency(m_core.concurrency);
    if (const Status opened = m_journal.open(); !opened)
        m_core.errors.report(opened.error());
    m_connection.open();
    m_blocking.open();
    if (!m_setup->options.skipLockRenewal)
        m_locks.start();
    m_stalled.start();
}

//! While closing nobody waits for a Redis that is away: a job could not be finished anyway, and the journal
//! brings it back at the next start.
void WorkerLoop::watchAbsence()
{
    if (m_core.closing && !m_closed && !m_connection.isReady())
        m_awayTimer.start(lastWait);
}

//! After each connect: first what became of our own jobs, then new ones.
void WorkerLoop::onReady()
{
    m_awayTimer.stop();
    m_core.serverClock.doubt();
    m_fetcher.restart();
    m_finisher.settle();
    m_locks.renewAll();
    m_recovery.adoptOwn();
    m_recovery.returnOfDead();
    m_recovery.checkIds();
    m_fetcher.pump();
    tellReady();
}

void WorkerLoop::onBlockingReady()
{
    m_fetcher.pump();
    tellReady();
}

void WorkerLoop::tellReady()
{
    if (m_toldReady || !m_connection.isReady() || !m_blocking.isReady())
        return;
    m_toldReady = true;
    m_core.events.post([](Worker& worker) { Q_EMIT worker.ready(); });
}

void WorkerLoop::setConcurrency(int concurrency)
{
    m_core.concurrency = std::max(concurrency, 1);
    m_processor->setConcurrency(m_core.concurrency);
    m_fetcher.pump();
}

void WorkerLoop::pause()
{
    if (m_core.paused || m_core.closing)
        return;
    m_core.paused = true;
    m_toldPaused = false;
    stopTaking();
    onSlotFreed();
}

void WorkerLoop::resume()
{
    if (!m_core.paused || m_core.closing)
        return;
    m_core.paused = false;
    m_core.events.post([](Worker& worker) { Q_EMIT worker.resumed(); });
    if (!m_running)
        return;
    m_fetcher.restart();
    m_stalled.start();
    m_fetcher.pump();
}

void WorkerLoop::stopTaking()
{
    m_stalled.stop();
    m_fetcher.breakWait();
}

void WorkerLoop::cancelJob(const JobId& job, const QByteArray& reason)
{
    for (const ActiveJobPtr& active : std::as_const(m_core.jobs)) {
        if (active->job().id == job)
            active->requestStop(reason);
    }
}

void WorkerLoop::cancelAllJobs(const QByteArray& reason)
{
    for (const ActiveJobPtr& active : std::as_const(m_core.jobs))
        active->requestStop(reason);
}

void WorkerLoop::onSlotFreed()
{
    if (m_core.closing) {
        if (m_core.jobs.isEmpty())
            finishClose();
        return;
    }
    if (!m_core.paused)
        return m_fetcher.pump();
    if (m_core.jobs.isEmpty() && !m_toldPaused) {
        m_toldPaused = true;
        m_core.events.post([](Worker& worker) { Q_EMIT worker.paused(); });
    }
}

void WorkerLoop::close(Milliseconds grace)
{
    if (m_closed || m_handingBack)
        return;
    if (!m_core.closing) {
        m_core.closing = true;
        m_core.events.post([](Worker& worker) { Q_EMIT worker.closing(); });
        m_stalled.stop();
        m_blocking.close();
    } else if (m_graceTimer.isActive() && m_graceTimer.remainingTimeAsDuration() <= grace) {
        return;
    }
    if (m_core.jobs.isEmpty())
        return finishClose();
    watchAbsence();
    if (grace.count() > 0)
        m_graceTimer.start(grace);
    else
        endGrace();
}

//! Jobs whose end is on its way to Redis are waited for, the others go back to waiting.
void WorkerLoop::endGrace()
{
    m_handingBack = true;
    m_graceTimer.stop();
    m_lastTimer.start(lastWait);
    const ActiveJobs jobs = m_core.jobs;
    for (const ActiveJobPtr& job : jobs) {
        if (job->lost)
            m_core.jobs.remove(job->token()); // not ours any more
        else if (!job->plan && job->move == ActiveJob::Move::None)
            m_finisher.handBack(job, [this](bool ok) { onHandedBack(ok); });
    }
    if (m_core.jobs.isEmpty())
        finishClose();
}

void WorkerLoop::onHandedBack(bool ok)
{
    if (ok)
        ++m_report.handedBack;
    else
        ++m_report.abandoned;
}

void WorkerLoop::finishClose()
{
    if (m_closed)
        return;
    m_closed = true;
    m_graceTimer.stop();
    m_lastTimer.stop();
    m_awayTimer.stop();
    m_locks.stop();
    m_report.abandoned += m_core.running();
    closeJournal();
    m_connection.close();
    m_blocking.close();
    m_core.events.post([report = m_report](Worker& worker) { Q_EMIT worker.closed(report); });
}

} // namespace drover
