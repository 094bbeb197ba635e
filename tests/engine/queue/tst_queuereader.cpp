// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/queuereader.h"

#include "support/await.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QJsonArray>
#include <QTest>

using namespace drover;
using namespace drover::test;

class TestQueueReader final : public QObject {
    Q_OBJECT

    RedisFixture m_redis;
    std::unique_ptr<NpmProcess> m_npm;
    std::unique_ptr<RedisConnection> m_connection;
    std::unique_ptr<QueueReader> m_reader;
    QueueId m_id;

    QString name() const { return QString::fromUtf8(m_id.name); }
    void plantJob(const QByteArray& id, const QByteArray& more = {})
    {
        QByteArrayList hash{"HSET", m_id.job(id), "name", "n" + id, "data", "{}", "opts", R"({"attempts":0})",
            "timestamp", "1700000000000", "delay", "0", "priority", "0"};
        if (!more.isEmpty())
            hash += more.split(' ');
        m_redis.command(hash);
    }
    //! `count` jobs in every state, ids "<state>-<n>".
    void plantQueue(int count)
    {
        m_redis.command({"HSET", m_id.key("meta"), "opts.maxLenEvents", "10000", "version", "bullmq:6.7.0"});
        for (const JobState state : allJobStates) {
            if (state == JobState::Paused)
                continue;
            for (int i = 0; i < count; ++i) {
                const QByteArray id = QByteArray(stateName(state).data()) + '-' + QByteArray::number(i);
                plantJob(id);
                if (isListState(state))
                    m_redis.command({"LPUSH", m_id.key(state), id});
                else
                    m_redis.command({"ZADD", m_id.key(state), QByteArray::number(1000 + i), id});
            }
        }
    }
    QStringList npmPage(const QString& state, qint64 from, qint64 to, bool ascending)
    {
        const NpmReply reply = m_npm->eval(
            QStringLiteral(
                "return (await queue.getJobs([args.state], args.from, args.to, args.asc)).map(j => j.id)"),
            name(),
            QJsonObject{{QStringLiteral("state"), state}, {QStringLiteral("from"), from},
                {QStringLiteral("to"), to}, {QStringLiteral("asc"), ascending}});
        if (!reply.ok)
            qWarning() << reply.error;
        QStringList ids;
        for (const QJsonValue& id : reply.value().toArray())
            ids.append(id.toString());
        return ids;
    }
    QStringList ourPage(JobState state, qint64 from, qint64 to, bool ascending)
    {
        const auto page = await(m_reader->jobs(m_id, state, from, to, ascending));
        if (!page)
            qWarning() << page.error().message;
        QStringList ids;
        for (const Job& job : page ? page->jobs : std::vector<Job>())
            ids.append(QString::fromUtf8(job.id));
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
        m_reader = std::make_unique<QueueReader>(*m_connection);
    }
    void init() { m_id = {"bull", RedisFixture::uniqueQueue().toUtf8()}; }

