// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "faultqueue.h"
#include "support/movedclock.h"

#include <QTest>

#include <csignal>

using namespace drover::test;
using namespace Qt::StringLiterals;

//! Fault H4: a clock jumps, Redis' or ours.
class TestClocks final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cleanup();
    // fault: H4
    void serverJumpsAhead();
    // fault: H4
    void serverJumpsBack();
    void oursIsWrong_data();
    // fault: H4
    void oursIsWrong();
    void oursJumps_data();
    // fault: H4
    void oursJumps();

private:
    void start(bool movesServer);
    void finishWork();

    MovedClock m_clock;
    std::unique_ptr<RedisFixture> m_redis;
    std::unique_ptr<FaultQueue> m_queue;
    std::unique_ptr<DroverProcess> m_worker;
};

namespace {

constexpr qint64 minute = 60'000;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;

} // namespace

void TestClocks::cleanup()
{
    m_worker.reset();
    m_queue.reset();
    m_redis.reset();
    m_clock.move(0);
}

void TestClocks::start(bool movesServer)
{
    RedisFixtureOptions options;
    if (movesServer)
        options.environment = m_clock.environment();
    m_redis = std::make_unique<RedisFixture>(options);
    QVERIFY2(m_redis->start(), m_redis->log().constData());
    m_queue = std::make_unique<FaultQueue>(*m_redis);
    m_queue->setConcurrency(8);
}

void TestClocks::finishWork()
{
    const QByteArray problems = m_queue->finish(*m_worker);
    QVERIFY2(problems.isEmpty(), problems.constData());
}

//! All locks are over at once: another worker takes the jobs, and what comes late from the first is refused.
void TestClocks::serverJumpsAhead()
{
    start(true);
    if (QTest::currentTestFailed())
        return;
    m_queue->setConcurrency(16);
    m_queue->add("a", 8);
    const auto first = m_queue->startWorker(u"ms=3000"_s, {u"--no-stalled-check"_s});
    QTRY_COMPARE_WITH_TIMEOUT(first->count("active"_L1), 8, 30000);
    m_worker = m_queue->startWorker(u"ms=1"_s, {u"--stalled-interval"_s, u"500"_s});
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->count("ready"_L1) > 0, 30000);
    m_clock.move(minute); // the fault itself
    QTRY_COMPARE_WITH_TIMEOUT(first->errors(u"lost the lock"), 8, 30000);
    QCOMPARE(first->count("completed"_L1), 0);
    finishWork();
    QCOMPARE(m_worker->count("completed"_L1), 8);
    first->sendSignal(SIGTERM);
    QCOMPARE(first->finish(), 0);
}

//! A lock would last an hour more; the next renewal mends that.
void TestClocks::serverJumpsBack()
{
    start(true);
    if (QTest::currentTestFailed())
        return;
    m_queue->add("b", 8);
    m_worker = m_queue->startWorker(
        u"ms=4000"_s, {u"--lock-duration"_s, u"4000"_s, u"--stalled-interval"_s, u"500"_s});
    QTRY_COMPARE_WITH_TIMEOUT(m_worker->count("active"_L1), 8, 30000);
    m_clock.move(-hour); // the fault itself
    QTRY_VERIFY_WITH_TIMEOUT(m_redis->integer({"PTTL", "bull:faults:b-7:lock"}) <= 4000, 30000);
    finishWork();
    QCOMPARE(m_worker->count("completed"_L1), 8);
    QCOMPARE(m_worker->count("stalled"_L1), 0);
}

void TestClocks::oursIsWrong_data()
{
    QTest::addColumn<qint64>("offset");
    QTest::newRow("a day ahead") << day;
    QTest::newRow("a day behind") << -day;
    QTest::newRow("in 2039") << qint64{13} * 365 * day;
}

//! Jobs that are due are run and others are not, whatever this computer takes the time for.
void TestClocks::oursIsWrong()
{
    QFETCH(const qint64, offset);
    start(false);
    if (QTest::currentTestFailed())
        return;
    m_queue->add("now", 20);
    m_queue->add("soon", 4, "\"delay\":1500");
    FaultQueue later(*m_redis);
    later.add("later", 1, "\"delay\":3600000");
    m_clock.move(offset);
    m_worker = m_queue->startWorker(u"ms=5"_s, {}, m_clock.environment());
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->errors(u"this computer's clock") > 0, 30000);
    QTRY_COMPARE_WITH_TIMEOUT(m_queue->completed(), 24, 30000);
    QCOMPARE(m_queue->count("delayed"), 1);
    m_redis->command({"EVAL", "redis.call('ZREM', KEYS[1], 'later-0') redis.call('DEL', KEYS[2])", "2",
        "bull:faults:delayed", "bull:faults:later-0"});
    finishWork();
}

void TestClocks::oursJumps_data()
{
    QTest::addColumn<qint64>("offset");
    QTest::newRow("ahead") << day;
    QTest::newRow("back") << -day;
}

//! No lock and no time limit hangs on the wall clock.
void TestClocks::oursJumps()
{
    QFETCH(const qint64, offset);
    start(false);
    if (QTest::currentTestFailed())
        return;
    m_queue->add("j", 16);
    m_worker = m_queue->startWorker(u"ms=2500"_s,
        {u"--lock-duration"_s, u"2000"_s, u"--stalled-interval"_s, u"500"_s}, m_clock.environment());
    QTRY_COMPARE_WITH_TIMEOUT(m_worker->count("active"_L1), 8, 30000);
    FaultQueue later(*m_redis);
    later.add("later", 1, "\"delay\":3600000");
    m_clock.move(offset); // the fault itself
    QTRY_COMPARE_WITH_TIMEOUT(m_queue->completed(), 16, 30000);
    QCOMPARE(m_queue->count("delayed"), 1);
    m_redis->command({"EVAL", "redis.call('ZREM', KEYS[1], 'later-0') redis.call('DEL', KEYS[2])", "2",
        "bull:faults:delayed", "bull:faults:later-0"});
    finishWork();
    QCOMPARE(m_worker->count("stalled"_L1), 0);
    QCOMPARE(m_worker->errors(u"lost the lock"), 0);
}

QTEST_GUILESS_MAIN(TestClocks)
#include "tst_clocks.moc"
