// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/redisconnection.h"

#include "core/logging_p.h"
#include "redis/connectionfsm.h"
#include "redis/readonlycommands.h"
#include "redis/replyclass.h"
#include "redis/requestqueue_p.h"
#include "redis/respreader_p.h"
#include "redis/transport_p.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QHash>
#include <QPointer>
#include <QPromise>
#include <QRandomGenerator>
#include <QTimer>

#include <algorithm>

namespace drover {

namespace {

constexpr size_t longestOfflineQueue = 100000;
constexpr Milliseconds watchdogMargin{1000}; // class RedisConnection: block time + 1 s
constexpr Milliseconds silenceBeforePing{10000};
constexpr Milliseconds pingPatience{4000};
constexpr Milliseconds warningInterval{1000}; // one of each cause
constexpr int queueRetries = 20; // retries per request of a Queue (guide, P4)

Error closedError(const QString& message)
{
    return {ErrorCode::ConnectionClosed, message, {}};
}

ConnectionState stateOf(ConnectionFsm::Phase phase)
{
    switch (phase) {
    case ConnectionFsm::Phase::Closed:
        return ConnectionState::Closed;
    case ConnectionFsm::Phase::Connecting:
    case ConnectionFsm::Phase::Handshake:
        return ConnectionState::Connecting;
    case ConnectionFsm::Phase::Ready:
        return ConnectionState::Ready;
    case ConnectionFsm::Phase::Waiting:
        return ConnectionState::Waiting;
    case ConnectionFsm::Phase::Refused:
        return ConnectionState::Refused;
    }
    return ConnectionState::Closed;
}

// What the first bytes of a peer that does not speak RESP tell about it.
QString strangerHint(QByteArrayView bytes)
{
    if (bytes.startsWith("\x15\x03"))
        return QStringLiteral("the server answers in TLS: it may require a TLS connection");
    if (bytes.startsWith("HTTP/"))
        return QStringLiteral("this is a web server, not Redis");
    return QStringLiteral("the answer is not Redis' protocol");
}

} // namespace

class RedisConnection::Private {
public:
    Private(RedisConnection* owner, ConnectionOptions connectionOptions, ConnectionRole connectionRole);

    void carryOut(ConnectionFsm::Steps steps);
    void carryOut(ConnectionFsm::Step& step);
    void openSocket();
    void dropSocket();
    void onFailed(Error error);
    void onReadable();
    //! False when the owner is gone or the socket was changed meanwhile.
    bool handle(Reply reply);
    void lose();
    void settleFailedTry();
    void flushSoon();
    void flush();
    void failSoon(ReplyHandler handler, Error error);
    void deliverSoon(RequestQueue::Deliveries deliveries);
    void deliver();
    void tell(const Error& error);
    void checkSilence();
    [[nodiscard]] std::optional<Error> refusal(const Command& command) const;
    [[nodiscard]] std::optional<Error> notNow() const;
    [[nodiscard]] std::optional<int> maxRetries() const;
    [[nodiscard]] bool queuesOffline() const { return role != ConnectionRole::Queue; }

    RedisConnection* q;
    ConnectionOptions options;
    ConnectionRole role;
    ConnectionFsm fsm;
    RequestQueue requests;
    RespReader reader;
    std::unique_ptr<Transport> transport;
    QTimer fsmTimer;
    QTimer watchdog;
    QTimer silenceTimer;
    QElapsedTimer lastByte;
    QByteArray firstBytes;
    RequestQueue::Deliveries failures;
    QHash<QString, QDeadlineTimer> told;
    quint64 sent = 0;
    quint64 generation = 0; // of the socket
    bool isFlushPosted = false;
    bool isDeliveryPosted = false;
    bool isPinging = false;
};

RedisConnection::Private::Private(
    RedisConnection* owner, ConnectionOptions connectionOptions, ConnectionRole connectionRole)
    : q(owner)
    , options(std::move(connectionOptions))
    , role(connectionRole)
    , fsm(options, [] { return QRandomGenerator::global()->generateDouble(); })
{
    fsmTimer.setSingleShot(true);
    fsmTimer.setTimerType(Qt::PreciseTimer);
    watchdog.setSingleShot(true);
    QObject::connect(&fsmTimer, &QTimer::timeout, q, [this] { carryOut(fsm.timeout()); });
    QObject::connect(&watchdog, &QTimer::timeout, q, [this] {
        onFailed({ErrorCode::Timeout, QStringLiteral("a blocking command did not come back in time"), {}});
    });
    QObject::connect(&silenceTimer, &QTimer::timeout, q, [this] { checkSilence(); });
}

void RedisConnection::Private::carryOut(ConnectionFsm::Steps steps)
{
    const QPointer<RedisConnection> alive(q);
    for (ConnectionFsm::Step& step : steps) {
        carryOut(step);
        if (!alive)
            return;
    }
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
        return transport->write(bytes);
    }
    case Kind::StartTimer:
        return fsmTimer.start(step.delay);
    case Kind::StopTimer:
        return fsmTimer.stop();
    case Kind::BecomeReady:
        if (options.commandTimeout.count() > 0)
            silenceTimer.start(std::clamp(options.commandTimeout / 4, Milliseconds(20), Milliseconds(1000)));
        isPinging = false;
        flushSoon();
        Q_EMIT q->ready();
        return;
    case Kind::Lose:
        return lose();
    case Kind::Warn:
        return tell(*step.error);
    case Kind::TellState:
        if (fsm.phase() == ConnectionFsm::Phase::Waiting || fsm.phase() == ConnectionFsm::Phase::Refused)
            settleFailedTry();
        Q_EMIT q->stateChanged(stateOf(fsm.phase()));
        return;
    }
}

