// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/redisfixture.h"
#include "support/testcertificates.h"

#include <QTest>

using namespace drover;
using namespace drover::test;

class TestRedisFixture final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersAndCounts()
    {
        RedisFixture redis;
        QVERIFY2(redis.start(), redis.log().constData());
        QCOMPARE(redis.text({"SET", "key", "value"}), QByteArray("OK"));
        QCOMPARE(redis.text({"GET", "key"}), QByteArray("value"));
        QCOMPARE(redis.integer({"RPUSH", "list", "a", "b"}), 2);
        QCOMPARE(redis.list({"LRANGE", "list", "0", "-1"}), (QByteArrayList{"a", "b"}));
        QCOMPARE(redis.commandCalls().value("get"), 1);
        QVERIFY(redis.command({"NOSUCH"}).isError());
    }
    void keepsWhatTheAofHoldsThroughAKill()
    {
        RedisFixture redis({.keepsAll = true});
        QVERIFY2(redis.start(), redis.log().constData());
        QCOMPARE(redis.text({"SET", "key", "value"}), QByteArray("OK"));
        redis.killHard();
        QVERIFY(!redis.isRunning());
        QVERIFY2(redis.start(), redis.log().constData());
        QCOMPARE(redis.text({"GET", "key"}), QByteArray("value"));
    }
    void listensEverywhere()
    {
        RedisFixture redis({.tcp = true, .tls = true, .password = "secret"});
        QVERIFY2(redis.start(), redis.log().constData());
        QVERIFY(redis.certificates()->isValid());
        QVERIFY(redis.tcpPort() != 0);
        QVERIFY(redis.tlsPort() != 0);
        QCOMPARE(redis.text({"PING"}), QByteArray("PONG"));
    }
    void namesAreUnique() { QVERIFY(RedisFixture::uniqueQueue() != RedisFixture::uniqueQueue()); }
};

QTEST_GUILESS_MAIN(TestRedisFixture)
#include "tst_redisfixture.moc"
