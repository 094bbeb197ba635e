// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/massaction.h"

#include "queue/activitylog.h"
#include "queue/pacer_p.h"
#include "queue/productiongate.h"
#include "redis/redisconnection.h"
#include "support/await.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace drover::test;

Q_DECLARE_METATYPE(drover::MassFilter)
Q_DECLARE_METATYPE(drover::MassVerb)

class TestMassAction final : public QObject {
    Q_OBJECT

    RedisFixture m_redis{{.keepsAll = true}};
    std::unique_ptr<NpmProcess> m_npm;
    std::unique_ptr<RedisConnection> m_connection;
    QueueId m_id;

    QJsonObject counts() { return m_npm->counts(QString::fromUtf8(m_id.name)); }
    int count(const char* state) { return counts().value(QLatin1StringView(state)).toInt(); }

    //! Failed (or other) jobs "j0".."jN-1", one millisecond apart, every tenth with priority.
    void plant(int jobs, JobState state = JobState::Failed, const QByteArray& reason = "boom")
    {
        static const QByteArray script = R"(
            for i = 0, tonumber(ARGV[1]) - 1 do
              local id = 'j' .. i
              local score = 1700000000000 + i
              redis.call('HSET', KEYS[1] .. id, 'name', 'n' .. (i % 3), 'data', '{"user":"u' .. i .. '"}',
                'opts', '{"attempts":3}', 'timestamp', score, 'priority', i % 10 == 9 and 4 or 0, 'delay', 0,
                'atm', 2, 'ats', 2)
              if ARGV[2] == 'failed' or ARGV[2] == 'completed' then
                redis.call('HSET', KEYS[1] .. id, 'finishedOn', score, 'processedOn', score, 'failedReason', ARGV[3])
              end
              if ARGV[2] == 'wait' then redis.call('LPUSH', KEYS[1] .. 'wait', id)
              elseif ARGV[2] == 'delayed' then redis.call('ZADD', KEYS[1] .. 'delayed', (9900000000000 + i) * 4096, id)
              else redis.call('ZADD', KEYS[1] .. ARGV[2], score, id) end
            end)";
        const QLatin1StringView key = stateKey(state);
        const Reply reply = m_redis.command({"EVAL", script, "1", m_id.base(), QByteArray::number(jobs),
            QByteArray(key.data(), key.size()), reason});
        QVERIFY2(!reply.isError(), reply.text.constData());
        m_redis.command({"HSET", m_id.key("meta"), "opts.maxLenEvents", "10000"});
    }
    MassReport run(const MassRequest& request, WriteGate& gate = WriteGate::open())
    {
        MassAction action(*m_connection, gate);
        std::optional<MassReport> report;
        connect(&action, &MassAction::finished, this, [&](const MassReport& r) { report = r; });
        action.start(request);
        if (report)
            qFatal("finished() came from inside start()");
        (void)QTest::qWaitFor([&] { return report.has_value(); }, 60000);
        return report.value_or(MassReport{});
    }
    //! 500 failed jobs; the action rests after its first step.
    void retryUntilPaused(MassAction& action, std::optional<MassReport>& report)
    {
        plant(500);
        connect(&action, &MassAction::finished, this, [&report](const MassReport& r) { report = r; });
        bool paused = false;
        const auto told = connect(&action, &MassAction::progressed, this, [&](const MassProgress& progress) {
            paused = progress.paused;
            action.pause();
        });
        MassRequest r = request(MassVerb::Retry);
        r.chunk = 50;
        action.start(r);
        QTRY_VERIFY_WITH_TIMEOUT(paused, 30000);
        disconnect(told);
    }
    MassRequest request(MassVerb verb, JobState state = JobState::Failed)
    {
        MassRequest r;
        r.queue = m_id;
        r.verb = verb;
        r.state = state;
        return r;
    }

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
        QTRY_VERIFY(m_connection->isReady());
        m_id = {"bull", RedisFixture::uniqueQueue().toUtf8()};
    }

    void retriesAWholeState()
    {
        plant(2500);
        const MassReport report = run(request(MassVerb::Retry));
        QVERIFY2(!report.error, report.error ? qPrintable(report.error->message) : "");
        QCOMPARE(report.matched, 2500);
        QCOMPARE(report.done, 2500);
        QCOMPARE(report.skippedCount, 0);
        QCOMPARE(count("failed"), 0);
        QCOMPARE(count("waiting"), 2250);
        QCOMPARE(count("prioritized"), 250);
        // The oldest failure runs first.
        QCOMPARE(m_redis.text({"LINDEX", m_id.key("wait"), "-1"}), QByteArray("j0"));
        QCOMPARE(m_redis.text({"HGET", m_id.job("j0"), "atm"}), QByteArray("2"));
    }
    void resetsAttempts()
    {
        plant(3);
        MassRequest r = request(MassVerb::Retry);
        r.retry.resetAttemptsMade = true;
        QCOMPARE(run(r).done, 3);
        QCOMPARE(m_redis.integer({"HEXISTS", m_id.job("j1"), "atm"}), 0);
        QCOMPARE(m_redis.integer({"HEXISTS", m_id.job("j1"), "ats"}), 1);
    }
    void filters_data()
    {
        QTest::addColumn<MassFilter>("filter");
        QTest::addColumn<int>("matched");
        QTest::newRow("nothing") << MassFilter{"no such text", allMatchFields, {}, 0} << 0;
        QTest::newRow("data, case-insensitive") << MassFilter{"\"U7\"", allMatchFields, {}, 0} << 1;
        QTest::newRow("reason") << MassFilter{"BOO", MatchField::Error, {}, 0} << 40;
        QTest::newRow("name") << MassFilter{"n1", MatchField::Name, {}, 0} << 13;
        QTest::newRow("id") << MassFilter{"J39", MatchField::Id, {}, 0} << 1;
        QTest::newRow("only in the id") << MassFilter{"boom", MatchField::Id, {}, 0} << 0;
        QTest::newRow("since") << MassFilter{{}, allMatchFields, 1700000000030, 0} << 10;
        QTest::newRow("count") << MassFilter{{}, allMatchFields, {}, 7} << 7;
        QTest::newRow("since, text and count") << MassFilter{"n0", MatchField::Name, 1700000000010, 3} << 3;
    }
    void filters()
    {
        QFETCH(MassFilter, filter);
        QFETCH(int, matched);
        plant(40);
        MassRequest r = request(MassVerb::Retry);
        r.filter = filter;
        r.chunk = 6;
        r.dryRun = true;
        const MassReport dry = run(r);
        QCOMPARE(dry.matched, matched);
        QCOMPARE(dry.done, 0);
        QCOMPARE(count("failed"), 40);
        r.dryRun = false;
        const MassReport report = run(r);
        QCOMPARE(report.matched, matched);
        QCOMPARE(report.done, matched);
        QCOMPARE(count("failed"), 40 - matched);
    }
    void takesTheOldestFirst()
    {
        plant(20);
        MassRequest r = request(MassVerb::Retry);
        r.filter.count = 2;
        QCOMPARE(run(r).done, 2);
        QCOMPARE(m_redis.list({"LRANGE", m_id.key("wait"), "0", "-1"}), (QByteArrayList{"j1", "j0"}));
    }
    void plansADryRun()
    {
        plant(30);
        m_redis.command({"HSET", m_id.job("j3"), "parentKey", "bull:p:1"});
        m_redis.command({"HSET", m_id.job("j4"), "parentKey", m_id.job("top"), "deid", "d"});
        m_redis.command({"ZADD", m_id.key("waiting-children"), "1", "top"});
        MassRequest r = request(MassVerb::Retry);
        r.dryRun = true;
        const QHash<QByteArray, qint64> before = m_redis.commandCalls();
        const MassReport report = run(r, WriteGate::readOnly());
        QVERIFY(!report.error);
        QVERIFY(report.plan.has_value());
        QCOMPARE(report.plan->attemptsLeft, (QMap<int, qint64>{{1, 30}}));
        QCOMPARE(report.plan->priorities, (QMap<qint64, qint64>{{0, 27}, {4, 3}}));
        QCOMPARE(report.plan->withParent, 2);
        QCOMPARE(report.plan->withWaitingParent, 1);
        QCOMPARE(report.plan->deduplicated, 1);
        QCOMPARE(report.plan->names, (QMap<QByteArray, qint64>{{"n0", 10}, {"n1", 10}, {"n2", 10}}));
        QCOMPARE(report.plan->oldest, 1700000000000);
        QCOMPARE(report.plan->newest, 1700000000029);
        QCOMPARE(report.plan->looked, 30);
        QCOMPARE(report.plan->sample.front(), QByteArray("j0"));
        QCOMPARE(m_redis.commandCalls().value("evalsha"), before.value("evalsha"));
        r.retry.resetAttemptsMade = true;
        const MassPlan reset = run(r).plan.value_or(MassPlan{});
        QCOMPARE(reset.attemptsLeft, (QMap<int, qint64>{{3, 30}}));
    }
    void takesIdsWhereverTheyAre()
    {
        plant(3);
        m_redis.command({"ZREM", m_id.key("failed"), "j1"});
        m_redis.command({"ZADD", m_id.key("completed"), "5", "j1"});
        m_redis.command({"HSET", m_id.job("j1"), "returnvalue", "1"});
        m_redis.command({"HSET", m_id.job("lost"), "name", "x"});
        MassRequest r = request(MassVerb::Retry);
        r.ids = {"j0", "j1", "none", "lost", "j0"};
        const MassReport report = run(r);
        QCOMPARE(report.matched, 4);
        QCOMPARE(report.done, 2);
        QCOMPARE(report.skipped.size(), size_t(2));
        QCOMPARE(report.skipped[0], (MassReport::Skipped{"none", QStringLiteral("JobNotExist")}));
        QCOMPARE(report.skipped[1], (MassReport::Skipped{"lost", QStringLiteral("JobNotInState")}));
        QCOMPARE(count("completed"), 0);
        QCOMPARE(m_redis.integer({"HEXISTS", m_id.job("j1"), "returnvalue"}), 0);
    }
    void promotes()
    {
        plant(50, JobState::Delayed);
        const MassReport report = run(request(MassVerb::Promote, JobState::Delayed));
        QCOMPARE(report.done, 50);
        QCOMPARE(count("waiting"), 45);
        QCOMPARE(count("prioritized"), 5);
    }
    void removesWithReasons()
    {
        plant(10, JobState::Waiting);
        m_redis.command({"SET", m_id.job("j2") + ":lock", "token"});
        m_redis.command({"LPUSH", m_id.key("wait"), "ghost"});
        const MassReport report = run(request(MassVerb::Remove, JobState::Waiting));
        QCOMPARE(report.matched, 11);
        QCOMPARE(report.done, 10);
        QCOMPARE(report.skipped, (std::vector{MassReport::Skipped{"j2", QStringLiteral("JobLockMismatch")}}));
        QCOMPARE(m_redis.list({"LRANGE", m_id.key("wait"), "0", "-1"}), QByteArrayList{"j2"});
        MassRequest unknown = request(MassVerb::Remove);
        unknown.ids = {"no-such-job"};
        QCOMPARE(run(unknown).skipped.front().reason, QStringLiteral("JobNotExist"));
    }
    void cleans()
    {
        plant(3000);
        MassRequest r = request(MassVerb::Clean);
        r.limit = 1200;
        r.dryRun = true;
        QCOMPARE(run(r).matched, 1200);
        r.dryRun = false;
        const MassReport limited = run(r);
        QCOMPARE(limited.done, 1200);
        QCOMPARE(count("failed"), 1800);
        QCOMPARE(m_redis.integer({"EXISTS", m_id.job("j0")}), 0);
        r.limit = 0;
        QCOMPARE(run(r).done, 1800);
        QCOMPARE(count("failed"), 0);
        plant(5);
        r.grace = Milliseconds(std::chrono::hours(24 * 365 * 100));
        QCOMPARE(run(r).done, 0);
        r.dryRun = true;
        QCOMPARE(run(r).matched, 0);
    }
    void cleansWaiting()
    {
        plant(30, JobState::Waiting);
        QCOMPARE(run(request(MassVerb::Clean, JobState::Waiting)).done, 30);
        QCOMPARE(count("waiting"), 0);
    }
    void bulkScripts()
    {
        plant(1500);
        MassRequest r = request(MassVerb::BulkRetry);
        r.filter.count = 400;
        r.dryRun = true;
        const MassReport dry = run(r);
        QCOMPARE(dry.matched, 400);
        QVERIFY(dry.plan->ignores.contains(QStringLiteral("priority")));
        r.dryRun = false;
        QCOMPARE(run(r).done, 400);
        QCOMPARE(count("failed"), 1100);
        QCOMPARE(count("prioritized"), 0);
        r.filter.count = 0;
        QCOMPARE(run(r).done, 1100);
        QCOMPARE(count("waiting"), 1500);
        init();
        plant(20, JobState::Delayed);
        QCOMPARE(run(request(MassVerb::BulkPromote, JobState::Delayed)).done, 20);
        QCOMPARE(count("waiting"), 20);
    }
    void nothingMatchedIsNoError()
    {
        const MassReport report = run(request(MassVerb::Retry));
        QVERIFY(!report.error);
        QCOMPARE(report.matched, 0);
    }
    void refusesNonsense_data()
    {
        QTest::addColumn<MassVerb>("verb");
        QTest::addColumn<JobState>("state");
        QTest::addColumn<QByteArray>("match");
        QTest::newRow("retry of waiting jobs") << MassVerb::Retry << JobState::Waiting << QByteArray();
        QTest::newRow("promote of failed jobs") << MassVerb::Promote << JobState::Failed << QByteArray();
        QTest::newRow("bulk with a text") << MassVerb::BulkRetry << JobState::Failed << QByteArray("x");
        QTest::newRow("clean with a text") << MassVerb::Clean << JobState::Failed << QByteArray("x");
        QTest::newRow("clean of parents") << MassVerb::Clean << JobState::WaitingChildren << QByteArray();
    }
    void refusesNonsense()
    {
        QFETCH(MassVerb, verb);
        QFETCH(JobState, state);
        QFETCH(QByteArray, match);
        MassRequest r = request(verb, state);
        r.filter.match = match;
        const MassReport report = run(r);
        QVERIFY(report.error);
        QCOMPARE(report.error->code, ErrorCode::BadInput);
    }
    void retriesOneCauseExactly()
    {
        plant(6, JobState::Failed, "connect ECONNREFUSED 10.0.4.12:587");
        const auto blame = [this](const char* id, const char* reason, const char* trace) {
            m_redis.command({"HSET", m_id.job(id), "failedReason", reason, "stacktrace", trace});
        };
        blame("j1", "connect ECONNREFUSED 10.0.4.13:25", "[]"); // the same cause in other words
        blame("j2", "connect ECONNREFUSED 10.0.4.12:587 while sending", "[]"); // contains it
        blame("j3", "connect ECONNREFUSED 10.0.4.12:587",
            "[\"Error: connect\\n    at send (/srv/mail/smtp.js:8:1)\"]"); // from elsewhere in the code
        MassRequest r = request(MassVerb::Retry);
        r.filter.cause = FailureCause{normalizeReason("connect ECONNREFUSED 10.0.4.12:587"), {}};
        r.dryRun = true;
        const MassReport dry = run(r);
        QCOMPARE(dry.matched, 4);
        QVERIFY(dry.plan);
        QCOMPARE(dry.plan->attemptsLeft, (QMap<int, qint64>{{1, 4}}));
        QCOMPARE(count("failed"), 6);
        r.dryRun = false;
        r.filter.count = 3; // never more than the plan said
        QCOMPARE(run(r).done, 3);
        r.filter.count = 0;
        QCOMPARE(run(r).done, 1);
        QCOMPARE(count("failed"), 2);
        QCOMPARE(m_redis.list({"ZRANGE", m_id.key("failed"), "0", "-1"}), (QByteArrayList{"j2", "j3"}));
    }
    void readOnlyGateSendsNothing()
    {
        plant(5);
        const quint64 before = m_connection->commandsSent();
        const MassReport report = run(request(MassVerb::Retry), WriteGate::readOnly());
        QVERIFY(report.error);
        QCOMPARE(report.error->code, ErrorCode::ReadOnly);
        QCOMPARE(m_connection->commandsSent(), before);
    }
    void cancelEndsAfterTheStep()
    {
        plant(5000);
        MassAction action(*m_connection, WriteGate::open());
        std::optional<MassReport> report;
        int steps = 0;
        connect(&action, &MassAction::finished, this, [&](const MassReport& r) { report = r; });
        connect(&action, &MassAction::progressed, this, [&](const MassProgress& progress) {
            QCOMPARE(progress.total, 5000);
            if (++steps == 2)
                action.cancel();
        });
        MassRequest r = request(MassVerb::Retry);
        r.chunk = 50;
        action.start(r);
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 30000);
        QVERIFY(report->error);
        QCOMPARE(report->error->code, ErrorCode::Cancelled);
        QCOMPARE(steps, 2);
        QVERIFY(report->done > 0 && report->done < 5000);
        QCOMPARE(count("failed"), 5000 - report->done);
        QVERIFY(!action.isRunning());
    }
    void pausesBetweenSteps()
    {
        plant(2000);
        MassAction action(*m_connection, WriteGate::open());
        std::optional<MassReport> report;
        QList<MassProgress> told;
        connect(&action, &MassAction::finished, this, [&](const MassReport& r) { report = r; });
        connect(&action, &MassAction::progressed, this, [&](const MassProgress& progress) {
            told << progress;
            if (told.size() == 1)
                action.pause();
        });
        MassRequest r = request(MassVerb::Retry);
        r.chunk = 50;
        action.start(r);
        QTRY_VERIFY_WITH_TIMEOUT(!told.isEmpty() && told.last().paused, 30000);
        QVERIFY(action.isPaused());
        QCOMPARE(m_redis.integer({"ZCARD", m_id.key("failed")}), 2000 - told.last().done);
        QCOMPARE(count("failed"), 2000 - told.last().done); // and still, some turns of the event loop later
        QVERIFY(!report);
        action.resume();
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 30000);
        QVERIFY(!report->error);
        QCOMPARE(report->done, 2000);
        QVERIFY(!told.last().paused);
    }
    void aPausedActionDoesNotOutliveItsUnlocking()
    {
        ProductionGate gate(nullptr);
        gate.unlock(Milliseconds(3600000));
        MassAction action(*m_connection, gate);
        std::optional<MassReport> report;
        retryUntilPaused(action, report);
        gate.lock();
        action.resume();
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 30000);
        QCOMPARE(report->error->code, ErrorCode::ReadOnly);
        QVERIFY(report->done > 0 && report->done < 500);
        QCOMPARE(count("failed"), 500 - report->done);
    }
    void aPausedActionCanBeCancelled()
    {
        MassAction action(*m_connection, WriteGate::open());
        std::optional<MassReport> report;
        retryUntilPaused(action, report);
        action.cancel();
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 30000);
        QCOMPARE(report->error->code, ErrorCode::Cancelled);
        QVERIFY(report->done > 0 && report->done < 500);
        QVERIFY(!action.isRunning());
    }
    void dyingActionStopsQuietly()
    {
        plant(3000);
        auto action = std::make_unique<MassAction>(*m_connection, WriteGate::open());
        bool stepped = false;
        connect(action.get(), &MassAction::progressed, this, [&] { stepped = true; });
        MassRequest r = request(MassVerb::Retry);
        r.chunk = 20;
        action->start(r);
        QTRY_VERIFY(stepped);
        action.reset();
        const int left = count("failed");
        QVERIFY(left > 0);
        QTRY_COMPARE(count("failed"), count("failed"));
    }
    void newFailuresAreLeftAlone()
    {
        plant(200);
        MassAction action(*m_connection, WriteGate::open());
        std::optional<MassReport> report;
        int planted = 0;
        connect(&action, &MassAction::finished, this, [&](const MassReport& r) { report = r; });
        connect(&action, &MassAction::progressed, this, [&] {
            const QByteArray id = "new" + QByteArray::number(planted++);
            m_redis.command(
                {"HSET", m_id.job(id), "name", "x", "data", "{}", "opts", "{}", "timestamp", "1"});
            m_redis.command({"ZADD", m_id.key("failed"), "1700000000050", id});
        });
        MassRequest r = request(MassVerb::Retry);
        r.chunk = 10;
        action.start(r);
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 30000);
        QCOMPARE(report->done, 200);
        QCOMPARE(count("failed"), planted);
    }
    void oneRecordForAll()
    {
        plant(300);
        QTemporaryDir directory;
        ActivityLog log({directory.filePath(QStringLiteral("a.db")), {}, {}, 100});
        MassRequest r = request(MassVerb::Retry);
        r.filter.match = "hunter2";
        r.filter.matchIn = MatchField::Data;
        (void)run(r, log);
        r.filter = {};
        QCOMPARE(run(r, log).done, 300);
        const auto entries = await(log.newest(10));
        VERIFY_OK(entries);
        QCOMPARE(entries->size(), size_t(2));
        QCOMPARE(entries->at(0).outcome.value(QStringLiteral("done")).toInt(), 300);
        QVERIFY(!entries->at(1).details.values().contains(QStringLiteral("hunter2")));
    }
    // fault: C1
    void survivesAKillOfTheServer()
    {
        plant(4000);
        MassAction action(*m_connection, WriteGate::open());
        std::optional<MassReport> report;
        int steps = 0;
        connect(&action, &MassAction::finished, this, [&](const MassReport& r) { report = r; });
        connect(&action, &MassAction::progressed, this, [&] {
            if (++steps != 3)
                return;
            m_redis.killHard();
            QVERIFY(m_redis.start());
        });
        MassRequest r = request(MassVerb::Retry);
        r.chunk = 50;
        action.start(r);
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 40000);
        QVERIFY2(!report->error, report->error ? qPrintable(report->error->message) : "");
        QCOMPARE(report->done, 4000);
        QCOMPARE(m_redis.integer({"ZCARD", m_id.key("failed")}), 0);
        QCOMPARE(
            m_redis.integer({"LLEN", m_id.key("wait")}) + m_redis.integer({"ZCARD", m_id.key("prioritized")}),
            4000);
    }
    void pacerKeepsStepsShort()
    {
        Pacer pacer(100);
        QCOMPARE(pacer.chunk(), 100);
        pacer.measured(100, std::chrono::milliseconds(1));
        QCOMPARE(pacer.chunk(), 200); // grows twofold at most
        pacer.measured(200, std::chrono::milliseconds(2));
        pacer.measured(400, std::chrono::milliseconds(4));
        pacer.measured(800, std::chrono::milliseconds(8));
        QCOMPARE(pacer.chunk(), 1000); // never more
        pacer.measured(1000, std::chrono::milliseconds(200));
        QCOMPARE(pacer.chunk(), 100); // shrinks at once
        QCOMPARE(pacer.pause(), Milliseconds(200));
        pacer.measured(100, std::chrono::seconds(5));
        QCOMPARE(pacer.chunk(), 10);
        QCOMPARE(Pacer(50000).chunk(), 1000);
    }
};

QTEST_GUILESS_MAIN(TestMassAction)
#include "tst_massaction.moc"
