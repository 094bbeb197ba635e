// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/jobsearch.h"

#include "redis/redisconnection.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QTest>

using namespace drover;
using namespace drover::test;

Q_DECLARE_METATYPE(drover::JobState)

class TestJobSearch final : public QObject {
    Q_OBJECT

    RedisFixture m_redis;
    std::unique_ptr<NpmProcess> m_npm;
    std::unique_ptr<RedisConnection> m_connection;
    QueueId m_id;

    //! What a search told, in the order in which it told it.
    struct Told {
        QByteArrayList ids;
        std::vector<JobRow> rows;
        QList<SearchProgress> progress;
        QList<SearchReport> reports;
    };

    //! Jobs first..first+jobs-1 ("j7"), each newer than the one before. Every 7th has "Needle" in its data,
    //! every 11th in its reason.
    void plant(const QByteArray& state, int jobs, int first = 0)
    {
        static const QByteArray script = R"(
            for i = tonumber(ARGV[1]), tonumber(ARGV[1]) + tonumber(ARGV[2]) - 1 do
              local id, score = 'j' .. i, 1700000000000 + i
              redis.call('HSET', KEYS[1] .. id, 'name', 'n' .. (i % 3), 'opts', '{}', 'timestamp', score,
                'data', '{"u":' .. i .. (i % 7 == 0 and ',"t":"a Needle"' or '') .. '}', 'delay', 0, 'priority', 0)
              if ARGV[3] == 'wait' then redis.call('LPUSH', KEYS[1] .. 'wait', id)
              else
                redis.call('HSET', KEYS[1] .. id, 'finishedOn', score, 'failedReason',
                  i % 11 == 0 and 'no needle here' or 'boom ' .. i)
                redis.call('ZADD', KEYS[1] .. ARGV[3], score, id)
              end
            end)";
        const Reply reply = m_redis.command(
            {"EVAL", script, "1", m_id.base(), QByteArray::number(first), QByteArray::number(jobs), state});
        QVERIFY2(!reply.isError(), reply.text.constData());
        m_redis.command({"HSET", m_id.key("meta"), "opts.maxLenEvents", "10000"});
    }
    SearchRequest request(JobState state, const QByteArray& text)
    {
        SearchRequest r;
        r.queue = m_id;
        r.state = state;
        r.filter.match = text;
        return r;
    }
    void listen(JobSearch& search, Told& told)
    {
        connect(&search, &JobSearch::found, this, [&told](const std::vector<JobRow>& rows) {
            QVERIFY(!rows.empty());
            for (const JobRow& row : rows) {
                told.ids << row.job.id;
                told.rows.push_back(row);
            }
        });
        connect(&search, &JobSearch::progressed, this,
            [&told](const SearchProgress& progress) { told.progress << progress; });
        connect(&search, &JobSearch::finished, this,
            [&told](const SearchReport& report) { told.reports << report; });
    }
    Told run(const SearchRequest& request)
    {
        Told told;
        JobSearch search(*m_connection);
        listen(search, told);
        search.start(request);
        if (!told.reports.isEmpty())
            qFatal("finished() came from inside start()");
        (void)QTest::qWaitFor([&] { return !told.reports.isEmpty(); }, 60000);
        return told;
    }
    //! What npm's client sees when it looks at every job itself.
    QByteArrayList npmFinds(const QString& state, const QString& condition)
    {
        const NpmReply reply = m_npm->eval(
            QStringLiteral(
                "return (await queue.getJobs([args], 0, -1, false)).filter((job) => %1).map((job) => job.id)")
                .arg(condition),
            QString::fromUtf8(m_id.name), state);
        QByteArrayList ids;
        const QJsonArray values = reply.value().toArray();
        for (const QJsonValue& id : values)
            ids << id.toString().toUtf8();
        return ids;
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

    void findsWhatNpmSees_data()
    {
        QTest::addColumn<JobState>("state");
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("failed") << JobState::Failed << QByteArray("failed");
        QTest::newRow("waiting") << JobState::Waiting << QByteArray("wait");
    }
    void findsWhatNpmSees()
    {
        QFETCH(JobState, state);
        QFETCH(QByteArray, key);
        plant(key, 2345);
        SearchRequest r = request(state, "nEEDLE");
        r.maxHits = 100000;
        const Told told = run(r);
        const QString word = QString::fromLatin1(stateName(state));
        const QByteArrayList expected = npmFinds(word,
            QStringLiteral("(JSON.stringify(job.data) + job.failedReason).toLowerCase().includes('needle')"));
        QVERIFY(expected.size() > 300);
        QCOMPARE(told.ids, expected);
        QCOMPARE(told.reports.size(), 1);
        const SearchReport& report = told.reports.front();
        QVERIFY(!report.error);
        QVERIFY(!report.more);
        QCOMPARE(report.read, 2345);
        QCOMPARE(report.hits, expected.size());
        QCOMPARE(report.nextOffset, 2345);
        QCOMPARE(told.progress.back().total, 2345);
        QVERIFY(told.progress.size() >= 5);
    }
    void looksOnlyWhereItShould_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<MatchFields>("where");
        QTest::addColumn<QString>("condition");
        const auto row = [](const char* name, const char* text, MatchFields where, const char* condition) {
            QTest::newRow(name) << QByteArray(text) << where << QString::fromLatin1(condition);
        };
        row("id", "J39", MatchField::Id, "job.id.includes('j39')");
        row("name", "N2", MatchField::Name, "job.name === 'n2'");
        row("error", "needle", MatchField::Error, "job.failedReason.includes('needle')");
        row("data", "needle", MatchField::Data, "(job.data.t || '').includes('Needle')");
        row("name and id", "n1", MatchFields(MatchField::Name) | MatchField::Id, "job.name === 'n1'");
    }
    void looksOnlyWhereItShould()
    {
        QFETCH(QByteArray, text);
        QFETCH(MatchFields, where);
        QFETCH(QString, condition);
        plant("failed", 600);
        SearchRequest r = request(JobState::Failed, text);
        r.filter.matchIn = where;
        QCOMPARE(run(r).ids, npmFinds(QStringLiteral("failed"), condition));
    }
    void readsOnlyWhatItNeeds()
    {
        plant("failed", 50);
        m_redis.command({"CONFIG", "RESETSTAT"});
        SearchRequest r = request(JobState::Failed, "n1");
        r.filter.matchIn = MatchField::Name;
        QVERIFY(!run(r).ids.isEmpty());
        const QHash<QByteArray, qint64> calls = m_redis.commandCalls();
        QVERIFY(!calls.contains("hgetall"));
        QCOMPARE(calls.value("zrevrange"), 1);
    }
    void stopsAtTheMostHitsAndGoesOn()
    {
        plant("failed", 3000);
        SearchRequest r = request(JobState::Failed, "needle");
        r.filter.matchIn = MatchField::Data;
        r.maxHits = 100;
        Told told;
        JobSearch search(*m_connection);
        listen(search, told);
        search.start(r);
        QTRY_COMPARE(told.reports.size(), 1);
        QCOMPARE(told.ids.size(), 100);
        QVERIFY(told.reports[0].more);
        QVERIFY(!search.isRunning());
        // The hundredth hit, counted from the newest (j2999): multiples of 7 from 2996 down.
        QCOMPARE(told.ids.back(), QByteArray("j" + QByteArray::number(2996 - 7 * 99)));
        QCOMPARE(told.reports[0].nextOffset, 2999 - (2996 - 7 * 99) + 1);
        for (int runs = 2; told.reports.back().more; ++runs) {
            search.goOn();
            QTRY_COMPARE(told.reports.size(), runs);
        }
        QCOMPARE(told.ids,
            npmFinds(QStringLiteral("failed"), QStringLiteral("(job.data.t || '').includes('Needle')")));
        QCOMPARE(told.reports.back().hits, told.ids.size());
        // Another object may begin where the first one stopped.
        r.from = told.reports[0].nextOffset;
        QCOMPARE(run(r).ids, told.ids.mid(100, 100));
    }
    void stopsAtTheMostRead()
    {
        plant("failed", 1700);
        SearchRequest r = request(JobState::Failed, "no such text");
        r.maxRead = 730;
        const Told told = run(r);
        QCOMPARE(told.reports.front().read, 730);
        QVERIFY(told.reports.front().more);
        QCOMPARE(told.reports.front().nextOffset, 730);
    }
    void since()
    {
        plant("failed", 4000);
        SearchRequest r = request(JobState::Failed, {});
        r.filter.since = 1700000000000 + 3990;
        const Told told = run(r);
        QCOMPARE(told.ids.size(), 10);
        QVERIFY(!told.reports.front().more);
        QVERIFY(told.reports.front().read <= 500);
    }
    void cause()
    {
        plant("failed", 30);
        SearchRequest r = request(JobState::Failed, {});
        r.filter.cause = FailureCause{normalizeReason("boom 1"), {}};
        QCOMPARE(run(r).ids,
            npmFinds(QStringLiteral("failed"), QStringLiteral("job.failedReason.startsWith('boom')")));
    }
    void arrivalsAndDeparturesChangeNothing_data()
    {
        QTest::addColumn<JobState>("state");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<int>("removed");
        QTest::newRow("failed, 40 leave") << JobState::Failed << QByteArray("failed") << 40;
        QTest::newRow("failed, 900 leave") << JobState::Failed << QByteArray("failed") << 900;
        QTest::newRow("waiting, 40 leave") << JobState::Waiting << QByteArray("wait") << 40;
        QTest::newRow("waiting, 900 leave") << JobState::Waiting << QByteArray("wait") << 900;
    }
    //! After every step new jobs arrive at the top and others that were read before leave: each job that was
    //! there all the time is found exactly once.
    void arrivalsAndDeparturesChangeNothing()
    {
        QFETCH(JobState, state);
        QFETCH(QByteArray, key);
        QFETCH(int, removed);
        plant(key, 6000);
        int arrived = 6000;
        qint64 gone = 5999; // newest first: these were read
        Told told;
        JobSearch search(*m_connection);
        listen(search, told);
        connect(&search, &JobSearch::progressed, this, [&] {
            plant(key, 30, arrived);
            arrived += 30;
            const qint64 deepest = told.ids.back().sliced(1).toLongLong(); // each job read is a hit
            for (int i = 0; i < removed && gone >= deepest; ++i, --gone) {
                const QByteArray id = "j" + QByteArray::number(gone);
                m_redis.command(key == "wait" ? QByteArrayList{"LREM", m_id.key(key), "0", id}
                                              : QByteArrayList{"ZREM", m_id.key(key), id});
            }
        });
        SearchRequest r = request(state, "j");
        r.filter.matchIn = MatchField::Id;
        r.maxHits = 100000;
        search.start(r);
        QTRY_COMPARE_WITH_TIMEOUT(told.reports.size(), 1, 60000);
        QVERIFY(!told.reports.front().error);
        // Once nothing is left of what was read, there is nothing to tell arrivals by.
        if (removed > 500)
            told.ids.removeIf([](const QByteArray& id) { return id.sliced(1).toInt() >= 6000; });
        QByteArrayList expected;
        for (int i = 5999; i >= 0; --i)
            expected << "j" + QByteArray::number(i);
        QCOMPARE(told.ids.size(), expected.size());
        QCOMPARE(told.ids, expected);
    }
    void cancelCanBeContinued()
    {
        plant("failed", 5000);
        SearchRequest r = request(JobState::Failed, "j");
        r.filter.matchIn = MatchField::Id;
        r.maxHits = 100000;
        Told told;
        JobSearch search(*m_connection);
        listen(search, told);
        connect(&search, &JobSearch::progressed, this, [&] {
            if (told.progress.size() == 2)
                search.cancel();
        });
        search.start(r);
        QTRY_COMPARE(told.reports.size(), 1);
        QCOMPARE(told.reports[0].error->code, ErrorCode::Cancelled);
        QCOMPARE(told.progress.size(), 2);
        QVERIFY(told.reports[0].more);
        search.goOn();
        QTRY_COMPARE(told.reports.size(), 2);
        QVERIFY(!told.reports[1].error);
        QCOMPARE(told.ids.size(), 5000);
        QCOMPARE(QSet<QByteArray>(told.ids.cbegin(), told.ids.cend()).size(), 5000);
    }
    void startDropsTheSearchBefore()
    {
        plant("failed", 5000);
        Told told;
        JobSearch search(*m_connection);
        listen(search, told);
        search.start(request(JobState::Failed, "boom"));
        SearchRequest second = request(JobState::Failed, "j4999");
        second.filter.matchIn = MatchField::Id;
        search.start(second);
        QTRY_COMPARE(told.reports.size(), 1);
        QCOMPARE(told.ids, QByteArrayList{"j4999"});
        QCOMPARE(told.reports.front().read, 5000);
    }
    void longDataIsLookedThroughInSmallSteps()
    {
        plant("failed", 30);
        const QByteArray big(3 << 20, 'x');
        for (int i = 0; i < 30; ++i)
            m_redis.command({"HSET", m_id.job("j" + QByteArray::number(i)), "data",
                '"' + big + (i % 10 == 4 ? "Hit\"" : "\"")});
        m_redis.command({"HSET", m_id.job("j29"), "data", '"' + QByteArray(9 << 20, 'y') + "hit\""});
        SearchRequest r = request(JobState::Failed, "hit");
        const Told told = run(r);
        QCOMPARE(told.ids, (QByteArrayList{"j24", "j14", "j4"}));
        QCOMPARE(told.reports.front().unsearched, 1);
        QVERIFY(told.rows.front().job.data.isEmpty());
    }
    // fault: G1, G7
    void ghostsDamageAndMarkers()
    {
        plant("wait", 20);
        m_redis.command({"RPUSH", m_id.key("wait"), "0:0"});
        m_redis.command({"LPUSH", m_id.key("wait"), "ghost"});
        m_redis.command({"DEL", m_id.job("j3")});
        m_redis.command({"SET", m_id.job("j3"), "not a hash"});
        const Told told = run(request(JobState::Waiting, {}));
        QCOMPARE(told.ids.size(), 21);
        QCOMPARE(told.ids.front(), QByteArray("ghost"));
        QVERIFY(!told.rows.front().job.damaged.isEmpty());
        QVERIFY(!told.ids.contains("0:0"));
        const auto damaged = std::find_if(
            told.rows.cbegin(), told.rows.cend(), [](const JobRow& row) { return row.job.id == "j3"; });
        QVERIFY(damaged != told.rows.cend());
        QVERIFY(!damaged->job.damaged.isEmpty());
    }
    void emptyStatesAndBrokenConnectionsEnd()
    {
        const Told none = run(request(JobState::Completed, "x"));
        QCOMPARE(none.reports.size(), 1);
        QVERIFY(!none.reports.front().error);
        QVERIFY(!none.reports.front().more);
        RedisConnection closed(m_redis.unixOptions(), ConnectionRole::Queue);
        Told told;
        JobSearch search(closed);
        listen(search, told);
        search.start(request(JobState::Failed, "x"));
        QTRY_COMPARE(told.reports.size(), 1);
        QCOMPARE(told.reports.front().error->code, ErrorCode::ConnectionClosed);
    }
    void dyingSearchIsQuiet()
    {
        plant("failed", 3000);
        auto search = std::make_unique<JobSearch>(*m_connection);
        bool stepped = false;
        connect(search.get(), &JobSearch::progressed, this, [&] { stepped = true; });
        search->start(request(JobState::Failed, "boom"));
        QTRY_VERIFY(stepped);
        search.reset();
        QCOMPARE(run(request(JobState::Failed, "boom 1")).reports.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestJobSearch)
#include "tst_jobsearch.moc"
