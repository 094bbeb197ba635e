// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/queuesnapshot.h"

#include <array>

namespace drover::test {

namespace {

using Command = std::function<Reply(const QByteArrayList&)>;

constexpr std::array ListStates{"wait", "paused", "active"};
constexpr std::array SetStates{"delayed", "prioritized", "waiting-children", "completed", "failed"};
constexpr std::array Attachments{"lock", "logs", "dependencies", "processed", "failed", "unsuccessful"};

QByteArrayList textsOf(const Reply& reply)
{
    QByteArrayList texts;
    for (const auto& item : reply.items)
        texts.append(item.text);
    return texts;
}

QueueSnapshot::Hash hashOf(const Reply& reply)
{
    QueueSnapshot::Hash hash;
    for (size_t i = 0; i + 1 < reply.items.size(); i += 2)
        hash.insert(reply.items[i].text, reply.items[i + 1].text);
    return hash;
}

bool isMarker(const QByteArray& id)
{
    return id.startsWith("0:");
}

void readStates(const Command& redis, QueueSnapshot& snapshot)
{
    for (const QByteArray state : ListStates) {
        auto& ids = snapshot.states[state];
        for (const auto& id : textsOf(redis({"LRANGE", snapshot.keyPrefix + state, "0", "-1"}))) {
            if (!isMarker(id))
                ids.append(id);
        }
    }
    for (const QByteArray state : SetStates) {
        const auto pairs = textsOf(redis({"ZRANGE", snapshot.keyPrefix + state, "0", "-1", "WITHSCORES"}));
        for (qsizetype i = 0; i + 1 < pairs.size(); i += 2) {
            snapshot.states[state].append(pairs[i]);
            snapshot.scores[state].insert(pairs[i], pairs[i + 1].toDouble());
        }
    }
}

QByteArrayList scanKeys(const Command& redis, const QByteArray& keyPrefix)
{
    QSet<QByteArray> keys;
    QByteArray cursor = "0";
    do {
        const auto reply = redis({"SCAN", cursor, "COUNT", "1000"});
        if (reply.items.size() != 2)
            break;
        cursor = reply.items[0].text;
        for (const auto& key : textsOf(reply.items[1])) {
            if (key.startsWith(keyPrefix))
                keys.insert(key);
        }
    } while (cursor != "0");
    return {keys.begin(), keys.end()};
}

bool isQueueKey(const QByteArray& name)
{
    static const QSet<QByteArray> names{"meta", "id", "wait", "paused", "active", "prioritized", "pc",
        "delayed", "waiting-children", "completed", "failed", "stalled", "stalled-check", "limiter", "marker",
        "events", "repeat", "priority"};
    return names.contains(name) || name.startsWith("metrics:") || name.startsWith("dn:");
}

void readJobKey(const Command& redis, QueueSnapshot& snapshot, const QByteArray& name)
{
    const auto colon = name.lastIndexOf(':');
    const auto suffix = colon < 0 ? QByteArray() : name.mid(colon + 1);
    for (const QByteArray attachment : Attachments) {
        if (suffix == attachment) {
            snapshot.attachments[name.left(colon)].append(suffix);
            return;
        }
    }
    if (name.startsWith("repeat:") && snapshot.schedulers.contains(name.mid(7)))
        return;
    const auto reply = redis({"HGETALL", snapshot.keyPrefix + name});
    if (reply.isArray() && !reply.items.empty())
        snapshot.jobs.insert(name, hashOf(reply));
}

void readKeys(const Command& redis, QueueSnapshot& snapshot)
{
    for (const auto& key : scanKeys(redis, snapshot.keyPrefix)) {
        const auto name = key.mid(snapshot.keyPrefix.size());
        if (name.startsWith("de:"))
            snapshot.deduplication.insert(name.mid(3), redis({"GET", key}).text);
        else if (!isQueueKey(name))
            readJobKey(redis, snapshot, name);
    }
}

void readEvents(const Command& redis, QueueSnapshot& snapshot)
{
    const auto entries = redis({"XRANGE", snapshot.keyPrefix + "events", "-", "+"});
    for (const auto& entry : entries.items) {
        if (entry.items.size() == 2)
            snapshot.events.append({entry.items[0].text, hashOf(entry.items[1])});
    }
}

qint64 serverTime(const Command& redis)
{
    const auto parts = textsOf(redis({"TIME"}));
    return parts.size() == 2 ? parts[0].toLongLong() * 1000 + parts[1].toLongLong() / 1000 : 0;
}

template <typename Container>
QSet<QByteArray> setOf(const Container& items)
{
    return {items.begin(), items.end()};
}

} // namespace

QByteArrayList QueueSnapshot::statesOf(const QByteArray& id) const
{
    QByteArrayList found;
    for (auto it = states.begin(); it != states.end(); ++it) {
        for (auto count = it->count(id); count > 0; --count)
            found.append(it.key());
    }
    return found;
}

QueueSnapshot takeSnapshot(const Command& redis, const QByteArray& prefix, const QByteArray& queue)
{
    QueueSnapshot snapshot;
    snapshot.keyPrefix = prefix + ':' + queue + ':';
    const auto& base = snapshot.keyPrefix;
    snapshot.now = serverTime(redis);
    readStates(redis, snapshot);
    snapshot.schedulers = setOf(textsOf(redis({"ZRANGE", base + "repeat", "0", "-1"})));
    snapshot.stalled = setOf(textsOf(redis({"SMEMBERS", base + "stalled"})));
    snapshot.markers = setOf(textsOf(redis({"ZRANGE", base + "marker", "0", "-1"})));
    snapshot.meta = hashOf(redis({"HGETALL", base + "meta"}));
    snapshot.completedMetrics = hashOf(redis({"HGETALL", base + "metrics:completed"}));
    if (const auto lastId = redis({"GET", base + "id"}); lastId.isText())
        snapshot.lastId = lastId.text.toLongLong();
    snapshot.priorityCounter = redis({"EXISTS", base + "pc"}).integer == 1;
    snapshot.limited = redis({"EXISTS", base + "limiter"}).integer == 1;
    readKeys(redis, snapshot);
    readEvents(redis, snapshot);
    return snapshot;
}

} // namespace drover::test
