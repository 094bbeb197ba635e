// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/trash.h"
#include "redis/redisurl.h"
#include "support/droverprogram.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QJsonArray>
#include <QTest>

#include <memory>

using namespace drover::test;

//! What the verbs that write do, as npm sees it afterwards.
class TstCliChange : public QObject {
    Q_OBJECT
private:
    RedisFixture m_redis;
    std::unique_ptr<NpmProcess> m_npm;
    QString m_url;

    DroverOutput drover(const QStringList& arguments, const QByteArray& input = {})
    {
        return DroverProgram(m_url).run(arguments + QStringList{QStringLiteral("--json")}, input);
    }
    int count(const QString& queue, const char* state)
    {
        return m_npm->counts(queue)[QString::fromUtf8(state)].toInt(-1);
    }

    //! `n` jobs that have failed; the names alternate between a and b.
    QString failedQueue(int n)
    {
        const QString queue = RedisFixture::uniqueQueue();
        const QString worker = m_npm->startWorker(
            queue, {{QStringLiteral("fail"), true}, {QStringLiteral("message"), QStringLiteral("no luck")}});
        if (!m_npm
                 ->eval(QStringLiteral("for (let i = 0; i < %1; i++) await queue.add(i % 2 ? 'b' : 'a', {i})")
                            .arg(n),
                     queue)
                 .ok)
            return {};
        if (!QTest::qWaitFor([&] { return count(queue, "failed") == n; }, 10'000))
            return {};
        const NpmReply closed =
            m_npm->call(QStringLiteral("workerClose"), {{QStringLiteral("worker"), worker}});
        return closed.ok ? queue : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_redis.start(), m_redis.log().constData());
        m_url = QStringLiteral("unix://") + m_redis.socketPath();
        m_npm = std::make_unique<NpmProcess>(m_redis.socketPath());
        QVERIFY(m_npm->start());
    }

    void npmSeesWhatWasAdded()
    {
        const QString queue = RedisFixture::uniqueQueue();
        const DroverOutput output = drover({QStringLiteral("add"), queue, QStringLiteral("welcome"),
            QStringLiteral(R"({"to":"änn"})"), QStringLiteral("--opts"),
            QStringLiteral(
                R"({"jobId":"x-1","attempts":3,"backoff":{"type":"exponential","delay":100},"removeOnComplete":{"count":5}})")});
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(output.json().toObject(), (QJsonObject{{QStringLiteral("id"), QStringLiteral("x-1")}}));
        const QJsonObject job = m_npm->job(queue, QStringLiteral("x-1"));
        QCOMPARE(job[QStringLiteral("data")][QStringLiteral("to")].toString(), QStringLiteral("änn"));
        QCOMPARE(job[QStringLiteral("opts")][QStringLiteral("attempts")].toInt(), 3);
        QCOMPARE(job[QStringLiteral("opts")][QStringLiteral("backoff")][QStringLiteral("type")].toString(),
            QStringLiteral("exponential"));
    }

    void addWithoutData()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QCOMPARE(drover({QStringLiteral("add"), queue, QStringLiteral("n")}).exitCode, 0);
        QCOMPARE(m_redis.text({"HGET", "bull:" + queue.toUtf8() + ":1", "data"}), QByteArray("{}"));
    }

    void upstreamRefusals()
    {
        const QString queue = RedisFixture::uniqueQueue();
        for (const char* opts : {R"({"jobId":"12"})", R"({"priority":9999999})", R"({"sizeLimit":1})"}) {
            const DroverOutput output = drover({QStringLiteral("add"), queue, QStringLiteral("n"),
                QStringLiteral("{\"a\":1}"), QStringLiteral("--opts"), QString::fromUtf8(opts)});
            QCOMPARE(output.exitCode, 2);
            QCOMPARE(output.json()[QStringLiteral("error")][QStringLiteral("code")].toString(),
                QStringLiteral("BadInput"));
        }
        QCOMPARE(m_redis.integer({"EXISTS", "bull:" + queue.toUtf8() + ":id"}), 0);
    }

