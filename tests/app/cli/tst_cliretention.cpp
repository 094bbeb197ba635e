// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/droverprogram.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QJsonArray>
#include <QTest>

#include <memory>

using namespace drover::test;
using namespace Qt::StringLiterals;

//! How long finished jobs are kept: read from what npm stored, and policies judged by npm afterwards.
class TstCliRetention : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<RedisFixture> m_redis;
    std::unique_ptr<NpmProcess> m_npm;
    QString m_queue;

    [[nodiscard]] DroverOutput retention(const QStringList& arguments = {}) const
    {
        return DroverProgram(u"unix://"_s + m_redis->socketPath())
            .run(QStringList{u"retention"_s, m_queue, u"--json"_s} + arguments);
    }
    //! Jobs that npm has run to their end.
    void complete(const QString& adding, int count)
    {
        const QString worker = m_npm->startWorker(m_queue, {});
        const NpmReply added = m_npm->eval(adding, m_queue);
        QVERIFY2(added.ok, qPrintable(added.error));
        QTRY_COMPARE(m_npm->counts(m_queue).value(u"completed"_s).toInt(), count);
        QVERIFY(m_npm->call(u"workerClose"_s, {{u"worker"_s, worker}}).ok);
    }
    //! The ids of completed jobs by npm, newest first.
    [[nodiscard]] QJsonArray completedIds() const
    {
        return m_npm->eval(u"return (await queue.getJobs(['completed'])).map(job => job.id)"_s, m_queue)
            .value()
            .toArray();
    }
    //! Job `id` finished so long ago.
    void age(const char* id, qint64 seconds) const
    {
        const QByteArray at = QByteArray::number(QDateTime::currentMSecsSinceEpoch() - seconds * 1000);
        const QByteArray base = "bull:" + m_queue.toUtf8() + ':';
        m_redis->command({"ZADD", base + "completed", at, id});
        m_redis->command({"HSET", base + id, "finishedOn", at});
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

    void tellsWhatProducersWrote()
    {
        complete(u"for (let i = 0; i < 6; i++) await queue.add('mail', i, { removeOnComplete: 1000 });"
                 "for (let i = 0; i < 3; i++) await queue.add('report', i);"
                 "await queue.add('mail', 7, { removeOnComplete: { age: 3600, count: 50 } })"_s,
            10);
        age("1", 3 * 86400);
        const DroverOutput output = retention();
        QCOMPARE(output.exitCode, 0);
        const QJsonObject completed = output.json()[u"completed"_s].toObject();
        QCOMPARE(completed[u"total"_s], 10);
        QCOMPARE(completed[u"looked"_s], 10);
        QCOMPARE(completed[u"lastDay"_s], 9);
        QVERIFY(completed[u"bytes"_s].toInt() > 10 * 100);
        const QJsonArray names = completed[u"names"_s].toArray();
        QCOMPARE(names.size(), 2);
        QCOMPARE(names[0].toObject(),
            (QJsonObject{{u"name"_s, u"mail"_s}, {u"jobs"_s, 7}, {u"kinds"_s, 2},
                {u"removeOnComplete"_s, QJsonObject{{u"age"_s, 3600}, {u"count"_s, 50}}}}));
        QCOMPARE(
            names[1].toObject(), (QJsonObject{{u"name"_s, u"report"_s}, {u"jobs"_s, 3}, {u"kinds"_s, 1}}));
        QCOMPARE(output.json()[u"failed"_s][u"total"_s], 0);
        const DroverOutput words =
            DroverProgram(u"unix://"_s + m_redis->socketPath()).run({u"retention"_s, m_queue});
        QVERIFY(words.out.contains("for ever"));
        QVERIFY(words.err.contains("removeOnComplete: {")); // what the producer may write instead
    }

    void samplesSpreadOverTheWholeState()
    {
        complete(u"await queue.addBulk(Array.from({ length: 300 }, (_, i) =>"
                 "({ name: i < 100 ? 'old' : 'new', data: i })))"_s,
            300);
        const QJsonObject completed = retention({u"--sample"_s, u"60"_s}).json()[u"completed"_s].toObject();
        QCOMPARE(completed[u"total"_s], 300);
        QCOMPARE(completed[u"looked"_s], 60);
        QCOMPARE(completed[u"names"_s].toArray().size(), 2);
    }

    // production: P8
    void keepsTheNewest()
    {
        complete(u"for (let i = 0; i < 20; i++) await queue.add('mail', i)"_s, 20);
        for (int i = 1; i <= 20; ++i)
            age(QByteArray::number(i).constData(), 1000 - i); // each a second younger
        const QJsonArray before = completedIds();
        const DroverOutput simulated = retention({u"--state"_s, u"completed"_s, u"--keep"_s, u"5"_s});
        QCOMPARE(simulated.json()[u"matched"_s], 15);
        QCOMPARE(simulated.json()[u"done"_s], 0);
        QCOMPARE(completedIds(), before);
        const DroverOutput applied =
            retention({u"--state"_s, u"completed"_s, u"--keep"_s, u"5"_s, u"--apply"_s});
        QCOMPARE(applied.exitCode, 0);
        QCOMPARE(applied.json()[u"done"_s], 15);
        QCOMPARE(completedIds(), (QJsonArray{u"20"_s, u"19"_s, u"18"_s, u"17"_s, u"16"_s}));
        QCOMPARE(m_redis->command({"EXISTS", "bull:" + m_queue.toUtf8() + ":1"}).integer, 0);
    }

    void removesWhatIsOld()
    {
        complete(u"for (let i = 0; i < 4; i++) await queue.add('mail', i)"_s, 4);
        age("1", 7200);
        age("2", 3700);
        const DroverOutput applied = retention(
            {u"--state"_s, u"completed"_s, u"--keep"_s, u"{\"age\":3600}"_s, u"--apply"_s, u"--no-trash"_s});
        QCOMPARE(applied.json()[u"done"_s], 2);
        QCOMPARE(completedIds(), (QJsonArray{u"4"_s, u"3"_s}));
        // Nothing is old enough any more.
        QCOMPARE(
            retention({u"--state"_s, u"completed"_s, u"--keep"_s, u"{\"age\":3600}"_s}).json()[u"matched"_s],
            0);
        QCOMPARE(
            retention({u"--state"_s, u"completed"_s, u"--keep"_s, u"1000"_s, u"--apply"_s}).json()[u"done"_s],
            0);
        QCOMPARE(completedIds().size(), 2);
    }

    void keepsMoreWhereTimesAreTheSame()
    {
        complete(u"for (let i = 0; i < 6; i++) await queue.add('mail', i)"_s, 6);
        const QByteArray key = "bull:" + m_queue.toUtf8() + ":completed";
        for (const char* id : {"1", "2"})
            m_redis->command({"ZADD", key, "1700000000000", id});
        for (const char* id : {"3", "4", "5", "6"})
            m_redis->command({"ZADD", key, "1700000000001", id});
        const DroverOutput applied =
            retention({u"--state"_s, u"completed"_s, u"--keep"_s, u"2"_s, u"--apply"_s, u"--no-trash"_s});
        QCOMPARE(applied.json()[u"done"_s], 2);
        QCOMPARE(completedIds().size(), 4);
    }

    void badPoliciesSayWhatToDo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no bound") << QStringList{u"--state"_s, u"failed"_s, u"--keep"_s, u"false"_s};
        QTest::newRow("no policy") << QStringList{u"--state"_s, u"failed"_s, u"--keep"_s, u"many"_s};
        QTest::newRow("no state") << QStringList{u"--keep"_s, u"5"_s};
        QTest::newRow("nothing to apply") << QStringList{u"--apply"_s};
        QTest::newRow("another state") << QStringList{u"--state"_s, u"waiting"_s, u"--keep"_s, u"5"_s};
    }
    void badPoliciesSayWhatToDo()
    {
        QFETCH(QStringList, arguments);
        const DroverOutput output = retention(arguments);
        QCOMPARE(output.exitCode, 64);
        QVERIFY(!output.err.isEmpty());
    }

    void readOnlyAppliesNothing()
    {
        complete(u"await queue.add('mail', 1)"_s, 1);
        const DroverOutput output =
            retention({u"--read-only"_s, u"--state"_s, u"completed"_s, u"--keep"_s, u"true"_s, u"--apply"_s});
        QCOMPARE(output.exitCode, 2);
        QCOMPARE(output.json()[u"error"_s][u"code"_s], u"ReadOnly"_s);
        QCOMPARE(completedIds().size(), 1);
    }
};

QTEST_GUILESS_MAIN(TstCliRetention)
#include "tst_cliretention.moc"
