// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "faultqueue.h"
#include "support/droverprocess.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include <csignal>
#include <functional>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

namespace {

const QStringList shortLock{
    u"--lock-duration"_s, u"1000"_s, u"--stalled-interval"_s, u"1000"_s, u"--max-stalled"_s, u"1000"_s};

} // namespace

//! Faults A2, B1, B4, B5, B7, B12, G1 - G3: Redis misbehaves, or somebody wrote nonsense into the queue,
//! while a worker works.
class TestServer final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    // fault: A2
    void connectionsAreKilled();
    // fault: B1
    void scriptsAreFlushed();
    void dataIsReloaded_data();
    // fault: B12
    void dataIsReloaded();
    void everythingIsFlushed_data();
    // fault: B7, B8
    void everythingIsFlushed();
    void serverIsSilent_data();
    // fault: B4
    void serverIsSilent();
    // fault: B4
    void serverIsSilentForLongerThanALock();
    // fault: A15
    void workerIsSilentForLongerThanALock();
    // fault: B5
    void memoryIsFull();
    // fault: G1, G2, G3
    void malformedJobsHurtNobody();

private:
    void startWorker(const QString& simulate, const QStringList& more = {})
    {
        m_worker = m_queue->startWorker(simulate, more);
    }
    void finishWorker();
    void strike(const QByteArrayList& command, int times, const std::function<bool(const Reply&)>& isGood);
    void memoryIsFullOnce(int round);

    std::unique_ptr<RedisFixture> m_redis;
    std::unique_ptr<FaultQueue> m_queue;
    std::unique_ptr<DroverProcess> m_worker;
};

void TestServer::init()
{
    m_redis = std::make_unique<RedisFixture>();
    QVERIFY2(m_redis->start(), m_redis->log().constData());
    m_queue = std::make_unique<FaultQueue>(*m_redis);
    m_queue->setConcurrency(8);
}

void TestServer::cleanup()
{
    m_worker.reset();
    m_queue.reset();
    m_redis.reset();
}

void TestServer::finishWorker()
{
    const QByteArray problems = m_queue->finish(*m_worker);
    QVERIFY2(problems.isEmpty(), problems.constData());
}

//! The command hits a worker with jobs in hand, so many times, each in a random moment: how many jobs are
//! active is asked in the same transaction. A round that came too late does not count.
void TestServer::strike(
    const QByteArrayList& command, int times, const std::function<bool(const Reply&)>& isGood)
{
    QRandomGenerator random(20260103);
    int hits = 0;
    for (int round = 0; hits < times; ++round) {
        QVERIFY2(round < 3 * times, "the worker is never met at work");
        const int before = m_worker->count("completed"_L1);
        m_queue->add("r" + QByteArray::number(round), 60);
        QVERIFY(QTest::qWaitFor([&] { return m_worker->count("completed"_L1) > before; }, 30000));
        QTest::qWait(random.bounded(40)); // the fault itself: any phase of a job
        m_redis->command({"MULTI"});
        m_redis->command({"LLEN", "bull:faults:active"});
        m_redis->command(command);
        const Reply replies = m_redis->command({"EXEC"});
        QCOMPARE(replies.items.size(), size_t{2});
        hits += replies.items.at(0).integer > 0 && isGood(replies.items.at(1));
    }
}

