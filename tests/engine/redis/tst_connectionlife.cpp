// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "connectionanswer.h"
#include "redis/redisconnection.h"
#include "support/redisfixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

class TestConnectionLife final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup();

    // fault: A1, A14
    // production: P5
    void failsFastWithoutServer();
    // fault: A1, A14
    // production: P5
    void workerWaitsForServer();
    void tellsClosedWithoutOpen();
    void closeEndsWhatIsUnderWay();
    void deletionEndsWhatIsUnderWay();
    // fault: A2
    // production: P3
    void reconnectsAfterKill();
    void repeatsSafeCommandsInOrder();
    // production: P4
    void limitOnAWorkerWarns();
    void limitEndsWaitingCommands();
    // fault: A6
    void silenceClosesTheSocket();
    // fault: B2
    void waitsWhileLoading();
    // fault: A12
    void connectsWhenTheFirstAddressIsDead();

private:
    RedisFixture m_redis;
};

void TestConnectionLife::initTestCase()
{
    QVERIFY2(m_redis.start(), m_redis.log().constData());
}

void TestConnectionLife::cleanup()
{
    m_redis.command({"FLUSHALL"});
}

void TestConnectionLife::failsFastWithoutServer()
{
    ConnectionOptions options;
    options.unixSocket = m_redis.directory() + u"/nobody.sock"_s;
    RedisConnection connection(options, ConnectionRole::Queue);
    QSignalSpy states(&connection, &RedisConnection::stateChanged);
    QSignalSpy errors(&connection, &RedisConnection::errorOccurred);
    connection.open();
    Answer first;
    connection.send({"PING"}, first.handler());
    QTRY_VERIFY(first.has());
    QCOMPARE(first.code(), ErrorCode::ConnectionClosed);
    QCOMPARE(connection.status().state, ConnectionState::Waiting);
    QCOMPARE(connection.status().attempt, 1);
    QVERIFY(connection.status().nextTryIn <= Milliseconds(1000));
    QVERIFY(connection.status().lastError.has_value());
    QCOMPARE(errors.count(), 1);
    QCOMPARE(states.count(), 2);
    QCOMPARE(states.at(0).at(0).value<ConnectionState>(), ConnectionState::Connecting);
    QCOMPARE(states.at(1).at(0).value<ConnectionState>(), ConnectionState::Waiting);

    Answer second;
    connection.send({"PING"}, second.handler());
    QCoreApplication::processEvents(); // one turn is enough
    QVERIFY(second.has());
    QCOMPARE(second.code(), ErrorCode::ConnectionClosed);
}

void TestConnectionLife::workerWaitsForServer()
{
    RedisFixture redis;
    ConnectionOptions options = redis.unixOptions();
    options.retry = quickRetry();
    RedisConnection connection(options, ConnectionRole::Worker);
    connection.open();
    Answer answer;
    for (int i = 0; i < 3; ++i)
        connection.send({"RPUSH", "order", QByteArray::number(i)}, answer.handler());
    QTRY_VERIFY(connection.status().attempt >= 3);
    QVERIFY(answer.has(0));
    QVERIFY2(redis.start(), redis.log().constData());
    QTRY_VERIFY(answer.has(3));
    QCOMPARE(redis.list({"LRANGE", "order", "0", "-1"}), (QByteArrayList{"0", "1", "2"}));
    QCOMPARE(connection.status().attempt, 0);
}

void TestConnectionLife::tellsClosedWithoutOpen()
{
    RedisConnection connection(m_redis.unixOptions(), ConnectionRole::Worker);
    QCOMPARE(connection.status().state, ConnectionState::Closed);
    Answer answer;
    connection.send({"PING"}, answer.handler());
    QTRY_VERIFY(answer.has());
    QCOMPARE(answer.code(), ErrorCode::ConnectionClosed);
}

