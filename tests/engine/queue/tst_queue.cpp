// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/queue.h"

#include "queue/activitylog.h"
#include "support/await.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace drover::test;

Q_DECLARE_METATYPE(drover::NewJob)

class TestQueue final : public QObject {
    Q_OBJECT

    RedisFixture m_redis{{.appendOnly = true}};
    std::unique_ptr<NpmProcess> m_npm;
    std::unique_ptr<RedisConnection> m_connection;
    QueueId m_id;
    std::unique_ptr<Queue> m_queue;

    QString name() const { return QString::fromUtf8(m_id.name); }
    QJsonObject npmJob(const JobId& id) { return m_npm->job(name(), QString::fromUtf8(id)); }
    QString npmState(const JobId& id) { return m_npm->state(name(), QString::fromUtf8(id)); }
    qint64 streamLength() { return m_redis.integer({"XLEN", m_id.key("events")}); }
    JobId added(NewJob job)
    {
        const Result<JobId> id = await(m_queue->add(std::move(job)));
        if (!id)
            qWarning() << id.error().message;
        return id.value_or(JobId());
    }
    //! A job that npm's worker has failed.
    JobId failedJob(JobOptions options = {})
    {
        const JobId id = added({"fail", "{}", std::move(options)});
        const qint64 now = 1700000000000;
        m_redis.command({"LREM", m_id.key("wait"), "0", id});
        m_redis.command({"ZREM", m_id.key("prioritized"), id});
        m_redis.command({"ZADD", m_id.key("failed"), QByteArray::number(now), id});
        m_redis.command({"HSET", m_id.job(id), "failedReason", "boom", "finishedOn", QByteArray::number(now),
            "processedOn", QByteArray::number(now - 5), "atm", "3", "ats", "3"});
        return id;
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
        m_id = {"bull", RedisFixture::uniqueQueue().toUtf8()};
        m_queue = std::make_unique<Queue>(m_id, *m_connection, WriteGate::open());
    }

