// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "core/uniquefunction.h"
#include "redis/command.h"
#include "redis/connectionoptions.h"
#include "redis/connectionstate.h"
#include "redis/reply.h"
#include "redis/serverinfo.h"

#include <QFuture>
#include <QObject>

#include <coroutine>
#include <memory>
#include <optional>
#include <vector>

namespace drover {

//! Gets the reply, or why there is none. Error replies of the server arrive as a Reply of kind Error.
using ReplyHandler = UniqueFunction<void(Result<Reply>)>;
//! Gets the replies of a batch in the order of its commands.
using BatchHandler = UniqueFunction<void(Result<std::vector<Reply>>)>;

//! What a connection is doing now and why; a snapshot for screens and tests.
struct ConnectionStatus {
    ConnectionState state = ConnectionState::Closed;
    int attempt = 0; //!< tries since the last good handshake
    Milliseconds nextTryIn{0}; //!< of Waiting, at the moment of the snapshot
    std::optional<Error> lastError; //!< why the state is not Ready

    bool operator==(const ConnectionStatus&) const = default;
};

//! One connection to Redis that opens, authenticates, pipelines and reconnects by itself for ever.
//!
//! Thread-affine: use it on the thread that it lives on; handlers and signals come on that thread. A handler
//! is called exactly once for each command, never from inside send(). All commands sent in one turn of the
//! event loop go out in one write. Any time-out or parse error closes the socket, so that a late reply never
//! reaches another caller. Emission order after a loss: connectionLost, then the handlers of commands that
//! cannot be repeated, then stateChanged.
class RedisConnection final : public QObject {
    Q_OBJECT
public:
    RedisConnection(ConnectionOptions options, ConnectionRole role, QObject* parent = nullptr);
    ~RedisConnection() override;
    Q_DISABLE_COPY_MOVE(RedisConnection)

    [[nodiscard]] const ConnectionOptions& options() const;
    [[nodiscard]] ConnectionRole role() const;
    [[nodiscard]] ConnectionStatus status() const;
    [[nodiscard]] bool isReady() const;
    //! Facts from INFO of the last handshake (class RedisConnection: version, capabilities, eviction policy).
    [[nodiscard]] const ServerInfo& serverInfo() const;
    //! Commands sent since creation: what Drover causes.
    [[nodiscard]] quint64 commandsSent() const;

    //! Starts connecting; does nothing when already open.
    void open();
    //! Closes the socket; commands without a reply end as ConnectionClosed (or InDoubt). Answers at once,
    //! also when Redis is down. open() starts afresh.
    void close();
    //! The same, and whoever waits for a reply is told before this returns: for owners whose parts, or the
    //! contexts of whose futures, go before the connection does.
    void closeNow();
    //! Ends the back-off of Waiting or Refused.
    void retryNow();
    //! Drops the socket and reconnects, e.g. to break a blocking command; its handler gets ConnectionClosed.
    void reconnect();

    //! Queues one command. ConnectionRole::Queue and not ready: waits for the first handshake after open(),
    //! later ends as ConnectionClosed in the next turn. Refused commands of a read-only connection:
    //! ErrorCode::ReadOnly.
    void send(Command command, ReplyHandler handler);
    //! Queues commands that stay together on the wire; the handler gets all replies, or one error for all.
    //! Repeated or ended as a whole: one Repeat::Never among them makes the batch unrepeatable.
    void sendBatch(std::vector<Command> commands, BatchHandler handler);
    //! Blocking command (role Blocking): the watchdog reconnects `blockFor` + 1 s after it
    //! was written (class RedisConnection); 0 = blocks for ever, no watchdog.
    void sendBlocking(Command command, Milliseconds blockFor, ReplyHandler handler);

    //! As send(), for code outside the engine: `.then(context, ...)` on the result.
    [[nodiscard]] QFuture<Result<Reply>> request(Command command);
    [[nodiscard]] QFuture<Result<std::vector<Reply>>> requestBatch(std::vector<Command> commands);

    //! As send(), for coroutines of the engine: `Result<Reply> r = co_await connection.call({"PING"});`
    class Call;
    class BatchCall;
    [[nodiscard]] Call call(Command command);
    [[nodiscard]] BatchCall callBatch(std::vector<Command> commands);

Q_SIGNALS:
    //! The state or its details changed; see status().
    void stateChanged(drover::ConnectionState state);
    //! Handshake done, commands flow.
    void ready();
    //! A ready connection broke.
    void connectionLost(const drover::Error& reason);
    //! Anything worth telling (at most once a second per cause); the connection goes on by itself.
    void errorOccurred(const drover::Error& error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

class RedisConnection::Call {
public:
    Call(RedisConnection& connection, Command command)
        : m_connection(connection)
        , m_command(std::move(command))
    {
    }
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> caller)
    {
        m_connection.send(std::move(m_command), [this, caller](Result<Reply> reply) {
            m_reply.emplace(std::move(reply));
            caller.resume();
        });
    }
    [[nodiscard]] Result<Reply> await_resume() { return std::move(*m_reply); }

private:
    RedisConnection& m_connection;
    Command m_command;
    std::optional<Result<Reply>> m_reply;
};

class RedisConnection::BatchCall {
public:
    BatchCall(RedisConnection& connection, std::vector<Command> commands)
        : m_connection(connection)
        , m_commands(std::move(commands))
    {
    }
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> caller)
    {
        m_connection.sendBatch(std::move(m_commands), [this, caller](Result<std::vector<Reply>> replies) {
            m_replies.emplace(std::move(replies));
            caller.resume();
        });
    }
    [[nodiscard]] Result<std::vector<Reply>> await_resume() { return std::move(*m_replies); }

private:
    RedisConnection& m_connection;
    std::vector<Command> m_commands;
    std::optional<Result<std::vector<Reply>>> m_replies;
};

inline RedisConnection::Call RedisConnection::call(Command command)
{
    return {*this, std::move(command)};
}
inline RedisConnection::BatchCall RedisConnection::callBatch(std::vector<Command> commands)
{
    return {*this, std::move(commands)};
}

} // namespace drover
