// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/droverprocess.h"
#include "faultqueue.h"

#include <QTest>

#include <csignal>

using namespace drover::test;
using namespace Qt::StringLiterals;

//! Faults A2, B1, B4, B5, G1 - G3: Redis misbehaves, or somebody wrote nonsense into the queue, while a
//! worker works.
class TestServer final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void connectionsAreKilled();
    void scriptsAreFlushed();
    void serverIsSilent();
    void memoryIsFull();
    void malformedJobsHurtNobody();

private:
    void startWorker(const QString& simulate, const QStringList& more = {});
    void finishWorker();

    std::unique_ptr<RedisFixture> m_redis;
    std::unique_ptr<FaultQueue> m_queue;
    std::unique_ptr<DroverProcess> m_worker;
};

void TestServer::init()
{
    m_redis = std::make_unique<RedisFixture>();
    QVERIFY2(m_redis->start(), m_redis->log().constData());
    m_queue = std::make_unique<FaultQueue>(*m_redis);
}

void TestServer::cleanup()
{
    m_worker.reset();
    m_queue.reset();
    m_redis.reset();
}

void TestServer::startWorker(const QString& simulate, const QStringList& more)
{
    m_worker = std::make_unique<DroverProcess>();
    m_worker->start(QStringList{u"work"_s, m_queue->name(), u"--json"_s} + m_queue->connect()
        + QStringList{u"--concurrency"_s, u"8"_s} + more + QStringList{u"--simulate"_s, simulate});
}

void TestServer::finishWorker()
{
    QTRY_VERIFY_WITH_TIMEOUT(m_queue->isDone(), 60000);
    m_worker->sendSignal(SIGTERM);
    QCOMPARE(m_worker->finish(), 0);
    const QByteArray problems = m_queue->problems();
    QVERIFY2(problems.isEmpty(), problems.constData());
}

void TestServer::connectionsAreKilled()
{
    startWorker(u"ms=20"_s);
    for (int kill = 0; kill < 10; ++kill) {
        // Each round brings work of its own: a quick worker would have finished a common heap too early.
        const int before = m_worker->count("completed"_L1);
        m_queue->add("a" + QByteArray::number(kill), 40);
        QTRY_VERIFY_WITH_TIMEOUT(m_worker->count("completed"_L1) > before, 30000);
        m_redis->command({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
    }
    finishWorker();
}

void TestServer::scriptsAreFlushed()
{
    startWorker(u"ms=5"_s);
    for (int flush = 0; flush < 20; ++flush) {
        const int before = m_worker->count("completed"_L1);
        m_queue->add("b" + QByteArray::number(flush), 30);
        QTRY_VERIFY_WITH_TIMEOUT(m_worker->count("completed"_L1) > before, 30000);
        m_redis->command({"SCRIPT", "FLUSH"});
    }
    finishWorker();
}

void TestServer::serverIsSilent()
{
    m_queue->add("c", 200);
    startWorker(u"ms=20"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->count("completed"_L1) > 0, 30000);
    m_redis->command({"CLIENT", "PAUSE", "3000"});
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->count("completed"_L1) >= 20, 30000);
    m_redis->freeze();
    QTest::qWait(3000); // the fault itself: a server that is alive and says nothing
    m_redis->thaw();
    finishWorker();
    QCOMPARE(m_worker->count("completed"_L1), 200);
}

void TestServer::memoryIsFull()
{
    m_queue->add("d", 100);
    startWorker(u"ms=50"_s, {u"--lock-duration"_s, u"4000"_s, u"--stalled-interval"_s, u"2000"_s});
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->count("completed"_L1) > 0, 30000);
    for (int round = 0; round < 3; ++round) {
        m_redis->command({"CONFIG", "SET", "maxmemory", "1"});
        const int before = m_worker->count("error"_L1);
        QTest::qWait(1500); // the fault itself
        // No storm: at most about one line a second and cause.
        QVERIFY2(m_worker->count("error"_L1) - before <= 12, "errors are not limited");
        m_redis->command({"CONFIG", "SET", "maxmemory", "0"});
        const int done = m_worker->count("completed"_L1);
        QTRY_VERIFY_WITH_TIMEOUT(m_worker->count("completed"_L1) > done || m_queue->isDone(), 60000);
    }
    QTRY_VERIFY_WITH_TIMEOUT(m_queue->isDone(), 60000);
    m_worker->sendSignal(SIGTERM);
    QCOMPARE(m_worker->finish(), 0);
}

void TestServer::malformedJobsHurtNobody()
{
    m_queue->add("good", 5);
    // Ids without a hash, with a string, with garbage numbers, with data that is not JSON, next to sound
    // jobs.
    const auto push = [this](const QByteArray& id) { m_redis->command({"LPUSH", "bull:faults:wait", id}); };
    push("ghost");
    m_redis->command({"SET", "bull:faults:text", "not a hash"});
    push("text");
    m_redis->command({"HSET", "bull:faults:garbage", "name", "x", "data", "{}", "opts", "{}", "timestamp",
        "soon", "delay", "?", "priority", "!", "atm", "many", "ats", "1e999", "stc", "-"});
    push("garbage");
    m_redis->command({"HSET", "bull:faults:nojson", "name", "x", "data", "{broken", "opts", "{broken",
        "timestamp", "1", "delay", "0", "priority", "0"});
    push("nojson");
    m_queue->add("more", 5);
    startWorker(u"ms=5"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_queue->completed() >= 10, 30000);
    for (const QByteArray batch : {"good", "more"})
        for (int i = 0; i < 5; ++i)
            QVERIFY(!m_redis->text({"ZSCORE", "bull:faults:completed", batch + '-' + QByteArray::number(i)})
                         .isEmpty());
    m_worker->sendSignal(SIGTERM);
    QVERIFY(m_worker->finish() >= 0);
    // Nothing is lost: every strange id still stands in exactly one set.
    for (const QByteArray id : {"text", "garbage", "nojson"}) {
        int places = 0;
        for (const QByteArray list : {"wait", "active"})
            places += !m_redis->text({"LPOS", "bull:faults:" + list, id}).isEmpty();
        for (const QByteArray set : {"completed", "failed", "delayed", "prioritized"})
            places += !m_redis->text({"ZSCORE", "bull:faults:" + set, id}).isEmpty();
        QVERIFY2(
            places == 1, QByteArray(id + " stands in " + QByteArray::number(places) + " sets").constData());
    }
}

QTEST_GUILESS_MAIN(TestServer)
#include "tst_server.moc"
