// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "measure/addround_p.h"

#include "queue/queue.h"
#include "queue/replyerror_p.h"
#include "queue/writegate.h"
#include "redis/redisconnection.h"
#include "redis/serverinfo.h"

#include <QCoroFuture>
#include <QCoroTimer>
#include <QPointer>

#include <algorithm>
#include <chrono>

namespace drover {

using namespace std::chrono_literals;

namespace {
constexpr qint64 bulk = 100;
constexpr auto lookEvery = 20ms;
} // namespace

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

QCoro::Task<Result<double>> addRound(RedisConnection& connection, QueueId queueId, qint64 wanted)
{
    // Whoever measures has passed the gate for all of it.
    Queue queue(std::move(queueId), connection, WriteGate::open());
    const auto begin = std::chrono::steady_clock::now();
    for (qint64 added = 0; added < wanted;) {
        std::vector<NewJob> jobs;
        for (; std::ssize(jobs) < bulk && added < wanted; ++added) {
            NewJob job;
            job.name = QByteArrayLiteral("bench");
            job.data = "{\"n\":" + QByteArray::number(added) + ",\"msg\":\"hello from the bench\"}";
            jobs.push_back(std::move(job));
        }
        const Result<std::vector<Result<JobId>>> ids = co_await queue.addBulk(std::move(jobs));
        if (!ids)
            co_return ids.error();
        for (const Result<JobId>& id : *ids) {
            if (!id)
                co_return id.error();
        }
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    co_return double(wanted) / seconds.count();
}

//! Redis begins a new file in the background; that is not what is measured.
QCoro::Task<Status> waitForAppendOnlyFile(RedisConnection& connection, std::chrono::milliseconds patience)
{
    const QPointer<RedisConnection> guard(&connection);
    const auto end = std::chrono::steady_clock::now() + patience;
    while (guard && std::chrono::steady_clock::now() < end) {
        Command ask({"INFO", "persistence"});
        const Result<Reply> reply = co_await guard->call(std::move(ask));
        if (!reply)
            co_return reply.error();
        if (reply->isError())
            co_return replyError(*reply);
        const ServerInfo info = ServerInfo::parse(reply->text);
        const bool isBusy = info.fields.value("aof_rewrite_in_progress") != "0"
            || info.fields.value("aof_rewrite_scheduled") != "0";
        if (!isBusy && info.fields.value("aof_enabled") == "1")
            co_return Done{};
        co_await QCoro::sleepFor(lookEvery);
    }
    co_return Error{
        ErrorCode::Timeout, QStringLiteral("Redis did not finish its append-only file in time"), {}};
}

} // namespace drover
