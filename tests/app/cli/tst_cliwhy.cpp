// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/droverprogram.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QJsonArray>
#include <QTest>

#include <memory>

using namespace drover::test;

//! Each cause is planted as it comes about, by npm where npm can do it, and must be the verdict; a queue that
//! works has none.
class TstCliWhy : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<RedisFixture> m_redis;
    std::unique_ptr<NpmProcess> m_npm;
    QString m_queue;

    QByteArray key(const char* name) const { return "bull:" + m_queue.toUtf8() + ':' + name; }
    [[nodiscard]] DroverOutput why() const
    {
        return DroverProgram(url()).run({QStringLiteral("why"), m_queue, QStringLiteral("--json")});
    }
    [[nodiscard]] QString url() const { return QStringLiteral("unix://") + m_redis->socketPath(); }
    [[nodiscard]] bool eval(const char* code) const
    {
        return m_npm->eval(QString::fromUtf8(code), m_queue).ok;
    }
    [[nodiscard]] static QJsonArray findingsOf(const DroverOutput& output)
    {
        return output.json()[QStringLiteral("findings")].toArray();
    }
    [[nodiscard]] QString verdict() const
    {
        return findingsOf(why()).at(0)[QStringLiteral("rule")].toString();
    }
    //! A worker of npm that takes what it can and then waits.
    void startWorker() const { QVERIFY(!m_npm->startWorker(m_queue, {}).isEmpty()); }
    //! A connection that looks like a worker's and never asks for anything.
    void listenOnly() const
    {
        m_redis->command({"CLIENT", "SETNAME", "bull:" + m_queue.toUtf8().toBase64()});
    }