void RedisConnection::Private::openSocket()
{
    dropSocket();
    transport = std::make_unique<Transport>(options);
    QObject::connect(transport.get(), &Transport::connected, q, [this] { carryOut(fsm.connected()); });
    QObject::connect(transport.get(), &Transport::readable, q, [this] { onReadable(); });
    QObject::connect(transport.get(), &Transport::failed, q, [this](const Error& error) { onFailed(error); });
    lastByte.start();
    transport->open();
}

void RedisConnection::Private::dropSocket()
{
    ++generation;
    watchdog.stop();
    silenceTimer.stop();
    reader.reset();
    firstBytes.clear();
    if (!transport)
        return;
    // We may be inside one of its signals.
    transport->disconnect(q);
    transport.release()->deleteLater();
}

void RedisConnection::Private::onFailed(Error error)
{
    const bool sawNothing = firstBytes.isEmpty() && fsm.phase() == ConnectionFsm::Phase::Handshake;
    if (sawNothing && error.code == ErrorCode::ConnectionClosed && !options.tls.enabled)
        error.context.insert(QStringLiteral("hint"), QStringLiteral("the server may require TLS"));
    tell(error);
    carryOut(fsm.failed(std::move(error)));
}

void RedisConnection::Private::onReadable()
{
    const QPointer<RedisConnection> alive(q);
    const quint64 now = generation;
    char buffer[65536];
    while (const qint64 size = transport->read(buffer, sizeof buffer)) {
        if (size < 0)
            break;
        lastByte.start();
        if (firstBytes.isEmpty())
            firstBytes = QByteArray(buffer, std::min<qint64>(size, 16));
        reader.feed(QByteArrayView(buffer, size));
        while (std::optional<Reply> reply = reader.next()) {
            const bool goesOn = handle(std::move(*reply));
            if (!alive || !goesOn || generation != now)
                return;
        }
        if (reader.hasFailed())
            return onFailed(
                {ErrorCode::Server, strangerHint(firstBytes), {{QStringLiteral("reader"), reader.error()}}});
    }
    // What the handlers sent goes out at once instead of in the next turn.
    flush();
}

bool RedisConnection::Private::handle(Reply reply)
{
    if (fsm.phase() != ConnectionFsm::Phase::Ready) {
        carryOut(fsm.handshakeReply(reply));
        return true;
    }
    watchdog.stop();
    const bool movedAway = reply.isError() && classifyReply(reply.text) == ReplyClass::ReResolve;
    const Error reason = movedAway ? errorFromReply(reply) : Error{};
    const QPointer<RedisConnection> alive(q);
    const quint64 now = generation;
    if (!requests.answer(std::move(reply))) {
        onFailed({ErrorCode::Server, QStringLiteral("a reply that nobody asked for"), {}});
        return false;
    }
    if (!alive)
        return false;
    if (movedAway && generation == now)
        onFailed(reason);
    return generation == now;
}

void RedisConnection::Private::lose()
{
    const Error reason = fsm.lastError().value_or(closedError(QStringLiteral("connection lost")));
    qCInfo(logRedis) << "connection lost:" << reason.message;
    const QPointer<RedisConnection> alive(q);
    Q_EMIT q->connectionLost(reason);
    if (!alive)
        return;
    Error error = reason;
    error.code = ErrorCode::ConnectionClosed;
    // A blocked command is never repeated by itself: its owner decides what to wait for.
    deliverSoon(role == ConnectionRole::Blocking
            ? requests.failAll(error)
            : requests.connectionLost(maxRetries(), queuesOffline(), error));
    deliver();
}

