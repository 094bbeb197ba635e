// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/queuelimits.h"

#include "queue/replyerror_p.h"
#include "queue/taskfuture_p.h"
#include "queue/writegate.h"
#include "queue/writeshared_p.h"
#include "redis/redisconnection.h"

#include <QPointer>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

using Connection = QPointer<RedisConnection>;

constexpr QByteArrayView concurrencyField("concurrency");
constexpr QByteArrayView maxField("max");
constexpr QByteArrayView durationField("duration");
constexpr QByteArrayView eventsField("opts.maxLenEvents");
constexpr qint64 standardMaxLenEvents = 10000; // what the scripts write where none is

std::optional<qint64> number(const Reply& field)
{
    bool isNumber = false;
    const qint64 value = field.text.toLongLong(&isNumber);
    // As npm reads it: nothing and 0 are "not set".
    return isNumber && value > 0 ? std::optional(value) : std::nullopt;
}

Command readCommand(const QByteArray& meta)
{
    return Command({"HMGET", meta, concurrencyField, maxField, durationField, eventsField});
}

QueueLimits limitsOf(const Reply& fields)
{
    QueueLimits limits;
    if (fields.items.size() != 4)
        return limits;
    limits.concurrency = number(fields.items[0]);
    const std::optional<qint64> max = number(fields.items[1]);
    const std::optional<qint64> duration = number(fields.items[2]);
    if (max && duration)
        limits.rate = GlobalRateLimit{*max, Milliseconds(*duration)};
    limits.maxLenEvents = number(fields.items[3]);
    return limits;
}

Error badField(QByteArrayView field, const QString& message)
{
    return {ErrorCode::BadInput, message, {{u"field"_s, QString::fromUtf8(field)}}};
}

Error noSuchQueue(const QueueId& queue)
{
    return {ErrorCode::NotFound, u"There is no queue %1"_s.arg(QString::fromUtf8(queue.name)),
        {{u"queue"_s, QString::fromUtf8(queue.name)}}};
}

Status check(const QueueLimitsChange& change)
{
    if (change.isEmpty())
        return badField({}, u"nothing to change was given"_s);
    const auto isSound = [](const std::optional<qint64>& value) { return !value || *value >= 1; };
    if (change.concurrency && !isSound(*change.concurrency))
        return badField(
            concurrencyField, u"a global concurrency is 1 at least; pause the queue to stop it"_s);
    const std::optional<GlobalRateLimit> rate = change.rate.value_or(std::nullopt);
    if (rate && (rate->max < 1 || rate->duration.count() < 1))
        return badField(maxField, u"a rate limit is at least one job in one millisecond or more"_s);
    if (change.maxLenEvents && !isSound(*change.maxLenEvents))
        return badField(eventsField, u"the events stream keeps one event at least"_s);
    return Done{};
}

//! The commands that write a change.
std::vector<Command> writeCommands(const QByteArray& meta, const QueueLimitsChange& change)
{
    std::vector<Command> commands;
    const auto put = [&](QByteArrayView field, const std::optional<qint64>& value) {
        if (value)
            commands.push_back(Command({"HSET", meta, field, QByteArray::number(*value)}));
        else
            commands.push_back(Command({"HDEL", meta, field}));
    };
    if (change.concurrency)
        put(concurrencyField, *change.concurrency);
    if (change.rate) {
        const std::optional<GlobalRateLimit>& rate = *change.rate;
        put(maxField, rate ? std::optional(rate->max) : std::nullopt);
        put(durationField, rate ? std::optional<qint64>(rate->duration.count()) : std::nullopt);
    }
    if (change.maxLenEvents)
        put(eventsField, *change.maxLenEvents);
    return commands;
}

QVariantMap toDetails(const QueueLimits& limits)
{
    QVariantMap details;
    if (limits.concurrency)
        details[u"concurrency"_s] = *limits.concurrency;
    if (limits.rate) {
        details[u"max"_s] = limits.rate->max;
        details[u"duration"_s] = static_cast<qint64>(limits.rate->duration.count());
    }
    if (limits.maxLenEvents)
        details[u"maxLenEvents"_s] = *limits.maxLenEvents;
    return details;
}