    void addsWhatNpmReads()
    {
        const JobId id = added({"mail", R"({"to":"jané","n":12345678901234567890,"z":1.10})", {}});
        QCOMPARE(id, QByteArray("1"));
        const QJsonObject job = npmJob(id);
        QCOMPARE(job.value(QStringLiteral("name")).toString(), QStringLiteral("mail"));
        QCOMPARE(job.value(QStringLiteral("data")).toObject().value(QStringLiteral("to")).toString(),
            QStringLiteral("jané"));
        QCOMPARE(npmState(id), QStringLiteral("waiting"));
        QCOMPARE(m_redis.text({"HGET", m_id.job(id), "data"}),
            QByteArray(R"({"to":"jané","n":12345678901234567890,"z":1.10})"));
    }
    void storesTheSameAsNpm_data()
    {
        QTest::addColumn<QByteArray>("options");
        QTest::newRow("none") << QByteArray("{}");
        QTest::newRow("attempts and backoff")
            << QByteArray(R"({"attempts":3,"backoff":{"type":"exponential","delay":1000,"jitter":0.5}})");
        QTest::newRow("delay") << QByteArray(R"({"delay":60000})");
        QTest::newRow("priority") << QByteArray(R"({"priority":10})");
        QTest::newRow("priority and delay") << QByteArray(R"({"priority":10,"delay":60000})");
        QTest::newRow("lifo") << QByteArray(R"({"lifo":true})");
        QTest::newRow("removal") << QByteArray(
            R"({"removeOnComplete":true,"removeOnFail":{"age":10,"count":5}})");
        QTest::newRow("keepLogs") << QByteArray(R"({"keepLogs":3,"stackTraceLimit":2})");
        QTest::newRow("timestamp") << QByteArray(R"({"timestamp":1700000000123})");
        QTest::newRow("deduplication") << QByteArray(R"({"deduplication":{"id":"d1"}})");
        QTest::newRow("custom id") << QByteArray(R"({"jobId":"own-id"})");
    }
    //! Our add and npm's, each on its own queue: same fields, same sets, same events.
    void storesTheSameAsNpm()
    {
        QFETCH(QByteArray, options);
        const QueueId other{"bull", m_id.name + "npm"};
        const QJsonObject npmOptions = QJsonDocument::fromJson(options).object();
        const QString npmId = m_npm->add(QString::fromUtf8(other.name), QStringLiteral("job"),
            QJsonObject{{QStringLiteral("a"), 1}}, npmOptions);
        const auto parsed = [&] {
            JobOptions o;
            if (const auto v = npmOptions.value(QStringLiteral("attempts")); v.isDouble())
                o.attempts = v.toInt();
            if (npmOptions.contains(QStringLiteral("backoff")))
                o.backoff = BackoffOptions{"exponential", 1000, 0.5};
            if (const auto v = npmOptions.value(QStringLiteral("delay")); v.isDouble())
                o.delay = v.toDouble();
            if (const auto v = npmOptions.value(QStringLiteral("priority")); v.isDouble())
                o.priority = v.toInt();
            if (npmOptions.contains(QStringLiteral("lifo")))
                o.lifo = true;
            if (npmOptions.contains(QStringLiteral("removeOnComplete"))) {
                o.removeOnComplete = KeepJobs{0, {}, {}};
                o.removeOnFail = KeepJobs{5, 10, {}};
            }
            if (npmOptions.contains(QStringLiteral("keepLogs"))) {
                o.keepLogs = 3;
                o.stackTraceLimit = 2;
            }
            if (npmOptions.contains(QStringLiteral("timestamp")))
                o.timestamp = 1700000000123;
            if (npmOptions.contains(QStringLiteral("deduplication")))
                o.extra = R"({"deduplication":{"id":"d1"}})";
            if (npmOptions.contains(QStringLiteral("jobId")))
                o.jobId = "own-id";
            return o;
        }();
        const JobId ours = added({"job", R"({"a":1})", parsed});
        QCOMPARE(QString::fromUtf8(ours), npmId);
        const auto hash = [&](const QueueId& queue) {
            QMap<QByteArray, QByteArray> fields;
            const QByteArrayList flat = m_redis.list({"HGETALL", queue.job(ours)});
            for (qsizetype i = 0; i + 1 < flat.size(); i += 2)
                fields.insert(flat[i], flat[i + 1]);
            return fields;
        };
        auto mine = hash(m_id);
        auto theirs = hash(other);
        QVERIFY(
            std::abs(mine.value("timestamp").toLongLong() - theirs.value("timestamp").toLongLong()) < 60000);
        mine.remove("timestamp");
        theirs.remove("timestamp");
        QCOMPARE(QJsonDocument::fromJson(mine.take("opts")).object(),
            QJsonDocument::fromJson(theirs.take("opts")).object());
        QCOMPARE(mine, theirs);
        const QJsonObject counts = m_npm->counts(QString::fromUtf8(other.name));
        QCOMPARE(m_npm->counts(name()), counts);
        const auto events = [&](const QueueId& queue) {
            QByteArrayList words;
            const Reply entries = m_redis.command({"XRANGE", queue.key("events"), "-", "+"});
            for (const Reply& entry : entries.items) {
                for (const Reply& word : entry.items.at(1).items)
                    words.append(word.text.size() == 13 ? QByteArray("<ms>") : word.text);
            }
            return words;
        };
        QCOMPARE(events(m_id), events(other));
    }
    void existingIdIsAnswered()
    {
        JobOptions options;
        options.jobId = "own";
        QCOMPARE(added({"a", R"({"v":1})", options}), QByteArray("own"));
        QCOMPARE(added({"b", R"({"v":2})", options}), QByteArray("own"));
        QCOMPARE(m_redis.text({"HGET", m_id.job("own"), "name"}), QByteArray("a"));
        QCOMPARE(m_redis.integer({"LLEN", m_id.key("wait")}), 1);
    }
    void defaultsAreMergedButNeverTheId()
    {
        JobOptions defaults;
        defaults.attempts = 5;
        defaults.priority = 3;
        defaults.jobId = "never";
        m_queue->setDefaultJobOptions(defaults);
        JobOptions own;
        own.priority = 7;
        const JobId id = added({"a", "{}", own});
        QCOMPARE(id, QByteArray("1"));
        const QJsonObject opts = npmJob(id).value(QStringLiteral("opts")).toObject();
        QCOMPARE(opts.value(QStringLiteral("attempts")).toInt(), 5);
        QCOMPARE(opts.value(QStringLiteral("priority")).toInt(), 7);
    }
    void refusesWhatUpstreamRefuses_data()
    {
        QTest::addColumn<NewJob>("job");
        QTest::addColumn<QByteArray>("queue");
        const auto withId = [](const char* id) {
            NewJob job{"a", "{}", {}};
            job.options.jobId = id;
            return job;
        };
        QTest::newRow("id 0") << withId("0") << QByteArray();
        QTest::newRow("id 0:") << withId("0:7") << QByteArray();
        QTest::newRow("id of digits") << withId("12") << QByteArray();
        QTest::newRow("id with a colon") << withId("a:b") << QByteArray();
        NewJob job{"a", "{broken", {}};
        QTest::newRow("data is not JSON") << job << QByteArray();
        job = {"a", "{}", {}};
        job.options.priority = 2097152;
        QTest::newRow("priority too high") << job << QByteArray();
        job.options = {};
        job.options.sizeLimit = 3;
        job.data = R"({"long":"text"})";
        QTest::newRow("too big") << job << QByteArray();
        QTest::newRow("queue with a colon") << NewJob{"a", "{}", {}} << QByteArray("a:b");
    }
    void refusesWhatUpstreamRefuses()
    {
        QFETCH(NewJob, job);
        QFETCH(QByteArray, queue);
        Queue target(queue.isEmpty() ? m_id : QueueId{"bull", queue}, *m_connection, WriteGate::open());
        const quint64 before = m_connection->commandsSent();
        const Result<JobId> id = await(target.add(job));
        QVERIFY(!id);
        QCOMPARE(id.error().code, ErrorCode::BadInput);
        std::vector<NewJob> jobs{{"good", "{}", {}}, job};
        QVERIFY(!await(target.addBulk(jobs)));
        QCOMPARE(m_connection->commandsSent(), before);
    }
    void addsInBulkInOrder()
    {
        std::vector<NewJob> jobs;
        for (int i = 0; i < 2500; ++i) {
            NewJob job{"n", "{\"i\":" + QByteArray::number(i) + "}", {}};
            if (i % 10 == 1)
                job.options.priority = 1 + i % 5;
            if (i % 10 == 2)
                job.options.delay = 60000;
            jobs.push_back(job);
        }
        const auto ids = await(m_queue->addBulk(jobs));
        VERIFY_OK(ids);
        QCOMPARE(ids->size(), size_t(2500));
        for (int i = 0; i < 2500; ++i)
            QCOMPARE(ids->at(size_t(i)).value_or(JobId()), QByteArray::number(i + 1));
        const QJsonObject counts = m_npm->counts(name());
        QCOMPARE(counts.value(QStringLiteral("waiting")).toInt(), 2000);
        QCOMPARE(counts.value(QStringLiteral("prioritized")).toInt(), 250);
        QCOMPARE(counts.value(QStringLiteral("delayed")).toInt(), 250);
        m_redis.command({"SCRIPT", "FLUSH"});
        const auto again = await(m_queue->addBulk(jobs));
        VERIFY_OK(again);
        for (int i = 0; i < 2500; ++i)
            QCOMPARE(again->at(size_t(i)).value_or(JobId()), QByteArray::number(2500 + i + 1));
        QVERIFY(await(m_queue->addBulk({})).has_value());
    }
    void pausesAndResumes()
    {
        VERIFY_OK(await(m_queue->pause()));
        QCOMPARE(m_npm->eval(QStringLiteral("return queue.isPaused()"), name()).value().toBool(), true);
        added({"a", "{}", {}});
        QCOMPARE(m_redis.integer({"EXISTS", m_id.key("marker")}), 0);
        VERIFY_OK(await(m_queue->resume()));
        QCOMPARE(m_npm->eval(QStringLiteral("return queue.isPaused()"), name()).value().toBool(), false);
        QCOMPARE(m_redis.integer({"EXISTS", m_id.key("marker")}), 1);
    }
    void resumeTakesLegacyJobsAlong()
    {
        QByteArrayList push{"RPUSH", m_id.key("paused")};
        for (int i = 0; i < 15000; ++i)
            push.append("l" + QByteArray::number(i));
        m_redis.command(push);
        m_redis.command({"RPUSH", m_id.key("wait"), "w"});
        m_redis.command({"HSET", m_id.key("meta"), "paused", "1"});
        VERIFY_OK(await(m_queue->resume()));
        QCOMPARE(m_redis.integer({"LLEN", m_id.key("paused")}), 0);
        QCOMPARE(m_redis.integer({"LLEN", m_id.key("wait")}), 15001);
        int resumed = 0;
        for (const Reply& entry : m_redis.command({"XRANGE", m_id.key("events"), "-", "+"}).items)
            resumed += entry.items.at(1).items.at(1).text == "resumed" ? 1 : 0;
        QCOMPARE(resumed, 1);
    }
    void resumeRefusesWhereVersionFiveCouldOverwrite()
    {
        QByteArrayList push{"RPUSH", m_id.key("paused")};
        for (int i = 0; i < 7001; ++i)
            push.append("l" + QByteArray::number(i));
        m_redis.command(push);
        m_redis.command({"RPUSH", m_id.key("wait"), "w"});
        m_redis.command({"HSET", m_id.key("meta"), "paused", "1", "version", "bullmq:5.81.5"});
        const Status status = await(m_queue->resume());
        QVERIFY(!status);
        QCOMPARE(status.error().code, ErrorCode::BadInput);
        QCOMPARE(status.error().context.value(QStringLiteral("paused")).toInt(), 7001);
        QCOMPARE(status.error().context.value(QStringLiteral("waiting")).toInt(), 1);
        QCOMPARE(m_redis.integer({"LLEN", m_id.key("paused")}), 7001);
        QCOMPARE(m_redis.text({"HGET", m_id.key("meta"), "paused"}), QByteArray("1"));
    }
    void retriesOne()
    {
        const JobId id = failedJob();
        VERIFY_OK(await(m_queue->retry(id, JobState::Failed)));
        QCOMPARE(npmState(id), QStringLiteral("waiting"));
        const QJsonObject job = npmJob(id);
        QCOMPARE(job.value(QStringLiteral("attemptsMade")).toInt(), 3);
        QVERIFY(!job.contains(QStringLiteral("failedReason"))
            || job.value(QStringLiteral("failedReason")).toString().isEmpty());
        const JobId other = failedJob();
        VERIFY_OK(await(m_queue->retry(other, JobState::Failed, {true, true, {}})));
        QCOMPARE(npmJob(other).value(QStringLiteral("attemptsMade")).toInt(), 0);
        QCOMPARE(npmJob(other).value(QStringLiteral("attemptsStarted")).toInt(), 0);
    }
    void retryKeepsPriorityAndLifo()
    {
        JobOptions important;
        important.priority = 5;
        const JobId prioritized = failedJob(important);
        VERIFY_OK(await(m_queue->retry(prioritized, JobState::Failed)));
        QCOMPARE(npmState(prioritized), QStringLiteral("prioritized"));
        added({"other", "{}", {}});
        JobOptions lifo;
        lifo.lifo = true;
        const JobId first = failedJob(lifo);
        VERIFY_OK(await(m_queue->retry(first, JobState::Failed)));
        QCOMPARE(m_redis.text({"LINDEX", m_id.key("wait"), "-1"}), first);
    }
    void errorsAreScriptCodes()
    {
        const JobId id = added({"a", "{}", {}});
        QCOMPARE(await(m_queue->retry(id, JobState::Failed)).error().code, ErrorCode::JobNotInState);
        QCOMPARE(await(m_queue->retry("none", JobState::Failed)).error().code, ErrorCode::JobNotExist);
        QCOMPARE(await(m_queue->promote(id)).error().code, ErrorCode::JobNotInState);
        QCOMPARE(await(m_queue->changeDelay(id, 5)).error().code, ErrorCode::JobNotInState);
        QCOMPARE(await(m_queue->changePriority("none", 5)).error().code, ErrorCode::JobNotExist);
        QCOMPARE(await(m_queue->updateData("none", "{}")).error().code, ErrorCode::JobNotExist);
        QCOMPARE(await(m_queue->updateProgress("none", "1")).error().code, ErrorCode::JobNotExist);
        QCOMPARE(await(m_queue->addLog("none", "x")).error().code, ErrorCode::JobNotExist);
        QCOMPARE(await(m_queue->retry(id, JobState::Waiting)).error().code, ErrorCode::BadInput);
        QCOMPARE(await(m_queue->changePriority(id, 2097152)).error().code, ErrorCode::BadInput);
        QCOMPARE(await(m_queue->updateData(id, "{x")).error().code, ErrorCode::BadInput);
        m_redis.command({"SET", m_id.job(id) + ":lock", "token"});
        QCOMPARE(await(m_queue->remove(id)).error().code, ErrorCode::JobLockMismatch);
    }
    void changesOneJob()
    {
        JobOptions later;
        later.delay = 60000;
        const JobId delayed = added({"a", "{}", later});
        VERIFY_OK(await(m_queue->changeDelay(delayed, 120000)));
        QCOMPARE(npmJob(delayed).value(QStringLiteral("delay")).toInt(), 120000);
        VERIFY_OK(await(m_queue->promote(delayed)));
        QCOMPARE(npmState(delayed), QStringLiteral("waiting"));
        VERIFY_OK(await(m_queue->changePriority(delayed, 9)));
        QCOMPARE(npmState(delayed), QStringLiteral("prioritized"));
        VERIFY_OK(await(m_queue->updateData(delayed, R"({"new":1.10})")));
        QCOMPARE(m_redis.text({"HGET", m_id.job(delayed), "data"}), QByteArray(R"({"new":1.10})"));
        VERIFY_OK(await(m_queue->updateProgress(delayed, "42")));
        QCOMPARE(npmJob(delayed).value(QStringLiteral("progress")).toInt(), 42);
        QCOMPARE(await(m_queue->addLog(delayed, "one")).value_or(0), 1);
        QCOMPARE(await(m_queue->addLog(delayed, "two", 1)).value_or(0), 1);
        QCOMPARE(m_redis.list({"LRANGE", m_id.job(delayed) + ":logs", "0", "-1"}), QByteArrayList{"two"});
        VERIFY_OK(await(m_queue->remove(delayed)));
        QCOMPARE(m_redis.integer({"EXISTS", m_id.job(delayed)}), 0);
        QCOMPARE(m_redis.integer({"ZCARD", m_id.key("prioritized")}), 0);
    }
    //! npm reads the new options, and the worker follows them; every other byte of the job stays.
    void changesOptions()
    {
        const QString id = m_npm->add(name(), QStringLiteral("a"), QJsonObject{{QStringLiteral("x"), 1}},
            {{QStringLiteral("attempts"), 1}, {QStringLiteral("keepLogs"), 7},
                {QStringLiteral("removeOnComplete"), 10}, {QStringLiteral("sizeLimit"), 5000}});
        const QByteArray key = m_id.job(id.toUtf8());
        QMap<QByteArray, QByteArray> before;
        const QByteArrayList fields = m_redis.list({"HGETALL", key});
        for (qsizetype i = 0; i + 1 < fields.size(); i += 2)
            before[fields[i]] = fields[i + 1];
        VERIFY_OK(await(m_queue->updateOptions(id.toUtf8(),
            R"({"attempts":3,"backoff":20,"removeOnComplete":{"age":60,"count":5},"keepLogs":null})")));
        const QJsonObject opts = npmJob(id.toUtf8()).value(QStringLiteral("opts")).toObject();
        QCOMPARE(opts.value(QStringLiteral("attempts")).toInt(), 3);
        QCOMPARE(opts.value(QStringLiteral("backoff")).toObject(),
            (QJsonObject{{QStringLiteral("type"), QStringLiteral("fixed")}, {QStringLiteral("delay"), 20}}));
        QCOMPARE(opts.value(QStringLiteral("removeOnComplete")).toObject(),
            (QJsonObject{{QStringLiteral("age"), 60}, {QStringLiteral("count"), 5}}));
        QCOMPARE(opts.value(QStringLiteral("sizeLimit")).toInt(), 5000);
        QVERIFY(!opts.contains(QStringLiteral("keepLogs")));
        QVERIFY(!m_redis.text({"HGET", key, "opts"}).contains("kl"));
        VERIFY_OK(await(m_queue->updateOptions(id.toUtf8(), R"({"keepLogs":2})")));
        QVERIFY(m_redis.text({"HGET", key, "opts"}).contains(R"("kl":2)"));
        const QByteArrayList after = m_redis.list({"HGETALL", key});
        for (qsizetype i = 0; i + 1 < after.size(); i += 2) {
            if (after[i] != "opts")
                QCOMPARE(after[i + 1], before.value(after[i]));
        }
        QCOMPARE(after.size(), fields.size());
        const QString worker = m_npm->startWorker(name(), {{QStringLiteral("fail"), true}});
        QTRY_COMPARE_WITH_TIMEOUT(npmState(id.toUtf8()), QStringLiteral("failed"), 20000);
        QCOMPARE(npmJob(id.toUtf8()).value(QStringLiteral("attemptsMade")).toInt(), 3);
        QVERIFY(m_npm->call(QStringLiteral("workerClose"), {{QStringLiteral("worker"), worker}}).ok);
    }
    void optionsWithScriptsOfTheirOwn()
    {
        const JobId id = added({"a", "{}", {}});
        VERIFY_OK(await(m_queue->updateOptions(id, R"({"priority":4,"attempts":2})")));
        QCOMPARE(npmState(id), QStringLiteral("prioritized"));
        QCOMPARE(npmJob(id).value(QStringLiteral("priority")).toInt(), 4);
        QCOMPARE(
            npmJob(id).value(QStringLiteral("opts")).toObject().value(QStringLiteral("attempts")).toInt(), 2);
        VERIFY_OK(await(m_queue->updateOptions(id, R"({"priority":null})")));
        QCOMPARE(npmState(id), QStringLiteral("waiting"));
        QCOMPARE(npmJob(id).value(QStringLiteral("priority")).toInt(), 0);
        JobOptions later;
        later.delay = 60000;
        const JobId delayed = added({"a", "{}", later});
        VERIFY_OK(await(m_queue->updateOptions(delayed, R"({"delay":120000})")));
        QCOMPARE(npmJob(delayed).value(QStringLiteral("delay")).toInt(), 120000);
        QCOMPARE(await(m_queue->updateOptions(id, R"({"delay":5})")).error().code, ErrorCode::JobNotInState);
    }
    void refusesOptions_data()
    {
        QTest::addColumn<QByteArray>("changes");
        for (const char* changes :
            {"[]", "{", "{}", "{\"delay\":null}", "{\"attempts\":\"many\"}", "{\"attempts\":1.5}",
                "{\"jobId\":\"x\"}", "{\"timestamp\":1}", "{\"deduplication\":{\"id\":\"x\"}}",
                "{\"unknown\":1}", "{\"priority\":2097152}", "{\"delay\":-1}",
                "{\"backoff\":{\"type\":\"fixed\",\"jitter\":2}}", "{\"failParentOnFailure\":true}"})
            QTest::newRow(changes) << QByteArray(changes);
    }
    void refusesOptions()
    {
        QFETCH(QByteArray, changes);
        const JobId id = added({"a", "{}", {}});
        const quint64 before = m_connection->commandsSent();
        const Status status = await(m_queue->updateOptions(id, changes));
        QVERIFY(!status);
        QCOMPARE(status.error().code, ErrorCode::BadInput);
        QCOMPARE(m_connection->commandsSent(), before);
    }
    void optionsOfDamagedAndMissingJobs()
    {
        QCOMPARE(
            await(m_queue->updateOptions("none", R"({"attempts":2})")).error().code, ErrorCode::JobNotExist);
        QCOMPARE(m_redis.integer({"EXISTS", m_id.job("none")}), 0);
        m_redis.command({"HSET", m_id.job("bad"), "name", "x", "opts", "[broken", "timestamp", "1"});
        VERIFY_OK(await(m_queue->updateOptions("bad", R"({"attempts":2})")));
        QCOMPARE(m_redis.text({"HGET", m_id.job("bad"), "opts"}), QByteArray(R"({"attempts":2})"));
        m_redis.command({"SET", m_id.job("text"), "x"});
        QVERIFY(!await(m_queue->updateOptions("text", R"({"attempts":2})")));
    }
    void cleansOnce()
    {
        for (int i = 0; i < 10; ++i)
            failedJob();
        const auto removed = await(m_queue->cleanOnce(JobState::Failed, Milliseconds(0), 4));
        VERIFY_OK(removed);
        QCOMPARE(removed->size(), size_t(4));
        QCOMPARE(m_npm->counts(name()).value(QStringLiteral("failed")).toInt(), 6);
    }
    void readOnlyGateSendsNothing()
    {
        const JobId id = failedJob();
        Queue locked(m_id, *m_connection, WriteGate::readOnly());
        const quint64 before = m_connection->commandsSent();
        const qint64 events = streamLength();
        const auto isRefused = [](const auto& result) {
            return !result && result.error().code == ErrorCode::ReadOnly;
        };
        QVERIFY(isRefused(await(locked.add({"a", "{}", {}}))));
        QVERIFY(isRefused(await(locked.addBulk({{"a", "{}", {}}}))));
        QVERIFY(isRefused(await(locked.pause())));
        QVERIFY(isRefused(await(locked.resume())));
        QVERIFY(isRefused(await(locked.retry(id, JobState::Failed))));
        QVERIFY(isRefused(await(locked.promote(id))));
        QVERIFY(isRefused(await(locked.remove(id))));
        QVERIFY(isRefused(await(locked.updateData(id, "{}"))));
        QVERIFY(isRefused(await(locked.updateOptions(id, R"({"attempts":2})"))));
        QVERIFY(isRefused(await(locked.updateProgress(id, "1"))));
        QVERIFY(isRefused(await(locked.changeDelay(id, 1))));
        QVERIFY(isRefused(await(locked.changePriority(id, 1))));
        QVERIFY(isRefused(await(locked.addLog(id, "x"))));
        QVERIFY(isRefused(await(locked.cleanOnce(JobState::Failed, Milliseconds(0), 1))));
        QCOMPARE(m_connection->commandsSent(), before);
        QCOMPARE(streamLength(), events);
    }
    void guestsLeaveTheVersionAlone()
    {
        added({"a", "{}", {}});
        QCOMPARE(m_redis.text({"HGET", m_id.key("meta"), "opts.maxLenEvents"}), QByteArray("10000"));
        QCOMPARE(m_redis.integer({"HEXISTS", m_id.key("meta"), "version"}), 0);
        m_redis.command({"HSET", m_id.key("meta"), "version", "bullmq:5.81.5"});
        added({"a", "{}", {}});
        QCOMPARE(m_redis.text({"HGET", m_id.key("meta"), "version"}), QByteArray("bullmq:5.81.5"));
    }
    void everythingIsRemembered()
    {
        QTemporaryDir directory;
        ActivityLog log(
            {directory.filePath(QStringLiteral("a.db")), QStringLiteral("test"), QStringLiteral("me"), 100});
        Queue queue(m_id, *m_connection, log);
        VERIFY_OK(await(queue.add({"secret-free", "{\"password\":\"hunter2\"}", {}})));
        VERIFY_OK(await(queue.pause()));
        QVERIFY(!await(queue.promote("1")));
        const auto entries = await(log.newest(10));
        VERIFY_OK(entries);
        QCOMPARE(entries->size(), size_t(3));
        QCOMPARE(entries->at(0).action, QStringLiteral("promote"));
        QCOMPARE(entries->at(0).error, QStringLiteral("JobNotInState"));
        QCOMPARE(entries->at(1).action, QStringLiteral("pause"));
        QCOMPARE(entries->at(2).action, QStringLiteral("add"));
        QCOMPARE(entries->at(2).outcome.value(QStringLiteral("id")).toString(), QStringLiteral("1"));
    }
    //! The server dies with the request unread: nothing was done, so it is done after the restart.
    // fault: A4
    void settlesWhatAnOutageLeftInDoubt()
    {
        RedisFixture other({.keepsAll = true});
        QVERIFY(other.start());
        ConnectionOptions options = other.unixOptions();
        options.retry.minimum = Milliseconds(100);
        options.retry.maximum = Milliseconds(200);
        RedisConnection connection(options, ConnectionRole::Queue);
        connection.open();
        QTRY_VERIFY(connection.isReady());
        Queue queue(m_id, connection, WriteGate::open());
        const auto id = await(queue.add({"a", "{}", {}}));
        VERIFY_OK(id);
        other.command({"LREM", m_id.key("wait"), "0", *id});
        other.command({"ZADD", m_id.key("failed"), "1", *id});
        JobRetryOptions retryOptions;
        retryOptions.lifo = false;
        other.freeze();
        const auto retried = queue.retry(*id, JobState::Failed, retryOptions);
        const auto removed = queue.remove("gone-already");
        const auto added = queue.add({"never twice", "{}", {}});
        QTest::qWait(0);
        other.killHard();
        QVERIFY(other.start());
        VERIFY_OK(await(retried));
        VERIFY_OK(await(removed));
        const auto lost = await(added);
        QVERIFY(!lost);
        QCOMPARE(lost.error().code, ErrorCode::InDoubt);
        QCOMPARE(other.list({"LRANGE", m_id.key("wait"), "0", "-1"}), QByteArrayList{*id});
    }
    // fault: A14
    // production: P5
    void failsFastWhenRedisIsAway()
    {
        RedisFixture other;
        QVERIFY(other.start());
        RedisConnection connection(other.unixOptions(), ConnectionRole::Queue);
        connection.open();
        QTRY_VERIFY(connection.isReady());
        Queue queue(m_id, connection, WriteGate::open());
        other.killHard();
        QTRY_VERIFY(!connection.isReady());
        QCOMPARE(await(queue.add({"a", "{}", {}})).error().code, ErrorCode::ConnectionClosed);
        QCOMPARE(await(queue.addBulk({{"a", "{}", {}}})).error().code, ErrorCode::ConnectionClosed);
        QCOMPARE(await(queue.retry("1", JobState::Failed)).error().code, ErrorCode::ConnectionClosed);
    }
};

QTEST_GUILESS_MAIN(TestQueue)
#include "tst_queue.moc"
