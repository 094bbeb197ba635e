// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/redisconnection.h"
#include "support/redisfixture.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

namespace {

//! Collects what a handler was told.
struct Answer {
    std::vector<Result<Reply>> replies;

    [[nodiscard]] ReplyHandler handler()
    {
        return [this](Result<Reply> reply) { replies.push_back(std::move(reply)); };
    }
    [[nodiscard]] bool has(size_t count = 1) const { return replies.size() == count; }
    [[nodiscard]] QByteArray text(size_t index = 0) const
    {
        return index < replies.size() && replies[index] ? replies[index]->text : QByteArray();
    }
    [[nodiscard]] ErrorCode code(size_t index = 0) const
    {
        return index < replies.size() && !replies[index] ? replies[index].error().code
                                                         : ErrorCode::JobNotExist;
    }
};

RetryOptions quick()
{
    RetryOptions retry;
    retry.minimum = Milliseconds(20);
    retry.maximum = Milliseconds(50);
    return retry;
}

} // namespace

class TestRedisConnection final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup();

    void answersOverUnixSocket();
    void answersOverTcp();
    void answersOverIpv6();
    void setsNameAndDatabase();
    void readsServerInfo();
    void keepsOrderInAPipeline();
    void batchStaysTogether();
    void emptyBatchIsBadInput();
    void handlersNeverRunInsideSend();
    void handlerMaySendCloseAndDelete();
    void finishesFutures();
    void survivesLargeAndBinaryValues();
    void noScriptArrivesUntouched();
    void failsFastWithoutServer();
    void workerWaitsForServer();
    void tellsClosedWithoutOpen();
    void closeEndsWhatIsUnderWay();
    void deletionEndsWhatIsUnderWay();
    void reconnectsAfterKill();
    void repeatsSafeCommandsInOrder();
    void blockingCommandComesBack();
    void watchdogBreaksASilentBlock();
    void blockedCommandSurvivesCommandTimeout();
    void reconnectBreaksABlockedCommand();
    void silenceClosesTheSocket();
    void limitOnAWorkerWarns();
    void limitEndsWaitingCommands();
    void readOnlyRefusesBeforeWriting();
    void warnsAboutEviction();
    void waitsWhileLoading();
    void connectsWhenTheFirstAddressIsDead();

private:
    RedisFixture m_redis{{.tcp = true}};
};

void TestRedisConnection::initTestCase()
{
    QVERIFY2(m_redis.start(), m_redis.log().constData());
}

void TestRedisConnection::cleanup()
{
    m_redis.command({"FLUSHALL"});
}

void TestRedisConnection::answersOverUnixSocket()
{
    RedisConnection connection(m_redis.unixOptions(), ConnectionRole::Queue);
    QSignalSpy ready(&connection, &RedisConnection::ready);
    connection.open();
    Answer answer;
    connection.send({"SET", "key", "value"}, answer.handler());
    QTRY_VERIFY(answer.has());
    QCOMPARE(answer.text(), QByteArray("OK"));
    QCOMPARE(m_redis.text({"GET", "key"}), QByteArray("value"));
    QCOMPARE(ready.count(), 1);
    QVERIFY(connection.isReady());
    QCOMPARE(connection.commandsSent(), quint64{1});
}

void TestRedisConnection::answersOverTcp()
{
    RedisConnection connection(m_redis.tcpOptions(), ConnectionRole::Queue);
    connection.open();
    Answer answer;
    connection.send({"ECHO", "over tcp"}, answer.handler());
    QTRY_COMPARE(answer.text(), QByteArray("over tcp"));
}

void TestRedisConnection::answersOverIpv6()
{
    ConnectionOptions options = m_redis.tcpOptions();
    options.host = u"::1"_s;
    RedisConnection connection(options, ConnectionRole::Queue);
    connection.open();
    Answer answer;
    connection.send({"ECHO", "six"}, answer.handler());
    QTRY_COMPARE(answer.text(), QByteArray("six"));
}