    void bulkFromStandardInput()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QByteArray lines;
        for (int i = 0; i < 2500; ++i)
            lines += "{\"data\":{\"i\":" + QByteArray::number(i) + "}}\r\n\n";
        lines += R"({"name":"last","data":1.10,"opts":{"delay":100000}})";
        const DroverOutput output = drover({QStringLiteral("add"), queue, QStringLiteral("n"),
                                               QStringLiteral("--bulk"), QStringLiteral("-")},
            lines);
        QCOMPARE(output.exitCode, 0);
        const QJsonArray ids = output.json()[QStringLiteral("ids")].toArray();
        QCOMPARE(ids.size(), 2501);
        QCOMPARE(ids.last().toString(), QStringLiteral("2501"));
        QCOMPARE(count(queue, "waiting"), 2500);
        QCOMPARE(m_npm->job(queue, QStringLiteral("2501"))[QStringLiteral("name")].toString(),
            QStringLiteral("last"));
        QCOMPARE(m_redis.text({"HGET", "bull:" + queue.toUtf8() + ":2501", "data"}), QByteArray("1.10"));
    }

    void bulkWritesNothingWhenALineIsBad_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<int>("exitCode");
        QTest::newRow("not JSON") << QByteArray("{") << 64;
        QTest::newRow("not an object") << QByteArray("[]") << 64;
        QTest::newRow("unknown option") << QByteArray(R"({"opts":{"x":1}})") << 64;
        QTest::newRow("upstream refuses") << QByteArray(R"({"opts":{"jobId":"7"}})") << 2;
    }

    void bulkWritesNothingWhenALineIsBad()
    {
        QFETCH(QByteArray, line);
        QFETCH(int, exitCode);
        const QString queue = RedisFixture::uniqueQueue();
        const DroverOutput output = drover({QStringLiteral("add"), queue, QStringLiteral("n"),
                                               QStringLiteral("--bulk"), QStringLiteral("-")},
            "{}\n{}\n" + line + "\n");
        QCOMPARE(output.exitCode, exitCode);
        QVERIFY(output.json()[QStringLiteral("error")][QStringLiteral("message")].toString().contains(
            QStringLiteral("ine 3")));
        QCOMPARE(m_redis.integer({"EXISTS", "bull:" + queue.toUtf8() + ":id"}), 0);
    }

    void retryPlansThenRetries()
    {
        const QString queue = failedQueue(5);
        QVERIFY(!queue.isEmpty());
        const QJsonValue plan = drover({QStringLiteral("retry"), queue, QStringLiteral("--state"),
                                           QStringLiteral("failed"), QStringLiteral("--dry-run")})
                                    .json();
        QCOMPARE(plan[QStringLiteral("matched")].toInt(), 5);
        QCOMPARE(plan[QStringLiteral("done")].toInt(-1), 0);
        QVERIFY(plan[QStringLiteral("plan")].isObject());
        QCOMPARE(count(queue, "failed"), 5);
        const DroverOutput some = drover({QStringLiteral("retry"), queue, QStringLiteral("--state"),
            QStringLiteral("failed"), QStringLiteral("--match"), QStringLiteral("b"),
            QStringLiteral("--match-in"), QStringLiteral("name")});
        QCOMPARE(some.exitCode, 0);
        QCOMPARE(some.json().toObject(),
            (QJsonObject{{QStringLiteral("matched"), 2}, {QStringLiteral("done"), 2},
                {QStringLiteral("skipped"), QJsonArray()}}));
        QCOMPARE(count(queue, "failed"), 3);
        QCOMPARE(drover({QStringLiteral("retry"), queue, QStringLiteral("--state"), QStringLiteral("failed"),
                            QStringLiteral("--count"), QStringLiteral("1")})
                     .json()[QStringLiteral("done")]
                     .toInt(),
            1);
        QCOMPARE(drover({QStringLiteral("retry"), queue, QStringLiteral("--state"), QStringLiteral("failed"),
                            QStringLiteral("--bulk")})
                     .exitCode,
            0);
        QCOMPARE(count(queue, "failed"), 0);
        QCOMPARE(count(queue, "waiting"), 5);
    }

    void retryByIdResetsAndReports()
    {
        const QString queue = failedQueue(1);
        QVERIFY(!queue.isEmpty());
        const DroverOutput output =
            drover({QStringLiteral("retry"), queue, QStringLiteral("--id"), QStringLiteral("1"),
                QStringLiteral("--id"), QStringLiteral("nope"), QStringLiteral("--reset-attempts")});
        QCOMPARE(output.exitCode, 1);
        QCOMPARE(output.json()[QStringLiteral("matched")].toInt(), 2);
        QCOMPARE(output.json()[QStringLiteral("done")].toInt(), 1);
        QCOMPARE(output.json()[QStringLiteral("skipped")][0].toObject(),
            (QJsonObject{{QStringLiteral("id"), QStringLiteral("nope")},
                {QStringLiteral("reason"), QStringLiteral("JobNotExist")}}));
        QCOMPARE(m_npm->state(queue, QStringLiteral("1")), QStringLiteral("waiting"));
        QCOMPARE(m_npm->job(queue, QStringLiteral("1"))[QStringLiteral("attemptsMade")].toInt(-1), 0);
    }

    void nothingMatchedIsNoFailure()
    {
        const DroverOutput output = drover({QStringLiteral("retry"), RedisFixture::uniqueQueue(),
            QStringLiteral("--state"), QStringLiteral("failed")});
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(output.json()[QStringLiteral("matched")].toInt(-1), 0);
    }

    void promoteRemoveClean()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(
            m_npm
                ->eval(QStringLiteral("for (let i = 0; i < 4; i++) await queue.add('n', i, {delay: 100000})"),
                    queue)
                .ok);
        QCOMPARE(drover({QStringLiteral("promote"), queue, QStringLiteral("--id"), QStringLiteral("1")})
                     .json()[QStringLiteral("done")]
                     .toInt(),
            1);
        QCOMPARE(count(queue, "waiting"), 1);
        QCOMPARE(drover({QStringLiteral("promote"), queue, QStringLiteral("--all")})
                     .json()[QStringLiteral("done")]
                     .toInt(),
            3);
        QCOMPARE(count(queue, "waiting"), 4);
        QCOMPARE(drover({QStringLiteral("remove"), queue, QStringLiteral("--id"), QStringLiteral("2"),
                            QStringLiteral("--id"), QStringLiteral("3")})
                     .json()[QStringLiteral("done")]
                     .toInt(),
            2);
        QCOMPARE(count(queue, "waiting"), 2);
        const QStringList clean{
            QStringLiteral("clean"), queue, QStringLiteral("--state"), QStringLiteral("waiting")};
        QCOMPARE(
            drover(clean + QStringList{QStringLiteral("--dry-run")}).json()[QStringLiteral("done")].toInt(-1),
            0);
        QCOMPARE(count(queue, "waiting"), 2);
        QCOMPARE(drover(clean + QStringList{QStringLiteral("--grace"), QStringLiteral("1h")})
                     .json()[QStringLiteral("done")]
                     .toInt(-1),
            0);
        QCOMPARE(drover(clean + QStringList{QStringLiteral("--limit"), QStringLiteral("1")})
                     .json()[QStringLiteral("done")]
                     .toInt(),
            1);
        QCOMPARE(drover(clean).json()[QStringLiteral("done")].toInt(), 1);
        QCOMPARE(count(queue, "waiting"), 0);
    }

    //! What is removed is kept, in a file of the data folder, unless somebody does not want that.
    void removedJobsAreKept()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(
            m_npm->eval(QStringLiteral("for (let i = 0; i < 5; i++) await queue.add('n', {i})"), queue).ok);
        QTemporaryDir data;
        DroverProgram process(m_url);
        process.setEnvironment(QStringLiteral("XDG_DATA_HOME"), data.path());
        const QString file = data.filePath(QStringLiteral("drover/trash.sqlite"));
        const auto run = [&](const QStringList& words) {
            return process.run(words + QStringList{QStringLiteral("--json")}).json();
        };
        const QJsonValue unkept = run({QStringLiteral("remove"), queue, QStringLiteral("--id"),
            QStringLiteral("1"), QStringLiteral("--no-trash")});
        QCOMPARE(unkept[QStringLiteral("done")].toInt(), 1);
        QVERIFY(unkept[QStringLiteral("trashed")].isUndefined());
        QVERIFY(!QFile::exists(file));
        const QJsonValue removed =
            run({QStringLiteral("remove"), queue, QStringLiteral("--id"), QStringLiteral("2")});
        QCOMPARE(removed[QStringLiteral("trashed")].toInt(), 1);
        QVERIFY(QFile::exists(file));
        QVERIFY(!(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther)));
        const QJsonValue plan = run({QStringLiteral("clean"), queue, QStringLiteral("--state"),
            QStringLiteral("waiting"), QStringLiteral("--dry-run")});
        QCOMPARE(plan[QStringLiteral("plan")][QStringLiteral("restorable")].toBool(), true);
        const QJsonValue cleaned =
            run({QStringLiteral("clean"), queue, QStringLiteral("--state"), QStringLiteral("waiting")});
        QCOMPARE(cleaned[QStringLiteral("done")].toInt(), 3);
        QCOMPARE(cleaned[QStringLiteral("trashed")].toInt(), 3);
        QCOMPARE(count(queue, "waiting"), 0);
    }

    //! The trash is one for all programs: the window asks for it by the same name, whatever the folder.
    void trashOfTheEmbeddedRedisIsFoundByItsName()
    {
        DroverProgram process{QString()};
        QTemporaryDir data;
        process.setEnvironment(QStringLiteral("XDG_DATA_HOME"), data.path());
        const QString queue = QStringLiteral("q");
        QCOMPARE(process.run({QStringLiteral("add"), queue, QStringLiteral("n")}).exitCode, 0);
        const int removed =
            process.run({QStringLiteral("remove"), queue, QStringLiteral("--id"), QStringLiteral("1")})
                .exitCode;
        QCOMPARE(process.run({QStringLiteral("redis"), QStringLiteral("--stop")}).exitCode, 0);
        QCOMPARE(removed, 0);
        drover::TrashOptions options;
        options.path = data.filePath(QStringLiteral("drover/trash.sqlite"));
        drover::Trash trash(options);
        const QString name = drover::recordedName({}, true);
        QTRY_COMPARE(trash.batches(10, name).result()->size(), 1U);
    }

    void updateChangesOneJob()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(
            m_npm
                ->eval(QStringLiteral("await queue.add('n', 1, {delay: 100000}); await queue.add('n', 2)"),
                    queue)
                .ok);
        QCOMPARE(
            drover({QStringLiteral("update"), queue, QStringLiteral("--id"), QStringLiteral("1"),
                       QStringLiteral("--data"), QStringLiteral("{\"x\":1.50}"), QStringLiteral("--delay"),
                       QStringLiteral("5m"), QStringLiteral("--progress"), QStringLiteral("40")})
                .exitCode,
            0);
        const QJsonObject delayed = m_npm->job(queue, QStringLiteral("1"));
        QCOMPARE(m_redis.text({"HGET", "bull:" + queue.toUtf8() + ":1", "data"}), QByteArray("{\"x\":1.50}"));
        QCOMPARE(delayed[QStringLiteral("delay")].toInt(), 300'000);
        QCOMPARE(delayed[QStringLiteral("progress")].toInt(), 40);
        const DroverOutput output = drover({QStringLiteral("update"), queue, QStringLiteral("--id"),
            QStringLiteral("2"), QStringLiteral("--priority"), QStringLiteral("3")});
        QCOMPARE(output.json()[QStringLiteral("ok")].toBool(), true);
        QCOMPARE(m_npm->state(queue, QStringLiteral("2")), QStringLiteral("prioritized"));
        QCOMPARE(
            drover({QStringLiteral("update"), queue, QStringLiteral("--id"), QStringLiteral("2"),
                       QStringLiteral("--opts"), QStringLiteral("{\"attempts\":4,\"removeOnFail\":true}")})
                .exitCode,
            0);
        const QJsonObject opts = m_npm->job(queue, QStringLiteral("2"))[QStringLiteral("opts")].toObject();
        QCOMPARE(opts[QStringLiteral("attempts")].toInt(), 4);
        QCOMPARE(opts[QStringLiteral("removeOnFail")].toBool(), true);
        const DroverOutput refused = drover({QStringLiteral("update"), queue, QStringLiteral("--id"),
            QStringLiteral("2"), QStringLiteral("--opts"), QStringLiteral("{\"jobId\":\"x\"}")});
        QCOMPARE(refused.exitCode, 2);
        QCOMPARE(refused.json()[QStringLiteral("error")].toObject()[QStringLiteral("code")].toString(),
            QStringLiteral("BadInput"));
        QCOMPARE(drover({QStringLiteral("update"), queue, QStringLiteral("--id"), QStringLiteral("9"),
                            QStringLiteral("--data"), QStringLiteral("1")})
                     .exitCode,
            2);
    }

    void updateChangesOptionsOfMany()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(m_npm
                    ->eval(QStringLiteral("for (let i = 0; i < 30; i++)"
                                          "  await queue.add(i % 3 ? 'mail' : 'report', i, {attempts: 2})"),
                        queue)
                    .ok);
        const QStringList update{QStringLiteral("update"), queue};
        const QStringList changes{QStringLiteral("--opts"),
            QStringLiteral("{\"attempts\":7,\"backoff\":{\"type\":\"fixed\",\"delay\":50}}")};
        const QStringList reports{QStringLiteral("--state"), QStringLiteral("waiting"),
            QStringLiteral("--match"), QStringLiteral("report"), QStringLiteral("--match-in"),
            QStringLiteral("name")};
        const DroverOutput plan =
            drover(update + reports + changes + QStringList{QStringLiteral("--dry-run")});
        QCOMPARE(plan.exitCode, 0);
        QCOMPARE(plan.json()[QStringLiteral("matched")].toInt(), 10);
        QCOMPARE(plan.json()[QStringLiteral("done")].toInt(), 0);
        QCOMPARE(
            m_npm->job(queue, QStringLiteral("1"))[QStringLiteral("opts")][QStringLiteral("attempts")], 2);
        const DroverOutput done = drover(update + reports + changes);
        QCOMPARE(done.exitCode, 0);
        QCOMPARE(done.json()[QStringLiteral("done")].toInt(), 10);
        const QJsonValue report = m_npm->job(queue, QStringLiteral("1"))[QStringLiteral("opts")];
        QCOMPARE(report[QStringLiteral("attempts")], 7);
        QCOMPARE(report[QStringLiteral("backoff")][QStringLiteral("delay")], 50);
        QCOMPARE(
            m_npm->job(queue, QStringLiteral("2"))[QStringLiteral("opts")][QStringLiteral("attempts")], 2);
        const DroverOutput two = drover(update
            + QStringList{QStringLiteral("--id"), QStringLiteral("2"), QStringLiteral("--id"),
                QStringLiteral("gone")}
            + changes);
        QCOMPARE(two.exitCode, 1); // one was skipped
        QCOMPARE(two.json()[QStringLiteral("done")].toInt(), 1);
        for (const QStringList& wrong : {QStringList{QStringLiteral("--state"), QStringLiteral("waiting")},
                 QStringList{QStringLiteral("--state"), QStringLiteral("waiting"), QStringLiteral("--delay"),
                     QStringLiteral("1s")},
                 QStringList{QStringLiteral("--id"), QStringLiteral("1"), QStringLiteral("--match"),
                     QStringLiteral("x"), QStringLiteral("--priority"), QStringLiteral("1")}})
            QCOMPARE(drover(update + wrong).exitCode, 64);
        QCOMPARE(drover(update
                     + QStringList{QStringLiteral("--state"), QStringLiteral("waiting"),
                         QStringLiteral("--opts"), QStringLiteral("{\"priority\":1}")})
                     .exitCode,
            2);
    }

    void limitsAreNpms()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(m_npm->eval(QStringLiteral("await queue.add('n', 1)"), queue).ok);
        const QStringList limits{QStringLiteral("limits"), queue};
        QCOMPARE(drover(limits).json(), QJsonValue(QJsonObject{{QStringLiteral("maxLenEvents"), 10000}}));
        const DroverOutput set = drover(limits
            + QStringList{QStringLiteral("--concurrency"), QStringLiteral("4"), QStringLiteral("--rate"),
                QStringLiteral("20/2s"), QStringLiteral("--max-events"), QStringLiteral("300")});
        QCOMPARE(set.exitCode, 0);
        QCOMPARE(set.json()[QStringLiteral("before")].toObject(),
            (QJsonObject{{QStringLiteral("maxLenEvents"), 10000}}));
        const QString npm =
            QStringLiteral("const {concurrency, max, duration, maxLenEvents} = await "
                           "queue.getMeta(); return {concurrency, max, duration, maxLenEvents}");
        QCOMPARE(m_npm->eval(npm, queue).value().toObject(), set.json()[QStringLiteral("after")].toObject());
        QCOMPARE(drover(limits).json().toObject(), set.json()[QStringLiteral("after")].toObject());
        QCOMPARE(
            drover(limits + QStringList{QStringLiteral("--concurrency"), QStringLiteral("none")}).exitCode,
            0);
        QVERIFY(m_npm->eval(QStringLiteral("return queue.getGlobalConcurrency()"), queue).value().isNull());
        for (const char* wrong : {"--concurrency=0", "--concurrency=many", "--rate=5", "--max-events=-1"})
            QCOMPARE(drover(limits + QString::fromLatin1(wrong).split(QLatin1Char('='))).exitCode, 64);
        QCOMPARE(drover({QStringLiteral("limits"), QStringLiteral("no-such-queue")}).exitCode, 2);
        const DroverOutput refused = drover(limits
            + QStringList{
                QStringLiteral("--read-only"), QStringLiteral("--concurrency"), QStringLiteral("1")});
        QCOMPARE(refused.exitCode, 2);
        QCOMPARE(refused.json()[QStringLiteral("error")][QStringLiteral("code")], QStringLiteral("ReadOnly"));
    }

    void pauseAndResume()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(m_npm->eval(QStringLiteral("await queue.add('n', 1)"), queue).ok);
        QCOMPARE(drover({QStringLiteral("pause"), queue}).json()[QStringLiteral("ok")].toBool(), true);
        QVERIFY(m_npm->eval(QStringLiteral("return queue.isPaused()"), queue).value().toBool());
        QCOMPARE(drover({QStringLiteral("resume"), queue}).json()[QStringLiteral("ok")].toBool(), true);
        QVERIFY(!m_npm->eval(QStringLiteral("return queue.isPaused()"), queue).value().toBool());
        QCOMPARE(count(queue, "waiting"), 1);
    }
};

QTEST_GUILESS_MAIN(TstCliChange)
#include "tst_clichange.moc"
