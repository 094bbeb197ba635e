// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/queuewrites_p.h"
#include "queue/scriptchange_p.h"
#include "scripts/scriptrunner.h"

#include <QPointer>

#include <coroutine>
#include <optional>
#include <set>

namespace drover {

//! What the calls of one queue need to end on their own.
struct QueueWrites::Shared {
    Shared(RedisConnection& redis, WriteGate& writeGate)
        : connection(&redis)
        , gate(writeGate)
        , runner(redis)
    {
        QObject::connect(&redis, &RedisConnection::connectionLost, &context, [this] { loaded.clear(); });
    }

    void finish(qint64 record, const Status& status) const;

    QPointer<RedisConnection> connection;
    WriteGate& gate;
    ScriptRunner runner;
    std::set<ScriptId> loaded; //!< known to be on the server since the last reconnection
    QObject context;
};

//! What a script's code says about a change.
[[nodiscard]] Status statusOf(const Reply& reply, const ScriptChange& change);
[[nodiscard]] Error closedError();

//! `co_await` of one script.
class ScriptCallAwaiter final {
public:
    ScriptCallAwaiter(ScriptRunner& runner, ScriptId script, std::vector<QByteArray> keys,
        std::vector<QByteArray> arguments, Repeat repeat)
        : m_runner(runner)
        , m_script(script)
        , m_keys(std::move(keys))
        , m_arguments(std::move(arguments))
        , m_repeat(repeat)
    {
    }
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> caller)
    {
        m_runner.run(m_script, m_keys, m_arguments, m_repeat, [this, caller](Result<Reply> reply) {
            m_reply.emplace(std::move(reply));
            caller.resume();
        });
    }
    [[nodiscard]] Result<Reply> await_resume() { return std::move(*m_reply); }

private:
    ScriptRunner& m_runner;
    ScriptId m_script;
    std::vector<QByteArray> m_keys;
    std::vector<QByteArray> m_arguments;
    Repeat m_repeat;
    std::optional<Result<Reply>> m_reply;
};

} // namespace drover