void TestConnectionLife::closeEndsWhatIsUnderWay()
{
    RedisConnection connection(m_redis.unixOptions(), ConnectionRole::Worker);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    QSignalSpy lost(&connection, &RedisConnection::connectionLost);
    Answer answer;
    connection.send({"BLPOP", "nothing", "0"}, answer.handler());
    connection.send(Command({"RPUSH", "other", "1"}, Repeat::Never), answer.handler());
    QTRY_COMPARE(connection.commandsSent(), quint64{2});
    connection.send({"PING"}, answer.handler());
    connection.close();
    QCOMPARE(connection.status().state, ConnectionState::Closed);
    QVERIFY(answer.has(0));
    QTRY_VERIFY(answer.has(3));
    QCOMPARE(answer.code(0), ErrorCode::ConnectionClosed);
    QCOMPARE(answer.code(1), ErrorCode::InDoubt);
    QCOMPARE(answer.code(2), ErrorCode::ConnectionClosed);
    QCOMPARE(lost.count(), 0);
}

void TestConnectionLife::deletionEndsWhatIsUnderWay()
{
    auto* connection = new RedisConnection(m_redis.unixOptions(), ConnectionRole::Worker);
    connection->open();
    QTRY_VERIFY(connection->isReady());
    Answer answer;
    connection->send({"BLPOP", "nothing", "0"}, [&](Result<Reply> reply) {
        answer.replies.push_back(std::move(reply));
        connection->send({"PING"}, answer.handler());
    });
    delete connection;
    QVERIFY(answer.has(2));
    QCOMPARE(answer.code(1), ErrorCode::ConnectionClosed);
}

void TestConnectionLife::reconnectsAfterKill()
{
    RedisFixture redis({.keepsAll = true});
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.unixOptions();
    options.retry = quickRetry();
    RedisConnection queue(options, ConnectionRole::Queue);
    RedisConnection worker(options, ConnectionRole::Worker);
    QSignalSpy lost(&queue, &RedisConnection::connectionLost);
    queue.open();
    worker.open();
    QTRY_VERIFY(queue.isReady() && worker.isReady());
    redis.killHard();
    QTRY_COMPARE(queue.status().state, ConnectionState::Waiting);
    QTRY_VERIFY(!worker.isReady());
    QCOMPARE(lost.count(), 1);
    Answer failed;
    Answer waiting;
    queue.send({"PING"}, failed.handler());
    worker.send({"SET", "late", "1"}, waiting.handler());
    QTRY_VERIFY(failed.has());
    QCOMPARE(failed.code(), ErrorCode::ConnectionClosed);
    QVERIFY(waiting.has(0));
    QVERIFY2(redis.start(), redis.log().constData());
    QTRY_VERIFY(waiting.has());
    QCOMPARE(redis.text({"GET", "late"}), QByteArray("1"));
    QTRY_VERIFY(queue.isReady());
    QCOMPARE(queue.status().attempt, 0);
}

void TestConnectionLife::repeatsSafeCommandsInOrder()
{
    RedisFixture redis;
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.unixOptions();
    options.retry = quickRetry();
    RedisConnection queue(options, ConnectionRole::Queue);
    queue.open();
    QTRY_VERIFY(queue.isReady());
    redis.freeze();
    Answer answer;
    QStringList order;
    queue.send({"RPUSH", "l", "1"}, [&](const Result<Reply>& r) { order << (r ? u"a"_s : u"a!"_s); });
    queue.send(Command({"RPUSH", "l", "x"}, Repeat::Never), answer.handler());
    queue.sendBatch({{"RPUSH", "l", "2"}, {"RPUSH", "l", "3"}},
        [&](const Result<std::vector<Reply>>& r) { order << (r ? u"b"_s : u"b!"_s); });
    std::optional<ErrorCode> batch;
    queue.sendBatch({{"RPUSH", "l", "y"}, Command({"RPUSH", "l", "z"}, Repeat::Never)},
        [&](const Result<std::vector<Reply>>& r) { batch = r.error().code; });
    queue.send({"RPUSH", "l", "4"}, [&](const Result<Reply>& r) { order << (r ? u"c"_s : u"c!"_s); });
    QTRY_COMPARE(queue.commandsSent(), quint64{7});
    redis.killHard(); // frozen: none of them was carried out
    QVERIFY2(redis.start(), redis.log().constData());
    QTRY_COMPARE(order, (QStringList{u"a"_s, u"b"_s, u"c"_s}));
    QCOMPARE(answer.code(), ErrorCode::InDoubt);
    QCOMPARE(batch, ErrorCode::InDoubt);
    QCOMPARE(redis.list({"LRANGE", "l", "0", "-1"}), (QByteArrayList{"1", "2", "3", "4"}));
}