void TestRedisConnection::setsNameAndDatabase()
{
    ConnectionOptions options = m_redis.unixOptions();
    options.database = 3;
    options.clientName = "bull:cXVldWU=:w:one";
    RedisConnection connection(options, ConnectionRole::Queue);
    connection.open();
    Answer answer;
    connection.send({"SET", "in-three", "1"}, answer.handler());
    connection.send({"CLIENT", "GETNAME"}, answer.handler());
    QTRY_VERIFY(answer.has(2));
    QCOMPARE(answer.text(1), options.clientName);
    QCOMPARE(m_redis.integer({"EXISTS", "in-three"}), 0);
    m_redis.command({"SELECT", "3"});
    QCOMPARE(m_redis.integer({"EXISTS", "in-three"}), 1);
    m_redis.command({"SELECT", "0"});
}

void TestRedisConnection::readsServerInfo()
{
    RedisConnection connection(m_redis.unixOptions(), ConnectionRole::Queue);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    const QByteArray info = m_redis.text({"INFO", "server"});
    const QByteArray version = connection.serverInfo().version.toString().toLatin1();
    QVERIFY2(info.contains(QByteArray("redis_version:" + version + "\r\n")), version.constData());
    QCOMPARE(connection.serverInfo().evictionPolicy, QByteArray("noeviction"));
    QVERIFY(connection.serverInfo().takesFractionalTimeouts());
}

void TestRedisConnection::keepsOrderInAPipeline()
{
    constexpr int count = 5000;
    RedisConnection connection(m_redis.unixOptions(), ConnectionRole::Queue);
    connection.open();
    Answer answer;
    for (int i = 0; i < count; ++i)
        connection.send({"RPUSH", "list", QByteArray::number(i)}, answer.handler());
    QTRY_VERIFY(answer.has(count));
    for (int i = 0; i < count; ++i)
        QCOMPARE(answer.replies[size_t(i)]->integer, i + 1);
    const QByteArrayList list = m_redis.list({"LRANGE", "list", "0", "-1"});
    for (int i = 0; i < count; ++i)
        QCOMPARE(list.at(i), QByteArray::number(i));
}

void TestRedisConnection::batchStaysTogether()
{
    RedisConnection connection(m_redis.unixOptions(), ConnectionRole::Queue);
    connection.open();
    std::optional<Result<std::vector<Reply>>> replies;
    connection.sendBatch({{"MULTI"}, {"SET", "a", "1"}, {"GET", "a"}, {"EXEC"}},
        [&](Result<std::vector<Reply>> result) { replies = std::move(result); });
    QTRY_VERIFY(replies.has_value());
    QVERIFY(replies->has_value());
    QCOMPARE((*replies)->size(), size_t{4});
    QCOMPARE((*replies)->at(1).text, QByteArray("QUEUED"));
    QCOMPARE((*replies)->at(3).items.at(1).text, QByteArray("1"));
    QCOMPARE(connection.commandsSent(), quint64{4});
}

void TestRedisConnection::emptyBatchIsBadInput()
{
    RedisConnection connection(m_redis.unixOptions(), ConnectionRole::Queue);
    connection.open();
    std::optional<ErrorCode> code;
    connection.sendBatch({}, [&](Result<std::vector<Reply>> result) { code = result.error().code; });
    QVERIFY(!code);
    QTRY_VERIFY(code.has_value());
    QCOMPARE(*code, ErrorCode::BadInput);
}

void TestRedisConnection::handlersNeverRunInsideSend()
{
    RedisConnection closed(m_redis.unixOptions(), ConnectionRole::Queue);
    ConnectionOptions options = m_redis.unixOptions();
    options.readOnly = true;
    RedisConnection readOnly(options, ConnectionRole::Queue);
    readOnly.open();
    Answer answer;
    closed.send({"PING"}, answer.handler());
    readOnly.send({"DEL", "x"}, answer.handler());
    QVERIFY(answer.has(0));
    QTRY_VERIFY(answer.has(2));
    QCOMPARE(answer.code(0), ErrorCode::ConnectionClosed);
    QCOMPARE(answer.code(1), ErrorCode::ReadOnly);
}

