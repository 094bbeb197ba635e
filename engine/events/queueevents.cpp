// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "events/queueevents.h"

#include "protocol/eventparser.h"
#include "redis/redisconnection.h"
#include "redis/replyclass.h"

#include <QPointer>
#include <QTimer>

#include <algorithm>

namespace drover {
namespace {

constexpr Milliseconds blockFor{10000}; //!< like upstream; a longer one outlives proxies
constexpr Milliseconds shortestPause{1000};
constexpr Milliseconds longestPause{20000};
constexpr int readAtMost = 1000; //!< entries a stream and read: bounds what one reply can be

struct Followed {
    QueueId queue;
    QByteArray lastId; //!< "$" until it is resolved
    bool announced = false;

    [[nodiscard]] bool isOpen() const { return lastId == "$"; }
};

} // namespace

QByteArray QueueEvent::field(QByteArrayView name) const
{
    const auto found = std::find_if(
        fields.cbegin(), fields.cend(), [name](const auto& field) { return field.first == name; });
    return found == fields.cend() ? QByteArray() : found->second;
}

class QueueEvents::Private {
public:
    Private(QueueEvents* owner, ConnectionOptions connectionOptions)
        : q(owner)
        , options(std::move(connectionOptions))
    {
        pause.setSingleShot(true);
        QObject::connect(&pause, &QTimer::timeout, q, [this] { step(); });
    }

    void connectTo(const QueueId& first);
    void step();
    void resolve();
    void onResolved(const QByteArrayList& keys, const Result<std::vector<Reply>>& replies);
    void announce();
    void read();
    void onRead(Result<Reply> reply);
    void onRefused(const Reply& reply);
    void dropWrongKeys();
    void backOff(const Error& error);
    Followed* find(const QByteArray& key);