//! One transaction that reads, writes and reads again: nobody's change stands between.
QCoro::Task<Status> write(
    Connection connection, QByteArray meta, QueueLimitsChange change, ChangedLimits& done)
{
    if (!connection)
        co_return closedError();
    std::vector<Command> transaction;
    transaction.push_back(Command({"MULTI"}));
    transaction.push_back(readCommand(meta));
    for (Command& command : writeCommands(meta, change))
        transaction.push_back(std::move(command));
    transaction.push_back(readCommand(meta));
    transaction.push_back(Command({"EXEC"}));
    const Result<std::vector<Reply>> replies = co_await connection->callBatch(std::move(transaction));
    if (!replies)
        co_return replies.error();
    for (const Reply& reply : *replies) {
        if (reply.isError())
            co_return replyError(reply); // EXEC refuses then: nothing was carried out
    }
    for (const Reply& result : replies->back().items) {
        if (result.isError())
            co_return replyError(result);
    }
    if (replies->back().items.size() < 2)
        co_return Error{ErrorCode::Server, u"EXEC did not answer with its results"_s, {}};
    done.before = limitsOf(replies->back().items.front());
    done.after = limitsOf(replies->back().items.back());
    co_return Done{};
}

//! Redis itself ends a command of this kind after 10,000 entries.
QCoro::Task<Status> trim(Connection connection, QByteArray stream, ChangedLimits& done)
{
    const QByteArray length = QByteArray::number(done.after.maxLenEvents.value_or(standardMaxLenEvents));
    for (;;) {
        if (!connection)
            co_return closedError();
        Command shorten({"XTRIM", stream, "MAXLEN", "~", length}, Repeat::Safe);
        const Result<Reply> removed = co_await connection->call(std::move(shorten));
        if (!removed)
            co_return removed.error();
        if (removed->isError())
            co_return replyError(*removed);
        if (removed->toInteger() <= 0)
            co_return Done{};
        done.trimmed += removed->toInteger();
    }
}

QCoro::Task<Result<QueueLimits>> read(Connection connection, QueueId queue)
{
    const QByteArray meta = queue.key("meta");
    std::vector<Command> reads;
    reads.push_back(Command({"EXISTS", meta}));
    reads.push_back(readCommand(meta));
    if (!connection)
        co_return closedError();
    const Result<std::vector<Reply>> replies = co_await connection->callBatch(std::move(reads));
    if (!replies)
        co_return replies.error();
    for (const Reply& reply : *replies) {
        if (reply.isError())
            co_return replyError(reply);
    }
    if (replies->at(0).toInteger() == 0)
        co_return noSuchQueue(queue);
    co_return limitsOf(replies->at(1));
}

QCoro::Task<Result<ChangedLimits>> carryOut(
    Connection connection, WriteGate& gate, QueueId queue, QueueLimitsChange change)
{
    if (const Status sound = check(change); !sound)
        co_return sound.error();
    QueueId asked = queue;
    const Result<QueueLimits> now = co_await read(connection, std::move(asked));
    if (!now)
        co_return now.error();
    QVariantMap details{{u"before"_s, toDetails(*now)}};
    if (change.trimsEvents)
        details[u"trimsEvents"_s] = true;
    const Result<qint64> record = gate.begin({queue, u"set-limits"_s, details});
    if (!record)
        co_return record.error();
    ChangedLimits done{*now, *now, 0};
    Status status = Done{};
    const bool writes = change.concurrency || change.rate || change.maxLenEvents;
    if (writes) {
        QByteArray meta = queue.key("meta");
        status = co_await write(connection, std::move(meta), change, done);
        // A transaction whose answer was lost is sent again, and reads what it wrote itself.
        if (done.before == done.after)
            done.before = *now;
    }
    if (status && change.trimsEvents) {
        QByteArray stream = queue.key("events");
        status = co_await trim(connection, std::move(stream), done);
    }
    QVariantMap outcome{{u"after"_s, toDetails(done.after)}};
    if (done.trimmed > 0)
        outcome[u"trimmed"_s] = done.trimmed;
    gate.finish(*record, outcome, status ? nullptr : &status.error());
    if (!status)
        co_return status.error();
    co_return done;
}

} // namespace

QueueLimitsChange changeBetween(const QueueLimits& from, const QueueLimits& to)
{
    QueueLimitsChange change;
    if (from.concurrency != to.concurrency)
        change.concurrency = to.concurrency;
    if (from.rate != to.rate)
        change.rate = to.rate;
    if (from.maxLenEvents != to.maxLenEvents)
        change.maxLenEvents = to.maxLenEvents;
    return change;
}

QFuture<Result<QueueLimits>> readQueueLimits(RedisConnection& connection, QueueId queue)
{
    return futureOf<QueueLimits>(read(&connection, std::move(queue)));
}

QFuture<Result<ChangedLimits>> changeQueueLimits(
    RedisConnection& connection, WriteGate& gate, QueueId queue, QueueLimitsChange change)
{
    return futureOf<ChangedLimits>(carryOut(&connection, gate, std::move(queue), std::move(change)));
}

} // namespace drover
