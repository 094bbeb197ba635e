// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/queueverdict.h"

#include "health/healthcollector.h"
#include "health/whynothingmoves.h"
#include "queue/future_p.h"
#include "queue/queuediscovery.h"
#include "queue/replyerror_p.h"
#include "queue/writeshared_p.h"
#include "redis/redisconnection.h"

#include <QCoroFuture>
#include <QCoroTask>
#include <QPointer>

#include <algorithm>

namespace drover {
namespace {

using Findings = std::vector<Finding>;
using Connection = QPointer<RedisConnection>;

bool hasJobs(const QueueFacts& facts)
{
    const auto& counts = facts.summary.counts.values;
    return std::any_of(counts.cbegin(), counts.cend(), [](qint64 count) { return count > 0; });
}

//! All queues of this name, whatever their prefix.
QCoro::Task<Result<std::vector<QueueId>>> namesakes(Connection connection, QueueId asked)
{
    std::vector<QueueId> found;
    QueueDiscovery discovery(*connection);
    QObject::connect(
        &discovery, &QueueDiscovery::found, &discovery, [&found, &asked](const std::vector<QueueId>& queues) {
            std::copy_if(
                queues.cbegin(), queues.cend(), std::back_inserter(found), [&asked](const QueueId& queue) {
                    return queue.name == asked.name && queue.prefix != asked.prefix;
                });
        });
    DiscoveryOptions everywhere;
    everywhere.prefixes.clear();
    discovery.start(everywhere);
    const DiscoveryReport report = co_await QtFuture::connect(&discovery, &QueueDiscovery::finished);
    if (report.error)
        co_return *report.error;
    co_return found;
}

//! Nothing is where it was looked for. A producer or dashboard that merely opened the queue leaves a meta
//! key.
QCoro::Task<Result<Findings>> lookElsewhere(Connection connection, QueueFacts empty)
{
    const QueueId asked = empty.summary.queue;
    Result<std::vector<QueueId>> others = co_await namesakes(connection, asked);
    if (!others)
        co_return others.error();
    if (!connection)
        co_return closedError();
    const Result<std::vector<QueueFacts>> facts = co_await collectQueueFacts(*connection, std::move(*others));
    if (!facts)
        co_return facts.error();
    QByteArrayList prefixes;
    for (const QueueFacts& each : *facts) {
        if (hasJobs(each))
            prefixes.append(each.summary.queue.prefix);
    }
    Findings findings;
    if (!prefixes.isEmpty())
        findings.push_back(wrongPrefix(asked, prefixes));
    else if (!empty.exists)
        co_return Error{ErrorCode::NotFound,
            QStringLiteral("There is no queue \"%1\" under any prefix. Those that exist: drover queues.")
                .arg(QString::fromUtf8(asked.name)),
            {{QStringLiteral("queue"), QString::fromUtf8(asked.name)}}};
    co_return findings;
}

QCoro::Task<Result<Findings>> verdict(Connection connection, QueueId queue)
{
    const Result<ServerFacts> server = co_await collectServerFacts(*connection);
    if (!server)
        co_return server.error();
    if (!connection)
        co_return closedError();
    std::vector<QueueId> queues(1, queue);
    const Result<std::vector<QueueFacts>> facts = co_await collectQueueFacts(*connection, std::move(queues));
    if (!facts)
        co_return facts.error();
    if (!connection)
        co_return closedError();
    Findings findings = whyNothingMoves(*server, facts->front());
    if (!findings.empty() || hasJobs(facts->front()))
        co_return findings;
    QueueFacts empty = facts->front();
    co_return co_await lookElsewhere(connection, std::move(empty));
}

QCoro::Task<void> run(Connection connection, QueueId queue, QPromise<Result<Findings>> promise)
{
    Result<Findings> findings = co_await verdict(connection, std::move(queue));
    settle<Findings>(promise, std::move(findings));
}

} // namespace

QFuture<Result<std::vector<Finding>>> readVerdict(RedisConnection& connection, QueueId queue)
{
    auto promise = startedPromise<Findings>();
    QFuture<Result<Findings>> future = promise.future();
    run(&connection, std::move(queue), std::move(promise));
    return future;
}

} // namespace drover
