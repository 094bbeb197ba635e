// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "faultqueue.h"
#include "support/faultproxy.h"

#include <QTest>

using namespace drover::test;
using namespace Qt::StringLiterals;

//! Fault B9: a replica takes over. The address that everybody knows, here the proxy's, leads to it then, as a
//! name or a load balancer does.
class TestFailover final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void workerFollowsTheMaster_data();
    // fault: B9
    void workerFollowsTheMaster();
    // fault: B9
    void replicaWithoutMaster();
    // fault: B9
    void lossesAreTold();

private:
    void startWorker(const QString& simulate);
    void finishWork();
    void addIsRefused(RedisFixture& redis, const QByteArray& sentence);
    void promoteSecond();

    std::unique_ptr<RedisFixture> m_first;
    std::unique_ptr<RedisFixture> m_second;
    std::unique_ptr<FaultProxy> m_proxy;
    std::unique_ptr<FaultQueue> m_queue;
    std::unique_ptr<DroverProcess> m_worker;
};

void TestFailover::init()
{
    const RedisFixtureOptions options{.tcp = true,
        .arguments = {u"--repl-diskless-sync-delay"_s, u"0"_s, u"--replica-serve-stale-data"_s, u"no"_s}};
    m_first = std::make_unique<RedisFixture>(options);
    m_second = std::make_unique<RedisFixture>(options);
    QVERIFY2(m_first->start(), m_first->log().constData());
    QVERIFY2(m_second->start(), m_second->log().constData());
    m_second->command({"REPLICAOF", "127.0.0.1", QByteArray::number(m_first->tcpPort())});
    const auto isLinked = [this] {
        return m_second->text({"INFO", "replication"}).contains("master_link_status:up");
    };
    QTRY_VERIFY_WITH_TIMEOUT(isLinked(), 30000);
    m_proxy = std::make_unique<FaultProxy>(m_first->unixOptions());
    m_queue = std::make_unique<FaultQueue>(*m_first);
    m_queue->setConcurrency(8);
    m_queue->setLongestDelay(5000); // what is asked of a server that goes away is asked again
}

void TestFailover::cleanup()
{
    m_worker.reset();
    m_queue.reset();
    m_proxy.reset();
    m_second.reset();
    m_first.reset();
}

void TestFailover::startWorker(const QString& simulate)
{
    m_worker =
        m_queue->startWorker(simulate, {u"--connect"_s, u"redis://127.0.0.1:%1"_s.arg(m_proxy->port())});
}

void TestFailover::finishWork()
{
    const QByteArray problems = m_queue->finish(*m_worker);
    QVERIFY2(problems.isEmpty(), problems.constData());
}

void TestFailover::addIsRefused(RedisFixture& redis, const QByteArray& sentence)
{
    const DroverOutput refused = DroverProcess::run(
        {u"add"_s, m_queue->name(), u"x"_s, u"--connect"_s, u"unix://"_s + redis.socketPath()});
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains(sentence), refused.err.constData());
}

//! What an operator or Sentinel does when the master is gone.
void TestFailover::promoteSecond()
{
    m_second->command({"REPLICAOF", "NO", "ONE"});
    m_queue->moveTo(*m_second);
}

void TestFailover::workerFollowsTheMaster_data()
{
    QTest::addColumn<bool>("isBusy");
    QTest::newRow("busy") << true;
    QTest::newRow("blocked in BZPOPMIN") << false;
}

//! Redis' own failover loses nothing: the replica has everything when the roles change.
void TestFailover::workerFollowsTheMaster()
{
    QFETCH(const bool, isBusy);
    m_queue->add("before", isBusy ? 400 : 1);
    startWorker(u"ms=20"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->count("completed"_L1) > 0, 30000);
    if (isBusy)
        QVERIFY(m_queue->active() > 0);
    else
        QTRY_VERIFY_WITH_TIMEOUT(m_first->text({"CLIENT", "LIST"}).contains("cmd=bzpopmin"), 30000);
    m_first->command({"FAILOVER", "TO", "127.0.0.1", QByteArray::number(m_second->tcpPort())});
    const auto isReplica = [this] { return m_first->text({"INFO", "replication"}).contains("role:slave"); };
    QTRY_VERIFY_WITH_TIMEOUT(isReplica(), 30000);
    // Where a block ends while the roles change, the next command meets a replica.
    const auto isSentAway = [this] {
        return m_worker->errors(u"READONLY") + m_worker->errors(u"UNBLOCKED") > 0;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isSentAway(), 30000);
    addIsRefused(*m_first, "is a replica");
    m_proxy->setUpstream(m_second->unixOptions());
    m_queue->moveTo(*m_second);
    m_queue->add("after", 20);
    finishWork();
    QCOMPARE(m_worker->count("completed"_L1), isBusy ? 420 : 21);
    QCOMPARE(m_worker->count("stalled"_L1), 0);
}

//! Between the master's end and the promotion the address leads to a replica that refuses everything.
void TestFailover::replicaWithoutMaster()
{
    m_queue->add("before", 20);
    startWorker(u"ms=1"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_second->integer({"ZCARD", "bull:faults:completed"}) == 20, 30000);
    m_first->killHard();
    m_proxy->setUpstream(m_second->unixOptions());
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->errors(u"MASTERDOWN") > 0, 30000);
    addIsRefused(*m_second, "has lost its master");
    promoteSecond();
    m_queue->add("after", 20);
    finishWork();
}

//! What the replica never got is lost; the worker says so and takes what is there.
void TestFailover::lossesAreTold()
{
    startWorker(u"ms=2000"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->count("ready"_L1) > 0, 30000);
    promoteSecond(); // the two are parted
    FaultQueue lost(*m_first); // a record of its own: nobody can complete these
    lost.add("lost", 7);
    const QStringList add{u"add"_s, lost.name(), u"numbered"_s};
    QCOMPARE(DroverProcess::run(add + lost.connect()).exitCode, 0);
    QTRY_COMPARE_WITH_TIMEOUT(m_worker->count("active"_L1), 8, 30000);
    m_first->killHard();
    m_proxy->setUpstream(m_second->unixOptions());
    QTRY_COMPARE_WITH_TIMEOUT(m_worker->errors(u"lost the lock"), 8, 30000);
    QTRY_COMPARE_WITH_TIMEOUT(m_worker->errors(u"the counter of job ids went back from 8 to 0"), 1, 30000);
    m_queue->add("after", 8);
    finishWork();
}

QTEST_GUILESS_MAIN(TestFailover)
#include "tst_failover.moc"
