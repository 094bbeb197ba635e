// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/queuediscovery.h"

#include "redis/redisconnection.h"
#include "redis/replyclass.h"

#include <QPointer>
#include <QSet>

#include <algorithm>

namespace drover {
namespace {

constexpr QByteArrayView metaSuffix(":meta");
constexpr QByteArrayView relayMark("::relay:");
const QVersionNumber scanTakesTypeSince(6, 0);

} // namespace

std::optional<QueueId> queueOfMetaKey(const QByteArray& key)
{
    if (!key.endsWith(metaSuffix) || key.contains(relayMark))
        return std::nullopt;
    const QByteArray base = key.chopped(metaSuffix.size());
    const qsizetype colon = base.lastIndexOf(':');
    if (colon < 0 || colon + 1 == base.size())
        return std::nullopt;
    return QueueId{base.first(colon), base.sliced(colon + 1)};
}

class QueueDiscovery::Private {
public:
    Private(QueueDiscovery* owner, RedisConnection& redis)
        : q(owner)
        , connection(redis)
    {
    }

    void scan(const QByteArray& cursor);
    void onScanned(const Reply& reply);
    void sort(const std::vector<Reply>& keys);
    void confirm(std::vector<QueueId> candidates, const QByteArray& cursor);
    void take(const QueueId& queue, std::vector<QueueId>& fresh);
    void goOn(const QByteArray& cursor);
    void end(std::optional<Error> error);
    [[nodiscard]] bool isWanted(const QByteArray& prefix) const;

    QueueDiscovery* q;
    RedisConnection& connection;
    DiscoveryOptions options;
    DiscoveryReport report;
    QSet<QueueId> seen;
    std::vector<QueueId> certain; //!< of the step under way
    std::vector<QueueId> doubtful;
    quint64 run = 0; //!< late replies of an earlier scan carry another number
    bool running = false;
};

bool QueueDiscovery::Private::isWanted(const QByteArray& prefix) const
{
    return options.prefixes.isEmpty() || options.prefixes.contains(prefix);
}

void QueueDiscovery::Private::scan(const QByteArray& cursor)
{
    // One walk serves all prefixes and tells which others exist; prefixes never stand in the pattern, so that
    // no glob character of theirs needs care.
    const QByteArray count = QByteArray::number(std::clamp(options.batch, 10, 10000));
    std::vector<QByteArrayView> arguments{"SCAN", cursor, "MATCH", "*:meta", "COUNT", count};
    if (connection.serverInfo().version >= scanTakesTypeSince)
        arguments.insert(arguments.end(), {"TYPE", "hash"});
    ++report.scans;
    connection.send(Command(std::span<const QByteArrayView>(arguments)),
        [this, guard = QPointer(q), number = run](Result<Reply> reply) {
            if (!guard || number != run)
                return;
            if (!reply)
                return end(reply.error());
            onScanned(*reply);
        });
}

void QueueDiscovery::Private::onScanned(const Reply& reply)
{
    if (reply.isError())
        return end(errorFromReply(reply));
    if (reply.items.size() != 2)
        return end(Error{ErrorCode::Server, QStringLiteral("SCAN was answered in an unknown shape"), {}});
    const QByteArray cursor = reply.items[0].text;
    sort(reply.items[1].items);
    if (doubtful.empty())
        return goOn(cursor);
    confirm(std::exchange(doubtful, {}), cursor);
}

void QueueDiscovery::Private::sort(const std::vector<Reply>& keys)
{
    for (const Reply& key : keys) {
        ++report.keysRead;
        const std::optional<QueueId> queue = queueOfMetaKey(key.text);
        if (!queue || seen.contains(*queue))
            continue;
        seen.insert(*queue);
        // "bull:q:repeat:meta" is a scheduler named "meta" of queue q, not queue "repeat" of prefix "bull:q".
        const bool mayBeInner = queue->prefix.contains(':') && !options.prefixes.contains(queue->prefix);
        (mayBeInner ? doubtful : certain).push_back(*queue);
    }
}

void QueueDiscovery::Private::confirm(std::vector<QueueId> candidates, const QByteArray& cursor)
{
    std::vector<Command> commands;
    commands.reserve(candidates.size());
    for (const QueueId& queue : candidates) {
        const QByteArray key = queue.key("meta");
        commands.push_back(Command({"HEXISTS", key, "name"}));
    }
    connection.sendBatch(std::move(commands),
        [this, guard = QPointer(q), number = run, cursor, candidates = std::move(candidates)](
            Result<std::vector<Reply>> replies) {
            if (!guard || number != run)
                return;
            if (!replies)
                return end(replies.error());
            for (size_t i = 0; i < candidates.size(); ++i) {
                if (replies->at(i).toInteger() == 0)
                    certain.push_back(candidates[i]);
            }
            goOn(cursor);
        });
}

void QueueDiscovery::Private::take(const QueueId& queue, std::vector<QueueId>& fresh)
{
    if (isWanted(queue.prefix)) {
        ++report.queues;
        fresh.push_back(queue);
    } else {
        ++report.otherPrefixes[queue.prefix];
    }
}

void QueueDiscovery::Private::goOn(const QByteArray& cursor)
{
    std::vector<QueueId> fresh;
    for (const QueueId& queue : std::exchange(certain, {}))
        take(queue, fresh);
    const QPointer guard(q);
    const quint64 number = run;
    if (!fresh.empty())
        Q_EMIT q->found(fresh);
    if (!guard || number != run)
        return;
    if (cursor == "0")
        return end(std::nullopt);
    scan(cursor);
}

void QueueDiscovery::Private::end(std::optional<Error> error)
{
    running = false;
    ++run;
    report.error = std::move(error);
    Q_EMIT q->finished(report);
}

QueueDiscovery::QueueDiscovery(RedisConnection& connection, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, connection))
{
}

QueueDiscovery::~QueueDiscovery() = default;

void QueueDiscovery::start(DiscoveryOptions options)
{
    ++d->run;
    d->running = true;
    d->options = std::move(options);
    d->report = {};
    d->seen.clear();
    d->certain.clear();
    d->doubtful.clear();
    d->scan(QByteArrayLiteral("0"));
}

void QueueDiscovery::cancel()
{
    if (d->running)
        d->end(Error{ErrorCode::Cancelled, QStringLiteral("the scan was cancelled"), {}});
}

bool QueueDiscovery::isRunning() const
{
    return d->running;
}

} // namespace drover
