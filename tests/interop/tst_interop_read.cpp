// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "interop/interopbed.h"
#include "protocol/jobstate.h"
#include "queue/queuereader.h"
#include "queue/workerlist.h"

#include <QTest>

using namespace drover;
using namespace drover::test;

//! Counts, pages and names are what npm's getters say of the same queue.
class TestInteropRead final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_bed.start(), m_bed.redis.log().constData());
        m_reader = std::make_unique<QueueReader>(*m_bed.connection);
        for (const int version : {6, 5})
            fill(version);
    }

private:
    //! The same queue as a version of the package leaves it.
    void fill(int version)
    {
        const QString name = RedisFixture::uniqueQueue();
        m_queues.insert(version, name);
        const auto filled = m_bed.npm.eval(QStringLiteral(R"(
            const worker = new bull.Worker(queue.name, null, {connection, autorun: false});
            for (let i = 0; i < 30; i++) await queue.add('done', {i, text: 'ü'});
            for (let i = 0; i < 30; i++) {
                const job = await worker.getNextJob('t');
                for (const row of ['first', 'zweite ü', 'row ' + i]) await job.log(row);
                if (i % 2) await job.moveToFailed(new Error('reason ' + i), 't', false);
                else await job.moveToCompleted({result: i}, 't', false);
            }
            for (let i = 0; i < 7; i++) await queue.add('waits', {i});
            for (let i = 0; i < 5; i++) await queue.add('late', {i}, {delay: 3600000 + i});
            for (let i = 0; i < 4; i++) await queue.add('soon', {i}, {priority: i + 1});
            await worker.getNextJob('t');
            await worker.close();
            const flow = new bull.FlowProducer({connection});
            await flow.add({name: 'parent', queueName: queue.name, data: {}, children: [{name: 'c', queueName: queue.name + '-c'}]});
            await flow.close())"),
            name, {}, version);
        QVERIFY(filled.ok);
    }

    void use(int version)
    {
        m_queue = m_queues.value(version);
        m_id = {QByteArrayLiteral("bull"), m_queue.toUtf8()};
    }

    static void versions()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("6.7.0") << 6;
        QTest::newRow("5.81.5") << 5;
    }
private Q_SLOTS:
    void init() { use(6); }

    void countsEqualNpms_data() { versions(); }

    void countsEqualNpms()
    {
        QFETCH(int, version);
        use(version);
        const auto theirs = m_bed.npm.counts(m_queue, version);
        const auto ours = await(m_reader->counts(m_id));
        VERIFY_OK(ours);
        for (const auto state : allJobStates) {
            if (state != JobState::Paused)
                QCOMPARE((*ours)[state], theirs.value(stateName(state)).toInteger(-1));
        }
        QCOMPARE((*ours)[JobState::Failed], qint64{15});
    }

    void pagesEqualNpms_data()
    {
        QTest::addColumn<int>("version");
        QTest::addColumn<int>("state");
        QTest::addColumn<qint64>("from");
        QTest::addColumn<qint64>("to");
        QTest::addColumn<bool>("ascending");
        for (const int version : {6, 5}) {
            for (const auto state : allJobStates) {
                if (state != JobState::Paused)
                    pageRows(version, state);
            }
        }
    }

    void pagesEqualNpms()
    {
        QFETCH(int, state);
        QFETCH(qint64, from);
        QFETCH(qint64, to);
        QFETCH(bool, ascending);
        QFETCH(int, version);
        use(version);
        const auto jobState = static_cast<JobState>(state);
        const auto theirs = m_bed.npm.call(QStringLiteral("jobs"),
            {{QStringLiteral("queue"), m_queue},
                {QStringLiteral("states"), QJsonArray{QString(stateName(jobState))}},
                {QStringLiteral("start"), from}, {QStringLiteral("end"), to},
                {QStringLiteral("asc"), ascending}, {QStringLiteral("version"), version}});
        QVERIFY(theirs.ok);
        const auto page = await(m_reader->jobs(m_id, jobState, from, to, ascending));
        VERIFY_OK(page);
        const auto expected = theirs.value().toArray();
        QCOMPARE(static_cast<qsizetype>(page->jobs.size()), expected.size());
        for (qsizetype i = 0; i < expected.size(); ++i)
            compare(page->jobs[static_cast<size_t>(i)], expected[i].toObject());
    }

    void logsEqualNpms_data() { versions(); }

    void logsEqualNpms()
    {
        QFETCH(int, version);
        use(version);
        const auto theirs = m_bed.npm.call(QStringLiteral("logs"),
            {{QStringLiteral("queue"), m_queue}, {QStringLiteral("jobId"), QStringLiteral("3")},
                {QStringLiteral("version"), version}});
        const auto ours = await(m_reader->logs(m_id, "3"));
        VERIFY_OK(ours);
        const auto expected = theirs.value().toObject();
        QCOMPARE(ours->total, expected[QLatin1String("count")].toInteger());
        QStringList rows;
        for (const auto& row : expected[QLatin1String("logs")].toArray())
            rows.append(row.toString());
        QCOMPARE(rows.size(), 3);
        QStringList read;
        for (const auto& row : ours->rows)
            read.append(QString::fromUtf8(row));
        QCOMPARE(read, rows);
    }

    void stateOfAJobEqualsNpms_data() { versions(); }

    void stateOfAJobEqualsNpms()
    {
        QFETCH(int, version);
        use(version);
        for (const char* id : {"1", "2", "31", "40", "46", "nothing"}) {
            const auto theirs = m_bed.npm.state(m_queue, QString::fromLatin1(id), version);
            const auto ours = await(m_reader->job(m_id, id));
            if (theirs == QLatin1String("unknown")) {
                QVERIFY(!ours);
                QCOMPARE(ours.error().code, ErrorCode::JobNotExist);
            } else {
                VERIFY_OK(ours);
                QCOMPARE(QString(stateName(ours->state.value())), theirs);
            }
        }
    }

    void workersEqualNpms()
    {
        const auto worker =
            m_bed.npm.startWorker(m_queue + QStringLiteral("-idle"), j("{'value':1}"), j("{'name':'bob'}"));
        const QueueId idle{QByteArrayLiteral("bull"), m_queue.toUtf8() + "-idle"};
        QTRY_COMPARE(
            [&] {
                const auto list = await(readWorkers(*m_bed.connection, {idle}));
                return list ? list->count(idle) : -1;
            }(),
            qint64{1});
        const auto list = await(readWorkers(*m_bed.connection, {idle}));
        const auto theirs = m_bed.npm
                                .eval(QStringLiteral("return (await queue.getWorkers())[0]"),
                                    m_queue + QStringLiteral("-idle"))
                                .value()
                                .toObject();
        QCOMPARE(QString::fromUtf8(list->workers.at(0).rawName), theirs[QLatin1String("rawname")].toString());
        QCOMPARE(list->workers.at(0).name, QByteArray("bob"));
        QCOMPARE(QString::fromUtf8(list->workers.at(0).addr), theirs[QLatin1String("addr")].toString());
        QVERIFY(m_bed.npm.call(QStringLiteral("workerClose"), {{QStringLiteral("worker"), worker}}).ok);
    }

    void readingNeverWrites()
    {
        const auto before = m_bed.redis.commandCalls();
        for (const auto state : allJobStates)
            VERIFY_OK(await(m_reader->jobs(m_id, state, 0, -1)));
        VERIFY_OK(await(m_reader->counts(m_id)));
        VERIFY_OK(await(m_reader->summaries({m_id})));
        VERIFY_OK(await(m_reader->metrics(m_id)));
        const auto after = m_bed.redis.commandCalls();
        for (auto it = after.begin(); it != after.end(); ++it) {
            static const QSet<QByteArray> reading{"llen", "lindex", "zcard", "lrange", "zrange", "zrevrange",
                "hgetall", "hmget", "hget", "exists", "get", "type", "scan", "info", "client|list",
                "client|setname", "zscore", "lpos", "ping", "select", "auth", "hello", "hstrlen", "command",
                "config|get"};
            if (it.value() != before.value(it.key()))
                QVERIFY2(reading.contains(it.key()), it.key().constData());
        }
    }

