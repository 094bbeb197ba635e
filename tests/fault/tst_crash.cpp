// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/droverprocess.h"
#include "faultqueue.h"

#include <QRandomGenerator>
#include <QTest>

#include <csignal>

using namespace drover::test;
using namespace Qt::StringLiterals;

namespace {

//! How often: little in CI, as often as the production promise says with DROVER_TEST_LONG.
int times(int inCi, int all)
{
    return qEnvironmentVariableIsSet("DROVER_TEST_LONG") ? all : inCi;
}

RedisFixtureOptions durable()
{
    RedisFixtureOptions options;
    options.appendOnly = true;
    return options;
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
    void workerIsKilled();
    void redisIsKilled();
    void gracefulStopLeavesNothingStalled();
    void workerStopsWhileRedisIsDown();
};

void TestCrash::workerIsKilled()
{
    const int kills = times(12, 200);
    RedisFixture redis(durable());
    QVERIFY2(redis.start(), redis.log().constData());
    FaultQueue queue(redis);
    QRandomGenerator random(20260101);
    for (int round = 0; round < kills; ++round) {
        queue.add("r" + QByteArray::number(round), 40);
        DroverProcess worker;
        worker.start(workArguments(queue) + QStringList{u"--simulate"_s, u"ms=20"_s});
        // Somewhere between the first job taken and the last one done.
        const int after = random.bounded(1, 30);
        QTRY_VERIFY_WITH_TIMEOUT(worker.count("active"_L1) >= after, 30000);
        worker.kill();
    }
    // The next start finds what the dead one held in its journal and takes it up without a stall count.
    DroverProcess last;
    last.start(workArguments(queue) + QStringList{u"--simulate"_s, u"ms=1"_s});
    QTRY_VERIFY_WITH_TIMEOUT(queue.isDone(), 60000);
    last.sendSignal(SIGTERM);
    QCOMPARE(last.finish(), 0);
    const QByteArray problems = queue.problems();
    QVERIFY2(problems.isEmpty(), problems.constData());
    for (int round = 0; round < kills; ++round) {
        const QByteArray key = "bull:faults:r" + QByteArray::number(round);
        for (int i = 0; i < 40; ++i)
            QCOMPARE(redis.text({"HGET", key + '-' + QByteArray::number(i), "stc"}), QByteArray());
    }
}

void TestCrash::redisIsKilled()
{
    const int kills = times(5, 50);
    RedisFixture redis(durable());
    QVERIFY2(redis.start(), redis.log().constData());
    FaultQueue queue(redis);
    queue.add("first", 200);
    DroverProcess worker;
    worker.start(workArguments(queue) + QStringList{u"--simulate"_s, u"ms=10"_s});
    for (int round = 0; round < kills; ++round) {
        const int before = worker.count("completed"_L1);
        QTRY_VERIFY_WITH_TIMEOUT(worker.count("completed"_L1) > before, 60000);
        redis.killHard();
        QVERIFY2(redis.start(), redis.log().constData());
        queue.add("k" + QByteArray::number(round), 100);
    }
    QTRY_VERIFY_WITH_TIMEOUT(queue.isDone(), 120000);
    worker.sendSignal(SIGTERM);
    QCOMPARE(worker.finish(), 0);
    const QByteArray problems = queue.problems();
    QVERIFY2(problems.isEmpty(), problems.constData());
}

void TestCrash::gracefulStopLeavesNothingStalled()
{
    const int stops = times(6, 100);
    RedisFixture redis;
    QVERIFY2(redis.start(), redis.log().constData());
    FaultQueue queue(redis);
    for (int round = 0; round < stops; ++round) {
        queue.add("s" + QByteArray::number(round), 40);
        DroverProcess worker;
        // Long jobs are handed back when the grace period ends, short ones finish.
        worker.start(workArguments(queue)
            + QStringList{u"--grace"_s, u"200ms"_s, u"--simulate"_s, round % 2 ? u"ms=5000"_s : u"ms=10"_s});
        QTRY_VERIFY_WITH_TIMEOUT(worker.count("active"_L1) >= 4, 30000);
        worker.sendSignal(round % 3 ? SIGTERM : SIGINT);
        const int exitCode = worker.finish(10000);
        QVERIFY2(exitCode == 0 || exitCode == 1, QByteArray::number(exitCode).constData());
        QCOMPARE(queue.count("active"), 0);
    }
    DroverProcess last;
    last.start(workArguments(queue) + QStringList{u"--simulate"_s, u"ms=1"_s});
    QTRY_VERIFY_WITH_TIMEOUT(queue.isDone(), 60000);
    last.sendSignal(SIGTERM);
    QCOMPARE(last.finish(), 0);
    const QByteArray problems = queue.problems();
    QVERIFY2(problems.isEmpty(), problems.constData());
    QCOMPARE(last.count("stalled"_L1), 0);
}

void TestCrash::workerStopsWhileRedisIsDown()
{
    RedisFixture redis;
    QVERIFY2(redis.start(), redis.log().constData());
    FaultQueue queue(redis);
    queue.add("d", 8);
    DroverProcess worker;
    worker.start(workArguments(queue) + QStringList{u"--simulate"_s, u"ms=60000"_s});
    QTRY_VERIFY_WITH_TIMEOUT(worker.count("active"_L1) == 8, 30000);
    redis.killHard();
    worker.sendSignal(SIGTERM);
    QCOMPARE(worker.finish(15000), 1);
    QCOMPARE(worker.lines().back().value("abandoned"_L1).toInt(), 8);
}

QTEST_GUILESS_MAIN(TestCrash)
#include "tst_crash.moc"
