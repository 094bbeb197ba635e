// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/retention.h"

#include "core/clock.h"
#include "protocol/joboptionscodec.h"
#include "queue/replyerror_p.h"
#include "queue/taskfuture_p.h"
#include "queue/writeshared_p.h"
#include "redis/redisconnection.h"

#include <QHash>
#include <QPointer>
#include <QSet>

#include <algorithm>
#include <memory>
#include <span>
#include <tuple>

namespace drover {
namespace {

constexpr qint64 dayMs = 24LL * 60 * 60 * 1000;
constexpr qint64 weighed = 100; //!< jobs whose memory is asked for
constexpr size_t jobsAtOnce = 500;
constexpr size_t planSample = 10;

QByteArray number(qint64 value)
{
    return QByteArray::number(value);
}

Command ranksCommand(const QByteArray& key, qint64 first, qint64 last)
{
    const QByteArray from = number(first);
    const QByteArray to = number(last);
    return Command({"ZREVRANGE", key, from, to});
}

//! Half of the sample is the newest jobs, the rest is spread evenly over the others.
std::vector<Command> sampleCommands(const QByteArray& key, qint64 total, qint64 sample)
{
    const qint64 newest = total <= sample ? total : sample / 2;
    const qint64 spread = total <= sample ? 0 : sample - newest;
    std::vector<Command> commands;
    if (newest > 0)
        commands.push_back(ranksCommand(key, 0, newest - 1));
    for (qint64 i = 0; i < spread; ++i) {
        const qint64 rank = newest + (total - newest) * i / spread;
        commands.push_back(ranksCommand(key, rank, rank));
    }
    return commands;
}

std::vector<Command> sizeCommands(const QByteArray& key, qint64 now)
{
    const QByteArray since = number(now - dayMs);
    std::vector<Command> commands;
    commands.push_back(Command({"ZCARD", key}));
    commands.push_back(Command({"ZCOUNT", key, since, "+inf"}));
    commands.push_back(Command({"ZRANGE", key, "0", "0", "WITHSCORES"}));
    return commands;
}

qint64 scoreOf(const Reply& pair)
{
    return pair.items.size() < 2 ? 0 : static_cast<qint64>(pair.items[1].text.toDouble());
}

//! Of the answers that are numbers.
std::optional<double> average(std::span<const Reply> replies)
{
    double sum = 0;
    qint64 answers = 0;
    for (const Reply& reply : replies) {
        if (!reply.isInteger())
            continue;
        sum += static_cast<double>(reply.integer);
        ++answers;
    }
    return answers > 0 ? std::optional(sum / static_cast<double>(answers)) : std::nullopt;
}

class NameTally final {
public:
    explicit NameTally(JobState state)
        : m_state(state)
    {
    }

    //! Newest first.
    void add(const QByteArray& name, const QByteArray& storedOptions)
    {
        const JobOptions options = decodeJobOptions(storedOptions);
        const std::optional<KeepJobs>& keep =
            m_state == JobState::Completed ? options.removeOnComplete : options.removeOnFail;
        Entry& entry = m_entries[name];
        if (entry.facts.jobs++ == 0) {
            entry.facts.name = name;
            entry.facts.newest = keep;
        }
        if (std::find(entry.kinds.begin(), entry.kinds.end(), keep) == entry.kinds.end())
            entry.kinds.push_back(keep);
    }

    [[nodiscard]] std::vector<NameRetention> names() const
    {
        std::vector<NameRetention> names;
        for (const Entry& entry : m_entries) {
            names.push_back(entry.facts);
            names.back().kinds = static_cast<int>(entry.kinds.size());
        }
        std::sort(names.begin(), names.end(), [](const NameRetention& a, const NameRetention& b) {
            return std::tie(a.jobs, b.name) > std::tie(b.jobs, a.name);
        });
        return names;
    }

private:
    struct Entry {
        NameRetention facts;
        std::vector<std::optional<KeepJobs>> kinds;
    };
    JobState m_state;
    QHash<QByteArray, Entry> m_entries;
};

//! Reads one state after the other; both on one connection, so one at a time is as fast.
class RetentionReading final : public std::enable_shared_from_this<RetentionReading> {
public:
    RetentionReading(RedisConnection& connection, QueueId queue, qint64 sample)
        : m_connection(&connection)
        , m_queue(std::move(queue))
        , m_sample(std::max<qint64>(1, sample))
        , m_promise(startedPromise<RetentionReport>())
    {
        m_report.failed.state = JobState::Failed;
    }

