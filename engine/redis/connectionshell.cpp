// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "core/logging_p.h"
#include "redis/readonlycommands.h"
#include "redis/redisconnection_p.h"
#include "redis/replyclass.h"
#include "redis/writeround_p.h"

#include <QPointer>
#include <QRandomGenerator>

#include <algorithm>
#include <iterator>
#include <new>

namespace drover {

namespace {

constexpr size_t longestOfflineQueue = 100000;
constexpr Milliseconds watchdogMargin{1000}; // class RedisConnection: block time + 1 s
constexpr qint64 bytesOfProgress = 4096; // a peer that trickles single bytes does not count as alive
constexpr int queueRetries = 20; // retries per request of a Queue (guide, P4)

Error closedError(const QString& message)
{
    return {ErrorCode::ConnectionClosed, message, {}};
}

} // namespace

RedisConnection::Private::Private(
    RedisConnection* owner, ConnectionOptions connectionOptions, ConnectionRole connectionRole)
    : q(owner)
    , options(std::move(connectionOptions))
    , role(connectionRole)
    , fsm(options, [] { return QRandomGenerator::global()->generateDouble(); })
    , m_silence(options.commandTimeout)
{
    fsmTimer.setSingleShot(true);
    fsmTimer.setTimerType(Qt::PreciseTimer);
    m_watchdog.setSingleShot(true);
    QObject::connect(&fsmTimer, &QTimer::timeout, q, [this] { carryOut(fsm.timeout()); });
    QObject::connect(&m_watchdog, &QTimer::timeout, q, [this] {
        onFailed({ErrorCode::Timeout, QStringLiteral("a blocking command did not come back in time"), {}});
    });
    QObject::connect(&m_silenceTimer, &QTimer::timeout, q, [this] { checkSilence(); });
}

void RedisConnection::Private::carryOut(ConnectionFsm::Steps steps)
{
    std::ranges::move(steps, std::back_inserter(m_steps));
    if (m_isCarryingOut)
        return;
    m_isCarryingOut = true;
    const QPointer<RedisConnection> alive(q);
    while (!m_steps.empty()) {
        ConnectionFsm::Step step = std::move(m_steps.front());
        m_steps.pop_front();
        carryOut(step);
        if (!alive)
            return;
    }
    m_isCarryingOut = false;
}

void RedisConnection::Private::carryOut(ConnectionFsm::Step& step)
{
    using Kind = ConnectionFsm::Step::Kind;
    switch (step.kind) {
    case Kind::OpenSocket:
        return openSocket();
    case Kind::DropSocket:
        return dropSocket();
    case Kind::Send: {
        QByteArray bytes;
        for (const Command& command : step.commands)
            bytes += command.bytes();
        if (m_transport)
            m_transport->write(bytes);
        return;
    }
    case Kind::StartTimer:
        return fsmTimer.start(step.delay);
    case Kind::StopTimer:
        return fsmTimer.stop();
    case Kind::BecomeReady:
        return becomeReady();
    case Kind::Lose:
        return lose();
    case Kind::FailedTry:
        return settleFailedTry();
    case Kind::Warn:
        return tell(*step.error);
    case Kind::TellState:
        Q_EMIT q->stateChanged(ConnectionFsm::stateOf(step.phase));
        return;
    }
}

void RedisConnection::Private::becomeReady()
{
    q->setProperty(tlsFactsProperty, QVariant::fromValue(m_transport->tlsFacts()));
    m_silenceTimer.start(m_silence.checkEvery());
    m_isPinging = false;
    m_lastProgress.start();
    flushSoon();
    Q_EMIT q->ready();
}

void RedisConnection::Private::lose()
{
    const Error reason = fsm.lastError().value_or(closedError(QStringLiteral("connection lost")));
    const QPointer<RedisConnection> alive(q);
    Q_EMIT q->connectionLost(reason);
    if (!alive)
        return;
    Error error = reason;
    error.code = ErrorCode::ConnectionClosed;
    // A blocked command is never repeated by itself: its owner decides what to wait for.
    failSoon(role == ConnectionRole::Blocking
            ? requests.failAll(error)
            : requests.connectionLost(maxRetries(), queuesOffline(), error));
    (void)deliver();
}

void RedisConnection::Private::settleFailedTry()
{
    const Error error = fsm.lastError().value_or(closedError(QStringLiteral("not connected")));
    const QPointer<RedisConnection> alive(q);
    tell(error);
    if (!alive)
        return;
    if (queuesOffline())
        return failSoon(requests.tryFailed(maxRetries(), error));
    // A queue's calls wait only for the first try; a person must act before a refused one goes on.
    if (fsm.phase() == ConnectionFsm::Phase::Refused)
        return failSoon(requests.failAll(error));
    failSoon(requests.connectionLost(maxRetries(), false, error));
    failSoon(requests.tryFailed(maxRetries(), error));
}

void RedisConnection::Private::openSocket()
{
    dropSocket();
    m_transport = std::make_unique<Transport>(options);
    QObject::connect(m_transport.get(), &Transport::connected, q, [this] { carryOut(fsm.connected()); });
    QObject::connect(m_transport.get(), &Transport::readable, q, [this] { onReadable(); });
    QObject::connect(
        m_transport.get(), &Transport::failed, q, [this](const Error& error) { onFailed(error); });
    m_transport->open();
}

void RedisConnection::Private::dropSocket()
{
    ++m_generation;
    m_watchdog.stop();
    m_silenceTimer.stop();
    m_reader.reset();
    m_firstBytes.clear();
    m_bytesWithoutProgress = 0;
    m_isPinging = false;
    if (!m_transport)
        return;
    // We may be inside one of its signals.
    m_transport->disconnect(q);
    m_transport.release()->deleteLater();
}

void RedisConnection::Private::onFailed(Error error)
{
    const bool isSilentEnd = m_firstBytes.isEmpty() && fsm.phase() == ConnectionFsm::Phase::Handshake
        && error.code == ErrorCode::ConnectionClosed;
    if (isSilentEnd && !options.tls.enabled && options.unixSocket.isEmpty()) {
        error.context.insert(QStringLiteral("hint"), QStringLiteral("the server may require TLS"));
        error.message += QStringLiteral(" before it answered anything; it may require TLS");
    }
    const QPointer<RedisConnection> alive(q);
    tell(error);
    if (alive)
        carryOut(fsm.failed(std::move(error)));
}

void RedisConnection::Private::onReadable()
{
    const WriteRound round; // what the handlers send goes out at once instead of in the next turn
    const QPointer<RedisConnection> alive(q);
    const quint64 socket = m_generation;
    char buffer[65536];
    try {
        for (bool goesOn = true; goesOn;) {
            const qint64 size = m_transport->read(buffer, sizeof buffer);
            goesOn = size > 0 && read(QByteArrayView(buffer, size));
        }
    } catch (const std::bad_alloc&) {
        if (alive && m_generation == socket)
            onMemoryFull();
    }
}

//! Nothing is asked again by itself: the same answer would not fit either.
void RedisConnection::Private::onMemoryFull()
{
    m_reader.reset(); // with what it has of the answer
    const Error error{ErrorCode::Server, QStringLiteral("not enough memory for an answer of Redis"), {}};
    failSoon(requests.failAll(error));
    onFailed(error);
}

bool RedisConnection::Private::read(QByteArrayView bytes)
{
    const QPointer<RedisConnection> alive(q);
    const quint64 socket = m_generation;
    if (m_firstBytes.isEmpty())
        m_firstBytes = bytes.first(std::min<qsizetype>(bytes.size(), 16)).toByteArray();
    m_bytesWithoutProgress += bytes.size();
    m_reader.feed(bytes);
    bool hasProgress = m_bytesWithoutProgress >= bytesOfProgress;
    while (std::optional<Reply> reply = m_reader.next()) {
        hasProgress = true;
        const bool goesOn = handle(std::move(*reply));
        if (!alive || !goesOn || m_generation != socket)
            return false;
    }
    if (m_reader.hasFailed()) {
        if (m_reader.error() == QLatin1StringView("Out of memory")) // hiredis' words
            onMemoryFull();
        else
            onFailed(strangerError(m_firstBytes, m_reader.error()));
        return false;
    }
    if (hasProgress) {
        m_lastProgress.start();
        m_bytesWithoutProgress = 0;
    }
    return true;
}

bool RedisConnection::Private::handle(Reply reply)
{
    const QPointer<RedisConnection> alive(q);
    const quint64 socket = m_generation;
    if (fsm.phase() != ConnectionFsm::Phase::Ready) {
        carryOut(fsm.handshakeReply(reply));
        return alive && m_generation == socket;
    }
    const bool movedAway = reply.isError() && classifyReply(reply.text) == ReplyClass::ReResolve;
    const Error reason = movedAway ? errorFromReply(reply) : Error{};
    const bool wasAsked = requests.answer(std::move(reply));
    if (!alive || m_generation != socket)
        return false;
    if (!wasAsked || movedAway) {
        onFailed(wasAsked ? reason
                          : Error{ErrorCode::Server, QStringLiteral("a reply that nobody asked for"), {}});
        return false;
    }
    if (m_watchdog.isActive() || requests.blockingFor())
        armWatchdog();
    return true;
}

void RedisConnection::Private::flushSoon()
{
    if (WriteRound* round = WriteRound::current())
        return round->add(q, [this] { flush(); });
    if (m_isFlushPosted)
        return;
    m_isFlushPosted = true;
    QMetaObject::invokeMethod(
        q,
        [this] {
            m_isFlushPosted = false;
            flush();
        },
        Qt::QueuedConnection);
}

void RedisConnection::Private::flush()
{
    const quint64 socket = m_generation;
    while (fsm.phase() == ConnectionFsm::Phase::Ready && requests.hasUnwritten() && m_generation == socket) {
        const bool wasIdle = !requests.hasUnanswered();
        const RequestQueue::Outgoing out = requests.takeOutgoing();
        sent += out.commands;
        if (wasIdle) {
            m_lastProgress.start(); // silence counts from the question
            armWatchdog();
        }
        m_transport->write(out.bytes);
    }
}

void RedisConnection::Private::armWatchdog()
{
    const std::optional<Milliseconds> blockFor = requests.blockingFor();
    if (blockFor && blockFor->count() > 0)
        m_watchdog.start(*blockFor + watchdogMargin);
    else
        m_watchdog.stop();
}

void RedisConnection::Private::checkSilence()
{
    if (requests.blockingFor())
        return; // the watchdog knows how long Redis may be silent
    const Milliseconds silence(m_lastProgress.elapsed());
    switch (m_silence.deed(silence, requests.hasUnanswered(), m_isPinging)) {
    case SilenceRule::Deed::Wait:
        return;
    case SilenceRule::Deed::Ping:
        if (m_transport && m_transport->canGoSilent())
            ping();
        return;
    case SilenceRule::Deed::GiveUp:
        const Milliseconds patience = m_silence.patience(m_isPinging);
        return onFailed(
            {ErrorCode::Timeout, QStringLiteral("Redis did not answer within %1 ms").arg(patience.count()),
                {{QStringLiteral("patience"), static_cast<qint64>(patience.count())}}});
    }
}

void RedisConnection::Private::ping()
{
    m_isPinging = true;
    // Never: a question about this socket means nothing on the next one.
    requests.add(Command({"PING"}, Repeat::Never), [this](const Result<Reply>&) { m_isPinging = false; });
    flush();
}

void RedisConnection::Private::failSoon(RequestQueue::Delivery delivery)
{
    RequestQueue::Deliveries one;
    one.push_back(std::move(delivery));
    failSoon(std::move(one));
}

void RedisConnection::Private::failSoon(RequestQueue::Deliveries deliveries)
{
    if (deliveries.empty())
        return;
    std::ranges::move(deliveries, std::back_inserter(m_failures));
    if (m_isDeliveryPosted)
        return;
    m_isDeliveryPosted = true;
    QMetaObject::invokeMethod(
        q,
        [this] {
            m_isDeliveryPosted = false;
            (void)deliver();
        },
        Qt::QueuedConnection);
}

bool RedisConnection::Private::deliver()
{
    RequestQueue::Deliveries now;
    now.swap(m_failures);
    const bool hasAny = !now.empty();
    for (RequestQueue::Delivery& delivery : now)
        delivery.run(); // `now` is ours, also when the connection dies on the way
    return hasAny;
}

void RedisConnection::Private::failAllNow(const Error& error)
{
    // A handler that asks again is told the same; one that never stops asking is not heard for ever.
    constexpr int mostRounds = 100;
    const QPointer<RedisConnection> alive(q);
    for (int round = 0; alive && round < mostRounds; ++round) {
        failSoon(requests.failAll(error));
        if (!deliver())
            return;
    }
}

void RedisConnection::Private::tell(const Error& error)
{
    if (!m_throttle.admits(errorName(error.code) + error.message, Clock::system().monotonic()))
        return;
    qCWarning(logRedis).noquote() << errorName(error.code) << error.message;
    Q_EMIT q->errorOccurred(error);
}

std::optional<Error> RedisConnection::Private::refusal(const Command& command) const
{
    if (!options.readOnly)
        return notNow();
    const QByteArray name = command.name();
    if (isReadOnlyCommand(name))
        return notNow();
    return Error{ErrorCode::ReadOnly,
        QStringLiteral("%1 was not sent: this connection is read-only").arg(QString::fromUtf8(name)),
        {{QStringLiteral("command"), QString::fromUtf8(name)}}};
}

std::optional<Error> RedisConnection::Private::notNow() const
{
    if (fsm.phase() == ConnectionFsm::Phase::Ready)
        return std::nullopt;
    if (fsm.phase() == ConnectionFsm::Phase::Closed)
        return closedError(QStringLiteral("the connection is closed"));
    if (!queuesOffline() && !fsm.isFirstTry()) {
        Error error = fsm.lastError().value_or(closedError(QStringLiteral("not connected")));
        if (fsm.phase() != ConnectionFsm::Phase::Refused)
            error.code = ErrorCode::ConnectionClosed;
        return error;
    }
    if (requests.size() >= longestOfflineQueue)
        return closedError(QStringLiteral("too many commands wait for the connection"));
    return std::nullopt;
}

std::optional<int> RedisConnection::Private::maxRetries() const
{
    if (options.maxRetriesPerRequest)
        return options.maxRetriesPerRequest;
    return role == ConnectionRole::Queue ? std::optional(queueRetries) : std::nullopt;
}

} // namespace drover
