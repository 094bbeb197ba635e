// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/healthcollector.h"

#include "core/clock.h"
#include "queue/detached_p.h"
#include "queue/future_p.h"
#include "redis/redisconnection.h"

#include <QPointer>

#include <algorithm>
#include <array>

namespace drover {
namespace {

constexpr std::array settings{QByteArrayView("save"), QByteArrayView("appendonly"),
    QByteArrayView("appendfsync"), QByteArrayView("maxmemory-policy"), QByteArrayView("maxmemory")};
constexpr int pings = 5;
constexpr int membersShown = 10;
constexpr qint64 repeatablesLookedAt = 200;

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
    Command infoCommand({"INFO"});
    const Result<Reply> info = co_await connection->call(std::move(infoCommand));
    if (!info)
        co_return settle<ServerFacts>(promise, info.error());
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
    }
    settle<ServerFacts>(promise, std::move(facts));
}

//! Commands of one queue and where their answers are.
enum QueueRead { Meta, WaitLast, WaitFirst, PausedLength, PriorityType, LimiterTtl, Repeat_, QueueReads };

void appendQueueReads(const QueueId& queue, std::vector<Command>& commands)
{
    const auto key = [&queue](QByteArrayView name) { return queue.key(name); };
    const QByteArray last = QByteArray::number(repeatablesLookedAt - 1);
    commands.push_back(Command({"HMGET", key("meta"), "concurrency", "max"}));
    commands.push_back(Command({"LINDEX", key("wait"), "-1"}));
    commands.push_back(Command({"LINDEX", key("wait"), "0"}));
    commands.push_back(Command({"LLEN", key("paused")}));
    commands.push_back(Command({"TYPE", key("priority")}));
    commands.push_back(Command({"PTTL", key("limiter")}));
    commands.push_back(Command({"ZRANGE", key("repeat"), "0", last}));
}

bool isLegacyMarker(const Reply& entry)
{
    return entry.isText() && (entry.text == "0" || entry.text.startsWith("0:"));
}

std::optional<qint64> numberOf(const std::vector<Reply>& items, size_t at)
{
    if (at >= items.size() || items[at].isNil())
        return std::nullopt;
    return items[at].toInteger();
}

void takeQueueReads(QueueFacts& facts, const Reply* replies)
{
    facts.concurrency = numberOf(replies[Meta].items, 0);
    facts.rateLimitMax = numberOf(replies[Meta].items, 1);
    facts.legacyMarkers = isLegacyMarker(replies[WaitLast]) || isLegacyMarker(replies[WaitFirst]);
    facts.legacyPausedJobs = replies[PausedLength].isInteger() ? replies[PausedLength].integer : 0;
    facts.legacyPriority = replies[PriorityType].text == "zset";
    if (replies[LimiterTtl].isInteger() && replies[LimiterTtl].integer > 0)
        facts.rateLimitTtl = replies[LimiterTtl].integer;
}

//! A scheduler of BullMQ >= 5.16 has an iteration count; everything else in `repeat` is older.
Command schedulerCheck(const QueueId& queue, const QByteArray& member)
{
    const QByteArray key = queue.key("repeat:") + member;
    return Command({"HEXISTS", key, "ic"});
}

struct Candidate {
    size_t queue = 0;
    QByteArray member; //!< of `repeat`; empty = the age of the next job
};

void appendSecondReads(const QueueFacts& facts, size_t index, const Reply* replies,
    std::vector<Command>& commands, std::vector<Candidate>& candidates)
{
    const QueueId& queue = facts.summary.queue;
    for (const Reply& member : replies[Repeat_].items) {
        commands.push_back(schedulerCheck(queue, member.text));
        candidates.push_back({index, member.text});
    }
    if (replies[WaitLast].isText() && !isLegacyMarker(replies[WaitLast])) {
        commands.push_back(Command({"HGET", queue.job(replies[WaitLast].text), "timestamp"}));
        candidates.push_back({index, {}});
    }
}

void takeSecondRead(QueueFacts& facts, const Candidate& candidate, const Reply& reply)
{
    if (candidate.member.isEmpty()) {
        if (reply.isText())
            facts.oldestWaitingMs = Clock::system().now().count() - reply.toInteger();
        return;
    }
    if (reply.isInteger() && reply.integer == 0 && facts.legacyRepeatables.size() < membersShown)
        facts.legacyRepeatables.append(candidate.member);
}

Detached readQueues(QPointer<RedisConnection> connection, std::vector<QueueSummary> summaries,
    WorkerList workers, QPromise<Result<std::vector<QueueFacts>>> promise)
{
    std::vector<QueueFacts> all(summaries.size());
    std::vector<Command> commands;
    for (size_t i = 0; i < summaries.size(); ++i) {
        all[i].summary = std::move(summaries[i]);
        all[i].workers = workers;
        appendQueueReads(all[i].summary.queue, commands);
    }
    const Result<std::vector<Reply>> first = co_await connection->callBatch(std::move(commands));
    if (!first)
        co_return settle<std::vector<QueueFacts>>(promise, first.error());
    std::vector<Command> more;
    std::vector<Candidate> candidates;
    for (size_t i = 0; i < all.size(); ++i) {
        const Reply* replies = &first->at(i * QueueReads);
        takeQueueReads(all[i], replies);
        appendSecondReads(all[i], i, replies, more, candidates);
    }
    if (!more.empty() && connection) {
        const Result<std::vector<Reply>> second = co_await connection->callBatch(std::move(more));
        if (!second)
            co_return settle<std::vector<QueueFacts>>(promise, second.error());
        for (size_t i = 0; i < candidates.size(); ++i)
            takeSecondRead(all[candidates[i].queue], candidates[i], second->at(i));
    }
    settle<std::vector<QueueFacts>>(promise, std::move(all));
}

} // namespace

QFuture<Result<ServerFacts>> collectServerFacts(RedisConnection& connection)
{
    auto promise = startedPromise<ServerFacts>();
    QFuture<Result<ServerFacts>> future = promise.future();
    readServer(&connection, std::move(promise));
    return future;
}

QFuture<Result<std::vector<QueueFacts>>> collectQueueFacts(
    RedisConnection& connection, std::vector<QueueId> queues)
{
    using Facts = std::vector<QueueFacts>;
    if (queues.empty())
        return finishedFuture<Facts>(Facts());
    auto promise = startedPromise<Facts>();
    QFuture<Result<Facts>> future = promise.future();
    QueueReader reader(connection);
    const QPointer guard(&connection);
    reader.summaries(queues).then(&connection,
        [guard, queues, promise = std::move(promise)](Result<std::vector<QueueSummary>> summaries) mutable {
            if (!summaries || !guard)
                return settle<Facts>(promise, summaries ? Facts() : Result<Facts>(summaries.error()));
            readWorkers(*guard, queues)
                .then(guard.data(),
                    [guard, promise = std::move(promise), summaries = std::move(*summaries)](
                        Result<WorkerList> workers) mutable {
                        if (!workers)
                            return settle<Facts>(promise, workers.error());
                        readQueues(guard, std::move(summaries), std::move(*workers), std::move(promise));
                    });
        });
    return future;
}

} // namespace drover