void RedisConnection::Private::settleFailedTry()
{
    Error error = fsm.lastError().value_or(closedError(QStringLiteral("not connected")));
    if (fsm.attempt() == 1 && !queuesOffline()) {
        // The first handshake failed: what waited for it fails fast from now on, but for repeats.
        deliverSoon(requests.connectionLost(maxRetries(), false, error));
        return;
    }
    if (fsm.attempt() > 1)
        deliverSoon(requests.tryFailed(maxRetries(), error));
}

void RedisConnection::Private::flushSoon()
{
    if (isFlushPosted)
        return;
    isFlushPosted = true;
    QMetaObject::invokeMethod(
        q,
        [this] {
            isFlushPosted = false;
            flush();
        },
        Qt::QueuedConnection);
}

void RedisConnection::Private::flush()
{
    const quint64 now = generation;
    while (fsm.phase() == ConnectionFsm::Phase::Ready && requests.hasUnwritten() && generation == now) {
        if (!requests.hasUnanswered())
            lastByte.start(); // silence counts from the question
        const QByteArray bytes = requests.takeBytes(sent);
        transport->write(bytes);
    }
}

void RedisConnection::Private::failSoon(ReplyHandler handler, Error error)
{
    RequestQueue::Deliveries one;
    one.emplace_back(std::move(handler), std::move(error));
    deliverSoon(std::move(one));
}

void RedisConnection::Private::deliverSoon(RequestQueue::Deliveries deliveries)
{
    if (deliveries.empty())
        return;
    std::ranges::move(deliveries, std::back_inserter(failures));
    if (isDeliveryPosted)
        return;
    isDeliveryPosted = true;
    QMetaObject::invokeMethod(
        q, [this] { deliver(); }, Qt::QueuedConnection);
}

void RedisConnection::Private::deliver()
{
    isDeliveryPosted = false;
    const QPointer<RedisConnection> alive(q);
    RequestQueue::Deliveries now;
    now.swap(failures);
    for (RequestQueue::Delivery& delivery : now)
        delivery.run(); // `now` is ours, also when the connection dies on the way
}

void RedisConnection::Private::tell(const Error& error)
{
    const QString cause = errorName(error.code) + error.message;
    QDeadlineTimer& next = told[cause];
    if (!next.hasExpired() && !next.isForever() && next.remainingTime() > 0)
        return;
    if (told.size() > 64) {
        told.clear();
        told.insert(cause, QDeadlineTimer(warningInterval));
    } else {
        next.setRemainingTime(warningInterval);
    }
    qCWarning(logRedis).noquote() << errorName(error.code) << error.message;
    Q_EMIT q->errorOccurred(error);
}

void RedisConnection::Private::checkSilence()
{
    const Milliseconds silence(lastByte.elapsed());
    if (role == ConnectionRole::Blocking && watchdog.isActive())
        return; // the watchdog knows how long Redis may be silent
    if (requests.hasUnanswered()) {
        const Milliseconds patience = isPinging ? pingPatience : options.commandTimeout;
        if (silence >= patience)
            onFailed({ErrorCode::Timeout,
                QStringLiteral("Redis did not answer for %1 ms").arg(silence.count()), {}});
        return;
    }
    isPinging = false;
    if (silence >= silenceBeforePing && transport && transport->canGoSilent()) {
        isPinging = true;
        requests.add({"PING"}, [](const Result<Reply>&) {});
        flush();
    }
}

std::optional<Error> RedisConnection::Private::refusal(const Command& command) const
{
    if (options.readOnly) {
        const QByteArray name = command.name();
        if (!isReadOnlyCommand(name))
            return Error{ErrorCode::ReadOnly,
                QStringLiteral("%1 was not sent: this connection is read-only").arg(QString::fromUtf8(name)),
                {{QStringLiteral("command"), QString::fromUtf8(name)}}};
    }
    return notNow();
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

RedisConnection::RedisConnection(ConnectionOptions options, ConnectionRole role, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(options), role))
{
}

RedisConnection::~RedisConnection()
{
    RequestQueue::Deliveries last =
        d->requests.failAll(closedError(QStringLiteral("the connection is closed")));
    d->dropSocket();
    std::ranges::move(last, std::back_inserter(d->failures));
    d->deliver();
}

