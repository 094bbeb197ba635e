// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/queuewrites_p.h"

#include "protocol/joboptionscodec.h"
#include "protocol/scripterror.h"
#include "queue/bulkadd_p.h"
#include "queue/detached_p.h"
#include "queue/future_p.h"
#include "queue/replyerror_p.h"
#include "queue/whenready_p.h"
#include "queue/writeshared_p.h"

#include <QCoroTask>

namespace drover {
namespace {

constexpr Milliseconds settleWithin{30000};
constexpr int mostRuns = 3;

using Shared = std::shared_ptr<QueueWrites::Shared>;

//! One change under way, through lost replies until it is settled.
class RunningChange final : public std::enable_shared_from_this<RunningChange> {
public:
    RunningChange(Shared shared, ScriptChange change, qint64 record)
        : m_shared(std::move(shared))
        , m_change(std::move(change))
        , m_record(record)
        , m_promise(startedPromise<Done>())
    {
    }

    [[nodiscard]] QFuture<Status> future() { return m_promise.future(); }

    void run()
    {
        if (!m_shared->connection)
            return end(closedError());
        ++m_runs;
        m_shared->runner.run(m_change.script, m_change.keys, m_change.arguments,
            m_change.settle ? Repeat::Never : Repeat::Safe,
            [self = shared_from_this()](Result<Reply> reply) { self->onReply(std::move(reply)); });
    }

private:
    void onReply(Result<Reply> reply)
    {
        if (!reply) {
            if (reply.error().code == ErrorCode::InDoubt && m_change.settle && m_shared->connection)
                return settleLater(reply.error());
            return end(reply.error());
        }
        end(statusOf(*reply, m_change));
    }

    void settleLater(Error doubt)
    {
        whenReady(*m_shared->connection, settleWithin, [self = shared_from_this(), doubt](bool ready) {
            if (!ready || !self->m_shared->connection || self->m_runs >= mostRuns)
                return self->end(doubt);
            self->m_shared->connection->send(*self->m_change.settle, [self, doubt](Result<Reply> place) {
                if (!place)
                    return self->end(doubt);
                if (place->isNil() || (place->isInteger() && place->integer == 0))
                    return self->end(Done{});
                self->run();
            });
        });
    }

    void end(Status status)
    {
        m_shared->finish(m_record, status);
        settle(m_promise, std::move(status));
    }

