// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "workertest.h"

#include "scripts/scriptregistry.h"
#include "support/faultproxy.h"
#include "worker/simulateprocessor.h"

#include <QFile>
#include <QSemaphore>
#include <QTemporaryDir>

using namespace drover;
using namespace drover::test;

namespace {

//! Jobs of some milliseconds; knows how many ran at once at the most, by their processors and nobody else.
class CountingProcessor final : public Processor {
public:
    void start(std::shared_ptr<JobContext> context, Finished finished) override
    {
        ++m_runs;
        const int now = ++m_now;
        if (now > m_most)
            m_most = now;
        m_inner->start(
            std::move(context), [this, finished = std::move(finished)](JobOutcome outcome) mutable {
                --m_now;
                finished(std::move(outcome));
            });
    }
    void setConcurrency(int concurrency) override { m_inner->setConcurrency(concurrency); }
    [[nodiscard]] int runs() const { return m_runs; }
    [[nodiscard]] int most() const { return m_most; }

private:
    std::shared_ptr<Processor> m_inner = simulateProcessor(*parseSimulateSpec("ms=20"));
    std::atomic<int> m_runs = 0;
    std::atomic<int> m_now = 0;
    std::atomic<int> m_most = 0;
};

} // namespace

//! Locks, stalls, lost connections, closing and crashes.
class TestWorkerFaults final : public QObject {
    Q_OBJECT
    RedisFixture m_redis;