    void countsAreNpms()
    {
        plantQueue(7);
        const auto counts = await(m_reader->counts(m_id));
        VERIFY_OK(counts);
        const QJsonObject npm = m_npm->counts(name());
        for (const JobState state : allJobStates) {
            if (state != JobState::Paused)
                QCOMPARE((*counts)[state], npm.value(stateName(state)).toInteger());
        }
        QCOMPARE((*counts)[JobState::Paused], 0);
    }
    void legacyMarkersAreNotCounted_data()
    {
        QTest::addColumn<QByteArrayList>("list");
        QTest::addColumn<int>("count");
        QTest::newRow("marker among jobs") << QByteArrayList{"a", "b", "0:0"} << 2;
        QTest::newRow("marker alone") << QByteArrayList{"0:1700000000000"} << 0;
        QTest::newRow("none") << QByteArrayList{"a"} << 1;
        QTest::newRow("version 3's is counted as upstream does") << QByteArrayList{"a", "0"} << 2;
    }
    void legacyMarkersAreNotCounted()
    {
        QFETCH(QByteArrayList, list);
        QFETCH(int, count);
        m_redis.command(QByteArrayList{"RPUSH", m_id.key("wait")} + list);
        for (const QByteArray& id : list) {
            if (!id.startsWith('0'))
                plantJob(id);
        }
        const auto before = await(m_reader->counts(m_id));
        VERIFY_OK(before);
        QCOMPARE((*before)[JobState::Waiting], count);
        const QStringList pages[]{ourPage(JobState::Waiting, 0, -1, true),
            ourPage(JobState::Waiting, 0, 0, true), ourPage(JobState::Waiting, 0, -1, false),
            ourPage(JobState::Waiting, 0, 5, false)};
        QCOMPARE(m_redis.list({"LRANGE", m_id.key("wait"), "0", "-1"}), list); // reading wrote nothing
        QCOMPARE(m_npm->counts(name()).value(QStringLiteral("waiting")).toInt(), count);
        if (!list.contains("0")) {
            QCOMPARE(pages[0], npmPage(QStringLiteral("waiting"), 0, -1, true));
            QCOMPARE(pages[1], npmPage(QStringLiteral("waiting"), 0, 0, true));
            QCOMPARE(pages[2], npmPage(QStringLiteral("waiting"), 0, -1, false));
            QCOMPARE(pages[3], npmPage(QStringLiteral("waiting"), 0, 5, false));
        }
    }
    void pagesAreNpms()
    {
        plantQueue(9);
        const std::pair<qint64, qint64> ranges[]{{0, -1}, {0, 0}, {0, 3}, {2, 5}, {7, 20}, {9, 12}, {0, -3},
            {3, -2}, {-3, -1}, {-1, -1}, {-20, -1}, {5, 2}};
        for (const JobState state : allJobStates) {
            if (state == JobState::Paused)
                continue;
            for (const auto& [from, to] : ranges) {
                for (const bool ascending : {false, true}) {
                    const QStringList npm = npmPage(stateName(state), from, to, ascending);
                    const QString where =
                        QStringLiteral("%1 %2..%3 %4").arg(stateName(state)).arg(from).arg(to).arg(ascending);
                    QVERIFY2(ourPage(state, from, to, ascending) == npm, qPrintable(where));
                }
            }
        }
        const auto page = await(m_reader->jobs(m_id, JobState::Failed, 0, 1));
        VERIFY_OK(page);
        QCOMPARE(page->total, 9);
    }
    void summariesInOneRoundTrip()
    {
        plantQueue(3);
        m_redis.command({"HSET", m_id.key("meta"), "paused", "1"});
        const QueueId none{"bull", "none"};
        m_redis.command({"CONFIG", "RESETSTAT"});
        const auto summaries = await(m_reader->summaries({m_id, none}));
        VERIFY_OK(summaries);
        QCOMPARE(summaries->size(), size_t(2));
        QCOMPARE(summaries->at(0).queue, m_id);
        QVERIFY(summaries->at(0).paused);
        QCOMPARE(summaries->at(0).version, QByteArray("bullmq:6.7.0"));
        QCOMPARE(summaries->at(0).counts[JobState::Delayed], 3);
        QCOMPARE(summaries->at(1), (QueueSummary{none, {}, false, {}}));
        QVERIFY(await(m_reader->summaries({})).has_value());
    }
    void damagedJobsAreShown_data()
    {
        QTest::addColumn<QByteArrayList>("write");
        QTest::addColumn<bool>("damaged");
        const auto row = [](const char* rowName, const QByteArrayList& write, bool damaged) {
            QTest::newRow(rowName) << write << damaged;
        };
        row("missing hash", {}, true);
        row("string", {"SET", "KEY", "x"}, true);
        row("list", {"RPUSH", "KEY", "x"}, true);
        row("set", {"SADD", "KEY", "x"}, true);
        row("sorted set", {"ZADD", "KEY", "1", "x"}, true);
        row("data is not JSON", {"HSET", "KEY", "name", "a", "data", "{broken", "timestamp", "1"}, true);
        row("opts are not JSON", {"HSET", "KEY", "name", "a", "opts", "[[[", "timestamp", "1"}, true);
        row("opts are an array", {"HSET", "KEY", "name", "a", "opts", "[1]", "timestamp", "1"}, true);
        row("stack trace is not JSON",
            {"HSET", "KEY", "name", "a", "stacktrace", "Error: x", "timestamp", "1"}, true);
        row("return value is not JSON",
            {"HSET", "KEY", "name", "a", "returnvalue", "undefined", "timestamp", "1"}, true);
        row("attempts are words", {"HSET", "KEY", "name", "a", "atm", "many", "timestamp", "1"}, true);
        row("time is words", {"HSET", "KEY", "name", "a", "timestamp", "yesterday"}, true);
        row("parent is not JSON",
            {"HSET", "KEY", "name", "a", "parent", "{", "parentKey", "x", "timestamp", "1"}, true);
        row("progress is not JSON", {"HSET", "KEY", "name", "a", "progress", "50%", "timestamp", "1"}, true);
        row("data nests deeply",
            {"HSET", "KEY", "name", "a", "data", QByteArray(5000, '[') + QByteArray(5000, ']'), "timestamp",
                "1"},
            false);
        row("huge numbers", {"HSET", "KEY", "name", "a", "data", "1e999", "timestamp", "1"}, false);
        row("name with odd bytes",
            {"HSET", "KEY", "name", QByteArray("\xff\x00\xe2\x80\xae", 5), "data", "{}", "timestamp", "1"},
            false);
    }
    void damagedJobsAreShown()
    {
        QFETCH(QByteArrayList, write);
        QFETCH(bool, damaged);
        plantJob("before");
        plantJob("after");
        for (QByteArray& word : write) {
            if (word == "KEY")
                word = m_id.job("bad");
        }
        if (!write.isEmpty())
            QVERIFY(!m_redis.command(write).isError());
        m_redis.command({"ZADD", m_id.key("failed"), "1", "before", "2", "bad", "3", "after"});
        const auto page = await(m_reader->jobs(m_id, JobState::Failed, 0, -1, true));
        VERIFY_OK(page);
        QCOMPARE(page->jobs.size(), size_t(3));
        QCOMPARE(page->jobs[1].id, QByteArray("bad"));
        QCOMPARE(!page->jobs[1].damaged.isEmpty(), damaged);
        QVERIFY(page->jobs[0].damaged.isEmpty());
        QVERIFY(page->jobs[2].damaged.isEmpty());
    }
    void wrongTypesOfSetsAreEmpty()
    {
        m_redis.command({"SET", m_id.key("failed"), "x"});
        m_redis.command({"SET", m_id.key("wait"), "x"});
        const auto counts = await(m_reader->counts(m_id));
        VERIFY_OK(counts);
        QCOMPARE(*counts, JobCounts());
    }
    void findsWhereAJobIs()
    {
        plantQueue(2);
        for (const JobState state : allJobStates) {
            if (state == JobState::Paused)
                continue;
            const QByteArray id = QByteArray(stateName(state).data()) + "-1";
            const auto detail = await(m_reader->job(m_id, id));
            VERIFY_OK(detail);
            QVERIFY(detail->state.has_value());
            QCOMPARE(*detail->state, state);
            QCOMPARE(m_npm->state(name(), QString::fromUtf8(id)), QString(stateName(state)));
        }
        plantJob("orphan");
        const auto orphan = await(m_reader->job(m_id, "orphan"));
        VERIFY_OK(orphan);
        QVERIFY(!orphan->state);
        const auto missing = await(m_reader->job(m_id, "missing"));
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::JobNotExist);
    }
    void pagesLogs()
    {
        plantJob("a");
        for (int i = 0; i < 20; ++i)
            m_redis.command({"RPUSH", m_id.job("a") + ":logs", "row " + QByteArray::number(i)});
        const auto logs = await(m_reader->logs(m_id, "a", 5, 6));
        VERIFY_OK(logs);
        QCOMPARE(logs->total, 20);
        QCOMPARE(logs->rows, (std::vector<QByteArray>{"row 5", "row 6"}));
        const auto none = await(m_reader->logs(m_id, "none"));
        VERIFY_OK(none);
        QCOMPARE(none->total, 0);
    }
    void metricsAreNpms()
    {
        m_redis.command({"HSET", m_id.key("metrics:completed"), "count", "12", "prevTS", "1700000000000",
            "prevCount", "7"});
        m_redis.command({"RPUSH", m_id.key("metrics:completed:data"), "3", "0", "4"});
        const auto metrics = await(m_reader->metrics(m_id));
        VERIFY_OK(metrics);
        const QJsonObject npm =
            m_npm->eval(QStringLiteral("return queue.getMetrics('completed')"), name()).value().toObject();
        const QJsonObject meta = npm.value(QStringLiteral("meta")).toObject();
        QCOMPARE(metrics->completed.count, meta.value(QStringLiteral("count")).toInteger());
        QCOMPARE(metrics->completed.prevTS, meta.value(QStringLiteral("prevTS")).toInteger());
        QCOMPARE(metrics->completed.prevCount, meta.value(QStringLiteral("prevCount")).toInteger());
        QCOMPARE(metrics->completed.data, (std::vector<qint64>{3, 0, 4}));
        QCOMPARE(metrics->failed, QueueMetrics::Series());
    }
    void readingNeverWrites()
    {
        plantQueue(3);
        ConnectionOptions options = m_redis.unixOptions();
        options.readOnly = true;
        RedisConnection connection(options, ConnectionRole::Queue);
        connection.open();
        QTRY_VERIFY(connection.isReady());
        QueueReader reader(connection);
        m_redis.command({"CONFIG", "RESETSTAT"});
        for (const JobState state : allJobStates) {
            VERIFY_OK(await(reader.jobs(m_id, state, 0, 10)));
            VERIFY_OK(await(reader.ids(m_id, state, 0, -1, true)));
        }
        VERIFY_OK(await(reader.counts(m_id)));
        VERIFY_OK(await(reader.summaries({m_id})));
        VERIFY_OK(await(reader.job(m_id, "failed-1")));
        VERIFY_OK(await(reader.jobsById(m_id, {"failed-1", "none"})));
        VERIFY_OK(await(reader.logs(m_id, "failed-1")));
        VERIFY_OK(await(reader.metrics(m_id)));
        static const QSet<QByteArray> allowed{"llen", "zcard", "lindex", "lrange", "zrange", "zrevrange",
            "hgetall", "hmget", "hget", "lpos", "zscore", "config|resetstat", "info", "config", "ping"};
        const auto calls = m_redis.commandCalls();
        for (auto call = calls.cbegin(); call != calls.cend(); ++call)
            QVERIFY2(allowed.contains(call.key()), call.key().constData());
    }
    void deniedReadsAreErrors()
    {
        m_redis.command({"ACL", "SETUSER", "narrow", "on", ">pw", "~other:*", "+@all"});
        ConnectionOptions options = m_redis.unixOptions();
        options.user = QStringLiteral("narrow");
        options.password = "pw";
        RedisConnection connection(options, ConnectionRole::Queue);
        connection.open();
        QTRY_VERIFY(connection.isReady());
        QueueReader reader(connection);
        QCOMPARE(await(reader.counts(m_id)).error().code, ErrorCode::Denied);
        QCOMPARE(await(reader.jobs(m_id, JobState::Failed, 0, 1)).error().code, ErrorCode::Denied);
        QCOMPARE(await(reader.job(m_id, "1")).error().code, ErrorCode::Denied);
    }
};

QTEST_GUILESS_MAIN(TestQueueReader)
#include "tst_queuereader.moc"
