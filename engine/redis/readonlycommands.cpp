// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/readonlycommands.h"

#include <algorithm>
#include <array>

namespace drover {

bool isReadOnlyCommand(QByteArrayView name)
{
    // Sorted. MULTI and EXEC only bundle what is itself on this list.
    static constexpr std::array<QByteArrayView, 54> allowed{"ACL WHOAMI", "AUTH", "CLIENT ID", "CLIENT LIST",
        "CLIENT SETNAME", "CONFIG GET", "DISCARD", "EXEC", "EXISTS", "GET", "HELLO", "HEXISTS", "HGET",
        "HGETALL", "HLEN", "HMGET", "HSCAN", "HSTRLEN", "INFO", "LATENCY LATEST", "LINDEX", "LLEN", "LPOS",
        "LRANGE", "MEMORY USAGE", "MULTI", "PING", "PTTL", "SCAN", "SCARD", "SELECT", "SISMEMBER",
        "SLOWLOG GET", "SLOWLOG LEN", "SMEMBERS", "SSCAN", "STRLEN", "TIME", "TTL", "TYPE", "XLEN", "XRANGE",
        "XREAD", "XREVRANGE", "ZCARD", "ZCOUNT", "ZRANGE", "ZRANGEBYSCORE", "ZREVRANGE", "ZREVRANGEBYSCORE",
        "ZREVRANK", "ZSCAN", "ZSCORE", "ZRANK"};
    return std::ranges::find(allowed, name) != allowed.end();
}

} // namespace drover
