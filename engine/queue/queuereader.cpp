// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/queuereader.h"

#include "protocol/jobcodec.h"
#include "queue/detached_p.h"
#include "queue/future_p.h"
#include "queue/jobrow_p.h"
#include "queue/replyerror_p.h"
#include "queue/staterange_p.h"

#include <QPointer>

#include <algorithm>
#include <charconv>

namespace drover {
namespace {

using Connection = QPointer<RedisConnection>;

void appendCountCommands(const QueueId& queue, std::vector<Command>& commands)
{
    for (const JobState state : allJobStates) {
        commands.push_back(countCommand(queue, state));
        if (mayHoldMarker(state))
            commands.push_back(lastEntryCommand(queue, state));
    }
}

//! Reads what appendCountCommands() asked, from replies[at] on, and moves `at` behind it.
Result<JobCounts> takeCounts(const std::vector<Reply>& replies, size_t& at)
{
    JobCounts counts;
    for (const JobState state : allJobStates) {
        const Reply& count = replies.at(at++);
        if (isRefusal(count))
            return replyError(count);
        const Reply* last = mayHoldMarker(state) ? &replies.at(at++) : nullptr;
        counts[state] = countOf(count, last);
    }
    return counts;
}

Result<QueueSummary> takeSummary(const QueueId& queue, const std::vector<Reply>& replies, size_t& at)
{
    const Result<JobCounts> counts = takeCounts(replies, at);
    const Reply& meta = replies.at(at++);
    if (!counts)
        return counts.error();
    if (isRefusal(meta))
        return replyError(meta);
    QueueSummary summary{queue, *counts, false, {}};
    if (meta.items.size() == 2) {
        summary.paused = !meta.items[0].isNil();
        summary.version = meta.items[1].text;
    }
    return summary;
}

Job takeJob(const JobId& id, const Reply& hash)
{
    if (!hash.isError())
        return decodeJob(id, hash.items);
    Job job;
    job.id = id;
    job.damaged.append(QStringLiteral("key: %1").arg(QString::fromUtf8(hash.text)));
    return job;
}

std::vector<Command> hashCommands(const QueueId& queue, const std::vector<JobId>& ids)
{
    std::vector<Command> commands;
    commands.reserve(ids.size());
    for (const JobId& id : ids) {
        const QByteArray key = queue.job(id);
        commands.push_back(Command({"HGETALL", key}));
    }
    return commands;
}

Result<std::vector<Job>> takeJobs(const std::vector<JobId>& ids, const std::vector<Reply>& hashes)
{
    std::vector<Job> jobs;
    jobs.reserve(ids.size());
    for (size_t i = 0; i < ids.size(); ++i) {
        if (isRefusal(hashes[i]))
            return replyError(hashes[i]);
        jobs.push_back(takeJob(ids[i], hashes[i]));
    }
    return jobs;
}

//! A list that ends in a legacy marker needs a second look, with the marker counted out.
Detached readIds(Connection connection, QueueId queue, JobState state, StateRange range,
    UniqueFunction<void(Result<JobIdPage>)> done)
{
    std::vector<Command> commands;
    commands.push_back(rangeCommand(queue, state, range));
    commands.push_back(countCommand(queue, state));
    if (mayHoldMarker(state))
        commands.push_back(lastEntryCommand(queue, state));
    Result<std::vector<Reply>> replies = co_await connection->callBatch(std::move(commands));
    if (!replies)
        co_return done(replies.error());
    if (isRefusal(replies->at(0)))
        co_return done(replyError(replies->at(0)));
    const Reply* last = mayHoldMarker(state) ? &replies->at(2) : nullptr;
    JobIdPage page{idsOf(state, range, replies->at(0)), countOf(replies->at(1), last)};
    if (last && isMarker(*last)) {
        page.ids.clear();
        if (page.total > 0 && connection) {
            Command again = rangeCommand(queue, state, range, page.total + 1);
            const Result<Reply> ids = co_await connection->call(std::move(again));
            if (!ids)
                co_return done(ids.error());
            page.ids = idsOf(state, range, *ids);
        }
    }
    done(std::move(page));
}

Detached readJobs(Connection connection, QueueId queue, std::vector<JobId> ids,
    UniqueFunction<void(Result<std::vector<Job>>)> done)
{
    if (ids.empty() || !connection)
        co_return done(std::vector<Job>());
    std::vector<Command> commands = hashCommands(queue, ids);
    const Result<std::vector<Reply>> hashes = co_await connection->callBatch(std::move(commands));
    if (!hashes)
        co_return done(hashes.error());
    done(takeJobs(ids, *hashes));
}

//! In the order in which upstream looks (script getStateV2).
constexpr std::array searchOrder{JobState::Completed, JobState::Failed, JobState::Delayed,
    JobState::Prioritized, JobState::Active, JobState::Waiting, JobState::Paused, JobState::WaitingChildren};

std::vector<Command> searchCommands(const QueueId& queue, const JobId& id)
{
    std::vector<Command> commands;
    for (const JobState state : searchOrder) {
        const QByteArray key = queue.key(state);
        commands.push_back(Command({isListState(state) ? "LPOS" : "ZSCORE", key, id}));
    }
    return commands;
}

bool lacksLpos(const Reply& reply)
{
    return reply.isError() && reply.text.startsWith("ERR unknown command");
}

Detached readDetail(Connection connection, QueueId queue, JobId id, QPromise<Result<JobDetail>> promise)
{
    std::vector<Command> commands = searchCommands(queue, id);
    const QByteArray key = queue.job(id);
    commands.push_back(Command({"HGETALL", key}));
    const Result<std::vector<Reply>> replies = co_await connection->callBatch(std::move(commands));
    if (!replies)
        co_return settle<JobDetail>(promise, replies.error());
    const Reply& hash = replies->back();
    if (isRefusal(hash))
        co_return settle<JobDetail>(promise, replyError(hash));
    if (!hash.isError() && hash.items.empty())
        co_return settle<JobDetail>(promise,
            Error{ErrorCode::JobNotExist, QStringLiteral("Missing key for job %1").arg(QString::fromUtf8(id)),
                {{QStringLiteral("jobId"), QString::fromUtf8(id)}}});
    JobDetail detail{takeJob(id, hash), std::nullopt};
    for (size_t i = 0; i < searchOrder.size() && !detail.state; ++i) {
        const Reply& place = replies->at(i);
        if (!place.isNil() && !place.isError())
            detail.state = searchOrder.at(i);
        // Redis before 6.0.6 has no LPOS: the list itself is the answer.
        if (!lacksLpos(place) || !connection)
            continue;
        const QByteArray list = queue.key(searchOrder.at(i));
        Command range({"LRANGE", list, "0", "-1"});
        const Result<Reply> ids = co_await connection->call(std::move(range));
        if (ids && std::any_of(ids->items.cbegin(), ids->items.cend(), [&id](const Reply& r) {
                return r.text == id;
            }))
            detail.state = searchOrder.at(i);
    }
    settle<JobDetail>(promise, std::move(detail));
}

//! As JavaScript's parseInt: digits at the start count, everything else is 0.
qint64 leadingNumber(const QByteArray& text)
{
    qint64 number = 0;
    std::from_chars(text.constData(), text.constData() + text.size(), number);
    return number;
}

QueueMetrics::Series takeSeries(const Reply& meta, const Reply& points)
{
    QueueMetrics::Series series;
    if (meta.items.size() == 3) {
        series.count = leadingNumber(meta.items[0].text);
        series.prevTS = leadingNumber(meta.items[1].text);
        series.prevCount = leadingNumber(meta.items[2].text);
    }
    for (const Reply& point : points.items)
        series.data.push_back(static_cast<qint64>(point.text.toDouble()));
    return series;
}

std::vector<Command> metricsCommands(const QueueId& queue)
{
    std::vector<Command> commands;
    for (const QByteArrayView kind :
        {QByteArrayView("metrics:completed"), QByteArrayView("metrics:failed")}) {
        const QByteArray hash = queue.key(kind);
        const QByteArray list = hash + ":data";
        commands.push_back(Command({"HMGET", hash, "count", "prevTS", "prevCount"}));
        commands.push_back(Command({"LRANGE", list, "0", "-1"}));
    }
    return commands;
}

//! The two entries at the end of a waiting list, of which the last may be a marker; the first one of the
//! prioritized set.
std::vector<Command> nextCommands(const std::vector<QueueId>& queues)
{
    std::vector<Command> commands;
    for (const QueueId& queue : queues) {
        const QByteArray wait = queue.key(JobState::Waiting);
        const QByteArray prioritized = queue.key(JobState::Prioritized);
        commands.push_back(Command({"LRANGE", wait, "-2", "-1"}));
        commands.push_back(Command({"ZRANGE", prioritized, "0", "0"}));
    }
    return commands;
}

std::optional<NextJobs::Next> lastJob(const Reply& entries)
{
    for (auto entry = entries.items.crbegin(); entry != entries.items.crend(); ++entry) {
        if (!isMarker(*entry))
            return NextJobs::Next{entry->text, 0};
    }
    return std::nullopt;
}

Detached readNextJobs(
    Connection connection, std::vector<QueueId> queues, QPromise<Result<std::vector<NextJobs>>> promise)
{
    std::vector<Command> commands = nextCommands(queues);
    const Result<std::vector<Reply>> ids = co_await connection->callBatch(std::move(commands));
    if (!ids)
        co_return settle<std::vector<NextJobs>>(promise, ids.error());
    std::vector<NextJobs> all;
    std::vector<Command> reads;
    for (size_t i = 0; i < queues.size(); ++i) {
        if (isRefusal(ids->at(2 * i)))
            co_return settle<std::vector<NextJobs>>(promise, replyError(ids->at(2 * i)));
        all.push_back({queues[i], lastJob(ids->at(2 * i)), lastJob(ids->at(2 * i + 1))});
        for (const auto& next : {all.back().waiting, all.back().prioritized}) {
            const QByteArray key = next ? queues[i].job(next->id) : QByteArray();
            if (next)
                reads.push_back(Command({"HGET", key, "timestamp"}));
        }
    }
    if (reads.empty() || !connection)
        co_return settle<std::vector<NextJobs>>(promise, std::move(all));
    const Result<std::vector<Reply>> times = co_await connection->callBatch(std::move(reads));
    if (!times)
        co_return settle<std::vector<NextJobs>>(promise, times.error());
    size_t at = 0;
    for (NextJobs& queue : all) {
        if (queue.waiting)
            queue.waiting->timestamp = times->at(at++).toInteger();
        if (queue.prioritized)
            queue.prioritized->timestamp = times->at(at++).toInteger();
    }
    settle<std::vector<NextJobs>>(promise, std::move(all));
}

} // namespace

QueueReader::QueueReader(RedisConnection& connection, QObject* parent)
    : QObject(parent)
    , m_connection(connection)
{
}

QFuture<Result<JobCounts>> QueueReader::counts(QueueId queue)
{
    auto promise = startedPromise<JobCounts>();
    QFuture<Result<JobCounts>> future = promise.future();
    std::vector<Command> commands;
    appendCountCommands(queue, commands);
    m_connection.sendBatch(
        std::move(commands), [promise = std::move(promise)](Result<std::vector<Reply>> replies) mutable {
            size_t at = 0;
            settle<JobCounts>(promise, replies ? takeCounts(*replies, at) : replies.error());
        });
    return future;
}

QFuture<Result<std::vector<QueueSummary>>> QueueReader::summaries(std::vector<QueueId> queues)
{
    if (queues.empty())
        return finishedFuture<std::vector<QueueSummary>>(std::vector<QueueSummary>());
    auto promise = startedPromise<std::vector<QueueSummary>>();
    QFuture<Result<std::vector<QueueSummary>>> future = promise.future();
    std::vector<Command> commands;
    for (const QueueId& queue : queues) {
        appendCountCommands(queue, commands);
        const QByteArray meta = queue.key("meta");
        commands.push_back(Command({"HMGET", meta, "paused", "version"}));
    }
    m_connection.sendBatch(std::move(commands),
        [promise = std::move(promise), queues = std::move(queues)](
            Result<std::vector<Reply>> replies) mutable {
            if (!replies)
                return settle<std::vector<QueueSummary>>(promise, replies.error());
            std::vector<QueueSummary> summaries;
            summaries.reserve(queues.size());
            size_t at = 0;
            for (const QueueId& queue : queues) {
                Result<QueueSummary> summary = takeSummary(queue, *replies, at);
                if (!summary)
                    return settle<std::vector<QueueSummary>>(promise, summary.error());
                summaries.push_back(std::move(*summary));
            }
            settle<std::vector<QueueSummary>>(promise, std::move(summaries));
        });
    return future;
}

QFuture<Result<JobPage>> QueueReader::jobs(
    QueueId queue, JobState state, qint64 from, qint64 to, bool ascending)
{
    auto promise = startedPromise<JobPage>();
    QFuture<Result<JobPage>> future = promise.future();
    readIds(&m_connection, queue, state, {from, to, ascending},
        [promise = std::move(promise), connection = Connection(&m_connection), queue](
            Result<JobIdPage> ids) mutable {
            if (!ids)
                return settle<JobPage>(promise, ids.error());
            readJobs(connection, queue, std::move(ids->ids),
                [promise = std::move(promise), total = ids->total](Result<std::vector<Job>> jobs) mutable {
                    settle<JobPage>(promise,
                        jobs ? Result<JobPage>(JobPage{std::move(*jobs), total})
                             : Result<JobPage>(jobs.error()));
                });
        });
    return future;
}

QFuture<Result<JobIdPage>> QueueReader::ids(
    QueueId queue, JobState state, qint64 from, qint64 to, bool ascending)
{
    auto promise = startedPromise<JobIdPage>();
    QFuture<Result<JobIdPage>> future = promise.future();
    readIds(&m_connection, std::move(queue), state, {from, to, ascending},
        [promise = std::move(promise)](Result<JobIdPage> page) mutable { settle(promise, std::move(page)); });
    return future;
}

QFuture<Result<std::vector<Job>>> QueueReader::jobsById(QueueId queue, std::vector<JobId> ids)
{
    auto promise = startedPromise<std::vector<Job>>();
    QFuture<Result<std::vector<Job>>> future = promise.future();
    readJobs(&m_connection, std::move(queue), std::move(ids),
        [promise = std::move(promise)](
            Result<std::vector<Job>> jobs) mutable { settle(promise, std::move(jobs)); });
    return future;
}

QFuture<Result<JobRowPage>> QueueReader::rows(
    QueueId queue, JobState state, qint64 from, qint64 to, bool ascending, JobFields fields, qint64 textLimit)
{
    auto promise = startedPromise<JobRowPage>();
    QFuture<Result<JobRowPage>> future = promise.future();
    readIds(&m_connection, queue, state, {from, to, ascending},
        [promise = std::move(promise), connection = Connection(&m_connection),
            reader = RowReader(queue, fields, textLimit), from](Result<JobIdPage> ids) mutable {
            if (!ids)
                return settle<JobRowPage>(promise, ids.error());
            readRows(connection, std::move(reader), std::move(ids->ids),
                [promise = std::move(promise), from, total = ids->total](
                    Result<std::vector<JobRow>> rows) mutable {
                    settle<JobRowPage>(promise,
                        rows ? Result<JobRowPage>(JobRowPage{std::move(*rows), from, total})
                             : Result<JobRowPage>(rows.error()));
                });
        });
    return future;
}

QFuture<Result<std::vector<JobRow>>> QueueReader::rowsById(
    QueueId queue, std::vector<JobId> ids, JobFields fields, qint64 textLimit)
{
    auto promise = startedPromise<std::vector<JobRow>>();
    QFuture<Result<std::vector<JobRow>>> future = promise.future();
    readRows(&m_connection, RowReader(std::move(queue), fields, textLimit), std::move(ids),
        [promise = std::move(promise)](
            Result<std::vector<JobRow>> rows) mutable { settle(promise, std::move(rows)); });
    return future;
}

QFuture<Result<JobPosition>> QueueReader::positionOf(
    QueueId queue, JobState state, JobId id, qint64 mostLooked)
{
    auto promise = startedPromise<JobPosition>();
    QFuture<Result<JobPosition>> future = promise.future();
    const QByteArray key = queue.key(state);
    const QByteArray most = QByteArray::number(std::max<qint64>(1, mostLooked));
    std::vector<Command> commands;
    commands.push_back(countCommand(queue, state));
    if (mayHoldMarker(state))
        commands.push_back(lastEntryCommand(queue, state));
    const size_t looks = commands.size();
    if (isListState(state)) {
        commands.push_back(Command({"LPOS", key, id, "MAXLEN", most}));
        commands.push_back(Command({"LPOS", key, id, "RANK", "-1", "MAXLEN", most}));
    } else {
        commands.push_back(Command({"ZREVRANK", key, id}));
    }
    m_connection.sendBatch(std::move(commands),
        [promise = std::move(promise), state, looks](Result<std::vector<Reply>> replies) mutable {
            if (!replies)
                return settle<JobPosition>(promise, replies.error());
            const Reply* last = mayHoldMarker(state) ? &replies->at(1) : nullptr;
            JobPosition position{std::nullopt, countOf(replies->at(0), last)};
            for (size_t i = looks; i < replies->size(); ++i) {
                if (replies->at(i).isError())
                    return settle<JobPosition>(promise, replyError(replies->at(i)));
                if (replies->at(i).isInteger())
                    position.index = replies->at(i).integer;
            }
            settle<JobPosition>(promise, position);
        });
    return future;
}

QFuture<Result<std::vector<NextJobs>>> QueueReader::nextJobs(std::vector<QueueId> queues)
{
    if (queues.empty())
        return finishedFuture<std::vector<NextJobs>>(std::vector<NextJobs>());
    auto promise = startedPromise<std::vector<NextJobs>>();
    QFuture<Result<std::vector<NextJobs>>> future = promise.future();
    readNextJobs(&m_connection, std::move(queues), std::move(promise));
    return future;
}

QFuture<Result<JobDetail>> QueueReader::job(QueueId queue, JobId id)
{
    auto promise = startedPromise<JobDetail>();
    QFuture<Result<JobDetail>> future = promise.future();
    readDetail(&m_connection, std::move(queue), std::move(id), std::move(promise));
    return future;
}

QFuture<Result<JobLogs>> QueueReader::logs(QueueId queue, JobId id, qint64 from, qint64 to)
{
    auto promise = startedPromise<JobLogs>();
    QFuture<Result<JobLogs>> future = promise.future();
    const QByteArray key = queue.job(id) + ":logs";
    const QByteArray first = QByteArray::number(from);
    const QByteArray last = QByteArray::number(to);
    std::vector<Command> commands;
    commands.push_back(Command({"LRANGE", key, first, last}));
    commands.push_back(Command({"LLEN", key}));
    m_connection.sendBatch(
        std::move(commands), [promise = std::move(promise)](Result<std::vector<Reply>> replies) mutable {
            if (!replies)
                return settle<JobLogs>(promise, replies.error());
            if (replies->at(0).isError())
                return settle<JobLogs>(promise, replyError(replies->at(0)));
            JobLogs logs;
            for (Reply& row : replies->at(0).items)
                logs.rows.push_back(std::move(row.text));
            logs.total = replies->at(1).toInteger();
            settle<JobLogs>(promise, std::move(logs));
        });
    return future;
}

QFuture<Result<QueueMetrics>> QueueReader::metrics(QueueId queue)
{
    auto promise = startedPromise<QueueMetrics>();
    QFuture<Result<QueueMetrics>> future = promise.future();
    m_connection.sendBatch(
        metricsCommands(queue), [promise = std::move(promise)](Result<std::vector<Reply>> replies) mutable {
            if (!replies)
                return settle<QueueMetrics>(promise, replies.error());
            const std::vector<Reply>& r = *replies;
            if (isRefusal(r[0]))
                return settle<QueueMetrics>(promise, replyError(r[0]));
            settle<QueueMetrics>(promise, QueueMetrics{takeSeries(r[0], r[1]), takeSeries(r[2], r[3])});
        });
    return future;
}

} // namespace drover