void TestServer::connectionsAreKilled()
{
    startWorker(u"ms=40"_s);
    strike({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"}, isLong() ? 50 : 8,
        [](const Reply& killed) { return killed.integer > 0; });
    finishWorker();
}

void TestServer::scriptsAreFlushed()
{
    startWorker(u"ms=40"_s);
    strike({"SCRIPT", "FLUSH"}, isLong() ? 20 : 10, [](const Reply& reply) { return reply.text == "OK"; });
    finishWorker();
}

void TestServer::dataIsReloaded_data()
{
    QTest::addColumn<QByteArrayList>("command");
    QTest::newRow("DEBUG RELOAD") << QByteArrayList{"DEBUG", "RELOAD"};
    QTest::newRow("BGREWRITEAOF") << QByteArrayList{"BGREWRITEAOF"};
}

//! Redis rewrites what it has, or reads it anew: each job is completed once all the same.
void TestServer::dataIsReloaded()
{
    QFETCH(const QByteArrayList, command);
    m_redis->command({"CONFIG", "SET", "appendonly", "yes"});
    startWorker(u"ms=40"_s);
    strike(command, isLong() ? 20 : 5, [](const Reply& reply) { return !reply.isError(); });
    finishWorker();
    QCOMPARE(m_worker->count("stalled"_L1), 0);
}

void TestServer::everythingIsFlushed_data()
{
    QTest::addColumn<QByteArrayList>("command");
    QTest::addColumn<QString>("simulate");
    QTest::newRow("FLUSHALL, jobs run") << QByteArrayList{"FLUSHALL"} << u"ms=800"_s;
    QTest::newRow("FLUSHALL, jobs end") << QByteArrayList{"FLUSHALL"} << u"ms=5"_s;
    QTest::newRow("FLUSHDB, jobs run") << QByteArrayList{"FLUSHDB"} << u"ms=800"_s;
}

//! Jobs that ran end with the words that there is no such job, and the worker takes the next ones.
void TestServer::everythingIsFlushed()
{
    QFETCH(const QByteArrayList, command);
    QFETCH(const QString, simulate);
    m_queue->add("gone", 400);
    startWorker(simulate);
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->count("active"_L1) >= 8, 30000);
    m_redis->command({"MULTI"});
    m_redis->command({"LLEN", "bull:faults:active"});
    m_redis->command(command);
    const Reply replies = m_redis->command({"EXEC"});
    QCOMPARE(replies.items.size(), size_t{2});
    QVERIFY(replies.items.at(0).integer > 0); // the fault met work
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->errors(u"Missing key for job") > 0, 30000);

    // What was there is forgotten, by the test too.
    const std::unique_ptr<DroverProcess> worker = std::move(m_worker);
    m_queue = std::make_unique<FaultQueue>(*m_redis);
    m_queue->watch(*worker);
    m_queue->add("after", 20);
    const QByteArray problems = m_queue->finish(*worker);
    QVERIFY2(problems.isEmpty(), problems.constData());
    // No loop: a few words for each of the jobs that ran.
    QVERIFY2(worker->errors(u"") <= 16, QByteArray::number(worker->errors(u"")).constData());
}

void TestServer::serverIsSilent_data()
{
    QTest::addColumn<bool>("isFrozen");
    QTest::newRow("CLIENT PAUSE") << false;
    QTest::newRow("SIGSTOP") << true;
}

//! For less than a lock: everything is as if nothing had been.
void TestServer::serverIsSilent()
{
    QFETCH(const bool, isFrozen);
    m_queue->add("c", 400);
    startWorker(u"ms=20"_s);
    QVERIFY(QTest::qWaitFor([this] { return m_worker->count("completed"_L1) > 0; }, 30000));
    QVERIFY(m_queue->active() > 0);
    if (isFrozen) {
        m_redis->freeze();
        QTest::qWait(3000); // the fault itself: a server that is alive and says nothing
        m_redis->thaw();
    } else {
        m_redis->command({"CLIENT", "PAUSE", "3000"});
    }
    finishWorker();
    QCOMPARE(m_worker->count("completed"_L1), 400);
    QCOMPARE(m_worker->count("stalled"_L1), 0);
}

