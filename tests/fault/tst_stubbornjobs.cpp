// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "faultqueue.h"
#include "support/closeworker.h"

#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <csignal>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

//! Faults F7, F9: jobs that hang, and jobs that take their worker with them.
class TestStubbornJobs final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    // fault: F7
    void everyThreadHangs();
    // fault: F9
    void jobEndsItsWorkerEachTime();

private:
    std::unique_ptr<RedisFixture> m_redis;
    std::unique_ptr<FaultQueue> m_queue;
};

void TestStubbornJobs::init()
{
    m_redis = std::make_unique<RedisFixture>();
    QVERIFY2(m_redis->start(), m_redis->log().constData());
    m_queue = std::make_unique<FaultQueue>(*m_redis);
}

void TestStubbornJobs::cleanup()
{
    m_queue.reset();
    m_redis.reset();
}

//! All threads of the pool and the thread that made the worker are stuck, as a window behind a modal dialog
//! of the system is. The locks are renewed all the same: nobody else gets the jobs.
void TestStubbornJobs::everyThreadHangs()
{
    m_queue->add("h", 8);
    QSemaphore way;
    WorkerOptions options;
    options.concurrency = 8;
    options.lockDuration = Milliseconds(1000);
    Worker worker({"bull", "faults"}, m_redis->unixOptions(),
        poolProcessor([&way](JobContext&) -> JobOutcome {
            way.acquire();
            return JsonText("1");
        }),
        options);
    worker.run();
    QTRY_COMPARE_WITH_TIMEOUT(m_queue->active(), 8, 30000);
    m_queue->setConcurrency(16);
    const auto other =
        m_queue->startWorker(u"ms=1"_s, {u"--lock-duration"_s, u"1000"_s, u"--stalled-interval"_s, u"250"_s});
    QTRY_VERIFY_WITH_TIMEOUT(other->count("ready"_L1) > 0, 30000);
    QThread::msleep(isLong() ? 60000 : 4000); // the fault itself
    QCOMPARE(m_queue->active(), 8);
    for (int i = 0; i < 8; ++i)
        QCOMPARE(m_redis->integer({"HEXISTS", "bull:faults:h-" + QByteArray::number(i), "stc"}), 0);
    way.release(8);
    QTRY_COMPARE_WITH_TIMEOUT(m_queue->completed(), 8, 30000);
    QCOMPARE(closeWorker(worker), WorkerCloseReport{});
    const QByteArray problems = m_queue->finish(*other);
    QVERIFY2(problems.isEmpty(), problems.constData());
    QCOMPARE(other->count("active"_L1), 0);
}

//! Somebody starts the worker anew each time. The job must not keep the others from their turn for ever, and
//! ends with upstream's words.
void TestStubbornJobs::jobEndsItsWorkerEachTime()
{
    constexpr int most = 25;
    m_queue->add("poison", 1);
    m_queue->add("good", 5);
    const QStringList arguments = QStringList{u"work"_s, m_queue->name(), u"--json"_s} + m_queue->connect()
        + QStringList{u"--lock-duration"_s, u"1000"_s, u"--stalled-interval"_s, u"250"_s, u"--exec"_s,
            u"sh"_s, u"-c"_s, u"case $DROVER_JOB_ID in poison-0) kill -9 $PPID;; esac"_s};
    const auto isOver = [this] { return m_queue->count("failed") == 1 && m_queue->completed() == 5; };
    int starts = 0;
    while (!isOver() && starts++ < most) {
        DroverProcess worker;
        const QSignalSpy ended(&worker, &DroverProcess::ended);
        worker.start(arguments);
        QTRY_VERIFY_WITH_TIMEOUT(!ended.isEmpty() || isOver(), 30000);
    }
    QVERIFY(isOver());
    QVERIFY(starts > 1); // it did end them
    QCOMPARE(m_redis->text({"HGET", "bull:faults:poison-0", "failedReason"}),
        QByteArray("job stalled more than allowable limit"));
}

QTEST_GUILESS_MAIN(TestStubbornJobs)
#include "tst_stubbornjobs.moc"
