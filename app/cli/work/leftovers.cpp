// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/work/leftovers.h"

#include "redis/redisconnection.h"

namespace drover::cli {
namespace {

// The score of a delayed job is its time in ms times this, plus a counter (getDelayedScore of BullMQ's
// scripts).
constexpr double scoreFactor = 4096;

Result<bool> judge(const Result<std::vector<Reply>>& replies, Milliseconds horizon)
{
    if (!replies)
        return replies.error();
    for (const Reply& reply : *replies) {
        if (reply.isError())
            return Error{ErrorCode::Server, QString::fromUtf8(reply.text), {}};
    }
    const auto& [waiting, prioritized, active, paused, delayed] =
        std::tie(replies->at(0), replies->at(1), replies->at(2), replies->at(3), replies->at(4));
    if (active.toInteger() > 0)
        return true;
    if (paused.toInteger() == 0 && waiting.toInteger() + prioritized.toInteger() > 0)
        return true;
    if (paused.toInteger() != 0 || delayed.items.size() < 2)
        return false;
    const double due = delayed.items[1].text.toDouble() / scoreFactor;
    return due <= double((Clock::system().now() + horizon).count());
}

} // namespace

QFuture<Result<bool>> readLeftovers(RedisConnection& connection, QueueId queue, Milliseconds horizon)
{
    std::vector<Command> commands;
    commands.emplace_back(Command{"LLEN", queue.key("wait")});
    commands.emplace_back(Command{"ZCARD", queue.key("prioritized")});
    commands.emplace_back(Command{"LLEN", queue.key("active")});
    commands.emplace_back(Command{"HEXISTS", queue.key("meta"), "paused"});
    commands.emplace_back(Command{"ZRANGE", queue.key("delayed"), "0", "0", "WITHSCORES"});
    return connection.requestBatch(std::move(commands))
        .then(&connection,
            [horizon](const Result<std::vector<Reply>>& replies) { return judge(replies, horizon); });
}

} // namespace drover::cli
