// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "history/queuesampler_p.h"

#include "core/clock.h"
#include "queue/future_p.h"
#include "queue/replyerror_p.h"

#include <QHash>

#include <algorithm>

namespace drover {
namespace {

constexpr int roundsAtMost = 4; //!< of XREAD in one reading
constexpr qsizetype bytesSoon = 256 * 1024;
constexpr qsizetype bytesAtMost = 2 * 1024 * 1024;
constexpr int fewestEntries = 50;
constexpr int mostEntries = 500;
constexpr size_t fewQueues = 20;
constexpr int seedEntries = 100; //!< of a stream that is met for the first time, while queues are few

} // namespace

void QueueSampler::Private::takeWanted()
{
    QHash<QueueId, size_t> known;
    for (size_t i = 0; i < queues.size(); ++i)
        known.insert(queues[i].queue(), i);
    std::vector<WatchedQueue> next;
    next.reserve(wanted->size());
    for (const QueueId& queue : *wanted) {
        if (const auto found = known.constFind(queue); found != known.cend()) {
            next.push_back(std::move(queues[*found]));
            known.erase(found);
            continue;
        }
        WatchedQueue fresh;
        fresh.reading.summary.queue = queue;
        next.push_back(std::move(fresh));
    }
    queues = std::move(next);
    wanted.reset();
}

void QueueSampler::Private::begin()
{
    if (wanted)
        takeWanted();
    now = Clock::system().monotonic().count();
    bytesLeft = bytesAtMost;
    serverNow = Clock::system().now().count() + skew;
    const bool isLate = std::exchange(startsOver, false)
        || (before > 0 && now - before > options.longestGap.count());
    for (WatchedQueue& watched : queues) {
        watched.tally = {};
        watched.isBehind = false;
        watched.isFresh = false;
        watched.reading.last = {};
        if (isLate) {
            watched.lastId.clear();
            watched.flows.clear();
            watched.hasChanged = true;
            watched.countedAt = 0;
        }
    }
    if (isLate)
        before = 0;
    const double elapsed = before > 0 ? static_cast<double>(now - before) / 1000 : 60;
    tokens = std::min(tokens + elapsed * options.countsPerSecond, 8 * options.countsPerSecond);
}

Detached QueueSampler::Private::run(QPointer<QueueSampler> self, Private* d, Extent extent)
{
    d->begin();
    if (std::vector<Command> ends = d->endCommands(); !ends.empty()) {
        const Batch replies = co_await d->connection->callBatch(std::move(ends));
        if (!self)
            co_return;
        if (!replies || !d->connection)
            co_return d->answer(replies ? std::optional<Error>() : replies.error());
        d->takeEnds(*replies);
    }
    std::vector<size_t> streams = d->readable();
    for (int round = 0; round < roundsAtMost && !streams.empty() && d->bytesLeft > 0; ++round) {
        Command read = d->readCommand(streams);
        const Result<Reply> reply = co_await d->connection->call(std::move(read));
        if (!self)
            co_return;
        if (!reply || !d->connection)
            co_return d->answer(reply ? std::optional<Error>() : reply.error());
        if (reply->isError() && reply->text.startsWith("WRONGTYPE")) {
            // One key that is no stream silences all the others.
            std::vector<Command> types;
            for (const size_t at : streams) {
                const QByteArray key = d->queues[at].queue().key("events");
                types.push_back(Command({"TYPE", key}));
            }
            const Batch answers = co_await d->connection->callBatch(std::move(types));
            if (!self)
                co_return;
            if (!answers || !d->connection)
                co_return d->answer(answers ? std::optional<Error>() : answers.error());
            d->dropWrongKeys(streams, *answers);
            streams = d->readable();
            continue;
        }
        streams = d->takeEvents(streams, *reply);
    }
    for (const size_t at : streams)
        d->queues[at].isBehind = true;
    d->settleFlows();
    const std::vector<size_t> chosen = d->choose(extent);
    std::vector<size_t> unknownNext;
    if (std::vector<Command> counts = d->countCommands(chosen); !counts.empty()) {
        const Batch replies = co_await d->connection->callBatch(std::move(counts));
        if (!self)
            co_return;
        if (!replies || !d->connection)
            co_return d->answer(replies ? std::optional<Error>() : replies.error());
        if (const std::optional<Error> error = d->takeCounts(chosen, *replies, unknownNext))
            co_return d->answer(error);
    }
    if (!unknownNext.empty()) {
        std::vector<Command> commands;
        for (const size_t at : unknownNext) {
            const QByteArray key = d->queues[at].queue().job(d->queues[at].nextJob);
            commands.push_back(Command({"HMGET", key, "timestamp", "delay"}));
        }
        const Batch replies = co_await d->connection->callBatch(std::move(commands));
        if (!self)
            co_return;
        if (replies)
            d->takeNext(unknownNext, *replies);
    }
    d->answer(std::nullopt);
}

//! Where streams end that have not been met yet, with their newest entries, so that rates are there at once.
std::vector<Command> QueueSampler::Private::endCommands() const
{
    std::vector<Command> commands;
    if (streamsRefused)
        return commands;
    const QByteArray count = QByteArray::number(queues.size() <= fewQueues ? seedEntries : 1);
    for (const WatchedQueue& watched : queues) {
        if (!watched.lastId.isEmpty() || !watched.hasStream)
            continue;
        const QByteArray key = watched.queue().key("events");
        commands.push_back(Command({"XREVRANGE", key, "+", "-", "COUNT", count}));
    }
    if (!commands.empty())
        commands.push_back(Command({"TIME"}));
    return commands;
}

void QueueSampler::Private::takeEnds(const std::vector<Reply>& replies)
{
    if (const Reply& time = replies.back(); time.items.size() == 2) {
        serverNow = time.items[0].toInteger() * 1000 + time.items[1].toInteger() / 1000;
        skew = serverNow - Clock::system().now().count();
    }
    const qint64 from = serverNow - options.rateWindow.count();
    size_t at = 0;
    for (WatchedQueue& watched : queues) {
        if (!watched.lastId.isEmpty() || !watched.hasStream)
            continue;
        const Reply& reply = replies.at(at++);
        if (reply.isError()) {
            watched.hasStream = !reply.text.startsWith("WRONGTYPE");
            streamsRefused = streamsRefused || isRefusal(reply);
            continue;
        }
        std::vector<Reply> recent;
        for (const Reply& entry : reply.items) {
            if (!entry.items.empty() && timeOfEventId(entry.items[0].text) >= from)
                recent.push_back(entry);
        }
        EventTally tally = tallyEvents(recent);
        const EventTally all = tallyEvents(reply.items);
        watched.lastId = all.entries > 0 ? all.firstId : QByteArrayLiteral("0-0");
        watched.isFresh = true;
        const bool isCut = all.entries >= seedEntries && all.entries == tally.entries;
        tally.flow.spanMs =
            isCut ? std::max<qint64>(serverNow - timeOfEventId(tally.lastId), 1) : options.rateWindow.count();
        if (queues.size() <= fewQueues)
            watched.flows.emplace_back(now, tally.flow);
    }
}

std::vector<size_t> QueueSampler::Private::readable() const
{
    std::vector<size_t> streams;
    for (size_t i = 0; i < queues.size() && !streamsRefused; ++i) {
        if (queues[i].hasStream && !queues[i].isFresh && !queues[i].lastId.isEmpty())
            streams.push_back(i);
    }
    return streams;
}

Command QueueSampler::Private::readCommand(const std::vector<size_t>& streams) const
{
    const QByteArray count = QByteArray::number(entriesAtOnce);
    QByteArrayList words{"XREAD", "COUNT", count, "STREAMS"};
    for (const size_t at : streams)
        words.append(queues[at].queue().key("events"));
    for (const size_t at : streams)
        words.append(queues[at].lastId);
    const std::vector<QByteArrayView> arguments(words.cbegin(), words.cend());
    return Command(std::span<const QByteArrayView>(arguments));
}

//! The streams that have more.
std::vector<size_t> QueueSampler::Private::takeEvents(const std::vector<size_t>& streams, const Reply& reply)
{
    if (reply.isError()) {
        streamsRefused = true;
        for (WatchedQueue& watched : queues)
            watched.flows.clear();
        return {};
    }
    std::vector<size_t> more;
    qsizetype bytes = 0;
    auto found = streams.cbegin(); // answers come in the order of the question
    for (const Reply& stream : reply.items) {
        if (stream.items.size() != 2)
            continue;
        while (found != streams.cend() && queues[*found].queue().key("events") != stream.items[0].text)
            ++found;
        if (found == streams.cend())
            break;
        WatchedQueue& watched = queues[*found];
        const EventTally tally = tallyEvents(stream.items[1].items);
        if (tally.entries == 0)
            continue;
        if (watched.tally.entries == 0)
            watched.tally.firstId = tally.firstId;
        watched.tally.flow += tally.flow;
        watched.tally.entries += tally.entries;
        watched.tally.lastId = tally.lastId;
        watched.lastId = tally.lastId;
        watched.hasChanged = true;
        bytes += tally.bytes;
        if (tally.entries >= entriesAtOnce)
            more.push_back(*found);
    }
    // Results of jobs travel in the stream: large ones are taken in smaller portions.
    bytesLeft -= bytes;
    if (bytesLeft <= 0)
        entriesAtOnce = std::max(entriesAtOnce / 2, fewestEntries);
    else if (bytes < bytesSoon)
        entriesAtOnce = std::min(entriesAtOnce * 2, mostEntries);
    return more;
}

void QueueSampler::Private::dropWrongKeys(const std::vector<size_t>& streams, const std::vector<Reply>& types)
{
    for (size_t i = 0; i < streams.size(); ++i) {
        const QByteArray& type = types.at(i).text;
        queues[streams[i]].hasStream = type == "stream" || type == "none";
    }
}

//! What each stream told, with the time that it covers.
void QueueSampler::Private::settleFlows()
{
    const qint64 elapsed = before > 0 ? now - before : 0;
    const qint64 since = serverNow - elapsed;
    for (WatchedQueue& watched : queues) {
        if (!watched.isFresh && watched.hasStream && !streamsRefused && elapsed > 0) {
            QueueFlow flow = watched.tally.flow;
            flow.spanMs = elapsed;
            const bool wasCut = watched.tally.entries >= watched.mostEvents;
            if (wasCut || watched.isBehind) {
                const qint64 from = wasCut ? timeOfEventId(watched.tally.firstId) : since;
                const qint64 to = watched.isBehind ? timeOfEventId(watched.tally.lastId) : serverNow;
                flow.spanMs = std::clamp<qint64>(to - from, 1, elapsed);
                flow.exact = false;
            }
            watched.reading.last = flow;
            watched.flows.emplace_back(now, flow);
        }
        while (!watched.flows.empty() && watched.flows.front().first <= now - options.rateWindow.count())
            watched.flows.pop_front();
        watched.reading.recent = {};
        for (const auto& [time, flow] : watched.flows)
            watched.reading.recent += flow;
    }
}

bool QueueSampler::Private::mayHaveChanged(const WatchedQueue& watched) const
{
    return watched.hasChanged || streamsRefused || !watched.hasStream || watched.looseUntil > now;
}

std::vector<size_t> QueueSampler::Private::choose(Extent extent)
{
    std::vector<size_t> chosen;
    std::vector<size_t> maybe;
    const qint64 recountAfter =
        std::max<qint64>(options.recountAfter.count(), static_cast<qint64>(queues.size()) * 1000);
    for (size_t i = 0; i < queues.size(); ++i) {
        const WatchedQueue& watched = queues[i];
        const qint64 age = now - watched.countedAt;
        const bool changed = mayHaveChanged(watched);
        if (extent == Extent::Full || !watched.isCounted
            || (changed && (watched.queue() == preferred || age >= options.latestCount.count())))
            chosen.push_back(i);
        else if (changed || age >= recountAfter)
            maybe.push_back(i);
    }
    // Changed ones first, then those that have waited longest.
    std::sort(maybe.begin(), maybe.end(), [this](size_t a, size_t b) {
        const bool one = mayHaveChanged(queues[a]);
        const bool other = mayHaveChanged(queues[b]);
        return one != other ? one : queues[a].countedAt < queues[b].countedAt;
    });
    tokens -= 8 * static_cast<double>(chosen.size());
    for (const size_t at : maybe) {
        if (tokens <= 0)
            break;
        chosen.push_back(at);
        tokens -= 8;
    }
    tokens = std::max(tokens, -options.countsPerSecond);
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

void QueueSampler::Private::answer(const std::optional<Error>& error)
{
    if (!error)
        before = now;
    running = false;
    Readings readings;
    for (const WatchedQueue& watched : queues)
        readings.push_back(watched.reading);
    for (auto& promise : std::exchange(waiting, {})) {
        if (error)
            settle<Readings>(promise, *error);
        else
            settle<Readings>(promise, readings);
    }
}

QueueSampler::QueueSampler(RedisConnection& connection, SamplerOptions options, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, connection, options))
{
}

QueueSampler::~QueueSampler() = default;

void QueueSampler::setQueues(const std::vector<QueueId>& queues)
{
    d->wanted = queues;
}

void QueueSampler::setPreferred(const QueueId& queue)
{
    d->preferred = queue;
}

void QueueSampler::startOver()
{
    d->startsOver = true;
}

QFuture<Result<std::vector<QueueReading>>> QueueSampler::read(Extent extent)
{
    auto promise = startedPromise<Private::Readings>();
    QFuture<Result<Private::Readings>> future = promise.future();
    d->waiting.push_back(std::move(promise));
    if (!std::exchange(d->running, true))
        Private::run(this, d.get(), extent);
    return future;
}

} // namespace drover
