// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/accessrules.h"

#include "health/diagnosis/keynames_p.h"

#include <algorithm>

namespace drover {

namespace {

//! What every connection says.
constexpr const char* greeting = "client|id client|list client|setname hello info ping select time";

//! Plain reads. CONFIG GET is not among them: it tells the server's passwords.
constexpr const char* reading =
    "acl|whoami discard exec exists get hexists hget hgetall hlen hmget hscan hstrlen latency|latest lindex "
    "llen lpos lrange memory|usage multi pttl scan scard sismember slowlog|get slowlog|len smembers sscan "
    "strlen ttl type xlen xrange xread xrevrange zcard zcount zrange zrangebyscore zrank zrevrange "
    "zrevrangebyscore zrevrank zscan zscore";

//! What BullMQ's classes and scripts call: commands inside of scripts are checked as the caller's own.
constexpr const char* working =
    "bzpopmin del eval evalsha exec exists get hdel hexists hget hgetall hincrby hlen hmget hmset hset incr "
    "lindex llen lpop lpos lpush lrange lrem lset ltrim multi persist pexpire pttl rename rpop rpoplpush "
    "rpush sadd scard script|load set sismember smembers srem type xadd xread xtrim zadd zcard zcount "
    "zpopmin "
    "zrange zrangebyscore zrem zremrangebyrank zremrangebyscore zrevrange zrevrangebyscore zscore";

QByteArrayList wordsOf(std::initializer_list<const char*> lists)
{
    QByteArrayList words;
    for (const char* list : lists)
        words += QByteArray(list).split(' ');
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

QByteArrayList commandsOf(AccessRole role)
{
    switch (role) {
    case AccessRole::Viewer:
        return wordsOf({greeting, reading});
    case AccessRole::Worker:
        return wordsOf({greeting, working});
    case AccessRole::Operator:
        break;
    }
    return wordsOf({greeting, reading, working});
}

} // namespace

AccessRules accessRules(AccessRole role, const QByteArrayList& prefixes, bool readPatterns)
{
    const QByteArray kind = role == AccessRole::Viewer && readPatterns ? "%R~" : "~";
    AccessRules rules;
    for (const QByteArray& prefix : prefixes)
        rules.keys.append(kind + globOf(prefix + ':'));
    rules.commands = commandsOf(role);
    return rules;
}

QByteArray AccessRules::setUser(const QByteArray& user) const
{
    return "ACL SETUSER " + user + " on resetkeys resetchannels " + keys.join(' ') + " -@all +"
        + commands.join(" +");
}

} // namespace drover