    static std::shared_ptr<Processor> done() { return answering(JsonText("1")); }
    static WorkerOptions quick()
    {
        WorkerOptions options;
        options.lockDuration = Milliseconds(400);
        options.stalledInterval = Milliseconds(200);
        return options;
    }
private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_redis.start(), m_redis.log().constData()); }

    void renewsLocks()
    {
        WorkerTest t(m_redis);
        t.add("a");
        auto processor = std::make_shared<HeldProcessor>();
        auto worker = t.worker(processor, quick());
        QSignalSpy stalled(worker.get(), &Worker::stalled);
        QSignalSpy lost(worker.get(), &Worker::lockLost);
        worker->run();
        QTRY_COMPARE(processor->held(), 1);
        const qint64 before = m_redis.commandCalls().value("evalsha");
        QTRY_VERIFY(
            m_redis.commandCalls().value("evalsha") >= before + 12); // renewals and checks well past the lock
        QCOMPARE(m_redis.text({"GET", t.job("a") + ":lock"}), processor->context(0)->token());
        QVERIFY(stalled.isEmpty());
        QVERIFY(lost.isEmpty());
        processor->finish(0);
        QTRY_VERIFY(t.isIn("completed", "a"));
        closeWorker(*worker);
        QCOMPARE(t.violations(true), QByteArray());
    }

    //! Whoever deletes a worker without closing it loses nothing but the wait: sanitizers watch.
    // fault: F1
    void deletedWithoutClose()
    {
        WorkerTest t(m_redis);
        {
            auto idle = t.worker(done(), quick());
            idle->run();
            QTRY_VERIFY(m_redis.text({"CLIENT", "LIST"}).contains("cmd=bzpopmin"));
        }
        t.add("a");
        {
            auto processor = std::make_shared<HeldProcessor>();
            auto busy = t.worker(processor, quick());
            busy->run();
            QTRY_COMPARE(processor->held(), 1);
        }
        auto next = t.worker(done(), quick());
        next->run();
        QTRY_VERIFY(t.isIn("completed", "a"));
        closeWorker(*next);
        QCOMPARE(t.violations(true), QByteArray());
    }

    // fault: F1
    // production: P7
    void recoversStalledJobs()
    {
        WorkerTest t(m_redis);
        t.addHeld("a", "somebody:1");
        m_redis.command({"PEXPIRE", t.job("a") + ":lock", "1"});
        auto worker = t.worker(done(), quick());
        QSignalSpy stalled(worker.get(), &Worker::stalled);
        worker->run();
        QTRY_VERIFY(t.isIn("completed", "a"));
        QTRY_COMPARE(stalled.size(), 1);
        QCOMPARE(stalled.at(0).at(0).value<JobId>(), JobId("a"));
        QCOMPARE(t.field("a", "stc"), "1");
        closeWorker(*worker);
    }

    // fault: F3
    void stopsTheProcessorWhenTheLockIsStolen()
    {
        WorkerTest t(m_redis);
        t.add("a");
        auto processor = std::make_shared<HeldProcessor>();
        auto worker = t.worker(processor, quick());
        QSignalSpy lost(worker.get(), &Worker::lockLost);
        QSignalSpy completed(worker.get(), &Worker::completed);
        worker->run();
        QTRY_COMPARE(processor->held(), 1);
        m_redis.command({"SET", t.job("a") + ":lock", "thief:0"});
        QTRY_COMPARE(lost.size(), 1);
        QVERIFY(processor->context(0)->stopToken().stop_requested());
        processor->finish(0);
        QTRY_COMPARE(worker->activeJobs(), 0);
        QCOMPARE(t.size("active"), 1); // the thief's
        QVERIFY(completed.isEmpty());
        closeWorker(*worker);
    }

    // fault: F3
    void leavesAJobWhoseLockVanishedToOthers()
    {
        WorkerTest t(m_redis);
        t.add("a");
        auto processor = std::make_shared<HeldProcessor>();
        auto worker = t.worker(processor);
        QSignalSpy lost(worker.get(), &Worker::lockLost);
        worker->run();
        QTRY_COMPARE(processor->held(), 1);
        m_redis.command({"DEL", t.job("a") + ":lock"});
        processor->finish(0);
        QTRY_COMPARE(lost.size(), 1);
        QCOMPARE(t.size("active"), 1);
        closeWorker(*worker);
    }

    // fault: A4
    void adoptsItsOwnJobsAfterAReconnection()
    {
        WorkerTest t(m_redis);
        auto worker = t.worker(done());
        QSignalSpy ready(worker.get(), &Worker::ready);
        worker->run();
        QTRY_COMPARE(ready.size(), 1);
        t.addHeld("a", worker->id() + ":77");
        m_redis.command({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
        QTRY_VERIFY(t.isIn("completed", "a"));
        QVERIFY(m_redis.command({"HGET", t.job("a"), "stc"}).isNil());
        QCOMPARE(t.field("a", "ats"), "1");
        closeWorker(*worker);
    }

    void settlesLostAnswers_data()
    {
        QTest::addColumn<ScriptId>("script");
        QTest::addColumn<Fault::Kind>("kind");
        QTest::addColumn<int>("concurrency");
        for (const ScriptId script : {ScriptId::MoveToActive, ScriptId::MoveToFinished}) {
            const char* name = drover::script(script).name.constData();
            for (const int concurrency : {1, 3}) {
                QTest::addRow("%s, carried out, %d at once", name, concurrency)
                    << script << Fault::Kind::CutBeforeReply << concurrency;
                QTest::addRow("%s, never arrived, %d at once", name, concurrency)
                    << script << Fault::Kind::SwallowRequest << concurrency;
                QTest::addRow("%s, half a reply, %d at once", name, concurrency)
                    << script << Fault::Kind::CutInReply << concurrency;
            }
        }
    }
    // fault: A4
    void settlesLostAnswers()
    {
        QFETCH(ScriptId, script);
        QFETCH(Fault::Kind, kind);
        QFETCH(int, concurrency);
        constexpr int jobs = 12;
        WorkerTest t(m_redis);
        t.addMany(jobs);
        FaultProxy proxy(m_redis.unixOptions());
        WorkerOptions options;
        options.concurrency = concurrency;
        ConnectionOptions connection = proxy.options();
        connection.retry.minimum = Milliseconds(20);
        const auto processor = std::make_shared<CountingProcessor>();
        auto worker = t.worker(processor, options, connection);
        QSignalSpy completed(worker.get(), &Worker::completed);
        QSignalSpy lost(worker.get(), &Worker::lockLost);
        Fault fault;
        fault.kind = kind;
        fault.match = drover::script(script).sha1;
        fault.request = script == ScriptId::MoveToActive ? 1 : 2;
        fault.bytes = 3;
        proxy.setFault(fault);
        worker->run();
        QTRY_COMPARE_WITH_TIMEOUT(t.size("completed"), jobs, 10000);
        QCOMPARE(proxy.hits(), 1);
        QTRY_COMPARE(completed.size(), jobs);
        QCOMPARE(processor->runs(), jobs);
        QCOMPARE(processor->most(), concurrency); // the job of the lost reply has its slot to itself
        QVERIFY(lost.isEmpty());
        for (int i = 1; i <= jobs; ++i)
            QVERIFY(m_redis.command({"HGET", t.job("j" + QByteArray::number(i)), "stc"}).isNil());
        closeWorker(*worker);
        QCOMPARE(t.violations(true), QByteArray());
    }

    // fault: A2
    void goesOnThroughKilledConnections()
    {
        WorkerTest t(m_redis);
        t.addMany(2000);
        WorkerOptions options;
        options.concurrency = 20;
        ConnectionOptions connection = m_redis.unixOptions();
        connection.retry.minimum = Milliseconds(20);
        auto worker = t.worker(simulateProcessor(*parseSimulateSpec("ms=10")), options, connection);
        worker->run();
        // In one transaction: the worker has jobs in hand and is there when it is hit.
        const auto strikes = [&] {
            m_redis.command({"MULTI"});
            m_redis.command({"LLEN", t.key("active")});
            m_redis.command({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
            const Reply reply = m_redis.command({"EXEC"});
            return reply.items.at(0).integer > 0 && reply.items.at(1).integer > 0;
        };
        for (int i = 1; i <= 5; ++i) {
            QTRY_VERIFY(t.size("completed") >= i * 200);
            QVERIFY(QTest::qWaitFor(strikes)); // QTRY_VERIFY would strike once more for its own verdict
        }
        QVERIFY(t.size("wait") > 0);
        QTRY_COMPARE_WITH_TIMEOUT(t.size("completed"), 2000, 15000);
        QTRY_COMPARE(t.size("active"), 0);
        closeWorker(*worker);
        QCOMPARE(t.violations(true), QByteArray());
    }

    // fault: F3
    void regainsLocksThatExpiredWithTheServerAway()
    {
        RedisFixture server({.keepsAll = true});
        QVERIFY(server.start());
        WorkerTest t(server);
        t.add("a");
        auto processor = std::make_shared<HeldProcessor>();
        WorkerOptions options;
        options.lockDuration = Milliseconds(60000);
        auto worker = t.worker(processor, options);
        QSignalSpy lost(worker.get(), &Worker::lockLost);
        worker->run();
        QTRY_COMPARE(processor->held(), 1);
        server.command({"DEL", t.job("a") + ":lock"});
        server.command({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
        QTRY_COMPARE(server.text({"GET", t.job("a") + ":lock"}), processor->context(0)->token());
        QVERIFY(lost.isEmpty());
        processor->finish(0);
        QTRY_VERIFY(t.isIn("completed", "a"));
        closeWorker(*worker);
    }

    // fault: F4
    void waitsForJobsWhenClosing()
    {
        WorkerTest t(m_redis);
        t.add("a");
        t.add("b");
        auto processor = std::make_shared<HeldProcessor>();
        auto worker = t.worker(processor);
        QSignalSpy closing(worker.get(), &Worker::closing);
        QSignalSpy closed(worker.get(), &Worker::closed);
        worker->run();
        QTRY_COMPARE(processor->held(), 1);
        worker->close(Milliseconds(10000));
        QTRY_COMPARE(closing.size(), 1);
        processor->finish(0);
        QTRY_COMPARE(closed.size(), 1);
        QCOMPARE(closed.at(0).at(0).value<WorkerCloseReport>(), WorkerCloseReport{});
        QVERIFY(t.isIn("completed", "a"));
        QCOMPARE(t.size("wait"), 1);
        QCOMPARE(t.violations(), QByteArray());
    }

    // fault: F4
    void handsBackWhatDoesNotEnd()
    {
        WorkerTest t(m_redis);
        t.addMany(3);
        auto processor = std::make_shared<HeldProcessor>();
        WorkerOptions options;
        options.concurrency = 3;
        auto worker = t.worker(processor, options);
        worker->run();
        QTRY_COMPARE(processor->held(), 3);
        QCOMPARE(closeWorker(*worker, Milliseconds(1)), (WorkerCloseReport{3, 0}));
        QVERIFY(processor->context(0)->stopToken().stop_requested());
        QCOMPARE(t.size("wait"), 3);
        QCOMPARE(t.size("active"), 0);
        QVERIFY(m_redis.command({"HGET", t.job("j1"), "stc"}).isNil());
        QCOMPARE(t.violations(), QByteArray());
        processor->finish(0); // too late, and harmless
    }

    //! What the processor says to the stop comes before Redis has answered: the jobs go back all the same.
    void handsBackWhatObeysAtOnce()
    {
        WorkerTest t(m_redis);
        t.addMany(3);
        auto obeying = poolProcessor([](JobContext& context) -> JobOutcome {
            QSemaphore end;
            const std::stop_callback onStop(context.stopToken(), [&end] { end.release(); });
            end.acquire();
            return JobFailure{JobFailure::Kind::Failed, context.stopReason(), {}};
        });
        WorkerOptions options;
        options.concurrency = 3;
        auto worker = t.worker(obeying, options);
        worker->run();
        QTRY_COMPARE(worker->activeJobs(), 3);
        QCOMPARE(closeWorker(*worker, Milliseconds(1)), (WorkerCloseReport{3, 0}));
        QCOMPARE(t.size("wait"), 3);
        QCOMPARE(t.size("active"), 0);
        QCOMPARE(t.violations(), QByteArray());
    }

    void handsBackThroughALostAnswer_data()
    {
        QTest::addColumn<Fault::Kind>("kind");
        QTest::newRow("carried out") << Fault::Kind::CutBeforeReply;
        QTest::newRow("never arrived") << Fault::Kind::SwallowRequest;
        QTest::newRow("half a reply") << Fault::Kind::CutInReply;
    }
    //! Whatever became of the script: every job waits once, without a stall count, and the report says so.
    // fault: A4, F4
    void handsBackThroughALostAnswer()
    {
        QFETCH(Fault::Kind, kind);
        WorkerTest t(m_redis);
        t.addMany(3);
        FaultProxy proxy(m_redis.unixOptions());
        ConnectionOptions connection = proxy.options();
        connection.retry.minimum = Milliseconds(20);
        auto processor = std::make_shared<HeldProcessor>();
        WorkerOptions options = quick();
        options.concurrency = 3;
        auto worker = t.worker(processor, options, connection);
        worker->run();
        QTRY_COMPARE(processor->held(), 3);
        Fault fault;
        fault.kind = kind;
        fault.match = drover::script(ScriptId::MoveJobFromActiveToWait).sha1;
        fault.request = 2;
        fault.bytes = 2;
        proxy.setFault(fault);
        const WorkerCloseReport report = closeWorker(*worker, Milliseconds(1));
        QCOMPARE(proxy.hits(), 1);
        QCOMPARE(report, (WorkerCloseReport{3, 0}));
        QCOMPARE(t.size("active"), 0);
        QCOMPARE(t.size("wait"), 3);
        for (const QByteArray id : {"j1", "j2", "j3"})
            QVERIFY(m_redis.command({"HGET", t.job(id), "stc"}).isNil());
        QCOMPARE(t.violations(), QByteArray());
        auto next = t.worker(done(), quick());
        next->run();
        QTRY_COMPARE(t.size("completed"), 3);
        closeWorker(*next);
        QCOMPARE(t.violations(true), QByteArray());
    }

    // fault: F5
    void closesWithRedisAway()
    {
        RedisFixture server;
        QVERIFY(server.start());
        WorkerTest t(server);
        t.add("a");
        auto processor = std::make_shared<HeldProcessor>();
        auto worker = t.worker(processor);
        worker->run();
        QTRY_COMPARE(processor->held(), 1);
        server.killHard();
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(closeWorker(*worker, Milliseconds(0)), (WorkerCloseReport{0, 1}));
        QVERIFY(timer.elapsed() < 2000);
    }

    // fault: F5
    void closesAWorkerThatNeverReachedRedis()
    {
        RedisFixture server;
        QVERIFY(server.start());
        WorkerTest t(server);
        server.stop();
        auto worker = t.worker(done());
        worker->run();
        QCOMPARE(closeWorker(*worker), WorkerCloseReport{});
    }

    // fault: F2
    void takesUpTheJobsOfADeadProcess()
    {
        WorkerTest t(m_redis);
        QTemporaryDir dir;
        t.addHeld("a", "dead-worker:0");
        t.addHeld("b", "other-worker:0");
        WorkerOptions options;
        options.journalDir = dir.path();
        const QByteArray entry =
            "{\"worker\":\"dead-worker\",\"pid\":4194999,\"startTime\":\"1\",\"bootId\":\"x\","
            "\"server\":\""
            + m_redis.socketPath().toUtf8() + "/0\",\"queue\":\"" + t.queue.base().toHex() + "\"}";
        QFile file(dir.filePath(QStringLiteral("dead-worker.worker")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(entry);
        file.close();
        auto worker = t.worker(done(), options);
        worker->run();
        QTRY_VERIFY(t.isIn("completed", "a"));
        QVERIFY(m_redis.command({"HGET", t.job("a"), "stc"}).isNil());
        QTRY_VERIFY(!file.exists());
        QCOMPARE(t.size("active"), 1); // b: nobody proved that it was ours
        closeWorker(*worker);
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files), QStringList());
    }

    //! Deleted while a job is on its way back to a Redis that is away: the next start gives the job back.
    void keepsTheJournalOfAJobThatCouldNotGoBack()
    {
        RedisFixture server;
        QVERIFY(server.start());
        WorkerTest t(server);
        QTemporaryDir dir;
        WorkerOptions options;
        options.journalDir = dir.path();
        t.add("a");
        auto processor = std::make_shared<HeldProcessor>();
        auto worker = t.worker(processor, options);
        QSignalSpy closing(worker.get(), &Worker::closing);
        worker->run();
        QTRY_COMPARE(processor->held(), 1);
        server.stop();
        worker->close(Milliseconds(0));
        QTRY_COMPARE(closing.size(), 1);
        worker.reset();
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files).size(), 1);
    }

    void leavesTheJobsOfALivingWorkerAlone()
    {
        WorkerTest t(m_redis);
        QTemporaryDir dir;
        WorkerOptions options;
        options.journalDir = dir.path();
        t.add("a");
        auto processor = std::make_shared<HeldProcessor>();
        auto first = t.worker(processor, options);
        first->run();
        QTRY_COMPARE(processor->held(), 1);
        auto second = t.worker(done(), options);
        QSignalSpy drained(second.get(), &Worker::drained);
        second->run();
        QTRY_COMPARE(drained.size(), 1);
        QCOMPARE(m_redis.text({"GET", t.job("a") + ":lock"}), processor->context(0)->token());
        processor->finish(0);
        QTRY_VERIFY(t.isIn("completed", "a"));
        closeWorker(*second);
        closeWorker(*first);
    }

    // fault: B5
    // production: P6
    void tellsErrorsAtMostOnceASecond()
    {
        RedisFixture server;
        QVERIFY(server.start());
        WorkerTest t(server);
        t.add("a");
        auto processor = std::make_shared<HeldProcessor>();
        auto worker = t.worker(processor, quick());
        QSignalSpy errors(worker.get(), &Worker::errorOccurred);
        QSignalSpy lost(worker.get(), &Worker::lockLost);
        worker->run();
        QTRY_COMPARE(processor->held(), 1);
        server.command({"CONFIG", "SET", "maxmemory", "1"});
        QElapsedTimer timer;
        timer.start();
        QTRY_COMPARE(lost.size(), 1); // its lock could not be renewed: cancelled, not run twice
        QTRY_VERIFY(timer.elapsed() > 2500);
        QVERIFY2(errors.size() <= 3 * 4, QByteArray::number(errors.size()).constData());
        server.command({"CONFIG", "SET", "maxmemory", "0"});
        processor->finish(0);
        t.add("b");
        QTRY_VERIFY_WITH_TIMEOUT(processor->held() >= 2, 8000);
        closeWorker(*worker, Milliseconds(0));
    }
};

QTEST_GUILESS_MAIN(TestWorkerFaults)
#include "tst_workerfaults.moc"