    [[nodiscard]] QFuture<Result<RetentionReport>> future() { return m_promise.future(); }
    Detached run();

private:
    QCoro::Task<Status> read(StateRetention& state);
    QCoro::Task<Result<std::vector<JobId>>> readIds(const StateRetention& state);
    QCoro::Task<Status> weigh(StateRetention& state, const std::vector<JobId>& ids);

    QPointer<RedisConnection> m_connection;
    QueueId m_queue;
    qint64 m_sample;
    RetentionReport m_report;
    QPromise<Result<RetentionReport>> m_promise;
};

Detached RetentionReading::run()
{
    const auto self = shared_from_this();
    for (StateRetention* state : {&m_report.completed, &m_report.failed}) {
        const Status status = co_await read(*state);
        if (!status)
            co_return settle<RetentionReport>(m_promise, status.error());
    }
    settle<RetentionReport>(m_promise, m_report);
}

QCoro::Task<Status> RetentionReading::read(StateRetention& state)
{
    if (!m_connection)
        co_return closedError();
    const QByteArray key = m_queue.key(state.state);
    std::vector<Command> questions = sizeCommands(key, Clock::system().now().count());
    const Result<std::vector<Reply>> sizes = co_await m_connection->callBatch(std::move(questions));
    if (!sizes)
        co_return sizes.error();
    for (const Reply& reply : *sizes) {
        if (reply.isError())
            co_return replyError(reply);
    }
    state.total = sizes->at(0).toInteger();
    state.lastDay = sizes->at(1).toInteger();
    state.oldest = scoreOf(sizes->at(2));
    const Result<std::vector<JobId>> ids = co_await readIds(state);
    if (!ids)
        co_return ids.error();
    NameTally tally(state.state);
    for (size_t from = 0; from < ids->size() && m_connection; from += jobsAtOnce) {
        std::vector<Command> reads;
        for (size_t i = from; i < std::min(ids->size(), from + jobsAtOnce); ++i) {
            const QByteArray job = m_queue.job(ids->at(i));
            reads.push_back(Command({"HMGET", job, "name", "opts"}));
        }
        const Result<std::vector<Reply>> jobs = co_await m_connection->callBatch(std::move(reads));
        if (!jobs)
            co_return jobs.error();
        for (const Reply& job : *jobs) {
            if (job.items.size() != 2 || job.items[0].isNil())
                continue; // gone meanwhile, or no job
            tally.add(job.items[0].text, job.items[1].text);
            ++state.looked;
        }
    }
    state.names = tally.names();
    co_return co_await weigh(state, *ids);
}

QCoro::Task<Result<std::vector<JobId>>> RetentionReading::readIds(const StateRetention& state)
{
    std::vector<Command> reads = sampleCommands(m_queue.key(state.state), state.total, m_sample);
    if (reads.empty() || !m_connection)
        co_return std::vector<JobId>();
    const Result<std::vector<Reply>> replies = co_await m_connection->callBatch(std::move(reads));
    if (!replies)
        co_return replies.error();
    std::vector<JobId> ids;
    QSet<JobId> seen; // jobs that finish meanwhile push others to the next rank
    for (const Reply& reply : *replies) {
        for (const Reply& id : reply.items) {
            if (seen.contains(id.text))
                continue;
            ids.push_back(id.text);
            seen.insert(id.text);
        }
    }
    co_return ids;
}

//! The hash, and the entry in the set; logs of jobs are not counted.
QCoro::Task<Status> RetentionReading::weigh(StateRetention& state, const std::vector<JobId>& ids)
{
    if (ids.empty())
        state.bytes = 0;
    if (ids.empty() || !m_connection)
        co_return Done{};
    const size_t step = std::max<size_t>(1, ids.size() / weighed);
    std::vector<Command> questions;
    const QByteArray key = m_queue.key(state.state);
    questions.push_back(Command({"MEMORY", "USAGE", key}));
    for (size_t i = 0; i < ids.size(); i += step) {
        const QByteArray job = m_queue.job(ids[i]);
        questions.push_back(Command({"MEMORY", "USAGE", job}));
    }
    const Result<std::vector<Reply>> replies = co_await m_connection->callBatch(std::move(questions));
    if (!replies)
        co_return replies.error();
    const std::optional<double> each = average(std::span(*replies).subspan(1));
    if (each && replies->front().isInteger())
        state.bytes =
            replies->front().integer + static_cast<qint64>(*each * static_cast<double>(state.total));
    co_return Done{};
}

//! What finished at the last moment before the oldest job that is kept by `count`: others of that moment
//! stay.
qint64 untilByCount(const std::vector<Reply>& borders)
{
    const qint64 kept = scoreOf(borders.at(0));
    const qint64 beyond = scoreOf(borders.at(1));
    return beyond < kept || borders.at(0).items.empty() ? beyond : kept - 1;
}

//! Asks what some jobs of those that go weigh, spread evenly over them.
QCoro::Task<Status> weighPlan(
    QPointer<RedisConnection> connection, QueueId queue, QByteArray key, RetentionPlan& plan)
{
    std::vector<Command> places;
    const qint64 looked = std::min(plan.removes, weighed);
    for (qint64 i = 0; i < looked; ++i) {
        // The first and the last are among them.
        const QByteArray rank = number(looked == 1 ? 0 : (plan.removes - 1) * i / (looked - 1));
        places.push_back(Command({"ZRANGE", key, rank, rank, "WITHSCORES"}));
    }
    if (!connection)
        co_return closedError();
    const Result<std::vector<Reply>> found = co_await connection->callBatch(std::move(places));
    if (!found)
        co_return found.error();
    std::vector<Command> questions;
    for (const Reply& entry : *found) {
        if (entry.items.size() != 2)
            continue; // gone meanwhile
        plan.oldest = plan.oldest == 0 ? scoreOf(entry) : plan.oldest;
        plan.newest = scoreOf(entry);
        if (plan.sample.size() < planSample)
            plan.sample.push_back(entry.items[0].text);
        const QByteArray job = queue.job(entry.items[0].text);
        questions.push_back(Command({"MEMORY", "USAGE", job}));
    }
    if (questions.empty() || !connection)
        co_return Done{};
    const Result<std::vector<Reply>> sizes = co_await connection->callBatch(std::move(questions));
    if (!sizes)
        co_return sizes.error();
    if (const std::optional<double> each = average(*sizes))
        plan.bytes = static_cast<qint64>(*each * static_cast<double>(plan.removes));
    co_return Done{};
}

//! What goes by `keep` at the moment `now`.
QCoro::Task<Result<RetentionPlan>> makePlan(
    QPointer<RedisConnection> connection, QueueId queue, JobState state, KeepJobs keep, qint64 now)
{
    const QByteArray key = queue.key(state);
    const qint64 most = keep.count.value_or(-1);
    const QByteArray inside = number(most - 1);
    const QByteArray outside = number(most);
    std::vector<Command> borders;
    borders.push_back(Command({"ZREVRANGE", key, inside, inside, "WITHSCORES"}));
    borders.push_back(Command({"ZREVRANGE", key, outside, outside, "WITHSCORES"}));
    borders.push_back(Command({"ZCARD", key}));
    RetentionPlan plan;
    const Result<std::vector<Reply>> found = co_await connection->callBatch(std::move(borders));
    if (!found)
        co_return found.error();
    if (found->at(2).isError())
        co_return replyError(found->at(2));
    plan.total = found->at(2).toInteger();
    if (keep.age)
        plan.until = now - *keep.age * 1000;
    if (most == 0)
        plan.until = now;
    else if (most > 0 && plan.total > most)
        plan.until = std::max(plan.until, untilByCount(*found));
    if (plan.until == 0 || !connection)
        co_return plan;
    const QByteArray until = number(plan.until);
    Command count({"ZCOUNT", key, "-inf", until});
    const Result<Reply> removed = co_await connection->call(std::move(count));
    if (!removed)
        co_return removed.error();
    plan.removes = removed->toInteger();
    if (plan.removes > 0) {
        QByteArray set = key;
        const Status weight = co_await weighPlan(connection, std::move(queue), std::move(set), plan);
        if (!weight)
            co_return weight.error();
    }
    co_return plan;
}

} // namespace

QFuture<Result<RetentionReport>> readRetention(RedisConnection& connection, QueueId queue, int sample)
{
    const auto reading = std::make_shared<RetentionReading>(connection, std::move(queue), sample);
    QFuture<Result<RetentionReport>> future = reading->future();
    reading->run();
    return future;
}

QFuture<Result<RetentionPlan>> planRetention(
    RedisConnection& connection, QueueId queue, JobState state, KeepJobs keep, qint64 now)
{
    const qint64 moment = now > 0 ? now : Clock::system().now().count();
    return futureOf<RetentionPlan>(makePlan(&connection, std::move(queue), state, keep, moment));
}

} // namespace drover
