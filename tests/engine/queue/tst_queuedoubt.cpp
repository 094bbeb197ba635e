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
    int m_hits = 0; //!< of the proxy, as expected

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

    //! Of sixty failed jobs, in chunks of twenty, through a fault at one call of a script; nothing = it did
    //! not end, or not well.
    std::optional<MassReport> actedOnSixty(MassVerb verb, int kind, int call)
    {
        for (int i = 0; i < 60; ++i)
            plant("failed", "m" + QByteArray::number(i));
        Fault fault;
        fault.kind = static_cast<Fault::Kind>(kind);
        fault.match = "EVALSHA";
        fault.request = call;
        m_proxy->setFault(fault);
        MassAction action(*m_connection, WriteGate::open());
        std::optional<MassReport> report;
        connect(&action, &MassAction::finished, this, [&](const MassReport& r) { report = r; });
        MassRequest request;
        request.queue = m_id;
        request.verb = verb;
        request.chunk = 20;
        action.start(request);
        if (!QTest::qWaitFor([&] { return report.has_value(); }, 30000))
            return std::nullopt;
        if (report->error) {
            qWarning("%s", qPrintable(report->error->message));
            return std::nullopt;
        }
        return report;
    }

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
        m_hits = m_proxy->hits();
        QTRY_VERIFY(m_connection->isReady());
        m_id = {"bull", RedisFixture::uniqueQueue().toUtf8()};
        m_queue = std::make_unique<Queue>(m_id, *m_connection, WriteGate::open());
        VERIFY_OK(await(m_queue->add({"warm", "{}", {}}))); // scripts are there
        VERIFY_OK(await(m_queue->remove("1")));
        (void)await(m_queue->retry("1", JobState::Failed));
        (void)await(m_queue->promote("1"));
        (void)await(m_queue->updateOptions("1", R"({"attempts":1})"));
        (void)await(m_queue->changeDelay("1", 1));
        (void)await(m_queue->changePriority("1", 1));
        (void)await(m_queue->updateProgress("1", "1"));
        (void)await(m_queue->addLog("1", "row"));
        VERIFY_OK(await(m_queue->cleanOnce(JobState::Failed, Milliseconds(0), 0)));
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
    // fault: A4
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
    void changesOfAJob_data() { everyChange_data(); }
    void changesOfAJob()
    {
        QFETCH(int, kind);
        plant("delayed");
        cut(static_cast<Fault::Kind>(kind));
        VERIFY_OK(await(m_queue->changeDelay("j1", 7200000)));
        QCOMPARE(m_proxy->hits(), ++m_hits);
        QCOMPARE(m_redis.text({"HGET", m_id.job("j1"), "delay"}), QByteArray("7200000"));
        QCOMPARE(m_redis.list({"ZRANGE", m_id.key("delayed"), "0", "-1"}), QByteArrayList{"j1"});

        QTRY_VERIFY(m_connection->isReady());
        cut(static_cast<Fault::Kind>(kind));
        VERIFY_OK(await(m_queue->updateProgress("j1", R"({"half":50})")));
        QCOMPARE(m_proxy->hits(), ++m_hits);
        QCOMPARE(m_redis.text({"HGET", m_id.job("j1"), "progress"}), QByteArray(R"({"half":50})"));

        m_redis.command({"DEL", m_id.key("delayed")});
        m_redis.command({"RPUSH", m_id.key("wait"), "j0", "j1", "j2"});
        QTRY_VERIFY(m_connection->isReady());
        cut(static_cast<Fault::Kind>(kind));
        VERIFY_OK(await(m_queue->changePriority("j1", 5)));
        QCOMPARE(m_proxy->hits(), ++m_hits);
        QCOMPARE(m_redis.list({"LRANGE", m_id.key("wait"), "0", "-1"}), (QByteArrayList{"j0", "j2"}));
        QCOMPARE(m_redis.list({"ZRANGE", m_id.key("prioritized"), "0", "-1"}), QByteArrayList{"j1"});
    }

    void resumeTwiceIsResumedOnce_data() { everyChange_data(); }
    void resumeTwiceIsResumedOnce()
    {
        QFETCH(int, kind);
        VERIFY_OK(await(m_queue->pause()));
        m_redis.command({"RPUSH", m_id.key("wait"), "a", "b"});
        cut(static_cast<Fault::Kind>(kind));
        VERIFY_OK(await(m_queue->resume()));
        QCOMPARE(m_proxy->hits(), ++m_hits);
        QCOMPARE(m_redis.integer({"HEXISTS", m_id.key("meta"), "paused"}), 0);
        QCOMPARE(m_redis.list({"LRANGE", m_id.key("wait"), "0", "-1"}), (QByteArrayList{"a", "b"}));
    }

    //! What cannot be known is said, and never done twice.
    void whatCannotBeKnownIsNotRepeated_data() { everyChange_data(); }
    void whatCannotBeKnownIsNotRepeated()
    {
        QFETCH(int, kind);
        const bool wasCarriedOut = static_cast<Fault::Kind>(kind) != Fault::Kind::SwallowRequest;
        plant("failed");
        cut(static_cast<Fault::Kind>(kind));
        const auto row = await(m_queue->addLog("j1", "row"));
        QVERIFY(!row);
        QCOMPARE(row.error().code, ErrorCode::InDoubt);
        QCOMPARE(m_redis.integer({"LLEN", m_id.job("j1") + ":logs"}), wasCarriedOut ? 1 : 0);

        plant("failed", "j2");
        QTRY_VERIFY(m_connection->isReady());
        cut(static_cast<Fault::Kind>(kind));
        const auto cleaned = await(m_queue->cleanOnce(JobState::Failed, Milliseconds(0), 1));
        QVERIFY(!cleaned);
        QCOMPARE(cleaned.error().code, ErrorCode::InDoubt);
        QCOMPARE(m_redis.integer({"ZCARD", m_id.key("failed")}), wasCarriedOut ? 1 : 2);
        QCOMPARE(m_proxy->hits(), m_hits += 2);
    }

    void bulkCutInTheMiddle_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("hasIds");
        for (const bool hasIds : {true, false}) {
            const char* ids = hasIds ? "own ids" : "no ids";
            QTest::addRow("%s, carried out, reply lost", ids) << int(Fault::Kind::CutBeforeReply) << hasIds;
            QTest::addRow("%s, reply cut in the middle", ids) << int(Fault::Kind::CutInReply) << hasIds;
            QTest::addRow("%s, never carried out", ids) << int(Fault::Kind::SwallowRequest) << hasIds;
        }
    }
    //! No job stands twice; every id that was returned is that job; what is not there was not called added.
    // fault: A4
    void bulkCutInTheMiddle()
    {
        QFETCH(int, kind);
        QFETCH(bool, hasIds);
        constexpr int count = 50;
        std::vector<NewJob> jobs;
        for (int i = 0; i < count; ++i) {
            const QByteArray name = "n" + QByteArray::number(i);
            jobs.push_back({name, "{}", {}});
            if (hasIds)
                jobs.back().options.jobId = "own-" + name;
        }
        Fault fault;
        fault.kind = static_cast<Fault::Kind>(kind);
        fault.match = "EVALSHA";
        fault.request = count / 2;
        m_proxy->setFault(fault);
        const auto results = await(m_queue->addBulk(jobs));
        QCOMPARE(m_proxy->hits(), ++m_hits);
        QHash<QByteArray, QByteArray> idOf; // by name, which is unique
        for (const QByteArray& id : m_redis.list({"LRANGE", m_id.key("wait"), "0", "-1"})) {
            const QByteArray name = m_redis.text({"HGET", m_id.job(id), "name"});
            QVERIFY2(!idOf.contains(name), name.constData());
            idOf.insert(name, id);
        }
        if (!hasIds) {
            // Pipelined, and ends as a whole: what cannot be known of one is not known of the bulk.
            QVERIFY(!results);
            QCOMPARE(results.error().code, ErrorCode::InDoubt);
            return;
        }
        VERIFY_OK(results);
        QCOMPARE(results->size(), size_t{count});
        QCOMPARE(idOf.size(), count);
        for (size_t i = 0; i < jobs.size(); ++i) {
            VERIFY_OK((*results)[i]);
            QCOMPARE(*(*results)[i], idOf.value(jobs[i].name));
        }
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
    void cleaningGoesOn_data() { everyChange_data(); }
    //! The ids of the chunk whose answer was lost are lost, the jobs are counted all the same.
    void cleaningGoesOn()
    {
        QFETCH(int, kind);
        const auto report = actedOnSixty(MassVerb::Clean, kind, 2);
        QVERIFY(report);
        QCOMPARE(m_proxy->hits(), ++m_hits);
        QCOMPARE(report->done, 60);
        QCOMPARE(m_redis.integer({"ZCARD", m_id.key("failed")}), 0);
        QCOMPARE(m_redis.integer({"EXISTS", m_id.job("m30")}), 0);
    }
    void massActionGoesOn_data() { everyChange_data(); }
    // fault: A4
    void massActionGoesOn()
    {
        QFETCH(int, kind);
        const auto report = actedOnSixty(MassVerb::Retry, kind, 25);
        QVERIFY(report);
        QCOMPARE(report->done, 60);
        QCOMPARE(report->skippedCount, 0);
        QCOMPARE(waiting(), 60);
        const QByteArrayList ids = m_redis.list({"LRANGE", m_id.key("wait"), "0", "-1"});
        QCOMPARE(QSet<QByteArray>(ids.cbegin(), ids.cend()).size(), 60);
    }
};

QTEST_GUILESS_MAIN(TestQueueDoubt)
#include "tst_queuedoubt.moc"
