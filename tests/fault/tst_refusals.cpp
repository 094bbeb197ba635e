// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "faultqueue.h"

#include <QLocalSocket>
#include <QTest>

using namespace drover::test;
using namespace Qt::StringLiterals;

//! Faults B3, B10: Redis is there and refuses for a while. Who asks is told why, workers wait, and each job
//! is completed once.
class TestRefusals final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    // fault: B3
    void scriptKeepsRedisBusy();
    // fault: B10
    void tooFewReplicas();
    void tooManyClients_data();
    // fault: B10
    void tooManyClients();

private:
    void startWork(const QStringList& connect = {});
    void addIsRefused(const QByteArray& sentence, const QStringList& connect = {});
    void finishWork();

    std::unique_ptr<RedisFixture> m_redis;
    std::unique_ptr<FaultQueue> m_queue;
    std::unique_ptr<DroverProcess> m_worker;
};

void TestRefusals::init()
{
    m_redis = std::make_unique<RedisFixture>(
        RedisFixtureOptions{.tcp = true, .arguments = {u"--lua-time-limit"_s, u"200"_s}});
    QVERIFY2(m_redis->start(), m_redis->log().constData());
    m_queue = std::make_unique<FaultQueue>(*m_redis);
    m_queue->setConcurrency(8);
}

void TestRefusals::cleanup()
{
    m_worker.reset();
    m_queue.reset();
    m_redis.reset();
}

//! A worker amid its work.
void TestRefusals::startWork(const QStringList& connect)
{
    m_queue->add("r", 400);
    m_worker = m_queue->startWorker(u"ms=20"_s, connect);
    QVERIFY(QTest::qWaitFor([this] { return m_worker->count("completed"_L1) > 0; }, 30000));
    QVERIFY(m_queue->active() > 0);
}

void TestRefusals::addIsRefused(const QByteArray& sentence, const QStringList& connect)
{
    const DroverOutput refused = DroverProcess::run(
        QStringList{u"add"_s, m_queue->name(), u"x"_s} + (connect.isEmpty() ? m_queue->connect() : connect));
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains(sentence), refused.err.constData());
}

void TestRefusals::finishWork()
{
    QVERIFY(!m_queue->isDone()); // the fault met work
    const QByteArray problems = m_queue->finish(*m_worker);
    QVERIFY2(problems.isEmpty(), problems.constData());
    QCOMPARE(m_worker->count("completed"_L1), 400);
    QCOMPARE(m_worker->count("stalled"_L1), 0);
}

//! Nobody ends somebody else's script: only the test does.
void TestRefusals::scriptKeepsRedisBusy()
{
    startWork();
    QLocalSocket other;
    other.connectToServer(m_redis->socketPath());
    other.write("EVAL \"while true do end\" 0\r\n");
    other.flush();
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->errors(u"BUSY") > 0, 30000);
    addIsRefused("A script is keeping Redis");
    QCOMPARE(m_redis->text({"SCRIPT", "KILL"}), QByteArray("OK"));
    finishWork();
    QCOMPARE(m_redis->commandCalls().value("script|kill"), 1);
}

void TestRefusals::tooFewReplicas()
{
    startWork();
    m_redis->command({"CONFIG", "SET", "min-replicas-to-write", "1"});
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->errors(u"NOREPLICAS") > 0, 30000);
    addIsRefused("too few replicas");
    m_redis->command({"CONFIG", "SET", "min-replicas-to-write", "0"});
    finishWork();
}

void TestRefusals::tooManyClients_data()
{
    QTest::addColumn<bool>("isTcp");
    QTest::newRow("unix socket") << false;
    QTest::newRow("TCP") << true;
}

void TestRefusals::tooManyClients()
{
    QFETCH(const bool, isTcp);
    const QString url = u"redis://127.0.0.1:%1"_s.arg(m_redis->tcpPort());
    const QStringList connect = isTcp ? QStringList{u"--connect"_s, url} : m_queue->connect();
    startWork(connect);
    m_redis->command({"CONFIG", "SET", "maxclients", "1"}); // that one is the test
    m_redis->command({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->errors(u"maxclients") > 0, 30000);
    addIsRefused("has no connection left", connect);
    m_redis->command({"CONFIG", "SET", "maxclients", "100"});
    finishWork();
}

QTEST_GUILESS_MAIN(TestRefusals)
#include "tst_refusals.moc"