//! The locks are gone when it speaks again: results that come late are refused, and the jobs run once more.
void TestServer::serverIsSilentForLongerThanALock()
{
    m_queue->add("l", 8);
    startWorker(u"ms=2500"_s, shortLock);
    QTRY_COMPARE_WITH_TIMEOUT(m_worker->count("active"_L1), 8, 30000);
    m_redis->freeze();
    QTest::qWait(4000); // the fault itself: the jobs end meanwhile
    m_redis->thaw();
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->errors(u"lost the lock") == 8, 30000);
    QVERIFY(m_worker->errors(u"moveToFinished") > 0); // the refusal, in upstream's words
    QCOMPARE(m_worker->count("completed"_L1), 0);
    finishWorker();
    QCOMPARE(m_worker->count("stalled"_L1), 8);
    QCOMPARE(m_worker->count("completed"_L1), 8);
}

//! A laptop that slept: others have run its jobs meanwhile, and its own results are refused.
void TestServer::workerIsSilentForLongerThanALock()
{
    m_queue->setConcurrency(16); // of two workers
    m_queue->add("w", 8);
    const auto sleeper = m_queue->startWorker(u"ms=2500"_s, shortLock);
    QTRY_COMPARE_WITH_TIMEOUT(sleeper->count("active"_L1), 8, 30000);
    sleeper->sendSignal(SIGSTOP); // the fault itself
    QCOMPARE(m_queue->active(), 8); // stopped in time
    startWorker(u"ms=1"_s, shortLock);
    QTRY_VERIFY_WITH_TIMEOUT(m_queue->isDone(), 60000);
    QTRY_COMPARE_WITH_TIMEOUT(m_worker->count("stalled"_L1), 8, 30000); // told after Redis knows it
    sleeper->sendSignal(SIGCONT);
    QTRY_COMPARE_WITH_TIMEOUT(sleeper->errors(u"lost the lock"), 8, 30000);
    sleeper->sendSignal(SIGTERM);
    QCOMPARE(sleeper->finish(), 0);
    QCOMPARE(sleeper->count("completed"_L1), 0);
    finishWorker();
    QCOMPARE(m_worker->count("completed"_L1), 8);
}

void TestServer::memoryIsFull()
{
    // Longer than their locks: only renewals keep them, and those are what Redis refuses. The end of a job
    // passes even then, so that quick jobs would drain the queue and never meet the fault.
    startWorker(u"ms=2500"_s, shortLock);
    for (int round = 0; round < (isLong() ? 10 : 2) && !QTest::currentTestFailed(); ++round)
        memoryIsFullOnce(round);
    finishWorker();
}

void TestServer::memoryIsFullOnce(int round)
{
    m_queue->add("d" + QByteArray::number(round), 10);
    QTRY_VERIFY_WITH_TIMEOUT(m_queue->active() > 0, 30000);
    const int before = m_worker->errors(u"OOM");
    const int lost = m_worker->errors(u"lost the lock");
    QElapsedTimer full;
    full.start();
    m_redis->command({"CONFIG", "SET", "maxmemory", "1"});
    const DroverOutput refused =
        DroverProcess::run(QStringList{u"add"_s, m_queue->name(), u"refused"_s} + m_queue->connect());
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains("is out of memory and takes no writes"), refused.err.constData());
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->errors(u"OOM") > before, 30000);
    // A job whose lock could not be renewed is given up, before another worker runs it beside this one.
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->errors(u"lost the lock") > lost, 30000);
    QVERIFY(m_queue->count("wait") + m_queue->active() > 0);
    // No storm: about one line a second and cause, renewing, fetching and looking for stalled jobs.
    const int told = m_worker->errors(u"OOM") - before;
    QVERIFY2(told <= 3 * (full.elapsed() / 1000 + 2), QByteArray::number(told).constData());
    m_redis->command({"CONFIG", "SET", "maxmemory", "0"});
    QElapsedTimer free;
    free.start();
    const int begun = m_worker->count("active"_L1);
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->count("active"_L1) > begun, 30000);
    // "Normal again within 5 s" is the promise; twice that is what a loaded machine may make of it.
    QVERIFY2(free.elapsed() <= 10000, QByteArray::number(free.elapsed()).constData());
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
