// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/massaction.h"
#include "queue/queue.h"
#include "queue/queuereader.h"
#include "queue/trashrestore.h"
#include "redis/redisconnection.h"
#include "support/await.h"
#include "support/faultproxy.h"
#include "support/redisfixture.h"

#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace drover::test;

//! Replies that never arrive: what was carried out is never called an error and never done twice.
class TestQueueDoubt final : public QObject {
    Q_OBJECT

    RedisFixture m_redis;
    std::unique_ptr<FaultProxy> m_proxy;
    std::unique_ptr<RedisConnection> m_connection;
    std::unique_ptr<Queue> m_queue;
    QueueId m_id;

    JobId plant(const char* state, const QByteArray& id = "j1")
    {
        m_redis.command({"HSET", m_id.job(id), "name", "a", "data", "{}", "opts", "{}", "timestamp", "1",
            "priority", "0", "delay", "0", "failedReason", "boom"});
        const QByteArray score =
            qstrcmp(state, "delayed") == 0 ? QByteArray("40550400000000000") : QByteArray("1");
        m_redis.command({"ZADD", m_id.key(state), score, id});
        return id;
    }
    void cut(Fault::Kind kind)
    {
        Fault fault;
        fault.kind = kind;
        fault.match = "EVALSHA";
        m_proxy->setFault(fault);
    }
    qint64 waiting() { return m_redis.integer({"LLEN", m_id.key("wait")}); }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_redis.start(), m_redis.log().constData());
        m_proxy = std::make_unique<FaultProxy>(m_redis.unixOptions());
        ConnectionOptions options = m_proxy->options();
        options.retry.minimum = Milliseconds(20);
        options.retry.maximum = Milliseconds(50);
        m_connection = std::make_unique<RedisConnection>(options, ConnectionRole::Queue);
        m_connection->open();
        QTRY_VERIFY(m_connection->isReady());
    }
    void init()
    {
        m_proxy->clearFault();
        QTRY_VERIFY(m_connection->isReady());
        m_id = {"bull", RedisFixture::uniqueQueue().toUtf8()};
        m_queue = std::make_unique<Queue>(m_id, *m_connection, WriteGate::open());
        VERIFY_OK(await(m_queue->add({"warm", "{}", {}}))); // scripts are there
        VERIFY_OK(await(m_queue->remove("1")));
        (void)await(m_queue->retry("1", JobState::Failed));
        (void)await(m_queue->promote("1"));
        (void)await(m_queue->updateOptions("1", R"({"attempts":1})"));
        VERIFY_OK(await(m_queue->pause()));
        VERIFY_OK(await(m_queue->resume()));
    }

    void everyChange_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("carried out, reply lost") << int(Fault::Kind::CutBeforeReply);
        QTest::newRow("reply cut in the middle") << int(Fault::Kind::CutInReply);
        QTest::newRow("never carried out") << int(Fault::Kind::SwallowRequest);
    }
    void everyChange()
    {
        QFETCH(int, kind);
        const auto fault = static_cast<Fault::Kind>(kind);
        const JobRetryOptions plain{false, false, false};

        cut(fault);
        VERIFY_OK(await(m_queue->retry(plant("failed"), JobState::Failed, plain)));
        QCOMPARE(m_redis.list({"LRANGE", m_id.key("wait"), "0", "-1"}), QByteArrayList{"j1"});
        m_redis.command({"DEL", m_id.key("wait")});

        QTRY_VERIFY(m_connection->isReady());
        cut(fault);
        VERIFY_OK(await(m_queue->promote(plant("delayed"))));
        QCOMPARE(waiting(), 1);

        QTRY_VERIFY(m_connection->isReady());
        cut(fault);
        VERIFY_OK(await(m_queue->updateOptions("j1", R"({"attempts":4})")));
        QCOMPARE(m_redis.text({"HGET", m_id.job("j1"), "opts"}), QByteArray(R"({"attempts":4})"));

        QTRY_VERIFY(m_connection->isReady());
        cut(fault);
        VERIFY_OK(await(m_queue->remove("j1")));
        QCOMPARE(waiting(), 0);
        QCOMPARE(m_redis.integer({"EXISTS", m_id.job("j1")}), 0);

        QTRY_VERIFY(m_connection->isReady());
        cut(fault);
        VERIFY_OK(await(m_queue->pause()));
        QCOMPARE(m_redis.text({"HGET", m_id.key("meta"), "paused"}), QByteArray("1"));

        QTRY_VERIFY(m_connection->isReady());
        cut(fault);
        NewJob own{"own", "{}", {}};
        own.options.jobId = "own";
        const auto id = await(m_queue->add(own));
        VERIFY_OK(id);
        QCOMPARE(*id, QByteArray("own"));
        QCOMPARE(waiting(), 1);

        QTRY_VERIFY(m_connection->isReady());
        cut(fault);
        const auto anonymous = await(m_queue->add({"anonymous", "{}", {}}));
        QVERIFY(!anonymous);
        QCOMPARE(anonymous.error().code, ErrorCode::InDoubt);
        QCOMPARE(waiting(), fault == Fault::Kind::SwallowRequest ? 1 : 2); // once or not at all, never twice
    }
    void theTrashLosesNothing_data() { everyChange_data(); }
    //! Each job is in Redis or in the trash, and in the end where it was, once.
    void theTrashLosesNothing()
    {
        QFETCH(int, kind);
        for (int i = 0; i < 60; ++i)
            plant("failed", "m" + QByteArray::number(i));
        const QByteArrayList before = m_redis.list({"ZRANGE", m_id.key("failed"), "0", "-1", "WITHSCORES"});
        QTemporaryDir folder;
        TrashOptions options;
        options.path = folder.filePath(QStringLiteral("trash.sqlite"));
        Trash trash(options);
        Fault fault;
        fault.kind = static_cast<Fault::Kind>(kind);
        fault.match = "EVALSHA";
        fault.request = 25;
        m_proxy->setFault(fault);
        MassAction action(*m_connection, WriteGate::open());
        action.setTrash(&trash);
        std::optional<MassReport> report;
        connect(&action, &MassAction::finished, this, [&](const MassReport& r) { report = r; });
        MassRequest request;
        request.queue = m_id;
        request.verb = MassVerb::Remove;
        request.chunk = 20;
        action.start(request);
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 30000);
        QVERIFY2(!report->error, report->error ? qPrintable(report->error->message) : "");
        QCOMPARE(report->done, 60);
        QCOMPARE(report->trashed, 60);
        QCOMPARE(m_redis.integer({"ZCARD", m_id.key("failed")}), 0);

        QTRY_VERIFY(m_connection->isReady());
        m_proxy->setFault(fault);
        TrashRestore restore(*m_connection, WriteGate::open(), trash);
        std::optional<RestoreReport> back;
        connect(&restore, &TrashRestore::finished, this, [&](const RestoreReport& r) { back = r; });
        restore.start({report->trashBatch, {}, m_id});
        QTRY_VERIFY_WITH_TIMEOUT(back.has_value(), 30000);
        QVERIFY2(!back->error, back->error ? qPrintable(back->error->message) : "");
        QCOMPARE(back->done, 60);
        QCOMPARE(back->skippedCount, 0);
        QCOMPARE(m_redis.list({"ZRANGE", m_id.key("failed"), "0", "-1", "WITHSCORES"}), before);
        QVERIFY(await(trash.batches(10))->empty());
    }
    void massActionGoesOn_data() { everyChange_data(); }
    void massActionGoesOn()
    {
        QFETCH(int, kind);
        for (int i = 0; i < 60; ++i)
            plant("failed", "m" + QByteArray::number(i));
        Fault fault;
        fault.kind = static_cast<Fault::Kind>(kind);
        fault.match = "EVALSHA";
        fault.request = 25;
        m_proxy->setFault(fault);
        MassAction action(*m_connection, WriteGate::open());
        std::optional<MassReport> report;
        connect(&action, &MassAction::finished, this, [&](const MassReport& r) { report = r; });
        MassRequest request;
        request.queue = m_id;
        request.chunk = 20;
        action.start(request);
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 30000);
        QVERIFY2(!report->error, report->error ? qPrintable(report->error->message) : "");
        QCOMPARE(report->done, 60);
        QCOMPARE(report->skippedCount, 0);
        QCOMPARE(waiting(), 60);
        const QByteArrayList ids = m_redis.list({"LRANGE", m_id.key("wait"), "0", "-1"});
        QCOMPARE(QSet<QByteArray>(ids.cbegin(), ids.cend()).size(), 60);
    }
};

QTEST_GUILESS_MAIN(TestQueueDoubt)
#include "tst_queuedoubt.moc"
