// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/workerlist.h"

#include "redis/redisconnection.h"
#include "support/await.h"
#include "support/redisfixture.h"

#include <QTest>

using namespace drover;
using namespace drover::test;

namespace {

QByteArray line(const QByteArray& name, const QByteArray& more = {})
{
    return "id=3 addr=127.0.0.1:5000 laddr=127.0.0.1:6379 fd=8 name=" + name
        + " age=12 idle=3 flags=b db=0 cmd=bzpopmin user=default" + more + "\n";
}

const QueueId lab{"bull", "lab"};

} // namespace

class TestWorkerList final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void recognizes_data()
    {
        QTest::addColumn<QByteArray>("clientName");
        QTest::addColumn<bool>("isWorker");
        QTest::addColumn<QByteArray>("workerName");
        QTest::newRow("base64, unnamed") << QByteArray("bull:bGFi") << true << QByteArray();
        QTest::newRow("base64, named") << QByteArray("bull:bGFi:w:alpha") << true << QByteArray("alpha");
        QTest::newRow("plain, unnamed") << QByteArray("bull:lab") << true << QByteArray();
        QTest::newRow("plain, named") << QByteArray("bull:lab:w:x:w:y") << true << QByteArray("x:w:y");
        QTest::newRow("queue events") << QByteArray("bull:bGFi:qe") << false << QByteArray();
        QTest::newRow("plain queue events") << QByteArray("bull:lab:qe") << false << QByteArray();
        QTest::newRow("another queue") << QByteArray("bull:b3RoZXI=") << false << QByteArray();
        QTest::newRow("another prefix") << QByteArray("cow:bGFi:w:alpha") << false << QByteArray();
        QTest::newRow("a longer name") << QByteArray("bull:bGFiX") << false << QByteArray();
        QTest::newRow("no name") << QByteArray() << false << QByteArray();
    }
    void recognizes()
    {
        QFETCH(QByteArray, clientName);
        QFETCH(bool, isWorker);
        QFETCH(QByteArray, workerName);
        const std::vector<WorkerInfo> workers = parseWorkers(line(clientName), std::vector{lab});
        QCOMPARE(workers.size(), size_t(isWorker ? 1 : 0));
        if (isWorker)
            QCOMPARE(workers[0].name, workerName);
    }
    void readsTheFields()
    {
        const QByteArray list = line("bull:bGFi:w:alpha", " resp=2 lib-name=ioredis lib-ver=5.4.1");
        const std::vector<WorkerInfo> workers = parseWorkers(list, std::vector{lab});
        QCOMPARE(workers.size(), size_t(1));
        const WorkerInfo expected{
            lab, "alpha", "bull:bGFi:w:alpha", "127.0.0.1:5000", 12, 3, "ioredis", "5.4.1"};
        QCOMPARE(workers[0], expected);
    }
    void sortsIntoQueues()
    {
        const QueueId strange{"a:b", "caf\xc3\xa9 *?"};
        const QByteArray list =
            line("bull:bGFi") + line("a:b:" + strange.name.toBase64() + ":w:z") + line("bull:lab");
        WorkerList workers;
        workers.workers = parseWorkers(list, std::vector{lab, strange});
        QCOMPARE(workers.count(lab), 2);
        QCOMPARE(workers.count(strange), 1);
    }
    void asksOnceForAll()
    {
        RedisFixture redis;
        QVERIFY2(redis.start(), redis.log().constData());
        ConnectionOptions named = redis.unixOptions();
        named.clientName = "bull:bGFi:w:alpha";
        RedisConnection worker(named, ConnectionRole::Blocking);
        worker.open();
        RedisConnection connection(redis.unixOptions(), ConnectionRole::Queue);
        connection.open();
        QTRY_VERIFY(connection.isReady() && worker.isReady());
        const auto workers = await(readWorkers(connection, {lab, {"bull", "none"}}));
        VERIFY_OK(workers);
        QVERIFY(workers->known);
        QCOMPARE(workers->count(lab), 1);
        QCOMPARE(workers->workers[0].name, QByteArray("alpha"));
        QCOMPARE(redis.commandCalls().value("client|list"), 1);
    }
    void forbiddenIsUnknownNotZero()
    {
        RedisFixture redis;
        QVERIFY2(redis.start(), redis.log().constData());
        redis.command({"ACL", "SETUSER", "guest", "on", ">pw", "~*", "+@all", "-client|list"});
        ConnectionOptions options = redis.unixOptions();
        options.user = QStringLiteral("guest");
        options.password = "pw";
        RedisConnection connection(options, ConnectionRole::Queue);
        connection.open();
        QTRY_VERIFY(connection.isReady());
        const auto workers = await(readWorkers(connection, {lab}));
        VERIFY_OK(workers);
        QVERIFY(!workers->known);
        QVERIFY2(workers->reason.contains(QStringLiteral("NOPERM")), qPrintable(workers->reason));
    }
};

QTEST_GUILESS_MAIN(TestWorkerList)
#include "tst_workerlist.moc"
