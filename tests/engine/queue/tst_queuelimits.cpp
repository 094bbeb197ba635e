// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/queuelimits.h"

#include "queue/activitylog.h"
#include "queue/writegate.h"
#include "redis/redisconnection.h"
#include "support/await.h"
#include "support/faultproxy.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! What a queue prescribes to its workers: written by us and read by npm, and the other way round.
class TestQueueLimits final : public QObject {
    Q_OBJECT

    RedisFixture m_redis;
    std::unique_ptr<NpmProcess> m_npm;
    std::unique_ptr<RedisConnection> m_connection;
    QueueId m_id;

    QJsonValue npm(const QString& body)
    {
        const NpmReply reply = m_npm->eval(body, QString::fromUtf8(m_id.name));
        return reply.ok ? reply.value() : QJsonValue(reply.error);
    }
    Result<ChangedLimits> change(const QueueLimitsChange& wanted, WriteGate& gate = WriteGate::open())
    {
        return await(changeQueueLimits(*m_connection, gate, m_id, wanted));
    }
    QByteArrayList metaFields() { return m_redis.list({"HKEYS", m_id.key("meta")}); }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_redis.start(), m_redis.log().constData());
        m_npm = std::make_unique<NpmProcess>(m_redis.socketPath());
        QVERIFY(m_npm->start());
        m_connection = std::make_unique<RedisConnection>(m_redis.unixOptions(), ConnectionRole::Queue);
        m_connection->open();
        QTRY_VERIFY(m_connection->isReady());
    }
    void init()
    {
        m_id = {"bull", RedisFixture::uniqueQueue().toUtf8()};
        QVERIFY(!npm(u"return (await queue.add('a', 1)).id"_s).toString().isEmpty());
    }

    void readsWhatNpmSets()
    {
        const Result<QueueLimits> unset = await(readQueueLimits(*m_connection, m_id));
        VERIFY_OK(unset);
        QCOMPARE(*unset, (QueueLimits{.maxLenEvents = 10000}));
        (void)npm(u"await queue.setGlobalConcurrency(7); await queue.setGlobalRateLimit(100, 1500)"_s);
        const Result<QueueLimits> set = await(readQueueLimits(*m_connection, m_id));
        VERIFY_OK(set);
        QCOMPARE(*set, (QueueLimits{7, GlobalRateLimit{100, 1500ms}, 10000}));
    }

    void npmReadsWhatIsSet()
    {
        VERIFY_OK(change({.concurrency = std::optional<qint64>(3),
            .rate = std::optional(GlobalRateLimit{20, 2s}),
            .maxLenEvents = std::optional<qint64>(500)}));
        QCOMPARE(npm(u"return queue.getGlobalConcurrency()"_s), 3);
        QCOMPARE(npm(u"return queue.getGlobalRateLimit()"_s).toObject(),
            (QJsonObject{{u"max"_s, 20}, {u"duration"_s, 2000}}));
        const QJsonObject meta = npm(u"return queue.getMeta()"_s).toObject();
        QCOMPARE(meta[u"maxLenEvents"_s], 500);
        QCOMPARE(meta[u"max"_s], 20);
        VERIFY_OK(change({.concurrency = std::optional<qint64>(), .rate = std::optional<GlobalRateLimit>()}));
        QVERIFY(npm(u"return queue.getGlobalConcurrency()"_s).isNull());
        QVERIFY(npm(u"return queue.getGlobalRateLimit()"_s).isNull());
        for (const char* field : {"concurrency", "max", "duration"})
            QVERIFY2(!metaFields().contains(field), field);
        QCOMPARE(npm(u"return queue.getMeta()"_s).toObject()[u"maxLenEvents"_s], 500);
    }

    void aWorkerHoldsToIt()
    {
        VERIFY_OK(change({.concurrency = std::optional<qint64>(1)}));
        QCOMPARE(npm(u"await queue.add('b', 2); return queue.isMaxed()"_s), false);
        const QString worker =
            m_npm->startWorker(QString::fromUtf8(m_id.name), {{u"hang"_s, true}}, {{u"concurrency"_s, 5}});
        QVERIFY(!worker.isEmpty());
        QTRY_COMPARE(m_npm->counts(QString::fromUtf8(m_id.name)).value(u"active"_s).toInt(), 1);
        QCOMPARE(npm(u"return queue.isMaxed()"_s), true);
        QVERIFY(m_npm->call(u"workerClose"_s, {{u"worker"_s, worker}, {u"force"_s, true}}).ok);
    }

    void undoLeadsBack()
    {
        (void)npm(u"await queue.setGlobalConcurrency(9)"_s);
        const Result<ChangedLimits> changed = change({.concurrency = std::optional<qint64>(),
            .rate = std::optional(GlobalRateLimit{5, 1s}),
            .maxLenEvents = std::optional<qint64>(77)});
        VERIFY_OK(changed);
        QCOMPARE(changed->before, (QueueLimits{9, {}, 10000}));
        QCOMPARE(changed->after, (QueueLimits{{}, GlobalRateLimit{5, 1s}, 77}));
        const Result<ChangedLimits> undone = change(changeBetween(changed->after, changed->before));
        VERIFY_OK(undone);
        QCOMPARE(undone->after, changed->before);
        QCOMPARE(npm(u"return queue.getGlobalConcurrency()"_s), 9);
        QVERIFY(npm(u"return queue.getGlobalRateLimit()"_s).isNull());
    }

    //! What somebody else has set meanwhile is not of this change.
    void undoLeavesTheOthersAlone()
    {
        const Result<ChangedLimits> changed = change({.concurrency = std::optional<qint64>(4)});
        VERIFY_OK(changed);
        (void)npm(u"await queue.setGlobalRateLimit(100, 1500)"_s);
        VERIFY_OK(change(changeBetween(changed->after, changed->before)));
        QVERIFY(npm(u"return queue.getGlobalConcurrency()"_s).isNull());
        QCOMPARE(npm(u"return queue.getGlobalRateLimit()"_s)[u"max"_s], 100);
    }

    //! The transaction is sent again then, and finds what it wrote itself.
    void lostReplyKeepsTheWayBack()
    {
        FaultProxy proxy(m_redis.unixOptions());
        RedisConnection connection(proxy.options(), ConnectionRole::Queue);
        connection.open();
        QTRY_VERIFY(connection.isReady());
        Fault fault;
        fault.kind = Fault::Kind::CutBeforeReply;
        fault.match = "EXEC";
        proxy.setFault(fault);
        const Result<ChangedLimits> changed = await(changeQueueLimits(
            connection, WriteGate::open(), m_id, {.concurrency = std::optional<qint64>(4)}));
        VERIFY_OK(changed);
        QCOMPARE(proxy.hits(), 1);
        QCOMPARE(changed->before.concurrency, std::optional<qint64>());
        QCOMPARE(changed->after.concurrency, std::optional<qint64>(4));
    }

    void trimsTheStream()
    {
        for (int i = 0; i < 3000; ++i)
            (void)m_redis.command({"XADD", m_id.key("events"), "*", "event", "waiting", "jobId", "1"});
        const qint64 before = m_redis.integer({"XLEN", m_id.key("events")});
        const Result<ChangedLimits> changed =
            change({.maxLenEvents = std::optional<qint64>(200), .trimsEvents = true});
        VERIFY_OK(changed);
        const qint64 left = m_redis.integer({"XLEN", m_id.key("events")});
        QCOMPARE(changed->trimmed, before - left);
        QVERIFY(left >= 200); // about: whole nodes of the stream go
        // No shorter by npm's own trimming, in the same way.
        QCOMPARE(npm(u"return queue.trimEvents(200)"_s), 0);
    }

    void nonsenseIsRefused_data()
    {
        QTest::addColumn<int>("which");
        QTest::newRow("nothing") << 0;
        QTest::newRow("no job at all") << 1;
        QTest::newRow("no job in a second") << 2;
        QTest::newRow("a job in no time") << 3;
        QTest::newRow("no events") << 4;
    }
    void nonsenseIsRefused()
    {
        QFETCH(int, which);
        const std::array<QueueLimitsChange, 5> changes{QueueLimitsChange{},
            QueueLimitsChange{.concurrency = std::optional<qint64>(0)},
            QueueLimitsChange{.rate = std::optional(GlobalRateLimit{0, 1s})},
            QueueLimitsChange{.rate = std::optional(GlobalRateLimit{1, 0ms})},
            QueueLimitsChange{.maxLenEvents = std::optional<qint64>(0)}};
        const QByteArrayList before = m_redis.list({"HGETALL", m_id.key("meta")});
        const Result<ChangedLimits> refused = change(changes.at(size_t(which)));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::BadInput);
        QCOMPARE(m_redis.list({"HGETALL", m_id.key("meta")}), before);
    }

    void noQueueIsMade()
    {
        m_id.name = "nobody-has-it";
        const Result<ChangedLimits> refused = change({.concurrency = std::optional<qint64>(1)});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::NotFound);
        QCOMPARE(m_redis.integer({"EXISTS", m_id.key("meta")}), 0);
        QCOMPARE(await(readQueueLimits(*m_connection, m_id)).error().code, ErrorCode::NotFound);
    }

    void readOnlyChangesNothing()
    {
        const Result<ChangedLimits> refused =
            change({.concurrency = std::optional<qint64>(1)}, WriteGate::readOnly());
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::ReadOnly);
        QVERIFY(npm(u"return queue.getGlobalConcurrency()"_s).isNull());
    }

    void isRecordedWithBeforeAndAfter()
    {
        const QTemporaryDir folder;
        ActivityLog log({folder.filePath(u"activity.sqlite"_s), u"here"_s, u"me"_s});
        (void)npm(u"await queue.setGlobalConcurrency(2)"_s);
        VERIFY_OK(change({.concurrency = std::optional<qint64>(4)}, log));
        const QFuture<Result<std::vector<ActivityEntry>>> reading = log.newest(5);
        QTRY_VERIFY(reading.isFinished());
        const Result<std::vector<ActivityEntry>> entries = reading.result();
        VERIFY_OK(entries);
        QCOMPARE(entries->size(), 1U);
        const ActivityEntry& entry = entries->front();
        QCOMPARE(entry.action, u"set-limits"_s);
        QCOMPARE(entry.queue, m_id);
        QCOMPARE(entry.details[u"before"_s].toMap()[u"concurrency"_s].toInt(), 2);
        QCOMPARE(entry.outcome[u"after"_s].toMap()[u"concurrency"_s].toInt(), 4);
    }
};

QTEST_GUILESS_MAIN(TestQueueLimits)
#include "tst_queuelimits.moc"
