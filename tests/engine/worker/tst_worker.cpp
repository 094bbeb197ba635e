// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "workertest.h"

#include "protocol/jsontext.h"

using namespace drover;
using namespace drover::test;

//! One job's way through a worker, seen in the raw keys.
class TestWorker final : public QObject {
    Q_OBJECT
    RedisFixture m_redis;

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_redis.start(), m_redis.log().constData()); }

    void completesAJob()
    {
        WorkerTest t(m_redis);
        t.add("a");
        WorkerOptions options;
        options.name = "alpha";
        auto worker = t.worker(answering(JsonText("{\"ok\":true}")), options);
        QSignalSpy active(worker.get(), &Worker::active);
        QSignalSpy completed(worker.get(), &Worker::completed);
        QSignalSpy drained(worker.get(), &Worker::drained);
        worker->run();
        QTRY_COMPARE(completed.size(), 1);
        QCOMPARE(active.size(), 1);
        QCOMPARE(completed.at(0).at(0).value<Job>().id, JobId("a"));
        QCOMPARE(completed.at(0).at(0).value<Job>().attemptsMade, 1);
        QCOMPARE(completed.at(0).at(1).value<JsonText>(), JsonText("{\"ok\":true}"));
        QVERIFY(t.isIn("completed", "a"));
        QCOMPARE(t.field("a", "returnvalue"), "{\"ok\":true}");
        QCOMPARE(t.field("a", "atm"), "1");
        QCOMPARE(t.field("a", "ats"), "1");
        QCOMPARE(t.field("a", "pb"), "alpha");
        QTRY_COMPARE(drained.size(), 1);
        QCOMPARE(closeWorker(*worker), WorkerCloseReport{});
        QCOMPARE(t.violations(true), QByteArray());
    }

    void namesOnlyTheBlockingConnection()
    {
        WorkerTest t(m_redis);
        WorkerOptions options;
        options.name = "alpha";
        auto worker = t.worker(answering(JsonText("1")), options);
        QSignalSpy ready(worker.get(), &Worker::ready);
        worker->run();
        QTRY_COMPARE(ready.size(), 1);
        const QByteArray clients = m_redis.text({"CLIENT", "LIST"});
        const QByteArray name = "name=bull:" + t.queue.name.toBase64() + ":w:alpha ";
        QCOMPARE(clients.count(name), 1);
        closeWorker(*worker);
    }

    void wakesUpByTheMarker()
    {
        WorkerTest t(m_redis);
        auto worker = t.worker(answering(JsonText("1")));
        QSignalSpy completed(worker.get(), &Worker::completed);
        QSignalSpy drained(worker.get(), &Worker::drained);
        worker->run();
        QTRY_COMPARE(drained.size(), 1);
        QTRY_VERIFY(m_redis.text({"CLIENT", "LIST"}).contains("cmd=bzpopmin"));
        t.add("a");
        QTRY_COMPARE(completed.size(), 1);
        closeWorker(*worker);
    }

    void storesEveryResult_data()
    {
        QTest::addColumn<QByteArray>("result");
        QTest::addColumn<QByteArray>("stored");
        QTest::newRow("nothing") << QByteArray() << QByteArray("null");
        QTest::newRow("null") << QByteArray("null") << QByteArray("null");
        QTest::newRow("zero") << QByteArray("0") << QByteArray("0");
        QTest::newRow("empty text") << QByteArray("\"\"") << QByteArray("\"\"");
        QTest::newRow("digits") << QByteArray("12345678901234567890.10")
                                << QByteArray("12345678901234567890.10");
    }
    void storesEveryResult()
    {
        QFETCH(QByteArray, result);
        WorkerTest t(m_redis);
        t.add("a");
        auto worker = t.worker(answering(JsonText(result)));
        worker->run();
        QTRY_VERIFY(t.isIn("completed", "a"));
        QTEST(t.field("a", "returnvalue"), "stored");
        closeWorker(*worker);
    }

    void failsAResultThatIsNotJson()
    {
        WorkerTest t(m_redis);
        t.add("a");
        auto worker = t.worker(answering(JsonText("{broken")));
        worker->run();
        QTRY_VERIFY(t.isIn("failed", "a"));
        QCOMPARE(t.field("a", "failedReason"), "the result is not JSON");
        closeWorker(*worker);
    }

    void failsWithReasonAndStack()
    {
        WorkerTest t(m_redis);
        t.add("a");
        auto worker = t.worker(answering(JobFailure{JobFailure::Kind::Failed, "no luck", "at line 1"}));
        QSignalSpy failed(worker.get(), &Worker::failed);
        worker->run();
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed.at(0).at(2).toBool(), false);
        QVERIFY(t.isIn("failed", "a"));
        QCOMPARE(t.field("a", "failedReason"), "no luck");
        QCOMPARE(t.field("a", "stacktrace"), "[\"at line 1\"]");
        closeWorker(*worker);
        QCOMPARE(t.violations(true), QByteArray());
    }

    void retriesAtOnceUntilAttemptsAreUsedUp()
    {
        WorkerTest t(m_redis);
        t.add("a", "{\"attempts\":3,\"stackTraceLimit\":2}");
        auto worker = t.worker(inlineProcessor([](JobContext& context) -> JobOutcome {
            return JobFailure{
                JobFailure::Kind::Failed, "try " + QByteArray::number(context.job().attemptsMade), {}};
        }));
        QSignalSpy failed(worker.get(), &Worker::failed);
        worker->run();
        QTRY_COMPARE(failed.size(), 3);
        QCOMPARE(failed.at(1).at(2).toBool(), true);
        QCOMPARE(failed.at(2).at(2).toBool(), false);
        QCOMPARE(t.field("a", "atm"), "3");
        QCOMPARE(t.field("a", "stacktrace"), "[\"try 1\",\"try 2\"]");
        closeWorker(*worker);
        QCOMPARE(t.violations(true), QByteArray());
    }

    void delaysByTheBackoff_data()
    {
        QTest::addColumn<QByteArray>("backoff");
        QTest::addColumn<QByteArray>("made");
        QTest::addColumn<qint64>("delay");
        QTest::newRow("fixed") << QByteArray("{\"type\":\"fixed\",\"delay\":60000}") << QByteArray("0")
                               << 60000LL;
        QTest::newRow("exponential, third failure")
            << QByteArray("{\"type\":\"exponential\",\"delay\":60000}") << QByteArray("2") << 240000LL;
        QTest::newRow("custom") << QByteArray("{\"type\":\"mine\"}") << QByteArray("0") << 77000LL;
    }
    void delaysByTheBackoff()
    {
        QFETCH(QByteArray, backoff);
        QFETCH(QByteArray, made);
        QFETCH(qint64, delay);
        WorkerTest t(m_redis);
        t.add("a", "{\"attempts\":5,\"backoff\":" + backoff + "}", {"atm", made});
        WorkerOptions options;
        options.backoffStrategy = [](int, const QByteArray& type, const JobFailure&, const Job&) {
            return type == "mine" ? 77000.0 : -1.0;
        };
        auto worker = t.worker(answering(JobFailure{JobFailure::Kind::Failed, "x", {}}), options);
        QSignalSpy failed(worker.get(), &Worker::failed);
        const qint64 before = Clock::system().now().count();
        worker->run();
        QTRY_COMPARE(failed.size(), 1);
        const qint64 after = Clock::system().now().count();
        const qint64 due =
            static_cast<qint64>(m_redis.text({"ZSCORE", t.key("delayed"), "a"}).toDouble()) / 4096;
        QVERIFY(due >= before + delay && due <= after + delay);
        QCOMPARE(t.field("a", "delay"), QByteArray::number(delay));
        closeWorker(*worker);
    }

    void failsNowWhenTheStrategySaysSo()
    {
        WorkerTest t(m_redis);
        t.add("a", "{\"attempts\":5,\"backoff\":{\"type\":\"mine\"}}");
        WorkerOptions options;
        options.backoffStrategy = [](int, const QByteArray&, const JobFailure&, const Job&) { return -1.0; };
        auto worker = t.worker(answering(JobFailure{JobFailure::Kind::Failed, "x", {}}), options);
        worker->run();
        QTRY_VERIFY(t.isIn("failed", "a"));
        closeWorker(*worker);
    }

    void runsADelayedJobWhenItIsDue()
    {
        WorkerTest t(m_redis);
        t.add("a", "{\"attempts\":2,\"backoff\":{\"type\":\"fixed\",\"delay\":150}}");
        auto worker = t.worker(inlineProcessor([](JobContext& context) -> JobOutcome {
            if (context.job().attemptsMade == 0)
                return JobFailure{JobFailure::Kind::Failed, "x", {}};
            return JsonText("2");
        }));
        worker->run();
        QTRY_VERIFY(t.isIn("completed", "a"));
        closeWorker(*worker);
    }

    void failsForGood()
    {
        WorkerTest t(m_redis);
        t.add("a", "{\"attempts\":5}");
        auto worker = t.worker(answering(JobFailure{JobFailure::Kind::Unrecoverable, "for good", {}}));
        worker->run();
        QTRY_VERIFY(t.isIn("failed", "a"));
        QCOMPARE(t.field("a", "atm"), "1");
        closeWorker(*worker);
    }

    void failsDeferredOnesWithoutRunningThem()
    {
        WorkerTest t(m_redis);
        t.add("a", "{\"attempts\":5}", {"defa", "job stalled more than allowable limit"});
        t.add("b", "{\"attempts\":5}", {"ats", "2"});
        std::atomic<int> runs = 0;
        WorkerOptions options;
        options.maxStartedAttempts = 2;
        auto worker = t.worker(inlineProcessor([&](JobContext&) -> JobOutcome {
            ++runs;
            return JsonText("1");
        }),
            options);
        worker->run();
        QTRY_VERIFY(t.isIn("failed", "a"));
        QTRY_VERIFY(t.isIn("failed", "b"));
        QCOMPARE(t.field("a", "failedReason"), "job stalled more than allowable limit");
        QVERIFY(m_redis.command({"HGET", t.job("a"), "defa"}).isNil());
        QCOMPARE(t.field("b", "failedReason"), "job started more than allowable limit");
        QCOMPARE(runs, 0);
        closeWorker(*worker);
    }

    void callsOneScriptPerJobAtLoad()
    {
        WorkerTest t(m_redis);
        t.addMany(500);
        WorkerOptions options;
        options.concurrency = 10;
        options.skipStalledCheck = true;
        auto worker = t.worker(answering(JsonText("1")), options);
        m_redis.command({"CONFIG", "RESETSTAT"});
        QSignalSpy drained(worker.get(), &Worker::drained);
        worker->run();
        QTRY_COMPARE(drained.size(), 1);
        QTRY_COMPARE(t.size("completed"), 500);
        closeWorker(*worker);
        const auto calls = m_redis.commandCalls();
        const qint64 scripts = calls.value("evalsha") + calls.value("eval");
        QVERIFY2(scripts <= 500 + 10 + 6, QByteArray::number(scripts).constData());
        QCOMPARE(t.violations(true), QByteArray());
    }

    void givesEachSlotAToken()
    {
        WorkerTest t(m_redis);
        t.addMany(3);
        auto processor = std::make_shared<HeldProcessor>();
        WorkerOptions options;
        options.concurrency = 3;
        auto worker = t.worker(processor, options);
        worker->run();
        QTRY_COMPARE(processor->held(), 3);
        QCOMPARE(processor->concurrency(), 3);
        QSet<QByteArray> tokens;
        for (size_t i = 0; i < 3; ++i) {
            const auto context = processor->context(i);
            QVERIFY(context->token().startsWith(QByteArray(worker->id() + ':')));
            QCOMPARE(m_redis.text({"GET", t.job(context->job().id) + ":lock"}), context->token());
            tokens.insert(context->token());
            processor->finish(i);
        }
        QCOMPARE(tokens.size(), 3);
        closeWorker(*worker);
    }

    void changesConcurrencyLive()
    {
        WorkerTest t(m_redis);
        t.addMany(5);
        auto processor = std::make_shared<HeldProcessor>();
        auto worker = t.worker(processor);
        worker->run();
        QTRY_COMPARE(processor->held(), 1);
        worker->setConcurrency(4);
        QTRY_COMPARE(processor->held(), 4);
        QCOMPARE(worker->activeJobs(), 4);
        worker->setConcurrency(1);
        for (size_t i = 0; i < 4; ++i)
            processor->finish(i);
        QTRY_COMPARE(processor->held(), 5);
        QTRY_COMPARE(worker->activeJobs(), 1);
        processor->finish(4);
        QTRY_COMPARE(t.size("completed"), 5);
        closeWorker(*worker);
    }

    void pausesAndResumes()
    {
        WorkerTest t(m_redis);
        t.add("a");
        auto processor = std::make_shared<HeldProcessor>();
        auto worker = t.worker(processor);
        QSignalSpy paused(worker.get(), &Worker::paused);
        QSignalSpy resumed(worker.get(), &Worker::resumed);
        worker->run();
        QTRY_COMPARE(processor->held(), 1);
        worker->pause();
        t.add("b");
        QVERIFY(paused.isEmpty());
        processor->finish(0);
        QTRY_COMPARE(paused.size(), 1);
        QCOMPARE(t.size("wait"), 1);
        worker->resume();
        QTRY_COMPARE(processor->held(), 2);
        QTRY_COMPARE(resumed.size(), 1);
        processor->finish(1);
        QTRY_COMPARE(t.size("completed"), 2);
        closeWorker(*worker);
    }

    void reportsProgressLogsAndData()
    {
        WorkerTest t(m_redis);
        t.add("a", "{\"attempts\":1,\"kl\":2}");
        QList<Status> answers;
        QMutex mutex;
        auto worker = t.worker(poolProcessor([&](JobContext& context) -> JobOutcome {
            QList<QFuture<Status>> futures{context.updateProgress("{\"p\":50}"), context.log("one"),
                context.log("two"), context.log("three"), context.updateData("{\"new\":1}"),
                context.updateProgress("not json")};
            for (QFuture<Status>& future : futures) {
                future.waitForFinished();
                const QMutexLocker locker(&mutex);
                answers.append(future.resultAt(0));
            }
            return JsonText("1");
        }));
        QSignalSpy progress(worker.get(), &Worker::progress);
        worker->run();
        QTRY_VERIFY(t.isIn("completed", "a"));
        QTRY_COMPARE(progress.size(), 1);
        QCOMPARE(t.field("a", "progress"), "{\"p\":50}");
        QCOMPARE(t.field("a", "data"), "{\"new\":1}");
        QCOMPARE(m_redis.list({"LRANGE", t.job("a") + ":logs", "0", "-1"}), QByteArrayList({"two", "three"}));
        QCOMPARE(answers.size(), 6);
        QVERIFY(answers.at(4).has_value());
        QCOMPARE(answers.at(5).error().code, ErrorCode::BadInput);
        closeWorker(*worker);
    }

    void survivesReceiversThatGo()
    {
        // A receiver's destructor calls disconnectNotify under a lock that many objects share.
        WorkerTest t(m_redis);
        auto worker = t.worker(answering(JsonText("1")));
        for (int i = 0; i < 2000; ++i) {
            auto spy = std::make_unique<QSignalSpy>(worker.get(), &Worker::completed);
            QVERIFY(spy->isValid());
        }
        QSignalSpy completed(worker.get(), &Worker::completed);
        QCoreApplication::processEvents(); // what the spies left behind must not silence this one
        t.add("a");
        worker->run();
        QTRY_COMPARE(completed.size(), 1);
        closeWorker(*worker);
    }

    void cancelsAJob()
    {
        WorkerTest t(m_redis);
        t.add("a");
        auto processor = std::make_shared<HeldProcessor>();
        auto worker = t.worker(processor);
        worker->run();
        QTRY_COMPARE(processor->held(), 1);
        QVERIFY(!processor->context(0)->stopToken().stop_requested());
        QCOMPARE(processor->context(0)->stopReason(), QByteArray());
        worker->cancelJob("b", QStringLiteral("another"));
        worker->cancelJob("a", QStringLiteral("enough"));
        worker->cancelAllJobs(QStringLiteral("too late to be the reason"));
        QTRY_VERIFY(processor->context(0)->stopToken().stop_requested());
        QCOMPARE(processor->context(0)->stopReason(), QByteArray("enough"));
        processor->finish(0, JobFailure{JobFailure::Kind::Failed, "stopped", {}});
        QTRY_VERIFY(t.isIn("failed", "a"));
        closeWorker(*worker);
    }
};

QTEST_GUILESS_MAIN(TestWorker)
#include "tst_worker.moc"
