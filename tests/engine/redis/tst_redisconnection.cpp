// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "connectionanswer.h"
#include "redis/redisconnection.h"
#include "support/redisfixture.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

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
    void readOnlyRefusesBeforeWriting();
    // fault: B6
    void warnsAboutEviction();

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

QTEST_GUILESS_MAIN(TestRedisConnection)
#include "tst_redisconnection.moc"