void TestConnectionLife::limitOnAWorkerWarns()
{
    ConnectionOptions options = m_redis.unixOptions();
    options.maxRetriesPerRequest = 5;
    RedisConnection connection(options, ConnectionRole::Worker);
    QSignalSpy errors(&connection, &RedisConnection::errorOccurred);
    connection.open();
    QCOMPARE(errors.count(), 1);
    QCOMPARE(errors.at(0).at(0).value<Error>().context.value(u"warning"_s).toString(),
        u"max-retries-per-request"_s);
    QTRY_VERIFY(connection.isReady());
}

void TestConnectionLife::limitEndsWaitingCommands()
{
    ConnectionOptions options;
    options.unixSocket = m_redis.directory() + u"/nobody.sock"_s;
    options.retry = quickRetry();
    options.maxRetriesPerRequest = 2;
    RedisConnection connection(options, ConnectionRole::Worker);
    connection.open();
    Answer answer;
    connection.send({"PING"}, answer.handler());
    QTRY_VERIFY(answer.has());
    QCOMPARE(answer.code(), ErrorCode::ConnectionClosed);
    QVERIFY(connection.status().attempt >= 3);
}

void TestConnectionLife::silenceClosesTheSocket()
{
    RedisFixture redis;
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.unixOptions();
    options.retry = quickRetry();
    options.commandTimeout = Milliseconds(100);
    RedisConnection connection(options, ConnectionRole::Queue);
    QSignalSpy lost(&connection, &RedisConnection::connectionLost);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    redis.freeze();
    Answer answer;
    connection.send(Command({"RPUSH", "l", "1"}, Repeat::Never), answer.handler());
    QTRY_VERIFY(answer.has());
    QCOMPARE(answer.code(), ErrorCode::InDoubt);
    QCOMPARE(lost.at(0).at(0).value<Error>().code, ErrorCode::Timeout);
    redis.thaw();
    QTRY_VERIFY(connection.isReady());
}

void TestConnectionLife::waitsWhileLoading()
{
    // A snapshot: while Redis loads one it answers after every so many bytes, of an AOF every 1,024 commands.
    RedisFixture redis({.waitUntilLoaded = false,
        .arguments = {u"--key-load-delay"_s, u"10000"_s, u"--rdbcompression"_s, u"no"_s,
            u"--loading-process-events-interval-bytes"_s, u"1024"_s}});
    QVERIFY2(redis.start(), redis.log().constData());
    for (int i = 0; i < 200; ++i)
        redis.command({"SET", QByteArray::number(i), QByteArray(1000, 'x')});
    QCOMPARE(redis.text({"SAVE"}), QByteArray("OK"));
    redis.killHard();
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.unixOptions();
    options.retry = quickRetry();
    RedisConnection connection(options, ConnectionRole::Worker);
    QSignalSpy errors(&connection, &RedisConnection::errorOccurred);
    connection.open();
    Answer answer;
    connection.send({"GET", "199"}, answer.handler());
    QTRY_VERIFY(!errors.isEmpty());
    QVERIFY(errors.at(0).at(0).value<Error>().message.startsWith(u"LOADING "_s));
    QVERIFY(answer.has(0));
    QTRY_VERIFY_WITH_TIMEOUT(answer.has(), 20000);
    QCOMPARE(answer.text().size(), 1000);
    QVERIFY(connection.isReady());
}

void TestConnectionLife::connectsWhenTheFirstAddressIsDead()
{
    // "localhost" is both 127.0.0.1 and ::1 on most machines; the server listens on one of them only.
    RedisFixture redis({.tcp = true, .arguments = {u"--bind"_s, u"127.0.0.1"_s}});
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.tcpOptions();
    options.host = u"localhost"_s;
    RedisConnection connection(options, ConnectionRole::Queue);
    connection.open();
    QTRY_VERIFY(connection.isReady());
}

QTEST_GUILESS_MAIN(TestConnectionLife)
#include "tst_connectionlife.moc"