void TestRedisConnection::handlerMaySendCloseAndDelete()
{
    auto* connection = new RedisConnection(m_redis.unixOptions(), ConnectionRole::Queue);
    const QPointer<RedisConnection> alive(connection);
    connection->open();
    Answer inner;
    Answer last;
    connection->send({"PING"}, [&](const Result<Reply>&) {
        connection->send({"ECHO", "inner"}, [&](const Result<Reply>& reply) {
            inner.replies.push_back(reply);
            connection->close();
            connection->open();
            connection->send({"PING"}, [&](const Result<Reply>&) {
                // Both are under way when the connection is deleted from inside a handler.
                connection->send({"PING"}, last.handler());
                connection->send({"INCR", "n"}, last.handler());
                delete connection;
            });
        });
    });
    QTRY_VERIFY(alive.isNull());
    QCOMPARE(inner.text(), QByteArray("inner"));
    QTRY_VERIFY(last.has(2));
    QCOMPARE(last.code(0), ErrorCode::ConnectionClosed);
}

void TestRedisConnection::finishesFutures()
{
    RedisConnection connection(m_redis.unixOptions(), ConnectionRole::Queue);
    connection.open();
    QFuture<Result<Reply>> one = connection.request({"ECHO", "future"});
    QFuture<Result<std::vector<Reply>>> many = connection.requestBatch({{"ECHO", "a"}, {"ECHO", "b"}});
    QTRY_VERIFY(one.isFinished() && many.isFinished());
    QCOMPARE(one.result()->text, QByteArray("future"));
    QCOMPARE(many.result()->at(1).text, QByteArray("b"));
}

void TestRedisConnection::survivesLargeAndBinaryValues()
{
    RedisConnection connection(m_redis.tcpOptions(), ConnectionRole::Queue);
    connection.open();
    const QByteArray large(8 * 1024 * 1024, 'x');
    const QByteArray binary("a\0\r\n\xff$5\r\n", 9);
    Answer answer;
    connection.send({"SET", "large", large}, answer.handler());
    connection.send({"SET", binary, binary}, answer.handler());
    connection.send({"GET", "large"}, answer.handler());
    connection.send({"GET", binary}, answer.handler());
    QTRY_VERIFY(answer.has(4));
    QCOMPARE(answer.text(2), large);
    QCOMPARE(answer.text(3), binary);
}

void TestRedisConnection::noScriptArrivesUntouched()
{
    RedisConnection connection(m_redis.unixOptions(), ConnectionRole::Queue);
    connection.open();
    Answer answer;
    connection.send({"EVALSHA", "ffffffffffffffffffffffffffffffffffffffff", "0"}, answer.handler());
    QTRY_VERIFY(answer.has());
    QVERIFY(answer.replies[0]->isError());
    QVERIFY(answer.text().startsWith("NOSCRIPT"));
    QVERIFY(connection.isReady());
}

void TestRedisConnection::failsFastWithoutServer()
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

