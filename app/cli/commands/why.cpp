// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/discover.h"
#include "cli/findings.h"
#include "cli/textformat.h"
#include "health/healthcollector.h"
#include "health/whynothingmoves.h"

#include <QCoroFuture>

#include <algorithm>

namespace drover::cli {
namespace {

bool hasJobs(const QueueFacts& facts)
{
    const auto& counts = facts.summary.counts.values;
    return std::any_of(counts.cbegin(), counts.cend(), [](qint64 count) { return count > 0; });
}

//! The prefixes under which a queue of this name has jobs.
QCoro::Task<Result<QByteArrayList>> otherPrefixes(RedisConnection& connection, QueueId asked)
{
    QByteArray everywhere;
    const Discovered found = co_await discoverQueues(connection, everywhere);
    if (found.report.error)
        co_return *found.report.error;
    std::vector<QueueId> namesakes;
    std::copy_if(found.queues.cbegin(), found.queues.cend(), std::back_inserter(namesakes),
        [&asked](const QueueId& queue) { return queue.name == asked.name && queue.prefix != asked.prefix; });
    const Result<std::vector<QueueFacts>> facts =
        co_await collectQueueFacts(connection, std::move(namesakes));
    if (!facts)
        co_return facts.error();
    QByteArrayList prefixes;
    for (const QueueFacts& each : *facts) {
        if (hasJobs(each))
            prefixes.append(each.summary.queue.prefix);
    }
    co_return prefixes;
}

//! Nothing is where it was looked for. A producer or dashboard that merely opened the queue leaves a meta
//! key.
QCoro::Task<Result<std::vector<Finding>>> lookElsewhere(RedisConnection& connection, QueueFacts facts)
{
    const QueueId asked = facts.summary.queue;
    const Result<QByteArrayList> prefixes = co_await otherPrefixes(connection, asked);
    if (!prefixes)
        co_return prefixes.error();
    std::vector<Finding> findings;
    if (!prefixes->isEmpty()) {
        findings.push_back(wrongPrefix(asked, *prefixes));
    } else if (!facts.exists) {
        co_return Error{ErrorCode::NotFound,
            QStringLiteral("There is no queue \"%1\" under any prefix. Those that exist: drover queues.")
                .arg(QString::fromUtf8(asked.name)),
            {{QStringLiteral("queue"), QString::fromUtf8(asked.name)}}};
    }
    co_return findings;
}

QCoro::Task<Result<std::vector<Finding>>> verdict(RedisConnection& connection, QueueId queue)
{
    const Result<ServerFacts> server = co_await collectServerFacts(connection);
    if (!server)
        co_return server.error();
    std::vector<QueueId> queues(1, queue);
    const Result<std::vector<QueueFacts>> facts = co_await collectQueueFacts(connection, std::move(queues));
    if (!facts)
        co_return facts.error();
    std::vector<Finding> findings = whyNothingMoves(*server, facts->front());
    if (!findings.empty() || hasJobs(facts->front()))
        co_return findings;
    QueueFacts empty = facts->front();
    co_return co_await lookElsewhere(connection, std::move(empty));
}

} // namespace

QCoro::Task<int> runWhy(Context& context)
{
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    const Result<std::vector<Finding>> findings = co_await verdict(**connection, context.queue());
    if (!findings)
        co_return context.fail(findings.error());
    Console& console = context.console();
    if (context.json())
        console.line(findingsToJson(*findings));
    else if (findings->empty())
        console.line(QStringLiteral("Nothing holds %1 back.").arg(printable(context.queue().name)));
    else
        printFindings(console, *findings, Severity::Info);
    co_return exitCodeOf(*findings);
}

} // namespace drover::cli
