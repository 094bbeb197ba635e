// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/healthcollector.h"

#include "core/clock.h"
#include "core/uniquefunction.h"
#include "protocol/joboptionscodec.h"
#include "queue/detached_p.h"
#include "queue/future_p.h"
#include "redis/redisconnection.h"

#include <QPointer>

#include <algorithm>

namespace drover {
namespace {

constexpr qsizetype membersShown = 10;
constexpr qint64 repeatablesLookedAt = 200;
constexpr qint64 activeLookedAt = 20; //!< the oldest
constexpr qint64 parentsLookedAt = 20;
constexpr qint64 childrenLookedAt = 10; //!< of each of them
constexpr qint64 overdueAfter = 10000; //!< ms; clocks differ, and a worker may be busy for a moment
constexpr qint64 delayedScale = 4096; //!< a delayed job's score is its time times this (addDelayedJob)

bool isLegacyMarker(const Reply& entry)
{
    return entry.isText() && (entry.text == "0" || entry.text.startsWith("0:"));
}

std::optional<qint64> numberOf(const std::vector<Reply>& items, size_t at)
{
    if (at >= items.size() || items[at].isNil())
        return std::nullopt;
    return items[at].toInteger();
}

//! Reads of many queues in a few round trips: what takes an answer may ask for more, which goes into the next
//! one.
class QueueCollector final {
public:
    QueueCollector(const std::vector<QueueSummary>& summaries, const WorkerList& workers);

    [[nodiscard]] bool wantsMore() const { return !m_commands.empty(); }
    [[nodiscard]] std::vector<Command> commands();
    void take(const std::vector<Reply>& replies);
    [[nodiscard]] std::vector<QueueFacts> facts() { return std::move(m_all); }

private:
    using Taker = UniqueFunction<void(const Reply&)>;

    void read(Command command, Taker taker);
    void readBrakes(QueueFacts& facts);
    void readWaiting(QueueFacts& facts);
    void readDelayed(QueueFacts& facts);
    void readActive(QueueFacts& facts);
    void lookAtActive(QueueFacts& facts, const JobId& id);
    void readParents(QueueFacts& facts);
    void lookAtParent(QueueFacts& facts, const JobId& id);
    void lookAtChild(QueueFacts& facts, size_t parent, const QByteArray& key);
    void readKept(QueueFacts& facts);
    void lookAtFinished(QueueFacts& facts, JobState state);
    void readRepeat(QueueFacts& facts);
    void lookAtScheduler(QueueFacts& facts, const QByteArray& member, const QByteArray& score);