void TestRedisConnection::workerWaitsForServer()
{
    RedisFixture redis;
    ConnectionOptions options = redis.unixOptions();
    options.retry = quick();
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

void TestRedisConnection::tellsClosedWithoutOpen()
{
    RedisConnection connection(m_redis.unixOptions(), ConnectionRole::Worker);
    QCOMPARE(connection.status().state, ConnectionState::Closed);
    Answer answer;
    connection.send({"PING"}, answer.handler());
    QTRY_VERIFY(answer.has());
    QCOMPARE(answer.code(), ErrorCode::ConnectionClosed);
}

void TestRedisConnection::closeEndsWhatIsUnderWay()
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

void TestRedisConnection::deletionEndsWhatIsUnderWay()
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

void TestRedisConnection::reconnectsAfterKill()
{
    RedisFixture redis({.appendOnly = true});
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.unixOptions();
    options.retry = quick();
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

void TestRedisConnection::repeatsSafeCommandsInOrder()
{
    RedisFixture redis;
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.unixOptions();
    options.retry = quick();
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

void TestRedisConnection::blockingCommandComesBack()
{
    RedisConnection connection(m_redis.unixOptions(), ConnectionRole::Blocking);
    connection.open();
    Answer answer;
    connection.sendBlocking({"BZPOPMIN", "marker", "5"}, Milliseconds(5000), answer.handler());
    QTRY_COMPARE(m_redis.text({"INFO", "clients"}).contains("blocked_clients:1"), true);
    m_redis.command({"ZADD", "marker", "7", "member"});
    QTRY_VERIFY(answer.has());
    QCOMPARE(answer.replies[0]->items.at(1).text, QByteArray("member"));
    Answer nothing;
    connection.sendBlocking({"BZPOPMIN", "marker", "0.01"}, Milliseconds(10), nothing.handler());
    QTRY_VERIFY(nothing.has());
    QVERIFY(nothing.replies[0]->isNil());
}

void TestRedisConnection::watchdogBreaksASilentBlock()
{
    RedisFixture redis;
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.unixOptions();
    options.retry = quick();
    RedisConnection connection(options, ConnectionRole::Blocking);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    QSignalSpy errors(&connection, &RedisConnection::errorOccurred);
    Answer answer;
    connection.sendBlocking({"BZPOPMIN", "marker", "0.05"}, Milliseconds(50), answer.handler());
    redis.freeze();
    QTRY_VERIFY(answer.has());
    QCOMPARE(answer.code(), ErrorCode::ConnectionClosed);
    QVERIFY(errors.count() >= 1);
    QCOMPARE(errors.at(0).at(0).value<Error>().code, ErrorCode::Timeout);
    redis.thaw();
    QTRY_VERIFY(connection.isReady());
}

void TestRedisConnection::blockedCommandSurvivesCommandTimeout()
{
    ConnectionOptions options = m_redis.unixOptions();
    options.commandTimeout = Milliseconds(40);
    RedisConnection connection(options, ConnectionRole::Blocking);
    QSignalSpy lost(&connection, &RedisConnection::connectionLost);
    Answer answer;
    // Sent before the handshake: the watchdog counts from the write, not from here.
    connection.open();
    connection.sendBlocking({"BZPOPMIN", "marker", "0.4"}, Milliseconds(400), answer.handler());
    QTRY_VERIFY(answer.has());
    QVERIFY(answer.replies[0].has_value());
    QVERIFY(answer.replies[0]->isNil());
    QCOMPARE(lost.count(), 0);
}

void TestRedisConnection::reconnectBreaksABlockedCommand()
{
    RedisConnection connection(m_redis.unixOptions(), ConnectionRole::Blocking);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    Answer answer;
    connection.sendBlocking({"BZPOPMIN", "marker", "60"}, Milliseconds(60000), answer.handler());
    QTRY_VERIFY(m_redis.text({"INFO", "clients"}).contains("blocked_clients:1"));
    connection.reconnect();
    QTRY_VERIFY(answer.has());
    QCOMPARE(answer.code(), ErrorCode::ConnectionClosed);
    QTRY_VERIFY(connection.isReady());
}

void TestRedisConnection::silenceClosesTheSocket()
{
    RedisFixture redis;
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.unixOptions();
    options.retry = quick();
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

void TestRedisConnection::limitOnAWorkerWarns()
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

void TestRedisConnection::limitEndsWaitingCommands()
{
    ConnectionOptions options;
    options.unixSocket = m_redis.directory() + u"/nobody.sock"_s;
    options.retry = quick();
    options.maxRetriesPerRequest = 2;
    RedisConnection connection(options, ConnectionRole::Worker);
    connection.open();
    Answer answer;
    connection.send({"PING"}, answer.handler());
    QTRY_VERIFY(answer.has());
    QCOMPARE(answer.code(), ErrorCode::ConnectionClosed);
    QVERIFY(connection.status().attempt >= 3);
}

void TestRedisConnection::readOnlyRefusesBeforeWriting()
{
    ConnectionOptions options = m_redis.unixOptions();
    options.readOnly = true;
    RedisConnection connection(options, ConnectionRole::Queue);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    m_redis.command({"CONFIG", "RESETSTAT"});
    const std::vector<Command> forbidden{{"SET", "a", "1"}, {"eval", "return 1", "0"}, {"EVALSHA", "x", "0"},
        {"DEL", "a"}, {"LPUSH", "a", "1"}, {"CONFIG", "SET", "maxmemory", "1"}, {"CLIENT", "KILL", "ID", "1"},
        {"SCRIPT", "FLUSH"}, {"FLUSHALL"}, {"XADD", "s", "*", "a", "b"}, {"DEBUG", "SLEEP", "0"},
        {"KEYS", "*"}, {"GETDEL", "a"}, {"BZPOPMIN", "a", "1"}, {"ACL", "SETUSER", "x"}, {""}};
    Answer answer;
    for (const Command& command : forbidden)
        connection.send(command, answer.handler());
    std::optional<Error> batch;
    connection.sendBatch({{"MULTI"}, {"HSET", "a", "b", "c"}, {"EXEC"}},
        [&](const Result<std::vector<Reply>>& result) { batch = result.error(); });
    connection.send({"GET", "a"}, answer.handler());
    QTRY_VERIFY(answer.has(forbidden.size() + 1));
    for (size_t i = 0; i < forbidden.size(); ++i) {
        QCOMPARE(answer.code(i), ErrorCode::ReadOnly);
        QCOMPARE(answer.replies[i].error().context.value(u"command"_s).toString(),
            QString::fromLatin1(forbidden[i].name()));
    }
    QVERIFY(batch);
    QCOMPARE(batch->context.value(u"command"_s).toString(), u"HSET"_s);
    QHash<QByteArray, qint64> calls = m_redis.commandCalls();
    QCOMPARE(calls.take("get"), 1);
    calls.remove("config|resetstat");
    calls.remove("info");
    QVERIFY2(calls.isEmpty(), calls.isEmpty() ? "" : calls.constBegin().key().constData());
}

void TestRedisConnection::warnsAboutEviction()
{
    m_redis.command({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
    RedisConnection connection(m_redis.unixOptions(), ConnectionRole::Queue);
    QSignalSpy errors(&connection, &RedisConnection::errorOccurred);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    m_redis.command({"CONFIG", "SET", "maxmemory-policy", "noeviction"});
    QCOMPARE(errors.count(), 1);
    const Error warning = errors.at(0).at(0).value<Error>();
    QCOMPARE(warning.context.value(u"warning"_s).toString(), u"eviction-policy"_s);
    QVERIFY(warning.message.contains("allkeys-lru"_L1));
}

void TestRedisConnection::waitsWhileLoading()
{
    RedisFixture redis({.appendOnly = true,
        .waitUntilLoaded = false,
        .arguments = {u"--key-load-delay"_s, u"3000"_s, u"--aof-use-rdb-preamble"_s, u"no"_s,
            u"--loading-process-events-interval-bytes"_s, u"1024"_s}});
    QVERIFY2(redis.start(), redis.log().constData());
    for (int i = 0; i < 100; ++i)
        redis.command({"SET", QByteArray::number(i), QByteArray(1000, 'x')});
    redis.killHard();
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.unixOptions();
    options.retry = quick();
    RedisConnection connection(options, ConnectionRole::Worker);
    QSignalSpy errors(&connection, &RedisConnection::errorOccurred);
    connection.open();
    Answer answer;
    connection.send({"GET", "99"}, answer.handler());
    QTRY_VERIFY(answer.has());
    QCOMPARE(answer.text().size(), 1000);
}

void TestRedisConnection::connectsWhenTheFirstAddressIsDead()
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

QTEST_GUILESS_MAIN(TestRedisConnection)
#include "tst_redisconnection.moc"