const ConnectionOptions& RedisConnection::options() const
{
    return d->options;
}

ConnectionRole RedisConnection::role() const
{
    return d->role;
}

ConnectionStatus RedisConnection::status() const
{
    ConnectionStatus status;
    status.state = stateOf(d->fsm.phase());
    status.attempt = d->fsm.attempt();
    if (status.state == ConnectionState::Waiting)
        status.nextTryIn = Milliseconds(std::max(0, d->fsmTimer.remainingTime()));
    if (status.state != ConnectionState::Ready)
        status.lastError = d->fsm.lastError();
    return status;
}

bool RedisConnection::isReady() const
{
    return d->fsm.phase() == ConnectionFsm::Phase::Ready;
}

const ServerInfo& RedisConnection::serverInfo() const
{
    return d->fsm.serverInfo();
}

quint64 RedisConnection::commandsSent() const
{
    return d->sent;
}

void RedisConnection::open()
{
    if (d->role != ConnectionRole::Queue && d->options.maxRetriesPerRequest)
        d->tell({ErrorCode::BadInput,
            QStringLiteral(
                "maxRetriesPerRequest is limited on a worker's connection: after %1 failed tries its"
                " commands give up, and jobs may stall")
                .arg(*d->options.maxRetriesPerRequest),
            {{QStringLiteral("warning"), QStringLiteral("max-retries-per-request")}}});
    d->carryOut(d->fsm.open());
}

void RedisConnection::close()
{
    if (d->fsm.phase() == ConnectionFsm::Phase::Closed)
        return;
    d->deliverSoon(d->requests.failAll(closedError(QStringLiteral("the connection was closed"))));
    d->carryOut(d->fsm.close());
}

void RedisConnection::retryNow()
{
    d->carryOut(d->fsm.retryNow());
}

void RedisConnection::reconnect()
{
    const QPointer<RedisConnection> alive(this);
    d->carryOut(d->fsm.failed(closedError(QStringLiteral("reconnecting on request"))));
    if (alive)
        d->carryOut(d->fsm.retryNow());
}

void RedisConnection::send(Command command, ReplyHandler handler)
{
    if (std::optional<Error> error = d->refusal(command))
        return d->failSoon(std::move(handler), std::move(*error));
    d->requests.add(std::move(command), std::move(handler));
    d->flushSoon();
}

void RedisConnection::sendBatch(std::vector<Command> commands, BatchHandler handler)
{
    std::optional<Error> error = d->notNow();
    for (const Command& command : commands) {
        if (error)
            break;
        if (d->options.readOnly)
            error = d->refusal(command);
    }
    if (error || commands.empty()) {
        Result<Reply> nothing = error ? Result<Reply>(std::move(*error)) : Result<Reply>(Reply{});
        RequestQueue::Deliveries one;
        one.emplace_back(
            [handler = std::move(handler)](Result<Reply> reply) mutable {
                if (reply)
                    handler(std::vector<Reply>{});
                else
                    handler(std::move(reply).error());
            },
            std::move(nothing));
        return d->deliverSoon(std::move(one));
    }
    d->requests.addBatch(std::move(commands), std::move(handler));
    d->flushSoon();
}

void RedisConnection::sendBlocking(Command command, Milliseconds blockFor, ReplyHandler handler)
{
    if (std::optional<Error> error = d->refusal(command))
        return d->failSoon(std::move(handler), std::move(*error));
    d->requests.add(std::move(command), std::move(handler));
    d->watchdog.start(blockFor + watchdogMargin);
    d->flushSoon();
}

QFuture<Result<Reply>> RedisConnection::request(Command command)
{
    QPromise<Result<Reply>> promise;
    promise.start();
    QFuture<Result<Reply>> future = promise.future();
    send(std::move(command), [promise = std::move(promise)](Result<Reply> reply) mutable {
        promise.addResult(std::move(reply));
        promise.finish();
    });
    return future;
}

QFuture<Result<std::vector<Reply>>> RedisConnection::requestBatch(std::vector<Command> commands)
{
    QPromise<Result<std::vector<Reply>>> promise;
    promise.start();
    QFuture<Result<std::vector<Reply>>> future = promise.future();
    sendBatch(
        std::move(commands), [promise = std::move(promise)](Result<std::vector<Reply>> replies) mutable {
            promise.addResult(std::move(replies));
            promise.finish();
        });
    return future;
}

} // namespace drover