private:
    static void pageRows(int version, JobState state)
    {
        for (const bool ascending : {false, true}) {
            const QByteArray name = QByteArray(stateName(state).data()) + (version == 5 ? " of 5.81.5" : "");
            const char* order = ascending ? ", oldest first" : "";
            const auto row = [&](const char* part, qint64 from, qint64 to) {
                QTest::addRow("%s, %s%s", name.constData(), part, order)
                    << version << int(state) << from << to << ascending;
            };
            row("all", 0, -1);
            row("first", 0, 0);
            row("middle", 2, 4);
            row("beyond", 90, 99);
        }
    }

    static void compare(const Job& ours, const QJsonObject& theirs)
    {
        const auto text = [&theirs](const char* key) { return theirs[QLatin1String(key)]; };
        QCOMPARE(QString::fromUtf8(ours.id), text("id").toString());
        QCOMPARE(QString::fromUtf8(ours.name), text("name").toString());
        QCOMPARE(parsed(ours.data), text("data"));
        QCOMPARE(ours.timestamp, text("timestamp").toInteger());
        QCOMPARE(ours.delay, text("delay").toDouble());
        QCOMPARE(ours.priority, text("priority").toInteger());
        QCOMPARE(ours.attemptsMade, text("attemptsMade").toInt());
        QCOMPARE(ours.attemptsStarted, text("attemptsStarted").toInt());
        QCOMPARE(ours.finishedOn.value_or(-1), text("finishedOn").toInteger(-1));
        QCOMPARE(ours.processedOn.value_or(-1), text("processedOn").toInteger(-1));
        QCOMPARE(QString::fromUtf8(ours.failedReason), text("failedReason").toString());
        if (!ours.returnvalue.isEmpty())
            QCOMPARE(parsed(ours.returnvalue), text("returnvalue"));
        QVERIFY(ours.damaged.isEmpty());
    }

    static QJsonValue parsed(const QByteArray& json)
    {
        return QJsonDocument::fromJson('[' + json + ']').array().at(0);
    }

    InteropBed m_bed;
    std::unique_ptr<QueueReader> m_reader;
    QHash<int, QString> m_queues; //!< by the version that filled them
    QString m_queue; //!< the one in use
    QueueId m_id;
};

QTEST_GUILESS_MAIN(TestInteropRead)
#include "tst_interop_read.moc"
