// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "interop/interopbed.h"

namespace drover::test {

namespace {

InteropBed::Hash mapOf(const Reply& reply)
{
    InteropBed::Hash map;
    for (size_t i = 0; i + 1 < reply.items.size(); i += 2)
        map.insert(reply.items[i].text, reply.items[i + 1].text);
    return map;
}

} // namespace

InteropBed::InteropBed(RedisFixtureOptions options)
    : redis(std::move(options))
    , npm(redis.socketPath())
{
}

bool InteropBed::start()
{
    if (!redis.start() || !npm.start())
        return false;
    connection = std::make_unique<RedisConnection>(redis.unixOptions(), ConnectionRole::Queue);
    connection->open();
    return QTest::qWaitFor([this] { return connection->isReady(); }, 5000);
}

Queue& InteropBed::queue(const QString& name)
{
    auto& queue = m_queues[name];
    if (!queue) {
        queue = std::make_unique<Queue>(
            QueueId{QByteArrayLiteral("bull"), name.toUtf8()}, *connection, WriteGate::open());
    }
    return *queue;
}

InteropBed::Hash InteropBed::hash(const QString& queue, const QByteArray& id)
{
    return mapOf(redis.command({"HGETALL", key(queue, id)}));
}

InteropBed::Hash InteropBed::comparable(const QString& queue, const QByteArray& id)
{
    auto job = hash(queue, id);
    for (const char* field : {"timestamp", "processedOn", "finishedOn", "stacktrace"}) {
        if (job.contains(field))
            job[field] = "set";
    }
    // Lua writes the keys of a table in no particular order.
    job["opts"] = QJsonDocument::fromJson(job["opts"]).toJson(QJsonDocument::Compact);
    return job;
}

QList<InteropBed::Hash> InteropBed::events(const QString& queue)
{
    QList<Hash> all;
    const auto entries = redis.command({"XRANGE", key(queue, "events"), "-", "+"});
    for (const auto& entry : entries.items)
        all.append(mapOf(entry.items.at(1)));
    return all;
}

QByteArray InteropBed::key(const QString& queue, const QByteArray& suffix) const
{
    return "bull:" + queue.toUtf8() + ':' + suffix;
}

QByteArray InteropBed::violations(const QString& queue, InvariantOptions options)
{
    options.queue = queue.toUtf8();
    return describe(checkInvariants(
        [this](const QByteArrayList& arguments) { return redis.command(arguments); }, options));
}

int InteropBed::npmCount(const QString& queue, const char* state)
{
    return npm.counts(queue).value(QLatin1String(state)).toInt(-1);
}

QJsonObject j(const char* text)
{
    return QJsonDocument::fromJson(QByteArray(text).replace('\'', '"')).object();
}

} // namespace drover::test
