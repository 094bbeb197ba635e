// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "faultqueue.h"
#include "support/jobseeder.h"

#include <QTest>

#include <csignal>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

//! Fault I2: more jobs than one command may touch. A million in the long form.
class TestMillion final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    // fault: I2
    void retried();
    // fault: I2
    void cleaned();
    // fault: I2
    void stoppedHalfWay();

private:
    [[nodiscard]] QStringList verb(const char* name) const
    {
        return QStringList{QString::fromLatin1(name), m_queue->name(), u"--state"_s, u"failed"_s, u"--json"_s}
        + m_queue->connect();
    }
    //! No script did more than a thousand jobs at once, on average at least, and no KEYS walked through all.
    void verifySmallSteps();

    const qint64 m_jobs = isLong() ? 1'000'000 : 12'000;
    std::unique_ptr<RedisFixture> m_redis;
    std::unique_ptr<FaultQueue> m_queue;
};

void TestMillion::init()
{
    m_redis = std::make_unique<RedisFixture>();
    QVERIFY2(m_redis->start(), m_redis->log().constData());
    m_queue = std::make_unique<FaultQueue>(*m_redis);
    QVERIFY(seedJobs(*m_redis, "faults", JobState::Failed, 1, m_jobs));
    QCOMPARE(m_queue->count("failed"), m_jobs);
    m_redis->command({"CONFIG", "RESETSTAT"});
}

void TestMillion::cleanup()
{
    m_queue.reset();
    m_redis.reset();
}

void TestMillion::verifySmallSteps()
{
    const QHash<QByteArray, qint64> calls = m_redis->commandCalls();
    QVERIFY2(calls.value("evalsha") >= m_jobs / 1000, QByteArray::number(calls.value("evalsha")).constData());
    QCOMPARE(calls.value("keys"), 0);
}

void TestMillion::retried()
{
    DroverProcess retry;
    retry.start(verb("retry"));
    QCOMPARE(retry.finish(isLong() ? 1'800'000 : 60'000), 0);
    const QJsonObject report = retry.lines().back();
    QCOMPARE(report["matched"_L1].toInteger(), m_jobs);
    QCOMPARE(report["done"_L1].toInteger(), m_jobs);
    QCOMPARE(m_queue->count("failed"), 0);
    QCOMPARE(m_queue->count("wait"), m_jobs);
    verifySmallSteps();
}

void TestMillion::cleaned()
{
    DroverProcess clean;
    clean.start(verb("clean"));
    QCOMPARE(clean.finish(isLong() ? 1'800'000 : 60'000), 0);
    QCOMPARE(clean.lines().back()["done"_L1].toInteger(), m_jobs);
    QCOMPARE(m_redis->integer({"EXISTS", "bull:faults:failed"}), 0);
    QCOMPARE(m_redis->integer({"EXISTS", "bull:faults:1"}), 0);
    QCOMPARE(m_redis->integer({"EXISTS", "bull:faults:" + QByteArray::number(m_jobs)}), 0);
    verifySmallSteps();
}

//! Each job is in the one set or in the other, and the report counts those that went.
void TestMillion::stoppedHalfWay()
{
    DroverProcess retry;
    retry.start(verb("retry"));
    QTRY_VERIFY_WITH_TIMEOUT(m_queue->count("wait") > 0, 30000);
    retry.sendSignal(SIGINT);
    QCOMPARE(retry.finish(), 130);
    const qint64 moved = m_queue->count("wait");
    QVERIFY(moved < m_jobs);
    QCOMPARE(moved + m_queue->count("failed"), m_jobs);
    QCOMPARE(retry.lines().back()["error"_L1]["context"_L1]["done"_L1].toInteger(), moved);
}

QTEST_GUILESS_MAIN(TestMillion)
#include "tst_million.moc"