    QueueEvents* q;
    ConnectionOptions options;
    std::unique_ptr<RedisConnection> connection;
    std::vector<Followed> streams;
    QTimer pause;
    Milliseconds nextPause = shortestPause;
    bool busy = false; //!< a command is under way
    bool blocked = false; //!< ... and it is the blocking read
};

void QueueEvents::Private::connectTo(const QueueId& first)
{
    options.clientName = first.prefix + ':' + first.name.toBase64() + ":qe";
    connection = std::make_unique<RedisConnection>(options, ConnectionRole::Blocking);
    QObject::connect(connection.get(), &RedisConnection::ready, q, [this] { step(); });
    QObject::connect(connection.get(), &RedisConnection::errorOccurred, q, &QueueEvents::errorOccurred);
    connection->open();
}

Followed* QueueEvents::Private::find(const QByteArray& key)
{
    const auto found = std::find_if(streams.begin(), streams.end(),
        [&key](const Followed& stream) { return stream.queue.key("events") == key; });
    return found == streams.end() ? nullptr : &*found;
}

//! Does the next thing: the one entry into the loop, harmless at any time.
void QueueEvents::Private::step()
{
    if (busy || streams.empty() || pause.isActive() || !connection || !connection->isReady())
        return;
    if (std::any_of(streams.cbegin(), streams.cend(), [](const Followed& stream) { return stream.isOpen(); }))
        return resolve();
    const QPointer guard(q);
    announce();
    if (guard && !busy && !streams.empty())
        read();
}

void QueueEvents::Private::resolve()
{
    QByteArrayList keys;
    std::vector<Command> commands;
    for (const Followed& stream : streams) {
        if (!stream.isOpen())
            continue;
        keys.append(stream.queue.key("events"));
        commands.push_back(Command({"XREVRANGE", keys.last(), "+", "-", "COUNT", "1"}));
    }
    busy = true;
    connection->sendBatch(
        std::move(commands), [this, guard = QPointer(q), keys](Result<std::vector<Reply>> replies) {
            if (guard)
                onResolved(keys, replies);
        });
}

void QueueEvents::Private::onResolved(const QByteArrayList& keys, const Result<std::vector<Reply>>& replies)
{
    busy = false;
    if (!replies) {
        if (replies.error().code != ErrorCode::ConnectionClosed)
            backOff(replies.error());
        return step();
    }
    for (qsizetype i = 0; i < keys.size(); ++i) {
        const Reply& reply = replies->at(static_cast<size_t>(i));
        Followed* stream = find(keys[i]);
        if (!stream || !stream->isOpen())
            continue;
        if (reply.isError())
            return onRefused(reply);
        const bool empty = reply.items.empty() || reply.items.front().items.empty();
        stream->lastId = empty ? QByteArrayLiteral("0-0") : reply.items.front().items.front().text;
    }
    step();
}

void QueueEvents::Private::announce()
{
    const QPointer guard(q);
    for (size_t i = 0; i < streams.size(); ++i) {
        if (std::exchange(streams[i].announced, true))
            continue;
        const Followed stream = streams[i];
        Q_EMIT q->following(stream.queue, stream.lastId);
        if (!guard)
            return;
    }
}

void QueueEvents::Private::read()
{
    const QByteArray count = QByteArray::number(readAtMost);
    const QByteArray block = QByteArray::number(qint64(blockFor.count()));
    QByteArrayList words{"XREAD", "COUNT", count, "BLOCK", block, "STREAMS"};
    for (const Followed& stream : streams)
        words.append(stream.queue.key("events"));
    for (const Followed& stream : streams)
        words.append(stream.lastId);
    const std::vector<QByteArrayView> arguments(words.cbegin(), words.cend());
    busy = true;
    blocked = true;
    connection->sendBlocking(Command(std::span<const QByteArrayView>(arguments)), blockFor,
        [this, guard = QPointer(q)](Result<Reply> reply) {
            if (guard)
                onRead(std::move(reply));
        });
}

void QueueEvents::Private::onRead(Result<Reply> reply)
{
    busy = false;
    blocked = false;
    if (!reply) {
        // A broken connection comes back by itself and says ready; anything else must not spin.
        if (reply.error().code != ErrorCode::ConnectionClosed)
            backOff(reply.error());
        return step();
    }
    if (reply->isError())
        return onRefused(*reply);
    nextPause = shortestPause;
    std::vector<QueueEvent> events;
    for (StreamEntries& answer : parseStreamRead(*reply)) {
        Followed* stream = find(answer.key);
        if (!stream || answer.entries.empty())
            continue;
        for (StreamEntry& entry : answer.entries)
            events.push_back(
                {stream->queue, std::move(entry.id), std::move(entry.event), std::move(entry.fields)});
        stream->lastId = events.back().id;
    }
    const QPointer guard(q);
    if (!events.empty())
        Q_EMIT q->eventsRead(events);
    if (guard)
        step();
}

void QueueEvents::Private::onRefused(const Reply& reply)
{
    if (reply.text.startsWith("WRONGTYPE"))
        return dropWrongKeys();
    if (reply.text.startsWith("UNBLOCKED"))
        return step();
    backOff(errorFromReply(reply));
}

//! One key that is no stream would silence all the others.
void QueueEvents::Private::dropWrongKeys()
{
    QByteArrayList keys;
    std::vector<Command> commands;
    for (const Followed& stream : streams) {
        keys.append(stream.queue.key("events"));
        commands.push_back(Command({"TYPE", keys.last()}));
    }
    busy = true;
    connection->sendBatch(
        std::move(commands), [this, guard = QPointer(q), keys](Result<std::vector<Reply>> types) {
            if (!guard)
                return;
            busy = false;
            for (qsizetype i = 0; types && i < keys.size(); ++i) {
                const QByteArray type = types->at(static_cast<size_t>(i)).text;
                if (type == "stream" || type == "none")
                    continue;
                std::erase_if(
                    streams, [&](const Followed& stream) { return stream.queue.key("events") == keys[i]; });
                Q_EMIT q->errorOccurred({ErrorCode::Server,
                    QStringLiteral("%1 is a %2, not a stream")
                        .arg(QString::fromUtf8(keys[i]), QString::fromUtf8(type)),
                    {{QStringLiteral("key"), QString::fromUtf8(keys[i])}}});
                if (!guard)
                    return;
            }
            step();
        });
}

void QueueEvents::Private::backOff(const Error& error)
{
    pause.start(nextPause);
    nextPause = std::min(nextPause * 2, longestPause);
    Q_EMIT q->errorOccurred(error);
}

QueueEvents::QueueEvents(ConnectionOptions connection, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(connection)))
{
}

QueueEvents::~QueueEvents()
{
    close();
}

void QueueEvents::follow(const QueueId& queue, const QByteArray& after)
{
    unfollow(queue);
    d->streams.push_back({queue, after.isEmpty() ? QByteArrayLiteral("$") : after, false});
    if (!d->connection)
        return d->connectTo(queue);
    // A blocked connection cannot be asked anything: the ids make it safe to break the wait and start it
    // anew.
    if (d->blocked)
        return d->connection->reconnect();
    d->step();
}

void QueueEvents::unfollow(const QueueId& queue)
{
    std::erase_if(d->streams, [&queue](const Followed& stream) { return stream.queue == queue; });
}

QByteArray QueueEvents::lastId(const QueueId& queue) const
{
    const Followed* stream = d->find(queue.key("events"));
    return stream && !stream->isOpen() ? stream->lastId : QByteArray();
}

void QueueEvents::close()
{
    d->pause.stop();
    d->streams.clear();
    if (!d->connection)
        return;
    QObject::disconnect(d->connection.get(), nullptr, this, nullptr);
    d->connection->close();
    d->connection.release()->deleteLater(); // its handlers may be what is running now
    d->busy = false;
    d->blocked = false;
}

} // namespace drover
