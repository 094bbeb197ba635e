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
        m_queue = RedisFixture::uniqueQueue();
        m_id = {QByteArrayLiteral("bull"), m_queue.toUtf8()};
        m_reader = std::make_unique<QueueReader>(*m_bed.connection);
        const auto filled = m_bed.npm.eval(QStringLiteral(R"(
            const worker = new bull.Worker(queue.name, null, {connection, autorun: false});
            for (let i = 0; i < 30; i++) await queue.add('done', {i, text: 'ü'});
            for (let i = 0; i < 30; i++) {
                const job = await worker.getNextJob('t');
                await job.log('row ' + i);
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
            m_queue);
        QVERIFY(filled.ok);
    }

    void countsEqualNpms()
    {
        const auto theirs = m_bed.npm.counts(m_queue);
        const auto ours = await(m_reader->counts(m_id));
        QVERIFY(ours && *ours);
        for (const auto state : allJobStates) {
            if (state != JobState::Paused)
                QCOMPARE((**ours)[state], theirs.value(stateName(state)).toInteger(-1));
        }
        QCOMPARE((**ours)[JobState::Failed], qint64{15});
    }

    void pagesEqualNpms_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<qint64>("from");
        QTest::addColumn<qint64>("to");
        QTest::addColumn<bool>("ascending");
        for (const auto state : allJobStates) {
            if (state == JobState::Paused)
                continue;
            const QByteArray name = QByteArray(stateName(state).data());
            for (const bool ascending : {false, true}) {
                const QByteArray order = ascending ? ", oldest first" : "";
                QTest::newRow(QByteArray(name + ", all" + order).constData())
                    << int(state) << qint64{0} << qint64{-1} << ascending;
                QTest::newRow(QByteArray(name + ", first" + order).constData())
                    << int(state) << qint64{0} << qint64{0} << ascending;
                QTest::newRow(QByteArray(name + ", middle" + order).constData())
                    << int(state) << qint64{2} << qint64{4} << ascending;
                QTest::newRow(QByteArray(name + ", beyond" + order).constData())
                    << int(state) << qint64{90} << qint64{99} << ascending;
            }
        }
    }

    void pagesEqualNpms()
    {
        QFETCH(int, state);
        QFETCH(qint64, from);
        QFETCH(qint64, to);
        QFETCH(bool, ascending);
        const auto jobState = static_cast<JobState>(state);
        const auto theirs = m_bed.npm.call(QStringLiteral("jobs"),
            {{QStringLiteral("queue"), m_queue},
                {QStringLiteral("states"), QJsonArray{QString(stateName(jobState))}},
                {QStringLiteral("start"), from}, {QStringLiteral("end"), to},
                {QStringLiteral("asc"), ascending}});
        QVERIFY(theirs.ok);
        const auto page = await(m_reader->jobs(m_id, jobState, from, to, ascending));
        QVERIFY(page && *page);
        const auto expected = theirs.value().toArray();
        QCOMPARE(static_cast<qsizetype>((*page)->jobs.size()), expected.size());
        for (qsizetype i = 0; i < expected.size(); ++i)
            compare((*page)->jobs[static_cast<size_t>(i)], expected[i].toObject());
    }

    void logsEqualNpms()
    {
        const auto theirs = m_bed.npm.call(QStringLiteral("logs"),
            {{QStringLiteral("queue"), m_queue}, {QStringLiteral("jobId"), QStringLiteral("3")}});
        const auto ours = await(m_reader->logs(m_id, "3"));
        QVERIFY(ours && *ours);
        const auto expected = theirs.value().toObject();
        QCOMPARE((*ours)->total, expected[QLatin1String("count")].toInteger());
        QCOMPARE(QString::fromUtf8((*ours)->rows.at(0)), expected[QLatin1String("logs")][0].toString());
    }

    void stateOfAJobEqualsNpms()
    {
        for (const char* id : {"1", "2", "31", "40", "46", "nothing"}) {
            const auto theirs = m_bed.npm.state(m_queue, QString::fromLatin1(id));
            const auto ours = await(m_reader->job(m_id, id));
            QVERIFY(ours);
            if (theirs == QLatin1String("unknown"))
                QVERIFY(!ours->has_value());
            else
                QCOMPARE(QString(stateName((*ours)->state.value())), theirs);
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
                return list && *list ? (*list)->count(idle) : -1;
            }(),
            qint64{1});
        const auto list = await(readWorkers(*m_bed.connection, {idle}));
        const auto theirs = m_bed.npm
                                .eval(QStringLiteral("return (await queue.getWorkers())[0]"),
                                    m_queue + QStringLiteral("-idle"))
                                .value()
                                .toObject();
        QCOMPARE(
            QString::fromUtf8((*list)->workers.at(0).rawName), theirs[QLatin1String("rawname")].toString());
        QCOMPARE((*list)->workers.at(0).name, QByteArray("bob"));
        QCOMPARE(QString::fromUtf8((*list)->workers.at(0).addr), theirs[QLatin1String("addr")].toString());
        QVERIFY(m_bed.npm.call(QStringLiteral("workerClose"), {{QStringLiteral("worker"), worker}}).ok);
    }

    void readingNeverWrites()
    {
        const auto before = m_bed.redis.commandCalls();
        for (const auto state : allJobStates)
            QVERIFY(await(m_reader->jobs(m_id, state, 0, -1)));
        QVERIFY(await(m_reader->counts(m_id)));
        QVERIFY(await(m_reader->summaries({m_id})));
        QVERIFY(await(m_reader->metrics(m_id)));
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
    QString m_queue;
    QueueId m_id;
};

QTEST_GUILESS_MAIN(TestInteropRead)
#include "tst_interop_read.moc"
