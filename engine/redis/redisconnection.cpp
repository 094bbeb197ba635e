// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/redisconnection.h"

#include "redis/redisconnection_p.h"

#include <QPointer>
#include <QPromise>

#include <algorithm>

namespace drover {

namespace {

Error closedByOwner()
{
    return {ErrorCode::ConnectionClosed, QStringLiteral("the connection was closed"), {}};
}

} // namespace

RedisConnection::RedisConnection(ConnectionOptions options, ConnectionRole role, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(options), role))
{
}

RedisConnection::~RedisConnection()
{
    (void)d->fsm.close();
    d->dropSocket();
    d->failAllNow(closedByOwner());
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
    status.state = ConnectionFsm::stateOf(d->fsm.phase());
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
    if (d->fsm.phase() != ConnectionFsm::Phase::Closed)
        return;
    const QPointer<RedisConnection> alive(this);
    if (d->role != ConnectionRole::Queue && d->options.maxRetriesPerRequest)
        d->tell({ErrorCode::BadInput,
            QStringLiteral(
                "maxRetriesPerRequest is limited on a worker's connection: after %1 failed tries its"
                " commands give up, and jobs may stall")
                .arg(*d->options.maxRetriesPerRequest),
            {{QStringLiteral("warning"), QStringLiteral("max-retries-per-request")}}});
    if (alive)
        d->carryOut(d->fsm.open());
}

void RedisConnection::close()
{
    if (d->fsm.phase() == ConnectionFsm::Phase::Closed)
        return;
    d->failSoon(d->requests.failAll(closedByOwner()));
    d->carryOut(d->fsm.close());
}

void RedisConnection::closeNow()
{
    const QPointer<RedisConnection> alive(this);
    close();
    if (alive)
        d->failAllNow(closedByOwner());
}

void RedisConnection::retryNow()
{
    d->carryOut(d->fsm.retryNow());
}

void RedisConnection::reconnect()
{
    const QPointer<RedisConnection> alive(this);
    d->carryOut(d->fsm.failed({ErrorCode::ConnectionClosed, QStringLiteral("reconnecting on request"), {}}));
    if (alive)
        d->carryOut(d->fsm.retryNow());
}

void RedisConnection::send(Command command, ReplyHandler handler)
{
    if (std::optional<Error> error = d->refusal(command))
        return d->failSoon({std::move(handler), {}, std::move(*error)});
    d->requests.add(std::move(command), std::move(handler));
    d->flushSoon();
}

void RedisConnection::sendBatch(std::vector<Command> commands, BatchHandler handler)
{
    std::optional<Error> error = d->notNow();
    if (commands.empty())
        error = Error{ErrorCode::BadInput, QStringLiteral("a batch without commands"), {}};
    for (auto command = commands.cbegin(); d->options.readOnly && command != commands.cend(); ++command) {
        if (std::optional<Error> refused = d->refusal(*command);
            refused && refused->code == ErrorCode::ReadOnly)
            error = std::move(refused);
    }
    if (error)
        return d->failSoon({{}, std::move(handler), std::move(*error)});
    d->requests.addBatch(commands, std::move(handler));
    d->flushSoon();
}

void RedisConnection::sendBlocking(Command command, Milliseconds blockFor, ReplyHandler handler)
{
    if (std::optional<Error> error = d->refusal(command))
        return d->failSoon({std::move(handler), {}, std::move(*error)});
    d->requests.addBlocking(std::move(command), blockFor, std::move(handler));
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
