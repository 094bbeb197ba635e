// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "interop/interopbed.h"
#include "protocol/joboptionscodec.h"

#include <QTest>

#include <algorithm>

using namespace drover;
using namespace drover::test;

//! What Drover adds is what the npm package would have added, byte for byte, and npm runs it.
class TestInteropAdd final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_bed.start(), m_bed.redis.log().constData()); }

    void addsWhatNpmWouldAdd_data()
    {
        QTest::addColumn<QByteArray>("options");
        QTest::addColumn<int>("version");
        const auto row = [](const char* name, const QByteArray& options) {
            QTest::addRow("%s, 6.7.0", name) << options << 6;
            QTest::addRow("%s, 5.81.5", name) << options << 5;
        };
        row("nothing", QByteArray("{}"));
        row("attempts", QByteArray(R"({"attempts":3})"));
        row("fixed backoff", QByteArray(R"({"attempts":3,"backoff":{"type":"fixed","delay":50}})"));
        row("backoff as a number", QByteArray(R"({"attempts":3,"backoff":250})"));
        row("exponential backoff with jitter",
            QByteArray(R"({"attempts":5,"backoff":{"type":"exponential","delay":50,"jitter":0.5}})"));
        row("custom backoff", QByteArray(R"({"attempts":5,"backoff":{"type":"mine"}})"));
        row("priority", QByteArray(R"({"priority":7})"));
        row("lowest priority", QByteArray(R"({"priority":2097151})"));
        row("before every priority", QByteArray(R"({"priority":-1})"));
        row("far before every priority", QByteArray(R"({"priority":-2097151})"));
        row("no priority, said so", QByteArray(R"({"priority":0})"));
        row("lifo", QByteArray(R"({"lifo":true})"));
        row("delay", QByteArray(R"({"delay":3600000})"));
        row("delay with priority", QByteArray(R"({"delay":3600000,"priority":3})"));
        row("delay with a negative one", QByteArray(R"({"delay":3600000,"priority":-3})"));
        row("own id", QByteArray(R"({"jobId":"order-1"})"));
        row("own id of words", QByteArray("{\"jobId\":\"grün 7 %20/\\\"x\"}"));
        row("remove at once", QByteArray(R"({"removeOnComplete":true,"removeOnFail":true})"));
        row("keep all", QByteArray(R"({"removeOnComplete":false,"removeOnFail":false})"));
        row("keep some", QByteArray(R"({"removeOnComplete":100,"removeOnFail":5000})"));
        row("keep by age",
            QByteArray(
                R"({"removeOnComplete":{"age":3600,"count":10},"removeOnFail":{"age":86400,"limit":50}})"));
        row("logs and stacks", QByteArray(R"({"keepLogs":5,"stackTraceLimit":2})"));
        row("no stack", QByteArray(R"({"stackTraceLimit":0})"));
        row("size limit", QByteArray(R"({"sizeLimit":1000})"));
        row("own timestamp", QByteArray(R"({"timestamp":1700000000123})"));
        row("everything",
            QByteArray(
                R"({"attempts":2,"backoff":{"type":"fixed","delay":1},"priority":9,"delay":1000,"jobId":"all",)"
                R"("removeOnComplete":1,"removeOnFail":2,"keepLogs":3,"stackTraceLimit":4,"lifo":true})"));
        row("deduplication", QByteArray(R"({"deduplication":{"id":"d1"}})"));
        row("telemetry", QByteArray(R"({"telemetry":{"metadata":"trace","omitContext":true}})"));
    }

    void addsWhatNpmWouldAdd()
    {
        QFETCH(QByteArray, options);
        QFETCH(int, version);
        const QString theirs = RedisFixture::uniqueQueue(QStringLiteral("npm"));
        const QString ours = RedisFixture::uniqueQueue(QStringLiteral("our"));
        const QJsonObject data{
            {QStringLiteral("text"), QStringLiteral("ü/\"\\\n")}, {QStringLiteral("n"), 1.5}};
        const auto theirId = m_bed.npm.add(
            theirs, QStringLiteral("näme"), data, QJsonDocument::fromJson(options).object(), version);
        QVERIFY(!theirId.isEmpty());
        const auto parsed = parseJobOptions(options);
        QVERIFY2(parsed.has_value(), parsed ? "" : qPrintable(parsed.error().message));
        const auto stored = m_bed.hash(theirs, theirId.toUtf8()).value("data");
        const auto added = await(m_bed.queue(ours).add({"näme", stored, *parsed}));
        VERIFY_OK(added);
        QCOMPARE(QString::fromUtf8(*added), theirId);

        auto their = m_bed.comparable(theirs, theirId.toUtf8());
        auto our = m_bed.comparable(ours, theirId.toUtf8());
        QCOMPARE(our, their);
        QCOMPARE(m_bed.npm.state(ours, theirId), m_bed.npm.state(theirs, theirId));
        QCOMPARE(eventsWithoutTimes(ours), eventsWithoutTimes(theirs));
        QCOMPARE(m_bed.redis.text({"ZSCORE", m_bed.key(ours, "prioritized"), theirId.toUtf8()}),
            m_bed.redis.text({"ZSCORE", m_bed.key(theirs, "prioritized"), theirId.toUtf8()}));
        QCOMPARE(m_bed.redis.list({"ZRANGE", m_bed.key(ours, "marker"), "0", "-1"}),
            m_bed.redis.list({"ZRANGE", m_bed.key(theirs, "marker"), "0", "-1"}));
        QCOMPARE(keysOf(ours), keysOf(theirs));
    }

    void keepsTheOrderOfAListAndOfPriorities()
    {
        const QString queue = RedisFixture::uniqueQueue();
        std::vector<NewJob> jobs;
        const std::pair<const char*, const char*> orders[] = {{"third", "{}"}, {"fourth", "{}"},
            {"second", R"({"lifo":true})"}, {"first", R"({"lifo":true})"}, {"sixth", R"({"priority":2})"},
            {"fifth", R"({"priority":-1})"}, {"seventh", R"({"priority":2})"}};
        for (const auto& [name, options] : orders)
            jobs.push_back({name, "{}", parseJobOptions(options).value()});
        const auto added = await(m_bed.queue(queue).addBulk(std::move(jobs)));
        VERIFY_OK(added);
        QCOMPARE(added->size(), size_t{7});
        const auto worker = m_bed.npm.startWorker(queue, j("{'value': null}"));
        QTRY_COMPARE(m_bed.npmCount(queue, "completed"), 7);
        QStringList names;
        const auto journal =
            m_bed.npm.call(QStringLiteral("workerJournal"), {{QStringLiteral("worker"), worker}});
        for (const auto& entry : journal.value().toArray())
            names.append(entry[QStringLiteral("name")].toString());
        QCOMPARE(names,
            (QStringList{QStringLiteral("first"), QStringLiteral("second"), QStringLiteral("third"),
                QStringLiteral("fourth"), QStringLiteral("fifth"), QStringLiteral("sixth"),
                QStringLiteral("seventh")}));
        QVERIFY(m_bed.npm.call(QStringLiteral("workerClose"), {{QStringLiteral("worker"), worker}}).ok);
        QCOMPARE(m_bed.violations(queue, {.drained = true}), QByteArray());
    }

    void bulkEqualsNpmsBulk()
    {
        const QString theirs = RedisFixture::uniqueQueue(QStringLiteral("npm"));
        const QString ours = RedisFixture::uniqueQueue(QStringLiteral("our"));
        const auto reply = m_bed.npm.eval(QStringLiteral(R"(
            const jobs = [];
            for (let i = 0; i < 500; i++) {
                jobs.push({name: 'job' + i % 3, data: {i}, opts: i % 5 ? {} : {priority: i % 4 + 1}});
            }
            return (await queue.addBulk(jobs)).map(job => job.id))"),
            theirs);
        QVERIFY(reply.ok);
        std::vector<NewJob> jobs;
        for (int i = 0; i < 500; ++i) {
            NewJob job{"job" + QByteArray::number(i % 3), "{\"i\":" + QByteArray::number(i) + '}', {}};
            if (i % 5 == 0)
                job.options.priority = i % 4 + 1;
            jobs.push_back(job);
        }
        const auto added = await(m_bed.queue(ours).addBulk(std::move(jobs)));
        VERIFY_OK(added);
        QJsonArray ids;
        for (const auto& id : *added)
            ids.append(QString::fromUtf8(id.value()));
        QCOMPARE(QJsonDocument(ids).toJson(QJsonDocument::Compact), reply.json);
        QCOMPARE(m_bed.redis.list({"LRANGE", m_bed.key(ours, "wait"), "0", "-1"}),
            m_bed.redis.list({"LRANGE", m_bed.key(theirs, "wait"), "0", "-1"}));
        QCOMPARE(m_bed.redis.list({"ZRANGE", m_bed.key(ours, "prioritized"), "0", "-1", "WITHSCORES"}),
            m_bed.redis.list({"ZRANGE", m_bed.key(theirs, "prioritized"), "0", "-1", "WITHSCORES"}));
        QCOMPARE(m_bed.comparable(ours, "321"), m_bed.comparable(theirs, "321"));
        QCOMPARE(m_bed.violations(ours, {.markerExpected = true}), QByteArray());
    }

    void reachesNpmsProcessorUnchanged_data()
    {
        QTest::addColumn<QByteArray>("data");
        QTest::newRow("unicode") << QByteArray("{\"text\":\"äöü ß 漢字 🎉 \u2028 \\u0000 \\ud83c\"}");
        QTest::newRow("null") << QByteArray("null");
        QTest::newRow("a number") << QByteArray("0");
        QTest::newRow("a text") << QByteArray("\"x\"");
        QTest::newRow("a list") << QByteArray("[1,[2,[3]]]");
        QTest::newRow("digits") << QByteArray("{\"exact\":9007199254740991,\"tiny\":1e-7,\"half\":0.5}");
        QTest::newRow("empty") << QByteArray("{}");
        QTest::newRow("1 MB") << "{\"blob\":\"" + QByteArray(1024 * 1024, 'x') + "\"}";
    }

    void reachesNpmsProcessorUnchanged()
    {
        QFETCH(QByteArray, data);
        const QString queue = RedisFixture::uniqueQueue();
        for (const int version : {6, 5}) {
            const auto added = await(m_bed.queue(queue).add({"echo", data, {}}));
            VERIFY_OK(added);
            const auto worker = m_bed.npm.startWorker(queue, j("{'echo': true}"), {}, version);
            QTRY_COMPARE_WITH_TIMEOUT(
                m_bed.npm.state(queue, QString::fromUtf8(*added)), QStringLiteral("completed"), 10000);
            QCOMPARE(m_bed.hash(queue, *added).value("data"), data);
            // JavaScript's own reading of our bytes, compared where both are text again.
            const auto same = m_bed.npm.eval(
                QStringLiteral("return JSON.stringify(JSON.parse(args[0])) === JSON.stringify((await "
                               "queue.getJob('%1')).returnvalue)")
                    .arg(QString::fromUtf8(*added)),
                queue, QJsonArray{QString::fromUtf8(data)}, version);
            QCOMPARE(same.json, QByteArray("true"));
            QVERIFY(m_bed.npm.call(QStringLiteral("workerClose"), {{QStringLiteral("worker"), worker}}).ok);
        }
    }

    void bigIntegersKeepTheirDigits()
    {
        const QString queue = RedisFixture::uniqueQueue();
        const QByteArray data = "{\"id\":12345678901234567890123,\"price\":1.10,\"a\":1,\"a\":2}";
        const auto added = await(m_bed.queue(queue).add({"big", data, {}}));
        VERIFY_OK(added);
        QCOMPARE(m_bed.hash(queue, *added).value("data"), data);
    }

    void existingIdsAreReturnedAsNpmDoes()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QCOMPARE(
            m_bed.npm.add(queue, QStringLiteral("first"), 1, j("{'jobId':'same'}")), QStringLiteral("same"));
        JobOptions options;
        options.jobId = "same";
        const auto added = await(m_bed.queue(queue).add({"second", "2", options}));
        VERIFY_OK(added);
        QCOMPARE(*added, QByteArray("same"));
        QCOMPARE(m_bed.hash(queue, "same").value("name"), QByteArray("first"));
        QCOMPARE(m_bed.events(queue).last().value("event"), QByteArray("duplicated"));
        QCOMPARE(m_bed.npmCount(queue, "waiting"), 1);
    }

    void refusesWhatNpmRefuses_data()
    {
        QTest::addColumn<QByteArray>("options");
        QTest::newRow("priority too big") << QByteArray(R"({"priority":2097152})");
        QTest::newRow("priority with a fraction") << QByteArray(R"({"priority":1.5})");
        QTest::newRow("id 0") << QByteArray(R"({"jobId":"0"})");
        QTest::newRow("id 0:1") << QByteArray(R"({"jobId":"0:1"})");
        QTest::newRow("id of digits") << QByteArray(R"({"jobId":"123"})");
        QTest::newRow("id with one colon") << QByteArray(R"({"jobId":"a:b"})");
        QTest::newRow("size limit") << QByteArray(R"({"sizeLimit":3})");
        QTest::newRow("jitter above 1")
            << QByteArray(R"({"attempts":2,"backoff":{"type":"fixed","delay":1,"jitter":2}})");
        QTest::newRow("delay and repeat") << QByteArray(R"({"delay":5,"repeat":{"every":5,"count":1}})");
    }

    // fault: G5
    void refusesWhatNpmRefuses()
    {
        QFETCH(QByteArray, options);
        const QString queue = RedisFixture::uniqueQueue();
        const auto theirs = m_bed.npm.eval(
            QStringLiteral(
                "try { await queue.add('x', {a: 12345}, args); return null } catch (e) { return e.message }"),
            queue, QJsonDocument::fromJson(options).object());
        QVERIFY(theirs.ok);
        const auto parsed = parseJobOptions(options);
        const auto refused = parsed ? validateJob("x", "{\"a\":12345}", *parsed) : Status(parsed.error());
        QVERIFY2(refused.has_value() == (theirs.json == "null"), theirs.json.constData());
        if (!refused.has_value()) {
            QCOMPARE(refused.error().code, ErrorCode::BadInput);
            QCOMPARE(m_bed.redis.integer({"EXISTS", m_bed.key(queue, "wait")}), 0);
        }
    }

private:
    QList<InteropBed::Hash> eventsWithoutTimes(const QString& queue)
    {
        auto all = m_bed.events(queue);
        for (auto& event : all) {
            if (event.contains("delay"))
                event["delay"] = "set";
        }
        return all;
    }

    //! All keys of the queue below its prefix, sorted.
    QByteArrayList keysOf(const QString& queue)
    {
        QByteArrayList keys;
        for (const auto& key : m_bed.redis.list({"KEYS", m_bed.key(queue, "*")}))
            keys.append(key.mid(m_bed.key(queue, {}).size()));
        std::sort(keys.begin(), keys.end());
        return keys;
    }

    InteropBed m_bed;
};

QTEST_GUILESS_MAIN(TestInteropAdd)
#include "tst_interop_add.moc"
