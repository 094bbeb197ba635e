// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "faultqueue.h"
#include "support/faultproxy.h"

#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

//! Faults A9, A10: the line works, but badly. Everything takes longer, and nothing else changes: no lock is
//! lost, and nobody connects anew.
class TestSlowLine final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void badLine_data();
    // fault: A9
    void badLine();
    // fault: A10
    void longWay();

private:
    void work(int jobs, const QString& simulate, const QStringList& more);

    std::unique_ptr<RedisFixture> m_redis;
    std::unique_ptr<FaultProxy> m_proxy;
};

void TestSlowLine::init()
{
    m_redis = std::make_unique<RedisFixture>();
    QVERIFY2(m_redis->start(), m_redis->log().constData());
    m_proxy = std::make_unique<FaultProxy>(m_redis->unixOptions());
}

void TestSlowLine::cleanup()
{
    m_proxy.reset();
    m_redis.reset();
}

void TestSlowLine::work(int jobs, const QString& simulate, const QStringList& more)
{
    constexpr int connections = 3; // of the worker two, and one of the program that watches over it
    FaultQueue queue(*m_redis);
    queue.setConcurrency(8);
    queue.setLongestDelay(30000); // the line's
    queue.add("s", jobs);
    const auto worker = queue.startWorker(
        simulate, QStringList{u"--connect"_s, u"redis://127.0.0.1:%1"_s.arg(m_proxy->port())} + more);
    const QByteArray problems = queue.finish(*worker);
    QVERIFY2(problems.isEmpty(), problems.constData());
    QCOMPARE(worker->count("completed"_L1), jobs);
    QCOMPARE(worker->count("stalled"_L1), 0);
    QCOMPARE(worker->count("error"_L1), 0);
    QCOMPARE(m_proxy->connections(), connections);
}

void TestSlowLine::badLine_data()
{
    QTest::addColumn<int>("bytesPerSecond");
    QTest::addColumn<double>("loss");
    QTest::newRow("64 kbit/s") << 8000 << 0.0;
    QTest::newRow("one packet of five is lost") << 0 << 0.2;
}

//! Redis knows no script yet: their texts have to pass the line too.
void TestSlowLine::badLine()
{
    QFETCH(const int, bytesPerSecond);
    QFETCH(const double, loss);
    m_proxy->setLine({bytesPerSecond, loss});
    work(10, u"ms=20"_s, {});
}

//! 300 ms there and back, and jobs that outlive their locks: only renewals keep them.
void TestSlowLine::longWay()
{
    m_proxy->setDelay(Milliseconds(150));
    work(8, u"ms=5000"_s, {u"--lock-duration"_s, u"2500"_s, u"--stalled-interval"_s, u"500"_s});
}

QTEST_GUILESS_MAIN(TestSlowLine)
#include "tst_slowline.moc"