    Shared m_shared;
    ScriptChange m_change;
    qint64 m_record;
    QPromise<Status> m_promise;
    int m_runs = 0;
};

QFuture<Status> start(const Shared& shared, ScriptChange change, qint64 record)
{
    const auto running = std::make_shared<RunningChange>(shared, std::move(change), record);
    QFuture<Status> future = running->future();
    running->run();
    return future;
}

//! The major version of the last Node producer, 0 when unknown.
int majorVersion(const QByteArray& version)
{
    return version.sliced(version.indexOf(':') + 1).split('.').constFirst().toInt();
}

//! Between two calls of the script the queue counts as resumed while jobs are left in the legacy list; a
//! service of version 5 that pauses then renames the wait list over them.
std::optional<Error> resumeDanger(const std::vector<Reply>& facts, qint64 perCall)
{
    const QByteArray version = facts[0].text;
    const qint64 waiting = facts[1].toInteger();
    const qint64 paused = facts[2].toInteger();
    const int major = majorVersion(version);
    if (paused <= perCall || waiting == 0 || major == 0 || major > 5)
        return std::nullopt;
    return Error{ErrorCode::BadInput,
        QStringLiteral("jobs could be lost: %1 jobs in the paused list and %2 in the wait list, while "
                       "services of %3 may "
                       "pause or resume this queue and overwrite one list with the other; stop them first")
            .arg(paused)
            .arg(waiting)
            .arg(QString::fromUtf8(version)),
        {{QStringLiteral("paused"), paused}, {QStringLiteral("waiting"), waiting},
            {QStringLiteral("version"), QString::fromUtf8(version)}}};
}

Detached resumeQueue(Shared shared, QueueId queue, std::vector<QByteArray> keys, qint64 perCall,
    qint64 record, QPromise<Status> promise)
{
    const auto end = [&shared, &promise, record](Status status) {
        shared->finish(record, status);
        settle(promise, std::move(status));
    };
    const QByteArray meta = queue.key("meta");
    std::vector<Command> reads;
    reads.push_back(Command({"HGET", meta, "version"}));
    reads.push_back(Command({"LLEN", keys[1]}));
    reads.push_back(Command({"LLEN", keys[0]}));
    const Result<std::vector<Reply>> facts = co_await shared->connection->callBatch(std::move(reads));
    if (!facts)
        co_return end(facts.error());
    if (std::optional<Error> danger = resumeDanger(*facts, perCall))
        co_return end(std::move(*danger));
    const ScriptChange change{{}, {}, ScriptId::Pause, {}, {}, {"pause"}};
    QByteArray emitEvent = "1";
    for (;;) {
        if (!shared->connection)
            co_return end(closedError());
        std::vector<QByteArray> arguments{QByteArrayLiteral("resumed"), emitEvent};
        const Result<Reply> left = co_await ScriptCallAwaiter(
            shared->runner, ScriptId::Pause, keys, std::move(arguments), Repeat::Safe);
        if (!left)
            co_return end(left.error());
        if (Status status = statusOf(*left, change); !status)
            co_return end(std::move(status));
        if (left->toInteger() <= 0)
            co_return end(Done{});
        emitEvent = "0";
    }
}

Detached retryAsItsOptionsSay(Shared shared, QueueId queue, JobId job, JobState from, JobRetryOptions options,
    qint64 record, QPromise<Status> promise)
{
    const QByteArray key = queue.job(job);
    Command read({"HGET", key, "opts"});
    const Result<Reply> opts = co_await shared->connection->call(std::move(read));
    if (!opts) {
        shared->finish(record, opts.error());
        co_return settle<Done>(promise, opts.error());
    }
    const bool lifo = decodeJobOptions(opts->text).lifo.value_or(false);
    ScriptChange change = retryChange(queue, job, from, options, lifo);
    change.settle = Command({"ZSCORE", queue.key(from), job});
    start(shared, std::move(change), record).then([promise = std::move(promise)](Status status) mutable {
        settle(promise, std::move(status));
    });
}

//! Another hand may change the options between the look and the script: then it looks again.
QCoro::Task<Status> replaceOptions(Shared shared, QueueId queue, JobId job, JsonText changes)
{
    const QByteArray key = queue.job(job);
    for (int runs = 0; runs < mostRuns; ++runs) {
        if (!shared->connection)
            co_return closedError();
        std::vector<Command> reads;
        reads.push_back(Command({"HGET", key, "opts"}));
        reads.push_back(Command({"EXISTS", key}));
        const Result<std::vector<Reply>> stored = co_await shared->connection->callBatch(std::move(reads));
        if (!stored)
            co_return stored.error();
        if (stored->at(0).isError())
            co_return replyError(stored->at(0));
        const Result<JsonText> wanted = changedJobOptions(stored->at(0).text, changes);
        if (!wanted)
            co_return wanted.error();
        const bool exists = stored->at(1).toInteger() == 1;
        if (exists && *wanted == stored->at(0).text)
            co_return Done{};
        if (!shared->connection)
            co_return closedError();
        const ScriptChange change = updateOptionsChange(queue, job, stored->at(0).text, *wanted);
        const Result<Reply> reply = co_await ScriptCallAwaiter(
            shared->runner, change.script, change.keys, change.arguments, Repeat::Safe);
        if (!reply)
            co_return reply.error();
        if (const Status status = statusOf(*reply, change); !status || reply->toInteger() == 1)
            co_return status;
    }
    co_return Error{ErrorCode::InDoubt,
        QStringLiteral("Somebody else keeps changing the options of job %1").arg(QString::fromUtf8(job)),
        {{QStringLiteral("jobId"), QString::fromUtf8(job)}}};
}

Detached updateOptionsAndMore(Shared shared, QueueId queue, JobId job, JsonText changes,
    std::vector<ScriptChange> behind, qint64 record, QPromise<Status> promise)
{
    Status status = Done{};
    if (changes != "{}")
        status = co_await replaceOptions(shared, queue, job, std::move(changes));
    for (const ScriptChange& change : behind) {
        if (status && !shared->connection)
            status = closedError();
        if (!status)
            break;
        const Result<Reply> reply = co_await ScriptCallAwaiter(
            shared->runner, change.script, change.keys, change.arguments, Repeat::Safe);
        status = reply ? statusOf(*reply, change) : Status(reply.error());
    }
    shared->finish(record, status);
    settle<Done>(promise, std::move(status));
}

} // namespace

void QueueWrites::Shared::finish(qint64 record, const Status& status) const
{
    if (status)
        gate.finish(record, {});
    else
        gate.finish(record, {}, &status.error());
}

Status statusOf(const Reply& reply, const ScriptChange& change)
{
    if (reply.isError())
        return replyError(reply);
    if (reply.isInteger() && reply.integer < 0)
        return scriptError(reply.integer, {change.name.command, change.name.jobId, {}, change.name.state});
    if (change.zeroMeansLocked && reply.isInteger() && reply.integer == 0)
        return Error{ErrorCode::JobLockMismatch,
            QStringLiteral("Job %1 is locked by a worker").arg(QString::fromUtf8(change.name.jobId)),
            {{QStringLiteral("jobId"), QString::fromUtf8(change.name.jobId)}}};
    return Done{};
}

Error closedError()
{
    return {ErrorCode::ConnectionClosed, QStringLiteral("the connection is gone"), {}};
}

QueueWrites::QueueWrites(QueueId queue, RedisConnection& connection, WriteGate& gate)
    : m_queue(std::move(queue))
    , m_shared(std::make_shared<Shared>(connection, gate))
{
}

QueueWrites::~QueueWrites() = default;

QFuture<Result<JobId>> QueueWrites::add(AddCall call, const JobAdder& adder, const QByteArray& name)
{
    const Result<qint64> record = m_shared->gate.begin(
        {m_queue, QStringLiteral("add"), {{QStringLiteral("name"), QString::fromUtf8(name)}}});
    if (!record)
        return finishedFuture<JobId>(record.error());
    auto promise = startedPromise<JobId>();
    QFuture<Result<JobId>> future = promise.future();
    m_shared->runner.run(call.script, adder.keys(call.script), call.arguments, call.repeat,
        [promise = std::move(promise), shared = m_shared, number = *record](Result<Reply> reply) mutable {
            Result<JobId> id = addedId(std::move(reply));
            if (id)
                shared->gate.finish(number, {{QStringLiteral("id"), QString::fromUtf8(*id)}});
            else
                shared->gate.finish(number, {}, &id.error());
            settle(promise, std::move(id));
        });
    return future;
}

QFuture<Result<std::vector<Result<JobId>>>> QueueWrites::addAll(
    std::vector<NewJob> jobs, const JobAdder& adder)
{
    using Results = std::vector<Result<JobId>>;
    if (jobs.empty())
        return finishedFuture<Results>(Results());
    const Result<qint64> record = m_shared->gate.begin(
        {m_queue, QStringLiteral("add"), {{QStringLiteral("count"), static_cast<qint64>(jobs.size())}}});
    if (!record)
        return finishedFuture<Results>(record.error());
    const auto bulk = std::make_shared<BulkAdd>(m_shared, std::move(jobs), adder, *record);
    auto future = bulk->future();
    bulk->sendNext();
    return future;
}

QFuture<Status> QueueWrites::change(ScriptChange change)
{
    const Result<qint64> record = m_shared->gate.begin({m_queue, change.action, change.details});
    if (!record)
        return finishedFuture<Done>(record.error());
    return start(m_shared, std::move(change), *record);
}

QFuture<Status> QueueWrites::retry(JobId job, JobState from, JobRetryOptions options)
{
    const Result<qint64> record = m_shared->gate.begin({m_queue, QStringLiteral("retry"),
        {{QStringLiteral("id"), QString::fromUtf8(job)},
            {QStringLiteral("resetAttemptsMade"), options.resetAttemptsMade},
            {QStringLiteral("resetAttemptsStarted"), options.resetAttemptsStarted}}});
    if (!record)
        return finishedFuture<Done>(record.error());
    if (options.lifo) {
        ScriptChange change = retryChange(m_queue, job, from, options, *options.lifo);
        change.settle = Command({"ZSCORE", m_queue.key(from), job});
        return start(m_shared, std::move(change), *record);
    }
    auto promise = startedPromise<Done>();
    QFuture<Status> future = promise.future();
    retryAsItsOptionsSay(m_shared, m_queue, std::move(job), from, options, *record, std::move(promise));
    return future;
}

QFuture<Status> QueueWrites::resume(std::vector<QByteArray> keys, qint64 perCall)
{
    const Result<qint64> record = m_shared->gate.begin({m_queue, QStringLiteral("resume"), {}});
    if (!record)
        return finishedFuture<Done>(record.error());
    auto promise = startedPromise<Done>();
    QFuture<Status> future = promise.future();
    resumeQueue(m_shared, m_queue, std::move(keys), perCall, *record, std::move(promise));
    return future;
}

QFuture<Status> QueueWrites::updateOptions(JobId job, JsonText changes, std::vector<ScriptChange> behind)
{
    QVariantMap details{{QStringLiteral("id"), QString::fromUtf8(job)}};
    if (changes != "{}")
        details[QStringLiteral("options")] = QString::fromUtf8(changes);
    for (const ScriptChange& change : behind)
        details.insert(change.details);
    const Result<qint64> record = m_shared->gate.begin({m_queue, QStringLiteral("update-options"), details});
    if (!record)
        return finishedFuture<Done>(record.error());
    auto promise = startedPromise<Done>();
    QFuture<Status> future = promise.future();
    updateOptionsAndMore(m_shared, m_queue, std::move(job), std::move(changes), std::move(behind), *record,
        std::move(promise));
    return future;
}

QFuture<Result<qint64>> QueueWrites::addLog(JobId job, QByteArray row, std::optional<int> keep)
{
    ScriptChange change{QStringLiteral("add-log"), {{QStringLiteral("id"), QString::fromUtf8(job)}},
        ScriptId::AddLog, {m_queue.job(job), m_queue.job(job) + ":logs"},
        {job, std::move(row), keep.value_or(0) > 0 ? QByteArray::number(*keep) : QByteArray("")},
        {"addLog", job}};
    const Result<qint64> record = m_shared->gate.begin({m_queue, change.action, change.details});
    if (!record)
        return finishedFuture<qint64>(record.error());
    auto promise = startedPromise<qint64>();
    QFuture<Result<qint64>> future = promise.future();
    m_shared->runner.run(change.script, change.keys, change.arguments, Repeat::Never,
        [promise = std::move(promise), shared = m_shared, change, number = *record](
            Result<Reply> reply) mutable {
            Status status = reply ? statusOf(*reply, change) : Status(reply.error());
            shared->finish(number, status);
            settle<qint64>(
                promise, status ? Result<qint64>(reply->toInteger()) : Result<qint64>(status.error()));
        });
    return future;
}

QFuture<Result<std::vector<JobId>>> QueueWrites::clean(JobState state, qint64 before, int limit)
{
    const ScriptChange change = cleanChange(m_queue, state, before, limit);
    const Result<qint64> record = m_shared->gate.begin({m_queue, change.action,
        {{QStringLiteral("state"), stateName(state)}, {QStringLiteral("limit"), limit}}});
    if (!record)
        return finishedFuture<std::vector<JobId>>(record.error());
    auto promise = startedPromise<std::vector<JobId>>();
    auto future = promise.future();
    m_shared->runner.run(change.script, change.keys, change.arguments, Repeat::Never,
        [promise = std::move(promise), shared = m_shared, change, number = *record](
            Result<Reply> reply) mutable {
            Status status = reply ? statusOf(*reply, change) : Status(reply.error());
            if (!status) {
                shared->finish(number, status);
                return settle<std::vector<JobId>>(promise, status.error());
            }
            std::vector<JobId> ids;
            for (const Reply& id : reply->items)
                ids.push_back(id.text);
            shared->gate.finish(number, {{QStringLiteral("done"), static_cast<qint64>(ids.size())}});
            settle<std::vector<JobId>>(promise, std::move(ids));
        });
    return future;
}

} // namespace drover
