// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "connectionanswer.h"
#include "redis/redisconnection.h"
#include "support/redisfixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace drover;
using namespace drover::test;

class TestBlockingCommands final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup();

    void blockingCommandComesBack();
    // fault: A6
    void watchdogBreaksASilentBlock();
    void blockedCommandSurvivesCommandTimeout();
    void reconnectBreaksABlockedCommand();

private:
    RedisFixture m_redis;
};

void TestBlockingCommands::initTestCase()
{
    QVERIFY2(m_redis.start(), m_redis.log().constData());
}

void TestBlockingCommands::cleanup()
{
    m_redis.command({"FLUSHALL"});
}

void TestBlockingCommands::blockingCommandComesBack()
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

void TestBlockingCommands::watchdogBreaksASilentBlock()
{
    RedisFixture redis;
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.unixOptions();
    options.retry = quickRetry();
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

void TestBlockingCommands::blockedCommandSurvivesCommandTimeout()
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

void TestBlockingCommands::reconnectBreaksABlockedCommand()
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

QTEST_GUILESS_MAIN(TestBlockingCommands)
#include "tst_blockingcommands.moc"
