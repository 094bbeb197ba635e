// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "measure/persistencecost.h"

#include "embedded/embeddedredis.h"
#include "measure/addround_p.h"
#include "queue/replyerror_p.h"
#include "redis/redisconnection.h"

#include <QCoroFuture>
#include <QCoroSignal>
#include <QCoroTask>
#include <QDir>
#include <QFileInfo>
#include <QPointer>
#include <QTemporaryDir>

#include <chrono>

namespace drover {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 60s; // an empty server's file is there at once

QString folderTemplate(const QString& folder)
{
    const QString parent = folder.isEmpty() ? QFileInfo(EmbeddedRedis::defaultDir()).path() : folder;
    QDir().mkpath(parent);
    return parent + u"/persistence-XXXXXX"_s;
}

} // namespace

class PersistenceBench::Private {
public:
    explicit Private(PersistenceBenchOptions wanted)
        : options(std::move(wanted))
        , folder(folderTemplate(options.folder))
        , server(folder.path())
    {
        if (!options.program.isEmpty())
            server.setProgram(options.program);
    }

    static QCoro::Task<void> execute(std::shared_ptr<Private> self, QPointer<PersistenceBench> owner);

    QCoro::Task<Result<PersistenceCost>> run();
    QCoro::Task<Status> startServer();
    QCoro::Task<Status> useFile(bool isOn);
    QCoro::Task<Result<Reply>> command(Command command);

    PersistenceBenchOptions options;
    QTemporaryDir folder;
    EmbeddedRedis server; //!< goes before its folder
    std::unique_ptr<RedisConnection> connection;
    QPointer<PersistenceBench> q;
};

QCoro::Task<void> PersistenceBench::Private::execute(
    std::shared_ptr<Private> self, QPointer<PersistenceBench> owner)
{
    self->q = owner;
    const Result<PersistenceCost> cost = co_await self->run();
    if (self->q)
        Q_EMIT self->q->finished(cost);
}

QCoro::Task<Status> PersistenceBench::Private::startServer()
{
    // Without a folder of its own the server would be the person's.
    if (!folder.isValid())
        co_return Error{ErrorCode::NotFound, folder.errorString(), {}};
    std::optional<Error> failure;
    const auto noted = QObject::connect(
        &server, &EmbeddedRedis::failed, &server, [&failure](const Error& error) { failure = error; });
    auto up = std::make_shared<QPromise<void>>();
    up->start();
    const QFuture<void> started = up->future();
    QObject::connect(&server, &EmbeddedRedis::ready, &server, [up] { up->finish(); });
    QObject::connect(&server, &EmbeddedRedis::failed, &server, [up] { up->finish(); });
    server.start(EmbeddedRedis::Mode::Owned);
    co_await started;
    QObject::disconnect(noted);
    if (failure)
        co_return *failure;
    if (!server.isOwner())
        co_return Error{ErrorCode::BadInput, u"a server runs in this folder already"_s, {}};
    connection = std::make_unique<RedisConnection>(server.connectionOptions(), ConnectionRole::Queue);
    connection->open();
    co_return Done{};
}

//! An error reply is an error here.
QCoro::Task<Result<Reply>> PersistenceBench::Private::command(Command wanted)
{
    const Result<Reply> reply = co_await connection->call(std::move(wanted));
    if (reply && reply->isError())
        co_return replyError(*reply);
    co_return reply;
}

QCoro::Task<Status> PersistenceBench::Private::useFile(bool isOn)
{
    Command flush({"FLUSHALL"}); // our own server, made for this
    const Result<Reply> flushed = co_await command(std::move(flush));
    if (!flushed)
        co_return flushed.error();
    Command set({"CONFIG", "SET", "appendonly", isOn ? "yes" : "no"});
    const Result<Reply> done = co_await command(std::move(set));
    if (!done)
        co_return done.error();
    if (!isOn)
        co_return Done{};
    co_return co_await waitForAppendOnlyFile(*connection, patience);
}

QCoro::Task<Result<PersistenceCost>> PersistenceBench::Private::run()
{
    Status status = co_await startServer();
    if (!status)
        co_return status.error();
    // The first round warms the server up and does not count.
    std::vector<double> rates[2];
    const int rounds = 1 + 2 * options.rounds;
    for (int round = 0; round < rounds && q; ++round) {
        const bool isOn = round % 2 == 1;
        status = co_await useFile(isOn);
        if (!status)
            co_return status.error();
        QueueId queue{"bull", "persistence"};
        const Result<double> rate = co_await addRound(*connection, std::move(queue), options.jobs);
        if (!rate)
            co_return rate.error();
        if (round > 0)
            rates[isOn ? 1 : 0].push_back(*rate);
        if (q)
            Q_EMIT q->progressed(round + 1, rounds);
    }
    PersistenceCost cost;
    cost.jobs = options.jobs;
    cost.rounds = options.rounds;
    cost.with = median(rates[1]);
    cost.without = median(rates[0]);
    co_return cost;
}

PersistenceBench::PersistenceBench(PersistenceBenchOptions options, QObject* parent)
    : QObject(parent)
    , d(std::make_shared<Private>(std::move(options)))
{
}

PersistenceBench::~PersistenceBench()
{
    // What is under way ends with its connection; the server and its folder go with the last of it.
    d->q.clear();
    if (d->connection)
        d->connection->closeNow();
}

void PersistenceBench::start()
{
    Private::execute(d, this);
}

} // namespace drover
