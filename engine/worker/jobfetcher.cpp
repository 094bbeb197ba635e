// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/jobfetcher_p.h"

#include "protocol/jsontext.h"

#include <algorithm>
#include <cmath>

namespace drover {
namespace {

constexpr double longestBlock =
    10; // seconds: longer ones lose too much when the connection breaks (upstream #1658)

} // namespace

JobFetcher::JobFetcher(WorkerCore& core, RedisConnection& blocking)
    : m_core(core)
    , m_blocking(blocking)
    , m_backoff(core.setup->options.runRetryDelay)
{
    for (QTimer* timer : {&m_backoffTimer, &m_limitTimer}) {
        timer->setSingleShot(true);
        timer->setTimerType(Qt::PreciseTimer);
    }
    connect(&m_backoffTimer, &QTimer::timeout, this, &JobFetcher::pump);
    connect(&m_limitTimer, &QTimer::timeout, this, [this] {
        m_drained = false;
        m_limitUntil = 0;
        pump();
    });
}

void JobFetcher::setHandlers(Fetched fetched, std::function<void()> broken)
{
    m_fetched = std::move(fetched);
    m_broken = std::move(broken);
}

void JobFetcher::pump()
{
    if (m_fetching || m_waiting || m_backoffTimer.isActive() || m_limitTimer.isActive())
        return;
    if (!hasRoom())
        return;
    if (m_limitUntil > m_core.now())
        waitForRateLimit();
    else if (m_drained)
        wait();
    else
        fetch();
}

//! Without a connection, and until it is known which jobs are ours, a slot that looks free may belong to one.
bool JobFetcher::hasRoom() const
{
    return m_core.takesJobs() && m_core.connection.isReady() && !m_core.reconciling
        && m_core.running() < m_core.concurrency;
}

//! A wrong time would take jobs that are not due, or leave those that are: first it is known.
void JobFetcher::fetch()
{
    m_fetching = true;
    if (m_core.serverClock.isDoubtful())
        return m_core.serverClock.ask([this] {
            m_fetching = false;
            m_drained = false;
            pump();
        });
    const QByteArray token = m_core.setup->id + ':' + QByteArray::number(m_nextToken++);
    m_core.scripts.moveToActive(
        token, m_core.now(), [this, token](Result<Reply> reply) { onFetched(token, reply); });
}

void JobFetcher::onFetched(const QByteArray& token, const Result<Reply>& reply)
{
    m_fetching = false;
    if (!reply)
        return; // the connection went: restart() and pump() follow, the recovery finds a job that was fetched
    if (reply->isError())
        return backOff(*reply);
    m_backoff.reset();
    takeNext(*reply, token);
    pump();
}

void JobFetcher::takeNext(const Reply& next, const QByteArray& token)
{
    if (next.items.size() < 4)
        return setDrained();
    const qint64 limit = next.items[2].toInteger();
    m_limitUntil = limit > 0 ? m_core.now() + limit : 0;
    m_blockUntil = std::max<qint64>(next.items[3].toInteger(), 0);
    if (next.items[0].isArray()) {
        m_drained = false;
        m_fetched(next.items[1].text, next.items[0].items, token);
    } else if (limit <= 0) {
        setDrained();
    }
}

void JobFetcher::setDrained()
{
    if (m_drained)
        return;
    m_drained = true;
    m_core.events.post([](Worker& worker) { Q_EMIT worker.drained(); });
}

double JobFetcher::blockSeconds(qint64 blockUntil) const
{
    const ServerInfo& server = m_blocking.serverInfo();
    const double shortest = server.blocksForOneMillisecond() ? 0.001 : 0.002;
    double seconds = std::max(static_cast<double>(m_core.setup->options.drainDelay.count()) / 1000, shortest);
    if (blockUntil > 0) {
        const qint64 remaining = blockUntil - m_core.now();
        if (remaining <= 0)
            return 0;
        seconds = std::clamp(static_cast<double>(remaining) / 1000, shortest, longestBlock);
    }
    return server.takesFractionalTimeouts() ? seconds : std::ceil(seconds);
}

void JobFetcher::wait()
{
    if (!m_blocking.isReady())
        return; // its `ready` pumps
    const qint64 blockUntil = m_blockUntil;
    const double seconds = blockSeconds(blockUntil);
    if (seconds <= 0)
        return fetch();
    m_waiting = true;
    m_limitUntil = 0;
    m_blockUntil = 0;
    m_blocking.sendBlocking({"BZPOPMIN", m_core.setup->queue.key("marker"), json::encodeNumber(seconds)},
        Milliseconds(static_cast<qint64>(std::ceil(seconds * 1000))),
        [this, blockUntil](Result<Reply> reply) { onMarker(blockUntil, reply); });
}

void JobFetcher::onMarker(qint64 blockUntil, const Result<Reply>& reply)
{
    m_waiting = false;
    if (!reply) {
        // A marker may be lost with the connection: look for jobs before waiting again.
        m_drained = false;
        return pump();
    }
    if (reply->isError())
        return backOff(*reply);
    m_backoff.reset();
    if (reply->items.size() < 3)
        return afterWait(0);
    const qint64 score = static_cast<qint64>(reply->items[2].text.toDouble());
    afterWait(blockUntil > 0 && score > blockUntil ? blockUntil : score);
}

void JobFetcher::afterWait(qint64 blockUntil)
{
    m_blockUntil = blockUntil;
    const bool isDue = blockUntil <= 0 || blockUntil - m_core.now() < 1;
    if (isDue && hasRoom())
        return fetch();
    if (isDue)
        m_drained = false; // the marker is gone: who has room next looks for jobs, and does not wait
    pump();
}

void JobFetcher::backOff(const Reply& error)
{
    const ReplyClass cause = classifyReply(error.text);
    m_core.errors.report(errorFromReply(error));
    m_drained = false;
    m_backoffTimer.start(m_backoff.next(cause));
    // A script that stopped half-way has locked a job for us without saying which.
    if (cause == ReplyClass::Data)
        m_broken();
}

void JobFetcher::limitFor(qint64 milliseconds)
{
    m_limitUntil = milliseconds > 0 ? m_core.now() + milliseconds : 0;
}

void JobFetcher::waitForRateLimit()
{
    const qint64 remaining = std::max<qint64>(m_limitUntil - m_core.now(), 1);
    m_limitTimer.start(std::min(Milliseconds(remaining), m_core.setup->options.maximumRateLimitDelay));
}

void JobFetcher::breakWait()
{
    if (m_waiting)
        m_blocking.reconnect();
}

void JobFetcher::restart()
{
    m_backoffTimer.stop();
    m_backoff.reset();
    m_drained = false;
    m_blockUntil = 0;
}

} // namespace drover
