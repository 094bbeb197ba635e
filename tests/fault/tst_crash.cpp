// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "faultqueue.h"
#include "support/droverprocess.h"
#include "support/npmprocess.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include <array>
#include <csignal>

using namespace drover::test;
using namespace Qt::StringLiterals;

namespace {

//! How often: little in CI, as often as the production promise says in the long form.
int times(int inCi, int all)
{
    return isLong() ? all : inCi;
}

QStringList workArguments(const FaultQueue& queue)
{
    return QStringList{u"work"_s, queue.name(), u"--json"_s} + queue.connect()
        + QStringList{
            u"--concurrency"_s, u"8"_s, u"--lock-duration"_s, u"6000"_s, u"--stalled-interval"_s, u"1000"_s};
}

} // namespace

//! Faults C1, F1, F2, F4, F5: whoever dies, every acknowledged job is accounted for.
class TestCrash final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // fault: F1, F2
    void workerIsKilled();
    // fault: C1
    void redisIsKilled();
    // fault: F4
    // production: P7
    void gracefulStopLeavesNothingStalled();
    void workerStopsWhileRedisIsDown_data();
    // fault: F5
    void workerStopsWhileRedisIsDown();
};

void TestCrash::workerIsKilled()
{
    constexpr int batch = 60;
    const int kills = times(12, 1000);
    RedisFixture redis({.appendOnly = true});
    QVERIFY2(redis.start(), redis.log().constData());
    FaultQueue queue(redis);
    queue.setConcurrency(8);
    QRandomGenerator random(20260101);
    int struck = 0;
    for (int round = 0; round < kills; ++round) {
        queue.add("r" + QByteArray::number(round), batch);
        DroverProcess worker;
        queue.watch(worker);
        worker.start(workArguments(queue) + QStringList{u"--simulate"_s, u"ms=20"_s});
        // Somewhere between the first job taken and the last one done, and a random moment later.
        const int after = random.bounded(1, 30);
        QVERIFY(QTest::qWaitFor([&] { return worker.count("active"_L1) >= after; }, 30000));
        QTest::qWait(random.bounded(25)); // the fault itself: any phase of a job
        worker.kill();
        queue.excuseRunning();
        struck += queue.active() > 0;
    }
    QVERIFY2(struck >= kills / 2, QByteArray::number(struck).constData()); // a kill may fall between two jobs
    // The next start finds what the dead one held in its journal and takes it up without a stall count.
    DroverProcess last;
    queue.watch(last);
    last.start(workArguments(queue) + QStringList{u"--simulate"_s, u"ms=1"_s});
    // A worker that is killed early leaves most of its batch to the last one: tens of thousands in the long
    // form.
    QTRY_VERIFY_WITH_TIMEOUT(queue.isDone(), times(60000, 900000));
    last.sendSignal(SIGTERM);
    QCOMPARE(last.finish(), 0);
    const QByteArray problems = queue.problems();
    QVERIFY2(problems.isEmpty(), problems.constData());
    for (int round = 0; round < kills; ++round) {
        const QByteArray key = "bull:faults:r" + QByteArray::number(round);
        for (int i = 0; i < batch; ++i)
            QCOMPARE(redis.text({"HGET", key + '-' + QByteArray::number(i), "stc"}), QByteArray());
    }
}

//! A producer goes on adding all the while: what Redis has acknowledged in the moment before it dies counts.
void TestCrash::redisIsKilled()
{
    const int kills = times(5, 50);
    RedisFixture redis({.appendOnly = true});
    QVERIFY2(redis.start(), redis.log().constData());
    FaultQueue queue(redis);
    queue.setConcurrency(8);
    queue.setLongestDelay(5000); // what was asked of a Redis that starts, it answers when it has its data
    QRandomGenerator random(20260102);
    int batches = 0;
    bool isProducing = true;
    const auto produce = [&] {
        if (isProducing)
            queue.addMeanwhile("k" + QByteArray::number(batches++), 5);
    };
    connect(&queue, &FaultQueue::acknowledged, this, produce);
    for (int producer = 0; producer < 2; ++producer)
        produce();
    DroverProcess worker;
    queue.watch(worker);
    worker.start(workArguments(queue) + QStringList{u"--simulate"_s, u"ms=10"_s});
    for (int round = 0; round < kills; ++round) {
        const int before = worker.count("completed"_L1);
        const qint64 acknowledged = queue.added();
        QTRY_VERIFY_WITH_TIMEOUT(
            worker.count("completed"_L1) > before && queue.added() > acknowledged, 60000);
        QTest::qWait(random.bounded(200)); // the fault itself: a random moment
        QVERIFY(queue.isAdding());
        redis.killHard();
        QVERIFY2(redis.start(), redis.log().constData());
    }
    isProducing = false;
    QTRY_VERIFY_WITH_TIMEOUT(queue.isDone(), 120000);
    worker.sendSignal(SIGTERM);
    QCOMPARE(worker.finish(), 0);
    const QByteArray problems = queue.problems();
    QVERIFY2(problems.isEmpty(), problems.constData());
    disconnect(&queue, &FaultQueue::acknowledged, this, nullptr);
}

