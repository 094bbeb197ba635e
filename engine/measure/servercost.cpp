// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "measure/servercost.h"

#include "measure/addround_p.h"
#include "queue/replyerror_p.h"
#include "queue/taskfuture_p.h"
#include "queue/writegate.h"
#include "queue/writeshared_p.h"
#include "redis/redisconnection.h"
#include "redis/serverinfo.h"

#include <QPointer>
#include <QUuid>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 keysAtOnce = 500;

//! One measurement, from its questions to the end of its traces.
class ServerBench final {
public:
    ServerBench(RedisConnection& connection, ServerBenchOptions options)
        : m_connection(&connection)
        , m_options(options)
    {
    }

    [[nodiscard]] const QueueId& queue() const { return m_queue; }
    //! Whether some of its keys may still be there.
    [[nodiscard]] bool leavesKeys() const { return m_leavesKeys; }
    //! Whether it may be done here.
    QCoro::Task<Status> check();
    QCoro::Task<Result<PersistenceCost>> measure();

private:
    QCoro::Task<Result<Reply>> call(Command command);
    QCoro::Task<Status> setFile(bool isOn);
    QCoro::Task<Result<double>> rounds();
    QCoro::Task<Status> removeKeys();

    QPointer<RedisConnection> m_connection;
    ServerBenchOptions m_options;
    bool m_leavesKeys = false;
    QueueId m_queue{
        "drover-measure-" + QUuid::createUuid().toByteArray(QUuid::Id128).first(12), "persistence"};
};

//! An error reply is an error here.
QCoro::Task<Result<Reply>> ServerBench::call(Command command)
{
    if (!m_connection)
        co_return closedError();
    const Result<Reply> reply = co_await m_connection->call(std::move(command));
    if (reply && reply->isError())
        co_return replyError(*reply);
    co_return reply;
}

QCoro::Task<Status> ServerBench::check()
{
    Command ask({"CONFIG", "GET", "appendonly"});
    const Result<Reply> file = co_await call(std::move(ask));
    if (!file)
        co_return file.error();
    if (file->items.size() != 2 || file->items[1].text != "no")
        co_return Error{ErrorCode::BadInput,
            u"The append-only file of this server is on, and is not turned off for a measurement"_s, {}};
    Command memory({"INFO", "memory"});
    const Result<Reply> info = co_await call(std::move(memory));
    if (!info)
        co_return info.error();
    const qint64 used = ServerInfo::parse(info->text).fields.value("used_memory").toLongLong();
    if (used > m_options.mostMemory)
        co_return Error{ErrorCode::BadInput,
            u"This server holds %1 bytes: its append-only file would begin with a copy of them"_s.arg(used),
            {}};
    co_return Done{};
}

QCoro::Task<Status> ServerBench::setFile(bool isOn)
{
    Command set({"CONFIG", "SET", "appendonly", isOn ? "yes" : "no"});
    const Result<Reply> done = co_await call(std::move(set));
    if (!done)
        co_return done.error();
    if (!isOn || !m_connection)
        co_return Done{};
    co_return co_await waitForAppendOnlyFile(*m_connection, m_options.patience);
}

//! The first round of each way warms up and does not count.
QCoro::Task<Result<double>> ServerBench::rounds()
{
    std::vector<double> rates;
    for (int round = 0; round <= m_options.rounds; ++round) {
        if (!m_connection)
            co_return closedError();
        QueueId id = m_queue;
        m_leavesKeys = true;
        const Result<double> rate = co_await addRound(*m_connection, std::move(id), m_options.jobs);
        const Status removed = co_await removeKeys();
        if (!rate)
            co_return rate.error();
        if (!removed)
            co_return removed.error();
        if (round > 0)
            rates.push_back(*rate);
    }
    co_return median(std::move(rates));
}

QCoro::Task<Status> ServerBench::removeKeys()
{
    QByteArrayList keys;
    for (const char* name : {"id", "wait", "meta", "events", "marker"})
        keys.append(m_queue.key(name));
    for (qint64 id = 1; id <= m_options.jobs; ++id)
        keys.append(m_queue.job(QByteArray::number(id)));
    for (qsizetype from = 0; from < keys.size(); from += keysAtOnce) {
        const QByteArrayList part = keys.mid(from, keysAtOnce);
        std::vector<QByteArrayView> words{"DEL"};
        words.insert(words.end(), part.cbegin(), part.cend());
        Command remove{std::span<const QByteArrayView>(words)};
        const Result<Reply> removed = co_await call(std::move(remove));
        if (!removed)
            co_return removed.error();
    }
    m_leavesKeys = false;
    co_return Done{};
}

QCoro::Task<Result<PersistenceCost>> ServerBench::measure()
{
    PersistenceCost cost;
    cost.jobs = m_options.jobs;
    cost.rounds = m_options.rounds;
    const Result<double> without = co_await rounds();
    if (!without)
        co_return without.error();
    const Status on = co_await setFile(true);
    const Result<double> with = on ? co_await rounds() : Result<double>(on.error());
    const Status off = co_await setFile(false);
    if (!with || !off) {
        Error error = with ? off.error() : with.error();
        if (!off)
            error.context[u"setting"_s] = u"appendonly yes"_s;
        co_return error;
    }
    cost.without = *without;
    cost.with = *with;
    co_return cost;
}

QCoro::Task<Result<PersistenceCost>> carryOut(
    QPointer<RedisConnection> connection, WriteGate& gate, ServerBenchOptions options)
{
    ServerBench bench(*connection, options);
    if (const Status sound = co_await bench.check(); !sound)
        co_return sound.error();
    const Result<qint64> record = gate.begin({bench.queue(), u"measure"_s,
        {{u"jobs"_s, options.jobs}, {u"rounds"_s, options.rounds}, {u"setting"_s, u"appendonly"_s}}});
    if (!record)
        co_return record.error();
    Result<PersistenceCost> cost = co_await bench.measure();
    if (!cost) {
        Error error = cost.error();
        if (bench.leavesKeys())
            error.context[u"prefix"_s] = QString::fromUtf8(bench.queue().prefix);
        gate.finish(*record, {}, &error);
        co_return error;
    }
    gate.finish(*record, {{u"ratio"_s, cost->ratio()}});
    co_return cost;
}

} // namespace

QFuture<Result<PersistenceCost>> measureOnServer(
    RedisConnection& connection, WriteGate& gate, ServerBenchOptions options)
{
    return futureOf<PersistenceCost>(carryOut(&connection, gate, options));
}

} // namespace drover
