// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/healthcollector.h"

#include "core/clock.h"
#include "queue/detached_p.h"
#include "queue/future_p.h"
#include "redis/redisconnection.h"
#include "redis/redisurl.h"

#include <QPointer>

#include <algorithm>
#include <array>

namespace drover {
namespace {

constexpr std::array settings{QByteArrayView("save"), QByteArrayView("appendonly"),
    QByteArrayView("appendfsync"), QByteArrayView("maxmemory-policy"), QByteArrayView("maxmemory"),
    QByteArrayView("maxclients"), QByteArrayView("protected-mode"), QByteArrayView("bind"),
    QByteArrayView("port"), QByteArrayView("tls-port")};
constexpr int pings = 5;
constexpr qint64 slowLogAge = 3600; //!< s

AccessFacts accessOf(const ConnectionOptions& options)
{
    if (!options.unixSocket.isEmpty())
        return {{}, true, false, !options.password.isEmpty()};
    return {options.host, isOnThisComputer(options), options.tls.enabled, !options.password.isEmpty()};
}

std::optional<SlowFacts> slowFactsOf(const Reply& reply, qint64 now)
{
    if (!reply.isArray())
        return std::nullopt;
    SlowFacts slow;
    for (const Reply& entry : reply.items) {
        if (entry.items.size() < 4 || entry.items[1].toInteger() < now / 1000 - slowLogAge)
            continue;
        ++slow.count;
        if (entry.items[2].toInteger() <= slow.slowestUs)
            continue;
        slow.slowestUs = entry.items[2].toInteger();
        slow.command =
            entry.items[3].items.empty() ? QByteArray() : entry.items[3].items.front().text.left(40);
    }
    return slow;
}

std::optional<QHash<QByteArray, QByteArray>> configOf(const Reply& reply)
{
    if (!reply.isArray())
        return std::nullopt;
    QHash<QByteArray, QByteArray> config;
    for (size_t i = 0; i + 1 < reply.items.size(); i += 2)
        config.insert(reply.items[i].text, reply.items[i + 1].text);
    return config;
}

Detached readServer(QPointer<RedisConnection> connection, QPromise<Result<ServerFacts>> promise)
{
    ServerFacts facts;
    facts.retry = connection->options().retry;
    facts.role = connection->role();
    facts.maxRetriesPerRequest = connection->options().maxRetriesPerRequest;
    facts.reconnections = connection->status().attempt;
    facts.access = accessOf(connection->options());
    Command infoCommand({"INFO"});
    const Result<Reply> info = co_await connection->call(std::move(infoCommand));
    if (!info)
        co_return settle<ServerFacts>(promise, info.error());
    if (connection)
        facts.access.tls = tlsFactsOf(*connection); // not before it is ready
    facts.access.readAt = QDateTime::fromMSecsSinceEpoch(Clock::system().now().count());
    if (info->isText())
        facts.info = ServerInfo::parse(info->text);
    else
        facts.missingRights.append(QStringLiteral("+info"));
    // One setting a call: globs and several names need Redis 7.
    QHash<QByteArray, QByteArray> config;
    for (const QByteArrayView name : settings) {
        if (!connection)
            break;
        Command get({"CONFIG", "GET", name});
        const Result<Reply> value = co_await connection->call(std::move(get));
        if (!value || !configOf(*value)) {
            facts.missingRights.append(QStringLiteral("+config|get"));
            break;
        }
        config.insert(*configOf(*value));
    }
    if (facts.missingRights.isEmpty())
        facts.config = config;
    if (connection) {
        Command slowLog({"SLOWLOG", "GET", "32"});
        const Result<Reply> slow = co_await connection->call(std::move(slowLog));
        facts.slow = slow ? slowFactsOf(*slow, Clock::system().now().count()) : std::nullopt;
        if (!facts.slow)
            facts.missingRights.append(QStringLiteral("+slowlog|get"));
    }
    std::vector<double> trips;
    const Clock& clock = Clock::system();
    for (int i = 0; i < pings && connection; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const qint64 before = clock.now().count();
        Command time({"TIME"});
        const Result<Reply> reply = co_await connection->call(std::move(time));
        if (!reply)
            break;
        trips.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
        if (reply->items.size() != 2) {
            if (i == 0)
                facts.missingRights.append(QStringLiteral("+time"));
            continue;
        }
        const double theirs =
            double(reply->items[0].toInteger()) * 1000 + double(reply->items[1].toInteger()) / 1000;
        const double middle = (double(before) + double(clock.now().count())) / 2;
        facts.clockSkewMs = theirs - middle;
    }
    if (!trips.empty()) {
        std::sort(trips.begin(), trips.end());
        facts.latencyMs = trips[trips.size() / 2];
        facts.worstLatencyMs = trips.back();
    }
    settle<ServerFacts>(promise, std::move(facts));
}

} // namespace

QFuture<Result<ServerFacts>> collectServerFacts(RedisConnection& connection)
{
    auto promise = startedPromise<ServerFacts>();
    QFuture<Result<ServerFacts>> future = promise.future();
    readServer(&connection, std::move(promise));
    return future;
}

} // namespace drover
