// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "redis/redisconnection.h"
#include "scripts/scriptid.h"

#include <span>

namespace drover {

//! Runs BullMQ's scripts on a connection: EVALSHA, and on NOSCRIPT once more as EVAL (class Scripts,
//! execCommand). Thread-affine like its connection, which it borrows.
class ScriptRunner final {
public:
    explicit ScriptRunner(RedisConnection& connection);

    //! KEYS must be as many as the script declares. The handler gets the raw reply; codes < 0 are the
    //! caller's to map with scriptError(). `repeat` says whether the script may run twice when its reply was
    //! lost.
    void run(ScriptId script, std::span<const QByteArray> keys, std::span<const QByteArray> arguments,
        Repeat repeat, ReplyHandler handler);

    //! The EVALSHA command itself, for pipelines; load() must have succeeded on this server before.
    [[nodiscard]] static Command command(ScriptId script, std::span<const QByteArray> keys,
        std::span<const QByteArray> arguments, Repeat repeat);
    //! SCRIPT LOAD, for pipelines and MULTI where NOSCRIPT cannot be repaired afterwards.
    [[nodiscard]] static Command load(ScriptId script);

    [[nodiscard]] RedisConnection& connection() const { return m_connection; }

private:
    RedisConnection& m_connection;
};

} // namespace drover
