// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/queuereader.h"

#include "support/await.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QElapsedTimer>
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
    // fault: G7
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
    void rowsAreNpmsJobs()
    {
        plantQueue(9);
        for (const JobState state : {JobState::Failed, JobState::Waiting, JobState::Delayed}) {
            for (const bool ascending : {false, true}) {
                const auto page = await(m_reader->rows(m_id, state, 2, 6, ascending));
                VERIFY_OK(page);
                QCOMPARE(page->from, 2);
                QCOMPARE(page->total, 9);
                QStringList ids;
                for (const JobRow& row : page->rows)
                    ids << QString::fromUtf8(row.job.id);
                QCOMPARE(ids, npmPage(stateName(state), 2, 6, ascending));
                QCOMPARE(page->rows[1].job.name, "n" + page->rows[1].job.id);
                QCOMPARE(page->rows[1].job.timestamp, 1700000000000);
            }
        }
        const auto past = await(m_reader->rows(m_id, JobState::Failed, 9, 20));
        VERIFY_OK(past);
        QVERIFY(past->rows.empty());
    }
    //! A scroll bar over the whole set: any page of it, as npm has it. DROVER_TEST_LONG: a million jobs.
    // fault: I1
    void pagesDeepInALargeSet()
    {
        const bool isLong = qEnvironmentVariableIsSet("DROVER_TEST_LONG");
        const int jobs = isLong ? 1000000 : 20000;
        static const QByteArray script = R"(
            for i = tonumber(ARGV[1]), tonumber(ARGV[1]) + tonumber(ARGV[2]) - 1 do
              redis.call('HSET', KEYS[1] .. i, 'name', 'n', 'data', '{"i":' .. i .. '}', 'opts', '{}',
                'timestamp', 1700000000000 + i, 'finishedOn', 1700000000000 + i, 'failedReason', 'boom ' .. i,
                'delay', 0, 'priority', 0)
              redis.call('ZADD', KEYS[1] .. 'failed', 1700000000000 + i, i)
              redis.call('LPUSH', KEYS[1] .. 'wait', i)
            end)";
        for (int at = 0; at < jobs; at += 10000)
            m_redis.command({"EVAL", script, "1", m_id.base(), QByteArray::number(at + 1), "10000"});
        m_redis.command({"CONFIG", "SET", "slowlog-log-slower-than", "25000"});
        m_redis.command({"SLOWLOG", "RESET"});
        QElapsedTimer timer;
        for (const JobState state : {JobState::Failed, JobState::Waiting}) {
            for (const qint64 from : {qint64(0), qint64(jobs / 2), qint64(jobs - 100)}) {
                timer.restart();
                const auto page = await(m_reader->rows(m_id, state, from, from + 99));
                qInfo("%d jobs, %s from %lld: %lld ms", jobs, stateName(state).data(), from, timer.elapsed());
                VERIFY_OK(page);
                QCOMPARE(page->total, jobs);
                QStringList ids;
                for (const JobRow& row : page->rows) {
                    ids << QString::fromUtf8(row.job.id);
                    QCOMPARE(row.job.failedReason, "boom " + row.job.id);
                }
                QCOMPARE(ids, npmPage(stateName(state), from, from + 99, false));
            }
        }
        const JobId middle = QByteArray::number(jobs / 2);
        QCOMPARE(
            await(m_reader->positionOf(m_id, JobState::Failed, middle))->index.value_or(-1), jobs - jobs / 2);
        QCOMPARE(await(m_reader->positionOf(m_id, JobState::Waiting, "1"))->index.value_or(-1), jobs - 1);
        const qint64 slow = m_redis.integer({"SLOWLOG", "LEN"});
        qInfo("%lld commands took Redis 25 ms or more", slow);
        if (isLong)
            QCOMPARE(slow, 0); // no command of ours blocks Redis longer at a million jobs
        m_redis.command({"FLUSHALL"});
    }
    //! All parts of a row together are the job that jobs() reads.
    void rowsHoldWhatTheyAreAskedFor()
    {
        plantJob("full",
            "atm 2 ats 3 stc 1 processedOn 5 finishedOn 6 pb w1 progress 7 returnvalue {\"a\":1} "
            "failedReason no "
            "stacktrace [\"x\"] parentKey bull:p:1 parent {\"id\":\"1\"} rjk r deid d defa late");
        m_redis.command({"ZADD", m_id.key("failed"), "1", "full"});
        const auto page = await(m_reader->jobs(m_id, JobState::Failed, 0, 0));
        VERIFY_OK(page);
        const auto all = await(m_reader->rows(m_id, JobState::Failed, 0, 0, false, allJobFields));
        VERIFY_OK(all);
        QCOMPARE(all->rows[0].job, page->jobs[0]);
        QCOMPARE(all->rows[0].dataSize, 2);
        QCOMPARE(all->rows[0].resultSize, 7);
        QVERIFY(!all->rows[0].leftOut);
        const auto name = await(m_reader->rows(m_id, JobState::Failed, 0, 0, false, JobField::Name));
        VERIFY_OK(name);
        Job expected;
        expected.id = "full";
        expected.name = "nfull";
        expected.timestamp = 1700000000000;
        QCOMPARE(name->rows[0].job, expected);
    }
    // fault: G6, E3
    void rowsLeaveLongTextsOut()
    {
        const QByteArray big(1 << 20, 'x');
        for (int i = 0; i < 100; ++i) {
            const QByteArray id = "big" + QByteArray::number(i);
            plantJob(id);
            m_redis.command(
                {"HSET", m_id.job(id), "data", '"' + big + '"', "failedReason", i % 2 == 0 ? big : "short"});
            m_redis.command({"ZADD", m_id.key("failed"), QByteArray::number(i), id});
        }
        m_redis.command({"CONFIG", "RESETSTAT"});
        const auto page =
            await(m_reader->rows(m_id, JobState::Failed, 0, 99, true, usualJobFields | JobField::Data, 4096));
        VERIFY_OK(page);
        QCOMPARE(page->rows.size(), size_t(100));
        const JobRow& even = page->rows[0];
        QCOMPARE(even.dataSize, (1 << 20) + 2);
        QVERIFY(even.job.data.isEmpty());
        QVERIFY(even.job.failedReason.isEmpty());
        QCOMPARE(even.leftOut, JobFields(JobField::Data) | JobField::Error);
        QVERIFY(even.job.damaged.isEmpty());
        QCOMPARE(page->rows[1].job.failedReason, QByteArray("short"));
        QCOMPARE(page->rows[1].leftOut, JobFields(JobField::Data));
        // What Redis sent, all of it: nothing of the 150 MB.
        const QByteArray stats = m_redis.text({"INFO", "stats"});
        const qsizetype at = stats.indexOf("total_net_output_bytes:") + 23;
        QVERIFY(stats.sliced(at, stats.indexOf('\r', at) - at).toLongLong() < 200000);
    }
    void longTextsComeInSeveralPipelines()
    {
        const QByteArray big(5 << 20, 'x');
        std::vector<JobId> ids;
        for (int i = 0; i < 8; ++i) {
            ids.push_back("b" + QByteArray::number(i));
            plantJob(ids.back());
            m_redis.command({"HSET", m_id.job(ids.back()), "data", '"' + big + QByteArray::number(i) + '"'});
        }
        const auto rows = await(m_reader->rowsById(m_id, ids, JobField::Data, 8 << 20));
        VERIFY_OK(rows);
        for (int i = 0; i < 8; ++i)
            QCOMPARE(rows->at(size_t(i)).job.data, '"' + big + QByteArray::number(i) + '"');
    }
    // fault: G1, G7
    void rowsOfGhostsAndDamage()
    {
        m_redis.command({"SET", m_id.job("text"), "x"});
        m_redis.command(
            {"HSET", m_id.job("numbers"), "name", "a", "timestamp", "1", "atm", "many", "data", "{"});
        const auto rows = await(m_reader->rowsById(m_id, {"ghost", "text", "numbers"}, allJobFields));
        VERIFY_OK(rows);
        for (const JobRow& row : *rows)
            QVERIFY2(!row.job.damaged.isEmpty(), row.job.id.constData());
        QVERIFY(await(m_reader->rowsById(m_id, {})).has_value());
    }
    void positionsAreNpmsIndexes()
    {
        plantQueue(9);
        for (const JobState state :
            {JobState::Failed, JobState::Waiting, JobState::Delayed, JobState::Active}) {
            const QStringList npm = npmPage(stateName(state), 0, -1, false);
            for (const QString& id : npm) {
                const auto position = await(m_reader->positionOf(m_id, state, id.toUtf8()));
                VERIFY_OK(position);
                QCOMPARE(position->index.value_or(-1), npm.indexOf(id));
                QCOMPARE(position->total, 9);
            }
            const auto nowhere = await(m_reader->positionOf(m_id, state, "none"));
            VERIFY_OK(nowhere);
            QVERIFY(!nowhere->index);
        }
        m_redis.command({"RPUSH", m_id.key("wait"), "0:0"});
        QCOMPARE(await(m_reader->positionOf(m_id, JobState::Waiting, "waiting-0"))->total, 9);
        QCOMPARE(await(m_reader->positionOf(m_id, JobState::Waiting, "waiting-0", 3))->index.value_or(-1), 8);
        QVERIFY(!await(m_reader->positionOf(m_id, JobState::Waiting, "waiting-4", 3))->index);
    }
    //! The job that is said to be next is the one that a worker of npm takes.
    void nextJobsAreWhatWorkersTake()
    {
        for (int i = 0; i < 3; ++i) {
            QVERIFY(!m_npm->add(name(), QStringLiteral("a")).isEmpty());
            QVERIFY(!m_npm->add(name(), QStringLiteral("p"), {}, {{QStringLiteral("priority"), 3 - i}})
                         .isEmpty());
        }
        const QueueId none{"bull", "none"};
        const auto next = await(m_reader->nextJobs({none, m_id}));
        VERIFY_OK(next);
        QCOMPARE(next->at(0), (NextJobs{none, {}, {}}));
        const NextJobs& jobs = next->at(1);
        QVERIFY(jobs.waiting && jobs.prioritized);
        const NpmReply taken = m_npm->eval(
            QStringLiteral("const w = new bull.Worker(queue.name, null, {connection}); const ids = [];"
                           "for (let i = 0; i < 4; i++) { const j = await w.getNextJob('t'); ids.push([j.id, "
                           "j.timestamp]); }"
                           "await w.close(); return [ids[0], ids[3]]"),
            name());
        QVERIFY2(taken.ok, qPrintable(taken.error));
        const QJsonArray first = taken.value().toArray().at(0).toArray();
        const QJsonArray fourth = taken.value().toArray().at(1).toArray();
        QCOMPARE(QString::fromUtf8(jobs.waiting->id), first.at(0).toString());
        QCOMPARE(jobs.waiting->timestamp, first.at(1).toInteger());
        QCOMPARE(QString::fromUtf8(jobs.prioritized->id), fourth.at(0).toString());
        QCOMPARE(jobs.prioritized->timestamp, fourth.at(1).toInteger());
        m_redis.command({"RPUSH", none.key("wait"), "ghost", "0:0"});
        const auto ghost = await(m_reader->nextJobs({none}));
        QCOMPARE(ghost->at(0).waiting.value_or(NextJobs::Next{}), (NextJobs::Next{"ghost", 0}));
        m_redis.command({"DEL", none.key("wait")});
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
    // fault: G2
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
    // fault: G1
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
        VERIFY_OK(await(reader.rows(m_id, JobState::Failed, 0, 10, false, allJobFields)));
        VERIFY_OK(await(reader.positionOf(m_id, JobState::Failed, "failed-1")));
        VERIFY_OK(await(reader.nextJobs({m_id})));
        static const QSet<QByteArray> allowed{"hstrlen", "zrevrank", "llen", "zcard", "lindex", "lrange",
            "zrange", "zrevrange", "hgetall", "hmget", "hget", "lpos", "zscore", "config|resetstat", "info",
            "config", "ping"};
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
