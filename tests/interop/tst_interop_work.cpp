// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "interop/interopbed.h"
#include "interop/scriptedprocessor.h"
#include "support/closeworker.h"
#include "support/droverprocess.h"

#include <QMutex>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace drover;
using namespace drover::test;

//! What a Drover worker leaves in Redis is what an npm worker would have left, and both share queues.
class TestInteropWork final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_bed.start(), m_bed.redis.log().constData()); }

    void finishesAsNpmDoes_data()
    {
        QTest::addColumn<QJsonObject>("options");
        QTest::addColumn<QJsonObject>("script");
        QTest::addColumn<QString>("state");
        const auto row = [](const char* name, const char* options, const char* script, const char* state) {
            QTest::newRow(name) << j(options) << j(script) << QString::fromLatin1(state);
        };
        row("an object", "{}", "{'value':{'b':1,'a':[true,null,{'x':'y'}]}}", "completed");
        row("null", "{}", "{'value':null}", "completed");
        row("zero", "{}", "{'value':0}", "completed");
        row("an empty text", "{}", "{'value':''}", "completed");
        row("unicode", "{}", "{'value':'ü 漢字 🎉 / \\\\'}", "completed");
        row("false", "{}", "{'value':false}", "completed");
        row("fails", "{}", "{'fail':true,'message':'no such table'}", "failed");
        row("fails with lines", "{}", "{'fail':true,'message':'one\\ntwo ü'}", "failed");
        row("fails, attempts used up", "{'attempts':3}", "{'fail':true}", "failed");
        row("fails twice, then not", "{'attempts':3}", "{'failTimes':2,'value':7}", "completed");
        row("fails twice by priority", "{'attempts':3,'priority':4}", "{'failTimes':2,'value':7}",
            "completed");
        row("fails once, back-off", "{'attempts':2,'backoff':{'type':'fixed','delay':20}}",
            "{'failTimes':1,'value':1}", "completed");
        row("fails once, growing back-off", "{'attempts':4,'backoff':{'type':'exponential','delay':5}}",
            "{'failTimes':3,'value':1}", "completed");
        row("waits in back-off", "{'attempts':2,'backoff':{'type':'fixed','delay':3600000}}", "{'fail':true}",
            "delayed");
        row("waits in growing back-off", "{'attempts':2,'backoff':{'type':'exponential','delay':3600000}}",
            "{'fail':true}", "delayed");
        row("unrecoverable", "{'attempts':5}", "{'fail':true,'unrecoverable':true,'message':'never'}",
            "failed");
        row("progress and logs", "{}", "{'progress':[5,{'done':3},'half'],'log':['a','ü'],'value':1}",
            "completed");
        row("logs are cut", "{'keepLogs':2}", "{'log':['a','b','c','d'],'value':1}", "completed");
        row("stacks are cut", "{'attempts':4,'stackTraceLimit':2}", "{'fail':true}", "failed");
        row("no stacks", "{'attempts':2,'stackTraceLimit':0}", "{'fail':true}", "failed");
        row("data changed", "{}", "{'updateData':{'new':1},'value':1}", "completed");
        row("removed when completed", "{'removeOnComplete':true}", "{'log':['a'],'value':1}", "unknown");
        row("removed when failed", "{'removeOnFail':true}", "{'log':['a'],'fail':true}", "unknown");
        row("removed when failed for good", "{'removeOnFail':true,'attempts':2}", "{'fail':true}", "unknown");
        row("kept when completed", "{'removeOnComplete':{'count':5}}", "{'value':1}", "completed");
        row("was delayed", "{'delay':20}", "{'value':1}", "completed");
        row("fails twice by negative priority", "{'attempts':3,'priority':-4}", "{'failTimes':2,'value':7}",
            "completed");
        row("was delayed, by priority", "{'delay':20,'priority':3}", "{'value':1}", "completed");
    }

    void finishesAsNpmDoes()
    {
        QFETCH(QJsonObject, options);
        QFETCH(QJsonObject, script);
        QFETCH(QString, state);
        const QString theirs = RedisFixture::uniqueQueue(QStringLiteral("npm"));
        const QString ours = RedisFixture::uniqueQueue(QStringLiteral("our"));
        for (const auto& queue : {theirs, ours})
            QCOMPARE(m_bed.npm.add(queue, QStringLiteral("job"), j("{'n':1}"), options), QStringLiteral("1"));
        const auto npmWorker =
            m_bed.npm.startWorker(theirs, script, j("{'name':'tom','metrics':{'maxDataPoints':5}}"));
        WorkerOptions workerOptions;
        workerOptions.name = "tom";
        workerOptions.metricsPoints = 5;
        auto worker = m_bed.worker(ours, scriptedProcessor(script), workerOptions);
        worker->run();
        QTRY_COMPARE_WITH_TIMEOUT(m_bed.npm.state(theirs, QStringLiteral("1")), state, 10000);
        QTRY_COMPARE_WITH_TIMEOUT(m_bed.npm.state(ours, QStringLiteral("1")), state, 10000);
        QCOMPARE(closeWorker(*worker), WorkerCloseReport{});
        QVERIFY(m_bed.npm.call(QStringLiteral("workerClose"), {{QStringLiteral("worker"), npmWorker}}).ok);

        QCOMPARE(m_bed.comparable(ours, "1"), m_bed.comparable(theirs, "1"));
        QCOMPARE(stacks(ours), stacks(theirs));
        QCOMPARE(m_bed.redis.list({"LRANGE", m_bed.key(ours, "1:logs"), "0", "-1"}),
            m_bed.redis.list({"LRANGE", m_bed.key(theirs, "1:logs"), "0", "-1"}));
        QCOMPARE(events(ours), events(theirs));
        for (const char* metrics : {"metrics:completed", "metrics:failed"})
            QCOMPARE(m_bed.redis.text({"HGET", m_bed.key(ours, metrics), "count"}),
                m_bed.redis.text({"HGET", m_bed.key(theirs, metrics), "count"}));
        QCOMPARE(m_bed.violations(ours), QByteArray());
    }

    void retentionLeavesWhatNpmLeaves_data()
    {
        QTest::addColumn<QJsonObject>("jobOptions");
        QTest::addColumn<QJsonObject>("workerOptions");
        QTest::addColumn<int>("version");
        const auto rows = [](const char* name, const char* job, const char* worker) {
            QTest::addRow("%s, 6.7.0", name) << j(job) << j(worker) << 6;
            QTest::addRow("%s, 5.81.5", name) << j(job) << j(worker) << 5;
        };
        rows("three by the job", "{'removeOnComplete':3}", "{}");
        rows("none by the job", "{'removeOnComplete':true}", "{}");
        rows("two by the worker", "{}", "{'removeOnComplete':{'count':2}}");
        rows("the job wins", "{'removeOnComplete':4}", "{'removeOnComplete':{'count':1}}");
        rows("by age and count", "{'removeOnComplete':{'age':3600,'count':5}}", "{}");
    }

    void retentionLeavesWhatNpmLeaves()
    {
        QFETCH(QJsonObject, jobOptions);
        QFETCH(QJsonObject, workerOptions);
        QFETCH(int, version);
        const QString theirs = RedisFixture::uniqueQueue(QStringLiteral("npm"));
        const QString ours = RedisFixture::uniqueQueue(QStringLiteral("our"));
        for (const auto& queue : {theirs, ours}) {
            QVERIFY(m_bed.npm
                        .eval(QStringLiteral("for (let i = 0; i < 9; i++) await queue.add('x', {i}, args)"),
                            queue, jobOptions, version)
                        .ok);
        }
        const auto npmWorker =
            m_bed.npm.startWorker(theirs, j("{'value':1,'log':['row']}"), workerOptions, version);
        WorkerOptions options;
        if (const auto keep = workerOptions[QLatin1String("removeOnComplete")].toObject(); !keep.isEmpty()) {
            options.removeOnComplete = KeepJobs{};
            options.removeOnComplete->count = keep[QLatin1String("count")].toInteger();
        }
        auto worker = m_bed.worker(ours, scriptedProcessor(j("{'value':1,'log':['row']}")), options);
        QSignalSpy completed(worker.get(), &Worker::completed);
        worker->run();
        QTRY_COMPARE_WITH_TIMEOUT(completed.count(), 9, 10000);
        QTRY_COMPARE_WITH_TIMEOUT(completedBy(npmWorker), qsizetype{9}, 10000);
        QCOMPARE(closeWorker(*worker), WorkerCloseReport{});
        QVERIFY(m_bed.npm.call(QStringLiteral("workerClose"), {{QStringLiteral("worker"), npmWorker}}).ok);
        QCOMPARE(m_bed.redis.list({"ZRANGE", m_bed.key(ours, "completed"), "0", "-1"}),
            m_bed.redis.list({"ZRANGE", m_bed.key(theirs, "completed"), "0", "-1"}));
        QCOMPARE(m_bed.redis.list({"KEYS", m_bed.key(ours, "*:logs")}).size(),
            m_bed.redis.list({"KEYS", m_bed.key(theirs, "*:logs")}).size());
        QCOMPARE(m_bed.violations(ours, {.drained = true}), QByteArray());
    }

    void npmReadsWhatWeReturned()
    {
        const QString queue = RedisFixture::uniqueQueue();
        const QString id =
            m_bed.npm
                .eval(
                    QStringLiteral("return (await queue.add('echo', {text: 'ü', list: [1, 2.5, null]})).id"),
                    queue)
                .value()
                .toString();
        QVERIFY(m_bed.npm
                    .eval(QStringLiteral(R"(
            memory.events = new bull.QueueEvents('%1', {connection});
            await memory.events.waitUntilReady();
            memory.result = (await queue.getJob('%2')).waitUntilFinished(memory.events, 10000))")
                              .arg(queue, id),
                        queue)
                    .ok);
        auto worker = m_bed.worker(queue, scriptedProcessor(j("{'echo':true}")));
        worker->run();
        const auto result = m_bed.npm.eval(
            QStringLiteral("const r = await memory.result; await memory.events.close(); return r"));
        QCOMPARE(result.json, QByteArray("{\"text\":\"ü\",\"list\":[1,2.5,null]}"));
        QCOMPARE(closeWorker(*worker), WorkerCloseReport{});
    }

    void keepsTheOrderOfPrioritiesAndLifo()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(m_bed.npm
                    .eval(QStringLiteral(R"(
            await queue.addBulk([['third'], ['fourth'], ['second', {lifo: true}], ['first', {lifo: true}],
                ['sixth', {priority: 2}], ['fifth', {priority: 1}], ['seventh', {priority: 2}]]
                .map(([name, opts]) => ({name, data: {}, opts}))))"),
                        queue)
                    .ok);
        QStringList names;
        QMutex mutex;
        auto worker = m_bed.worker(queue, scriptedProcessor(j("{'value':1}"), [&](const Job& job) {
            const QMutexLocker locker(&mutex);
            names.append(QString::fromUtf8(job.name));
        }));
        QSignalSpy completed(worker.get(), &Worker::completed);
        worker->run();
        QTRY_COMPARE(completed.count(), 7);
        QCOMPARE(closeWorker(*worker), WorkerCloseReport{});
        QCOMPARE(names,
            (QStringList{QStringLiteral("first"), QStringLiteral("second"), QStringLiteral("third"),
                QStringLiteral("fourth"), QStringLiteral("fifth"), QStringLiteral("sixth"),
                QStringLiteral("seventh")}));
    }

    void sharesAQueueWithNpm_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("6.7.0") << 6;
        QTest::newRow("5.81.5") << 5;
    }

    // fault: F10
    void sharesAQueueWithNpm()
    {
        QFETCH(int, version);
        const QString queue = RedisFixture::uniqueQueue();
        auto worker =
            m_bed.worker(queue, scriptedProcessor(j("{'sleep':2,'failTimes':1,'value':'ours'}")), [] {
                WorkerOptions options;
                options.concurrency = 4;
                return options;
            }());
        worker->run();
        const auto npmWorker = m_bed.npm.startWorker(
            queue, j("{'sleep':2,'failTimes':1,'value':'theirs'}"), j("{'concurrency':4}"), version);
        QVERIFY(m_bed.npm
                    .eval(QStringLiteral(R"(
            const jobs = [];
            for (let i = 0; i < 400; i++) jobs.push({name: 'x', data: {i}, opts: {attempts: 2}});
            await queue.addBulk(jobs))"),
                        queue, {}, version)
                    .ok);
        QTRY_COMPARE_WITH_TIMEOUT(m_bed.npmCount(queue, "completed"), 400, 20000);
        QCOMPARE(closeWorker(*worker), WorkerCloseReport{});
        QVERIFY(m_bed.npm.call(QStringLiteral("workerClose"), {{QStringLiteral("worker"), npmWorker}}).ok);
        const auto shares = m_bed.npm.eval(QStringLiteral("const done = await queue.getCompleted(); const "
                                                          "ours = done.filter(job => job.returnvalue === "
                                                          "'ours').length; return ours > 20 && ours < 380"),
            queue, {}, version);
        QCOMPARE(shares.json, QByteArray("true"));
        QCOMPARE(m_bed.violations(queue, {.drained = true}), QByteArray());
    }

    void sharesALimitWithNpm_data() { sharesAQueueWithNpm_data(); }

    // fault: F10
    void sharesALimitWithNpm()
    {
        QFETCH(int, version);
        const QString queue = RedisFixture::uniqueQueue();
        Journal journal;
        QMutex mutex;
        WorkerOptions options;
        options.concurrency = 10;
        options.limiter = RateLimit{5, Milliseconds{400}};
        auto worker = m_bed.worker(queue,
            scriptedProcessor(j("{'value':1}"),
                [&](const Job& job) {
                    const QMutexLocker locker(&mutex);
                    journal.started(job.id, QDateTime::currentMSecsSinceEpoch());
                }),
            options);
        worker->run();
        const auto npmWorker = m_bed.npm.startWorker(
            queue, j("{'value':1}"), j("{'concurrency':10,'limiter':{'max':5,'duration':400}}"), version);
        QVERIFY(
            m_bed.npm
                .eval(
                    QStringLiteral(
                        "await queue.addBulk(Array.from({length: 30}, (_, i) => ({name: 'x', data: {i}})))"),
                    queue)
                .ok);
        QTRY_COMPARE_WITH_TIMEOUT(m_bed.npmCount(queue, "completed"), 30, 20000);
        QCOMPARE(closeWorker(*worker), WorkerCloseReport{});
        const auto theirs =
            m_bed.npm.call(QStringLiteral("workerJournal"), {{QStringLiteral("worker"), npmWorker}})
                .value()
                .toArray();
        QVERIFY(m_bed.npm.call(QStringLiteral("workerClose"), {{QStringLiteral("worker"), npmWorker}}).ok);
        for (const auto& entry : theirs)
            journal.started(
                entry[QStringLiteral("jobId")].toString().toUtf8(), entry[QStringLiteral("at")].toInteger());
        for (int id = 1; id <= 30; ++id)
            journal.added(QByteArray::number(id), "{\"i\":" + QByteArray::number(id - 1) + '}');
        QCOMPARE(journal.runs().size(), 30);
        QCOMPARE(m_bed.violations(
                     queue, {.drained = true, .journal = &journal, .limiterMax = 5, .limiterDuration = 400}),
            QByteArray());
    }

    void npmSeesOurWorkers()
    {
        const QString queue = RedisFixture::uniqueQueue();
        WorkerOptions named;
        named.name = "anna-7";
        auto first = m_bed.worker(queue, scriptedProcessor(j("{'value':1}")), named);
        auto second = m_bed.worker(queue, scriptedProcessor(j("{'value':1}")));
        QSignalSpy ready(first.get(), &Worker::ready);
        first->run();
        second->run();
        QTRY_COMPARE(ready.count(), 1);
        for (const int version : {6, 5}) {
            QTRY_COMPARE(
                m_bed.npm
                    .eval(QStringLiteral("return (await queue.getWorkers()).map(w => w.rawname).sort()"),
                        queue, {}, version)
                    .json,
                QJsonDocument(QJsonArray{QStringLiteral("bull:%1").arg(base64(queue)),
                                  QStringLiteral("bull:%1:w:anna-7").arg(base64(queue))})
                    .toJson(QJsonDocument::Compact));
        }
        QCOMPARE(closeWorker(*first), WorkerCloseReport{});
        QCOMPARE(closeWorker(*second), WorkerCloseReport{});
        QTRY_COMPARE(m_bed.npm.eval(QStringLiteral("return (await queue.getWorkers()).length"), queue).json,
            QByteArray("0"));
    }

    void npmsPauseHoldsOurWorker_data() { sharesAQueueWithNpm_data(); }

    void npmsPauseHoldsOurWorker()
    {
        QFETCH(int, version);
        const QString queue = RedisFixture::uniqueQueue();
        auto worker = m_bed.worker(queue, scriptedProcessor(j("{'value':1}")));
        QSignalSpy completed(worker.get(), &Worker::completed);
        worker->run();
        QVERIFY(!m_bed.npm.add(queue, QStringLiteral("x"), 1, {}, version).isEmpty());
        QTRY_COMPARE(completed.count(), 1);
        QVERIFY(m_bed.npm.eval(QStringLiteral("await queue.pause()"), queue, {}, version).ok);
        QVERIFY(!m_bed.npm.add(queue, QStringLiteral("x"), 2, {}, version).isEmpty());
        // A second queue proves that the worker's Redis has gone on meanwhile.
        const QString other = RedisFixture::uniqueQueue();
        auto witness = m_bed.worker(other, scriptedProcessor(j("{'value':1}")));
        QSignalSpy seen(witness.get(), &Worker::completed);
        witness->run();
        QVERIFY(!m_bed.npm.add(other, QStringLiteral("x"), 1).isEmpty());
        QTRY_COMPARE(seen.count(), 1);
        QCOMPARE(completed.count(), 1);
        QVERIFY(m_bed.npm.eval(QStringLiteral("await queue.resume()"), queue, {}, version).ok);
        QTRY_COMPARE_WITH_TIMEOUT(completed.count(), 2, 10000);
        QCOMPARE(closeWorker(*worker), WorkerCloseReport{});
        QCOMPARE(closeWorker(*witness), WorkerCloseReport{});
        QCOMPARE(m_bed.violations(queue, {.drained = true}), QByteArray());
    }

    void takesOverFromAKilledNpmWorker_data() { sharesAQueueWithNpm_data(); }

    // fault: F1
    void takesOverFromAKilledNpmWorker()
    {
        QFETCH(int, version);
        const QString queue = RedisFixture::uniqueQueue();
        NpmProcess victim(m_bed.redis.socketPath());
        QVERIFY(victim.start());
        QVERIFY(!victim
                     .startWorker(
                         queue, j("{'hang':true}"), j("{'lockDuration':400,'stalledInterval':300}"), version)
                     .isEmpty());
        QVERIFY(!m_bed.npm.add(queue, QStringLiteral("x"), 1, {}, version).isEmpty());
        QTRY_COMPARE(victim.notifications(QStringLiteral("active")).size(), 1);
        victim.kill();
        WorkerOptions options;
        options.stalledInterval = Milliseconds{300};
        auto worker = m_bed.worker(queue, scriptedProcessor(j("{'value':'rescued'}")), options);
        QSignalSpy stalled(worker.get(), &Worker::stalled);
        worker->run();
        QTRY_COMPARE_WITH_TIMEOUT(
            m_bed.npm.state(queue, QStringLiteral("1")), QStringLiteral("completed"), 10000);
        QCOMPARE(stalled.count(), 1);
        QCOMPARE(closeWorker(*worker), WorkerCloseReport{});
        QCOMPARE(m_bed.hash(queue, "1").value("stc"), QByteArray("1"));
        QCOMPARE(m_bed.violations(queue, {.drained = true}), QByteArray());
    }

    void npmTakesOverFromOurKilledWorker_data() { sharesAQueueWithNpm_data(); }

    //! The other direction: `drover work` dies with jobs in hand, and the package's stalled check finds them.
    // fault: F1
    void npmTakesOverFromOurKilledWorker()
    {
        QFETCH(int, version);
        constexpr int jobs = 4;
        const QString queue = RedisFixture::uniqueQueue();
        for (int i = 0; i < jobs; ++i)
            QVERIFY(!m_bed.npm.add(queue, QStringLiteral("x"), i, {}, version).isEmpty());
        DroverProcess victim;
        victim.start({QStringLiteral("work"), queue, QStringLiteral("--json"), QStringLiteral("--connect"),
            QStringLiteral("unix://") + m_bed.redis.socketPath(), QStringLiteral("--concurrency"),
            QString::number(jobs), QStringLiteral("--lock-duration"), QStringLiteral("1000"),
            QStringLiteral("--stalled-interval"), QStringLiteral("300"), // all workers share one check
            QStringLiteral("--simulate"), QStringLiteral("ms=600000")});
        QTRY_COMPARE_WITH_TIMEOUT(victim.count(QLatin1StringView("active")), jobs, 20000);
        victim.kill();
        QCOMPARE(m_bed.redis.integer({"LLEN", m_bed.key(queue, "active")}), jobs);
        const auto npmWorker = m_bed.npm.startWorker(queue, j("{'value':'rescued'}"),
            j("{'concurrency':4,'lockDuration':1000,'stalledInterval':300}"), version);
        QTRY_COMPARE_WITH_TIMEOUT(completedBy(npmWorker), qsizetype{jobs}, 20000);
        QVERIFY(m_bed.npm.call(QStringLiteral("workerClose"), {{QStringLiteral("worker"), npmWorker}}).ok);
        for (int id = 1; id <= jobs; ++id) {
            const auto job = m_bed.hash(queue, QByteArray::number(id));
            QCOMPARE(job.value("stc"), QByteArray("1"));
            QCOMPARE(job.value("ats"), QByteArray("2")); // begun by us, and again by npm
            QCOMPARE(job.value("atm"), QByteArray("1"));
            QCOMPARE(job.value("returnvalue"), QByteArray("\"rescued\""));
        }
        QCOMPARE(m_bed.violations(queue, {.drained = true}), QByteArray());
    }

private:
    static QString base64(const QString& text) { return QString::fromLatin1(text.toUtf8().toBase64()); }

    qsizetype completedBy(const QString& npmWorker)
    {
        const auto all = m_bed.npm.notifications(QStringLiteral("completed"));
        return std::count_if(all.begin(), all.end(),
            [&](const QJsonObject& one) { return one[QLatin1String("worker")].toString() == npmWorker; });
    }

    //! Rows of the stack trace.
    qsizetype stacks(const QString& queue)
    {
        return QJsonDocument::fromJson(m_bed.hash(queue, "1").value("stacktrace")).array().size();
    }

    QList<InteropBed::Hash> events(const QString& queue)
    {
        auto all = m_bed.events(queue);
        for (auto& event : all) {
            if (event.contains("delay"))
                event["delay"] = "set";
        }
        return all;
    }

    InteropBed m_bed;
};

QTEST_GUILESS_MAIN(TestInteropWork)
#include "tst_interop_work.moc"