    std::vector<QueueFacts> m_all; //!< never grows: takers point into it
    std::vector<Command> m_commands;
    std::vector<Taker> m_takers;
    std::vector<Taker> m_taking; //!< those whose answers are on their way
    qint64 m_now = Clock::system().now().count();
};

QueueCollector::QueueCollector(const std::vector<QueueSummary>& summaries, const WorkerList& workers)
    : m_all(summaries.size())
{
    for (size_t i = 0; i < summaries.size(); ++i) {
        QueueFacts& facts = m_all[i];
        facts.summary = summaries[i];
        facts.workers = workers;
        readBrakes(facts);
        readWaiting(facts);
        readDelayed(facts);
        readActive(facts);
        readParents(facts);
        readKept(facts);
        readRepeat(facts);
    }
}

void QueueCollector::read(Command command, Taker taker)
{
    m_commands.push_back(std::move(command));
    m_takers.push_back(std::move(taker));
}

std::vector<Command> QueueCollector::commands()
{
    m_taking = std::exchange(m_takers, {});
    return std::exchange(m_commands, {});
}

void QueueCollector::take(const std::vector<Reply>& replies)
{
    for (size_t i = 0; i < m_taking.size(); ++i)
        m_taking[i](replies[i]);
}

void QueueCollector::readBrakes(QueueFacts& facts)
{
    const QueueId& queue = facts.summary.queue;
    read(Command({"HMGET", queue.key("meta"), "concurrency", "max"}), [&facts](const Reply& reply) {
        facts.concurrency = numberOf(reply.items, 0);
        facts.rateLimitMax = numberOf(reply.items, 1);
    });
    read(Command({"EXISTS", queue.key("meta")}), [&facts](const Reply& reply) {
        const auto& counts = facts.summary.counts.values;
        facts.exists = reply.toInteger() == 1
            || std::any_of(counts.cbegin(), counts.cend(), [](qint64 count) { return count > 0; });
    });
    read(Command({"PTTL", queue.key("limiter")}), [&facts](const Reply& reply) {
        if (reply.isInteger() && reply.integer > 0)
            facts.rateLimitTtl = reply.integer;
    });
    read(Command({"LLEN", queue.key("paused")}),
        [&facts](const Reply& reply) { facts.legacyPausedJobs = reply.isInteger() ? reply.integer : 0; });
    read(Command({"TYPE", queue.key("priority")}),
        [&facts](const Reply& reply) { facts.legacyPriority = reply.text == "zset"; });
}

void QueueCollector::readWaiting(QueueFacts& facts)
{
    const QueueId& queue = facts.summary.queue;
    read(Command({"LINDEX", queue.key("wait"), "0"}),
        [&facts](const Reply& reply) { facts.legacyMarkers = isLegacyMarker(reply); });
    read(Command({"LINDEX", queue.key("wait"), "-1"}), [this, &facts](const Reply& reply) {
        facts.legacyMarkers = facts.legacyMarkers || isLegacyMarker(reply);
        if (!reply.isText() || isLegacyMarker(reply))
            return;
        read(Command({"HGET", facts.summary.queue.job(reply.text), "timestamp"}),
            [this, &facts](const Reply& timestamp) {
                if (timestamp.isText())
                    facts.oldestWaitingMs = m_now - timestamp.toInteger();
            });
    });
}

void QueueCollector::readDelayed(QueueFacts& facts)
{
    const QByteArray set = facts.summary.queue.key("delayed");
    const QByteArray due = QByteArray::number((m_now - overdueAfter) * delayedScale);
    read(Command({"ZCOUNT", set, "-inf", due}),
        [&facts](const Reply& reply) { facts.overdue = reply.isInteger() ? reply.integer : 0; });
    read(Command({"ZRANGE", set, "0", "0", "WITHSCORES"}), [this, &facts](const Reply& reply) {
        if (reply.items.size() == 2)
            facts.nextDelayedInMs =
                static_cast<qint64>(reply.items[1].text.toDouble() / delayedScale) - m_now;
    });
}

void QueueCollector::readActive(QueueFacts& facts)
{
    if (facts.summary.counts[JobState::Active] == 0)
        return;
    const QByteArray from = QByteArray::number(-activeLookedAt);
    read(Command({"LRANGE", facts.summary.queue.key("active"), from, "-1"}),
        [this, &facts](const Reply& reply) {
            for (const Reply& id : reply.items)
                lookAtActive(facts, id.text);
        });
}

//! First the lock, then the place: a job that ends in between is in neither, and a job that is active without
//! a lock is nobody's (moveToActive and moveToFinished change both at once).
void QueueCollector::lookAtActive(QueueFacts& facts, const JobId& id)
{
    const QueueId& queue = facts.summary.queue;
    const auto locked = std::make_shared<bool>(true);
    ++facts.active.looked;
    const QByteArray lock = queue.job(id) + ":lock";
    read(Command({"EXISTS", lock}),
        [locked](const Reply& reply) { *locked = !reply.isInteger() || reply.integer != 0; });
    read(Command({"LPOS", queue.key("active"), id}), [locked, &facts, id](const Reply& reply) {
        if (!*locked && reply.isInteger())
            facts.active.withoutLock.push_back(id);
    });
    read(Command({"HGET", queue.job(id), "processedOn"}), [this, locked, &facts](const Reply& reply) {
        if (*locked && reply.isText())
            facts.active.longestMs = std::max(facts.active.longestMs.value_or(0), m_now - reply.toInteger());
    });
}

void QueueCollector::readParents(QueueFacts& facts)
{
    if (facts.summary.counts[JobState::WaitingChildren] == 0)
        return;
    const QByteArray last = QByteArray::number(parentsLookedAt - 1);
    read(Command({"ZRANGE", facts.summary.queue.key("waiting-children"), "0", last}),
        [this, &facts](const Reply& reply) {
            for (const Reply& id : reply.items)
                lookAtParent(facts, id.text);
        });
}

void QueueCollector::lookAtParent(QueueFacts& facts, const JobId& id)
{
    const size_t at = facts.parents.size();
    facts.parents.push_back({id, 0, 0, 0});
    const QByteArray most = QByteArray::number(childrenLookedAt);
    const QByteArray dependencies = facts.summary.queue.job(id) + ":dependencies";
    // A small set comes as a whole, whatever COUNT says.
    read(Command({"SSCAN", dependencies, "0", "COUNT", most}), [this, &facts, at](const Reply& reply) {
        if (reply.items.size() != 2)
            return;
        const std::vector<Reply>& children = reply.items[1].items;
        for (size_t i = 0; i < std::min(children.size(), size_t(childrenLookedAt)); ++i)
            lookAtChild(facts, at, children[i].text);
    });
}

void QueueCollector::lookAtChild(QueueFacts& facts, size_t parent, const QByteArray& key)
{
    ++facts.parents[parent].children;
    const qsizetype idAt = key.lastIndexOf(':') + 1; // as upstream's destructureJobKey
    const QByteArray failed = key.first(idAt) + "failed";
    const QByteArray id = key.sliced(idAt);
    read(Command({"ZSCORE", failed, id}),
        [&facts, parent](const Reply& reply) { facts.parents[parent].failed += reply.isText() ? 1 : 0; });
    read(Command({"EXISTS", key}), [&facts, parent](const Reply& reply) {
        facts.parents[parent].missing += reply.isInteger() && reply.integer == 0 ? 1 : 0;
    });
}

void QueueCollector::readKept(QueueFacts& facts)
{
    const QueueId& queue = facts.summary.queue;
    read(Command({"XLEN", queue.key("events")}),
        [&facts](const Reply& reply) { facts.events = reply.isInteger() ? reply.integer : 0; });
    read(Command({"HGET", queue.key("meta"), "opts.maxLenEvents"}), [&facts](const Reply& reply) {
        if (reply.isText())
            facts.eventsMost = reply.toInteger();
    });
    for (const JobState state : {JobState::Completed, JobState::Failed}) {
        if (facts.summary.counts[state] > 0)
            lookAtFinished(facts, state);
    }
}

//! The policy of the job that ended last is the one that acts.
void QueueCollector::lookAtFinished(QueueFacts& facts, JobState state)
{
    const QByteArray set = facts.summary.queue.key(state);
    const size_t at = facts.finished.size();
    facts.finished.push_back({state, facts.summary.counts[state], {}, {}});
    read(Command({"ZRANGE", set, "0", "0", "WITHSCORES"}), [this, &facts, at](const Reply& reply) {
        if (reply.items.size() == 2)
            facts.finished[at].oldestMs = m_now - static_cast<qint64>(reply.items[1].text.toDouble());
    });
    read(Command({"ZRANGE", set, "-1", "-1"}), [this, &facts, at, state](const Reply& reply) {
        if (reply.items.empty())
            return;
        const QByteArray job = facts.summary.queue.job(reply.items.front().text);
        read(Command({"HGET", job, "opts"}), [&facts, at, state](const Reply& opts) {
            if (!opts.isText())
                return;
            const JobOptions options = decodeJobOptions(opts.text);
            facts.finished[at].keep =
                state == JobState::Completed ? options.removeOnComplete : options.removeOnFail;
        });
    });
}

void QueueCollector::readRepeat(QueueFacts& facts)
{
    const QByteArray last = QByteArray::number(repeatablesLookedAt - 1);
    read(Command({"ZRANGE", facts.summary.queue.key("repeat"), "0", last, "WITHSCORES"}),
        [this, &facts](const Reply& reply) {
            for (size_t i = 0; i + 1 < reply.items.size(); i += 2)
                lookAtScheduler(facts, reply.items[i].text, reply.items[i + 1].text);
        });
}

//! A scheduler of BullMQ >= 5.16 has an iteration count; everything else in `repeat` is older. Its next job
//! is made when the one before begins: without one it has stopped, unless it has come to its end.
void QueueCollector::lookAtScheduler(QueueFacts& facts, const QByteArray& member, const QByteArray& score)
{
    const QueueId& queue = facts.summary.queue;
    const auto runs = std::make_shared<bool>(false);
    read(Command({"EXISTS", queue.job("repeat:" + member + ':' + score)}),
        [runs](const Reply& reply) { *runs = !reply.isInteger() || reply.integer != 0; });
    const auto moved = std::make_shared<bool>(false);
    read(Command({"ZSCORE", queue.key("repeat"), member}),
        [moved, score](const Reply& reply) { *moved = reply.text != score; });
    const QByteArray hash = queue.key("repeat:") + member;
    read(Command({"HMGET", hash, "ic", "limit", "endDate"}),
        [this, &facts, member, runs, moved](const Reply& reply) {
            const std::optional<qint64> count = numberOf(reply.items, 0);
            const bool isOver = count && *count >= numberOf(reply.items, 1).value_or(*count + 1);
            const bool hasEnded = numberOf(reply.items, 2).value_or(m_now) < m_now;
            QByteArrayList& list = count ? facts.stoppedSchedulers : facts.legacyRepeatables;
            const bool isTold = !count || (!*runs && !*moved && !isOver && !hasEnded);
            if (isTold && list.size() < membersShown)
                list.append(member);
        });
}

Detached readQueues(QPointer<RedisConnection> connection, std::vector<QueueSummary> summaries,
    WorkerList workers, QPromise<Result<std::vector<QueueFacts>>> promise)
{
    QueueCollector collector(summaries, workers);
    while (collector.wantsMore() && connection) {
        std::vector<Command> commands = collector.commands();
        const Result<std::vector<Reply>> replies = co_await connection->callBatch(std::move(commands));
        if (!replies)
            co_return settle<std::vector<QueueFacts>>(promise, replies.error());
        collector.take(*replies);
    }
    settle<std::vector<QueueFacts>>(promise, collector.facts());
}

} // namespace

QFuture<Result<std::vector<QueueFacts>>> collectQueueFacts(
    RedisConnection& connection, std::vector<QueueId> queues)
{
    using Facts = std::vector<QueueFacts>;
    if (queues.empty())
        return finishedFuture<Facts>(Facts());
    auto promise = startedPromise<Facts>();
    QFuture<Result<Facts>> future = promise.future();
    QueueReader reader(connection);
    const QPointer guard(&connection);
    reader.summaries(queues).then(&connection,
        [guard, queues, promise = std::move(promise)](Result<std::vector<QueueSummary>> summaries) mutable {
            if (!summaries || !guard)
                return settle<Facts>(promise, summaries ? Facts() : Result<Facts>(summaries.error()));
            readWorkers(*guard, queues)
                .then(guard.data(),
                    [guard, promise = std::move(promise), summaries = std::move(*summaries)](
                        Result<WorkerList> workers) mutable {
                        if (!workers)
                            return settle<Facts>(promise, workers.error());
                        readQueues(guard, std::move(summaries), std::move(*workers), std::move(promise));
                    });
        });
    return future;
}

} // namespace drover