private Q_SLOTS:
    void init()
    {
        m_redis = std::make_unique<RedisFixture>();
        QVERIFY2(m_redis->start(), m_redis->log().constData());
        m_npm = std::make_unique<NpmProcess>(m_redis->socketPath());
        QVERIFY(m_npm->start());
        m_queue = RedisFixture::uniqueQueue();
    }
    void cleanup()
    {
        m_npm.reset();
        m_redis.reset();
    }

    void aQueueThatWorks()
    {
        startWorker();
        QVERIFY(eval("for (let i = 0; i < 20; i++) await queue.add('n', i)"));
        QTRY_COMPARE(m_npm->counts(m_queue)[QStringLiteral("completed")].toInt(), 20);
        const DroverOutput output = why();
        QCOMPARE(findingsOf(output), QJsonArray());
        QCOMPARE(output.exitCode, 0);
        QVERIFY(DroverProgram(url()).run({QStringLiteral("why"), m_queue}).out.startsWith("Nothing holds "));
    }

    void workersThatAreBusy()
    {
        QVERIFY(!m_npm->startWorker(m_queue, {{QStringLiteral("hang"), true}}).isEmpty());
        QVERIFY(eval("await queue.add('n', 1)"));
        QTRY_COMPARE(m_npm->counts(m_queue)[QStringLiteral("active")].toInt(), 1);
        QCOMPARE(findingsOf(why()), QJsonArray());
    }

    void noWorker()
    {
        QVERIFY(eval("await queue.add('n', 1)"));
        const DroverOutput output = why();
        QCOMPARE(verdict(), QStringLiteral("no-workers"));
        QCOMPARE(output.exitCode, 1);
        const DroverOutput words = DroverProgram(url()).run({QStringLiteral("why"), m_queue});
        QVERIFY(words.out.contains("no worker listens"));
        QVERIFY(words.out.contains("fix: "));
    }

    void pausedQueue()
    {
        startWorker();
        QVERIFY(eval("await queue.pause(); await queue.add('n', 1)"));
        QCOMPARE(verdict(), QStringLiteral("queue-paused"));
    }

    void rateLimit()
    {
        startWorker();
        QVERIFY(eval("await queue.setGlobalRateLimit(1, 60000);"
                     "for (let i = 0; i < 3; i++) await queue.add('n', i)"));
        QTRY_COMPARE(m_npm->counts(m_queue)[QStringLiteral("completed")].toInt(), 1);
        QTRY_COMPARE(verdict(), QStringLiteral("rate-limited"));
    }

    void globalConcurrency()
    {
        QVERIFY(eval("await queue.setGlobalConcurrency(1)"));
        QVERIFY(!m_npm
                     ->startWorker(
                         m_queue, {{QStringLiteral("hang"), true}}, {{QStringLiteral("concurrency"), 5}})
                     .isEmpty());
        QVERIFY(eval("await queue.add('n', 1); await queue.add('n', 2)"));
        QTRY_COMPARE(m_npm->counts(m_queue)[QStringLiteral("active")].toInt(), 1);
        QCOMPARE(verdict(), QStringLiteral("concurrency-full"));
    }

    void jobsOfADeadWorker()
    {
        QVERIFY(eval("await queue.add('n', 1)"));
        // As a worker leaves them that died longer ago than its lock lasts.
        m_redis->command({"RPOPLPUSH", key("wait"), key("active")});
        m_redis->command({"HSET", key("1"), "processedOn", "1"});
        QTRY_COMPARE(m_npm->counts(m_queue)[QStringLiteral("active")].toInt(), 1);
        listenOnly();
        const DroverOutput output = why();
        QCOMPARE(findingsOf(output).at(0)[QStringLiteral("rule")].toString(),
            QStringLiteral("active-without-lock"));
        QCOMPARE(findingsOf(output).at(0)[QStringLiteral("evidence")][QStringLiteral("jobs")].toArray(),
            QJsonArray{QStringLiteral("1")});
    }

    void delayedForLater()
    {
        startWorker();
        QVERIFY(eval("await queue.add('n', 1, {delay: 3600000})"));
        const DroverOutput output = why();
        QCOMPARE(verdict(), QStringLiteral("delayed-later"));
        QCOMPARE(output.exitCode, 0); // nothing is wrong
    }

    void overdueJobs()
    {
        QVERIFY(eval("await queue.add('n', 1, {delay: 3600000})"));
        m_redis->command({"ZADD", key("delayed"), "4096000", "1"}); // due since 1970
        QCOMPARE(verdict(), QStringLiteral("no-workers"));
        listenOnly();
        QCOMPARE(verdict(), QStringLiteral("overdue-delayed"));
    }

    void parentOfAFailedChild()
    {
        QVERIFY(eval("const flow = new bull.FlowProducer({connection});"
                     "await flow.add({name: 'parent', queueName: queue.name, children: ["
                     "{name: 'child', queueName: queue.name + '-child', data: {}}]});"
                     "await flow.close()"));
        listenOnly();
        QCOMPARE(verdict(), QStringLiteral("children-run"));
        const QString children = m_queue + QStringLiteral("-child");
        QVERIFY(!m_npm->startWorker(children, {{QStringLiteral("fail"), true}}).isEmpty());
        QTRY_COMPARE(m_npm->counts(children)[QStringLiteral("failed")].toInt(), 1);
        QCOMPARE(verdict(), QStringLiteral("stuck-parent"));
    }

    void parentOfAChildThatIsGone()
    {
        QVERIFY(eval("const flow = new bull.FlowProducer({connection});"
                     "const tree = await flow.add({name: 'parent', queueName: queue.name, children: ["
                     "{name: 'child', queueName: queue.name + '-child', data: {}, opts: {jobId: 'gone'}}]});"
                     "await flow.close()"));
        listenOnly();
        m_redis->command({"DEL", "bull:" + m_queue.toUtf8() + "-child:gone"});
        const QJsonArray findings = findingsOf(why());
        QCOMPARE(findings.at(0)[QStringLiteral("rule")].toString(), QStringLiteral("stuck-parent"));
        QCOMPARE(findings.at(0)[QStringLiteral("evidence")][QStringLiteral("missingChildren")].toInt(), 1);
    }

    void schedulerThatStopped()
    {
        QVERIFY(eval("await queue.upsertJobScheduler('yearly', {pattern: '0 0 1 1 *'}, {name: 'n'})"));
        listenOnly();
        QCOMPARE(verdict(), QStringLiteral("delayed-later"));
        // Somebody removed its next job by hand.
        const QByteArray id = m_redis->command({"ZRANGE", key("delayed"), "0", "0"}).items.at(0).text;
        m_redis->command({"ZREM", key("delayed"), id});
        m_redis->command({"DEL", key(id.constData())});
        QCOMPARE(verdict(), QStringLiteral("scheduler-stopped"));
    }

    void schedulerThatCameToItsEnd()
    {
        QVERIFY(eval("await queue.upsertJobScheduler('twice', {every: 50, limit: 2}, {name: 'n'})"));
        startWorker();
        QTRY_COMPARE(m_npm->counts(m_queue)[QStringLiteral("completed")].toInt(), 2);
        QCOMPARE(findingsOf(why()), QJsonArray());
    }

    void anotherPrefix()
    {
        QVERIFY(eval("const other = new bull.Queue(queue.name, {connection, prefix: 'shop'});"
                     "await other.add('n', 1); await other.close()"));
        const QJsonArray findings = findingsOf(why());
        QCOMPARE(findings.at(0)[QStringLiteral("rule")].toString(), QStringLiteral("wrong-prefix"));
        QVERIFY(findings.at(0)[QStringLiteral("fix")].toArray().at(0).toString().contains(
            QStringLiteral("--prefix shop")));
    }

    void emptyQueue()
    {
        QVERIFY(eval("await queue.waitUntilReady()"));
        QTRY_VERIFY(m_redis->command({"EXISTS", key("meta")}).toInteger() == 1);
        QCOMPARE(findingsOf(why()), QJsonArray());
    }

    void noSuchQueue()
    {
        m_queue += QStringLiteral("-unknown");
        const DroverOutput output = why();
        QCOMPARE(output.exitCode, 2);
        QCOMPARE(output.json()[QStringLiteral("error")][QStringLiteral("code")].toString(),
            QStringLiteral("NotFound"));
    }

    void fullMemory()
    {
        QVERIFY(eval("await queue.add('n', 1)"));
        m_redis->command({"CONFIG", "SET", "maxmemory", "1"});
        const DroverOutput output = why();
        QCOMPARE(verdict(), QStringLiteral("memory-headroom"));
        QCOMPARE(output.exitCode, 3);
    }

    void replica()
    {
        QVERIFY(eval("await queue.add('n', 1)"));
        RedisFixture copy;
        QVERIFY2(copy.start(), copy.log().constData());
        copy.command({"RESTORE", key("wait"), "0", m_redis->command({"DUMP", key("wait")}).text});
        copy.command({"REPLICAOF", "127.0.0.1", "1"}); // nobody is there; what it has it keeps
        const DroverOutput output = DroverProgram(QStringLiteral("unix://") + copy.socketPath())
                                        .run({QStringLiteral("why"), m_queue, QStringLiteral("--json")});
        QCOMPARE(findingsOf(output).at(0)[QStringLiteral("rule")].toString(), QStringLiteral("read-replica"));
    }

    // production: P1
    void appliesAFix()
    {
        m_redis->command({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
        const auto apply = [this](const QByteArray& words) {
            return DroverProgram(url()).run(
                QString::fromLatin1("health --apply " + words).split(QLatin1Char(' ')));
        };
        const auto policy = [this] {
            return m_redis->command({"CONFIG", "GET", "maxmemory-policy"}).items.at(1).text;
        };
        DroverOutput output = apply("eviction-policy");
        QCOMPARE(output.exitCode, 0);
        QVERIFY(
            output.out.contains("would run: CONFIG SET maxmemory-policy noeviction   (now: allkeys-lru)"));
        QCOMPARE(policy(), QByteArray("allkeys-lru"));
        output = apply("eviction-policy --yes --json");
        QCOMPARE(output.exitCode, 0);
        const QJsonObject applied = output.json()[QStringLiteral("applied")][0].toObject();
        QCOMPARE(applied[QStringLiteral("before")].toString(), QStringLiteral("allkeys-lru"));
        QCOMPARE(applied[QStringLiteral("after")].toString(), QStringLiteral("noeviction"));
        QCOMPARE(policy(), QByteArray("noeviction"));
        QVERIFY(apply("eviction-policy --yes").out.contains("nothing to fix"));
        QCOMPARE(apply("no-such-rule --yes").exitCode, 64);
        QCOMPARE(DroverProgram(url()).run({QStringLiteral("health"), QStringLiteral("--yes")}).exitCode, 64);
    }

    void measuresTheCostOfPersistence()
    {
        const DroverOutput output = DroverProgram(url()).run(
            QStringLiteral("bench persistence --n 200 --rounds 1").split(QLatin1Char(' ')));
        QCOMPARE(output.exitCode, 0);
        QVERIFY2(output.err.contains("on, everysec"), output.err.constData());
        const QJsonObject result = output.json().toObject();
        QCOMPARE(result[QStringLiteral("op")].toString(), QStringLiteral("persistence"));
        QCOMPARE(result[QStringLiteral("jobs")].toInt(), 200);
        const double with = result[QStringLiteral("with_aof_jobs_per_s")].toDouble();
        QVERIFY(with > 0 && result[QStringLiteral("without_aof_jobs_per_s")].toDouble() > 0);
        QVERIFY(result[QStringLiteral("ratio")].toDouble() > 0);
        QCOMPARE(m_redis->command({"DBSIZE"}).integer, 0); // the server at hand is not touched
    }

    void diagnosesAQueue()
    {
        QVERIFY(eval("await queue.add('n', 1); await queue.add('n', 2, {delay: 3600000})"));
        const auto diagnose = [this](const QStringList& more) {
            return DroverProgram(url()).run(QStringList{QStringLiteral("diagnose"), m_queue} + more);
        };
        DroverOutput output = diagnose({});
        QCOMPARE(output.exitCode, 0);
        QVERIFY2(output.out.contains("Every invariant holds"), output.out.constData());
        QCOMPARE(
            findingsOf(diagnose({QStringLiteral("--json"), QStringLiteral("--read-only")})), QJsonArray());
        m_redis->command({"LREM", key("wait"), "1", "1"});
        output = diagnose({QStringLiteral("--json")});
        QCOMPARE(output.exitCode, 3);
        const QJsonObject finding = findingsOf(output).at(0).toObject();
        QCOMPARE(finding[QStringLiteral("rule")].toString(), QStringLiteral("job-in-no-state"));
        QCOMPARE(finding[QStringLiteral("evidence")][QStringLiteral("jobs")].toArray(),
            QJsonArray{QStringLiteral("1")});
        QVERIFY(diagnose({}).out.contains("1: has data, and is in no state"));
        m_queue += QStringLiteral("-unknown");
        QCOMPARE(diagnose({}).exitCode, 2);
    }

    void pausedListOfVersion5()
    {
        QVERIFY(eval("await queue.add('n', 1)"));
        m_redis->command({"RENAME", key("wait"), key("paused")}); // pause-7 of 5.x
        listenOnly();
        QCOMPARE(verdict(), QStringLiteral("legacy-paused-list"));
    }
};

QTEST_GUILESS_MAIN(TstCliWhy)
#include "tst_cliwhy.moc"
