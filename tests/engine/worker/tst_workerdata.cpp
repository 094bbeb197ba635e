// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "workertest.h"

using namespace drover;
using namespace drover::test;

//! Limits, retention, control flow and jobs that are damaged.
class TestWorkerData final : public QObject {
    Q_OBJECT
    RedisFixture m_redis;

    static std::shared_ptr<Processor> done() { return answering(JsonText("1")); }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_redis.start(), m_redis.log().constData()); }

    void keepsWhatTheJobOrTheWorkerSays_data()
    {
        QTest::addColumn<QByteArray>("opts");
        QTest::addColumn<int>("workerCount");
        QTest::addColumn<int>("left");
        QTest::newRow("neither keeps all") << QByteArray("{}") << -2 << 5;
        QTest::newRow("job removes") << QByteArray("{\"removeOnComplete\":true}") << -2 << 0;
        QTest::newRow("job counts") << QByteArray("{\"removeOnComplete\":2}") << -2 << 2;
        QTest::newRow("job's object") << QByteArray("{\"removeOnComplete\":{\"count\":3}}") << -2 << 3;
        QTest::newRow("worker counts") << QByteArray("{}") << 2 << 2;
        QTest::newRow("worker removes") << QByteArray("{}") << 0 << 0;
        QTest::newRow("job beats worker") << QByteArray("{\"removeOnComplete\":false}") << 0 << 5;
    }
    // production: P8
    void keepsWhatTheJobOrTheWorkerSays()
    {
        QFETCH(QByteArray, opts);
        QFETCH(int, workerCount);
        QFETCH(int, left);
        WorkerTest t(m_redis);
        WorkerOptions options;
        if (workerCount > -2)
            options.removeOnComplete = KeepJobs{workerCount, {}, {}};
        auto worker = t.worker(done(), options);
        QSignalSpy completed(worker.get(), &Worker::completed);
        worker->run();
        for (const char* id : {"a", "b", "c", "d", "e"}) {
            t.add(id, opts);
            QTRY_COMPARE(completed.size(), static_cast<qsizetype>(id[0] - 'a' + 1));
        }
        // The size of the set is asked with the first job; pruning follows with the next.
        QTRY_COMPARE(t.size("completed"), left);
        closeWorker(*worker);
        QCOMPARE(t.violations(true), QByteArray());
    }

    // production: P8
    void prunesALargeSetInSmallSteps()
    {
        WorkerTest t(m_redis);
        const QByteArray fill =
            "for i=1,5000 do redis.call('HSET',KEYS[1]..'old'..i,'name','x','data','{}',"
            "'opts','{}','timestamp','1','delay','0','priority','0','finishedOn',i,'atm','1',"
            "'ats','1','processedOn','1') "
            "redis.call('ZADD',KEYS[1]..'completed',i,'old'..i) end";
        m_redis.command({"EVAL", fill, "1", t.queue.base()});
        auto worker = t.worker(done());
        QSignalSpy completed(worker.get(), &Worker::completed);
        worker->run();
        qint64 before = 5000;
        for (int i = 1; i <= 7; ++i) {
            t.add("n" + QByteArray::number(i), "{\"removeOnComplete\":100}");
            QTRY_COMPARE(completed.size(), i);
            const qint64 now = t.size("completed");
            QVERIFY2(now >= before - 1000, QByteArray::number(now).constData());
            before = now;
        }
        QCOMPARE(before, 100);
        QVERIFY(t.isIn("completed", "n7"));
        closeWorker(*worker);
    }

    void collectsMetrics()
    {
        WorkerTest t(m_redis);
        t.addMany(3);
        WorkerOptions options;
        options.metricsPoints = 15;
        auto worker = t.worker(done(), options);
        worker->run();
        QTRY_COMPARE(t.size("completed"), 3);
        QCOMPARE(m_redis.text({"HGET", t.key("metrics:completed"), "count"}), "3");
        closeWorker(*worker);
    }

    // fault: F10
    void obeysTheLimiter()
    {
        WorkerTest t(m_redis);
        t.addMany(5);
        WorkerOptions options;
        options.concurrency = 5;
        options.limiter = RateLimit{2, Milliseconds(400)};
        auto worker = t.worker(done(), options);
        QElapsedTimer timer;
        timer.start();
        worker->run();
        QTRY_COMPARE(t.size("completed"), 5);
        QVERIFY(timer.elapsed() >= 700); // 2 + 2 + 1: two windows must pass
        closeWorker(*worker);
    }

    void putsBackARateLimitedJob()
    {
        WorkerTest t(m_redis);
        t.add("a", "{\"attempts\":1}");
        std::atomic<int> runs = 0;
        auto worker = t.worker(inlineProcessor([&](JobContext& context) -> JobOutcome {
            if (++runs > 1)
                return JsonText("1");
            context.rateLimit(Milliseconds(200));
            return JobFailure{JobFailure::Kind::RateLimited, {}, {}};
        }));
        QSignalSpy failed(worker.get(), &Worker::failed);
        worker->run();
        QTRY_VERIFY(t.isIn("completed", "a"));
        QCOMPARE(failed.size(), 0);
        QCOMPARE(t.field("a", "atm"), "1");
        QCOMPARE(t.field("a", "ats"), "2");
        closeWorker(*worker);
    }

    void letsTheProcessorMoveItsJob()
    {
        WorkerTest t(m_redis);
        t.add("later");
        t.add("again");
        auto worker = t.worker(inlineProcessor([](JobContext& context) -> JobOutcome {
            if (context.job().attemptsStarted > 1)
                return JsonText("1");
            if (context.job().id == "later") {
                context.moveToDelayed(Clock::system().now().count() + 100);
                return JobFailure{JobFailure::Kind::Delayed, {}, {}};
            }
            context.moveToWait();
            return JobFailure{JobFailure::Kind::Waiting, {}, {}};
        }));
        worker->run();
        QTRY_VERIFY(t.isIn("completed", "later"));
        QTRY_VERIFY(t.isIn("completed", "again"));
        QCOMPARE(t.field("later", "atm"), "1");
        closeWorker(*worker);
        QCOMPARE(t.violations(true), QByteArray());
    }

    void failsAJobThatWasNotMovedAfterAll()
    {
        WorkerTest t(m_redis);
        t.add("a");
        auto worker = t.worker(answering(JobFailure{JobFailure::Kind::Delayed, {}, {}}));
        worker->run();
        QTRY_VERIFY(t.isIn("failed", "a"));
        QCOMPARE(t.field("a", "failedReason"), "the processor did not move the job");
        closeWorker(*worker);
    }

    void setsDamagedJobsAside_data()
    {
        QTest::addColumn<QByteArrayList>("fields");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("attempts made")
            << QByteArrayList{"atm", "many"} << QByteArray("atm: not a whole number");
        QTest::newRow("attempts made, huge")
            << QByteArrayList{"atm", "9223372036854775807"} << QByteArray("atm: not a whole number");
        QTest::newRow("stalled counter")
            << QByteArrayList{"stc", "1.5"} << QByteArray("stc: not a whole number");
        QTest::newRow("attempts started")
            << QByteArrayList{"ats", "x"} << QByteArray("ats: not a whole number");
        QTest::newRow("data") << QByteArrayList{"data", "{oops"} << QByteArray("data: not JSON");
        QTest::newRow("options") << QByteArrayList{"opts", "[1"} << QByteArray("opts: not a JSON object");
        QTest::newRow("parent") << QByteArrayList{"parent", "nobody"}
                                << QByteArray("parent: not a JSON object");
    }
    // fault: G2, G3
    void setsDamagedJobsAside()
    {
        QFETCH(QByteArrayList, fields);
        QFETCH(QByteArray, reason);
        WorkerTest t(m_redis);
        t.add("bad", "{\"attempts\":3}", fields);
        t.add("good");
        auto worker = t.worker(done());
        worker->run();
        QTRY_VERIFY(t.isIn("completed", "good"));
        QTRY_VERIFY(t.isIn("failed", "bad"));
        QCOMPARE(t.field("bad", "failedReason"), QByteArray("damaged job: " + reason));
        if (fields.at(0) != "data" && fields.at(0) != "opts")
            QCOMPARE(t.field("bad", "damaged:" + fields.at(0)), fields.at(1));
        QCOMPARE(t.size("active"), 0);
        closeWorker(*worker);
    }

    // fault: G1, G7
    void setsGhostsAndForeignKeysAside()
    {
        WorkerTest t(m_redis);
        m_redis.command({"LPUSH", t.key("wait"), "ghost"});
        m_redis.command({"SET", t.job("text"), "not a hash"});
        m_redis.command({"LPUSH", t.key("wait"), "text"});
        t.add("good");
        auto worker = t.worker(done());
        worker->run();
        QTRY_VERIFY(t.isIn("completed", "good"));
        QTRY_VERIFY(t.isIn("failed", "ghost"));
        QTRY_VERIFY(t.isIn("failed", "text"));
        QCOMPARE(m_redis.text({"GET", t.job("text")}), "not a hash");
        QCOMPARE(t.size("active"), 0);
        closeWorker(*worker);
    }
};

QTEST_GUILESS_MAIN(TestWorkerData)
#include "tst_workerdata.moc"