void TestCrash::gracefulStopLeavesNothingStalled()
{
    const int stops = times(6, 100);
    RedisFixture redis;
    QVERIFY2(redis.start(), redis.log().constData());
    NpmProcess npm(redis.socketPath());
    QVERIFY(npm.start());
    FaultQueue queue(redis);
    queue.setConcurrency(8);
    const auto counted = [&](const QString& state) { return npm.counts(queue.name()).value(state).toInt(); };
    constexpr std::array signalsInTurn{SIGINT, SIGTERM, SIGHUP};
    int stalled = 0;
    for (int round = 0; round < stops; ++round) {
        queue.add("s" + QByteArray::number(round), 40);
        DroverProcess worker;
        queue.watch(worker);
        // Long jobs are handed back when the grace period ends, short ones finish.
        worker.start(workArguments(queue)
            + QStringList{u"--grace"_s, u"200ms"_s, u"--simulate"_s, round % 2 ? u"ms=5000"_s : u"ms=10"_s});
        QTRY_VERIFY_WITH_TIMEOUT(worker.count("active"_L1) >= 4, 30000);
        worker.sendSignal(signalsInTurn[static_cast<size_t>(round) % signalsInTurn.size()]);
        const int exitCode = worker.finish(10000);
        QVERIFY2(exitCode == 0 || exitCode == 1, QByteArray::number(exitCode).constData());
        stalled += worker.count("stalled"_L1);
        QCOMPARE(counted(u"active"_s), 0);
        QCOMPARE(counted(u"waiting"_s) + counted(u"completed"_s), static_cast<int>(queue.added()));
        queue.excuseRunning(); // handed back
    }
    DroverProcess last;
    queue.watch(last);
    last.start(workArguments(queue) + QStringList{u"--simulate"_s, u"ms=1"_s});
    QTRY_VERIFY_WITH_TIMEOUT(queue.isDone(), 60000);
    last.sendSignal(SIGTERM);
    QCOMPARE(last.finish(), 0);
    const QByteArray problems = queue.problems();
    QVERIFY2(problems.isEmpty(), problems.constData());
    QCOMPARE(stalled + last.count("stalled"_L1), 0);
    QCOMPARE(counted(u"completed"_s), static_cast<int>(queue.added()));
    const NpmReply once = npm.eval(
        u"return (await queue.getCompleted()).filter(job => job.stalledCounter > 0).length"_s, queue.name());
    QCOMPARE(once.json, QByteArray("0"));
}

void TestCrash::workerStopsWhileRedisIsDown_data()
{
    QTest::addColumn<bool>("isBusy");
    QTest::addColumn<bool>("isFrozen");
    QTest::newRow("jobs run, Redis is killed") << true << false;
    QTest::newRow("jobs run, Redis is silent") << true << true;
    QTest::newRow("blocked in BZPOPMIN, Redis is killed") << false << false;
    QTest::newRow("blocked in BZPOPMIN, Redis is silent") << false << true;
}

void TestCrash::workerStopsWhileRedisIsDown()
{
    QFETCH(const bool, isBusy);
    QFETCH(const bool, isFrozen);
    RedisFixture redis;
    QVERIFY2(redis.start(), redis.log().constData());
    FaultQueue queue(redis);
    queue.setConcurrency(8);
    if (isBusy)
        queue.add("d", 8);
    DroverProcess worker;
    // Without grace: what is timed is the end, not the patience with jobs.
    worker.start(workArguments(queue) + QStringList{u"--grace"_s, u"0"_s, u"--simulate"_s, u"ms=60000"_s});
    if (isBusy)
        QTRY_VERIFY_WITH_TIMEOUT(worker.count("active"_L1) == 8, 30000);
    else
        QTRY_VERIFY_WITH_TIMEOUT(redis.text({"CLIENT", "LIST"}).contains("cmd=bzpopmin"), 30000);
    if (isFrozen)
        redis.freeze();
    else
        redis.killHard();
    QElapsedTimer timer;
    timer.start();
    worker.sendSignal(SIGTERM);
    QCOMPARE(worker.finish(30000), isBusy ? 1 : 0);
    // "Exits within 5 s" is the promise; twice that is what a loaded machine may make of it.
    QVERIFY2(timer.elapsed() <= 10000, QByteArray::number(timer.elapsed()).constData());
    QCOMPARE(worker.lines().back().value("abandoned"_L1).toInt(), isBusy ? 8 : 0);
}

QTEST_GUILESS_MAIN(TestCrash)
#include "tst_crash.moc"
