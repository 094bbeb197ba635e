// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/scriptchange_p.h"
#include "redis/redisconnection.h"
#include "scripts/scriptid.h"

#include <QCoroTask>
#include <QPointer>

#include <chrono>
#include <set>

namespace drover {

//! The connection broke; nothing is known about what was under way.
[[nodiscard]] bool brokeOff(const Error& error);

//! What long actions ask of a connection: pipelines of reads that outlive a few broken connections, and
//! pipelines of scripts that are loaded where needed. Its coroutines' owner must outlive them; the connection
//! need not.
class PacedRedis final {
public:
    using Replies = Result<std::vector<Reply>>;

    explicit PacedRedis(RedisConnection& connection);

    [[nodiscard]] RedisConnection* connection() const { return m_connection; }
    QCoro::Task<Replies> readAll(std::vector<Command> commands);
    QCoro::Task<Result<Reply>> read(Command command);
    //! NOSCRIPT is repaired once; a broken connection is the caller's to settle.
    QCoro::Task<Replies> runScripts(std::vector<ScriptChange> changes);
    //! Asks once how long a round trip takes: the way there and back is no work for Redis.
    QCoro::Task<void> measureRoundTrip();
    struct Mark {
        std::chrono::steady_clock::time_point at;
        qint64 trips = 0;
    };
    [[nodiscard]] Mark mark() const { return {std::chrono::steady_clock::now(), m_trips}; }
    //! What Redis worked since then, about: the time without its round trips.
    [[nodiscard]] std::chrono::microseconds workedSince(const Mark& mark);
    //! After the connection broke; false = it does not come back within half a minute.
    QCoro::Task<bool> waitUntilReady();
    //! Resumes in a later turn of the event loop.
    QCoro::Task<void> restFor(Milliseconds time);

private:
    QPointer<RedisConnection> m_connection;
    std::set<ScriptId> m_loaded;
    qint64 m_trips = 0;
    std::chrono::microseconds m_roundTrip{0};
    QObject m_context; //!< of timers: they go off even when the connection is gone
};

} // namespace drover
