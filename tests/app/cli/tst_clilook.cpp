// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/droverprogram.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <memory>

using namespace drover::test;

//! What the verbs that look print, beside what the npm package says about the same queue.
class TstCliLook : public QObject {
    Q_OBJECT
private:
    RedisFixture m_redis;
    std::unique_ptr<NpmProcess> m_npm;
    QString m_url;

    DroverOutput drover(const QStringList& arguments)
    {
        return DroverProgram(m_url).run(arguments + QStringList{QStringLiteral("--json")});
    }
    QJsonValue npm(const QString& body, const QString& queue) { return m_npm->eval(body, queue).value(); }

    //! One job of each kind that matters, made by npm; two failed with two causes.
    QString makeQueue()
    {
        const QString queue = RedisFixture::uniqueQueue();
        const NpmReply filled = m_npm->eval(QStringLiteral(R"(
            await queue.add('later', {n: 1}, {delay: 3600000});
            await queue.add('first', {n: 2}, {priority: 5});
            await queue.add('plain', {text: 'grün 好 😀', big: 1.5}, {attempts: 3, backoff: {type: 'fixed', delay: 9}});
            await queue.add('plain', ['needle']);
        )"),
            queue);
        if (!filled.ok)
            qWarning("%s", qPrintable(filled.error));
        return queue;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_redis.start(), m_redis.log().constData());
        m_url = QStringLiteral("unix://") + m_redis.socketPath();
        m_npm = std::make_unique<NpmProcess>(m_redis.socketPath());
        QVERIFY(m_npm->start());
    }

    void countsAreThoseOfNpm()
    {
        const QString queue = makeQueue();
        QJsonObject counts = drover({QStringLiteral("counts"), queue}).json().toObject();
        QCOMPARE(counts.take(QStringLiteral("paused")).toInt(-1), 0);
        QCOMPARE(counts, npm(QStringLiteral("return queue.getJobCounts()"), queue).toObject());
    }

    void queuesHaveCountsPauseAndWorkers()
    {
        const QString queue = makeQueue();
        QVERIFY(m_npm->eval(QStringLiteral("await queue.pause()"), queue).ok);
        const DroverOutput output = drover({QStringLiteral("queues")});
        QCOMPARE(output.exitCode, 0);
        QJsonObject found;
        for (const QJsonValue row : output.json().toArray()) {
            if (row[QStringLiteral("name")].toString() == queue)
                found = row.toObject();
        }
        QCOMPARE(found[QStringLiteral("prefix")].toString(), QStringLiteral("bull"));
        QCOMPARE(found[QStringLiteral("paused")].toBool(), true);
        QCOMPARE(found[QStringLiteral("workers")].toInt(-1), 0);
        QCOMPARE(found[QStringLiteral("counts")][QStringLiteral("delayed")].toInt(), 1);
    }

    void jobIsWhatNpmSays()
    {
        const QString queue = makeQueue();
        for (const char* id : {"1", "2", "3", "4"}) {
            QJsonObject ours =
                drover({QStringLiteral("job"), queue, QString::fromUtf8(id)}).json().toObject();
            QCOMPARE(ours.take(QStringLiteral("queue")).toString(), queue);
            QCOMPARE(
                ours.take(QStringLiteral("state")).toString(), m_npm->state(queue, QString::fromUtf8(id)));
            QJsonObject theirs =
                npm(QStringLiteral("return (await queue.getJob('%1')).toJSON()").arg(QString::fromUtf8(id)),
                    queue)
                    .toObject();
            theirs.remove(QStringLiteral("queueQualifiedName"));
            QCOMPARE(ours, theirs);
        }
    }

    void rangesAreThoseOfNpm_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::addColumn<bool>("ascending");
        for (const auto& [from, to] :
            {std::pair(0, 2), std::pair(1, -1), std::pair(0, 99), std::pair(3, 3), std::pair(7, 9)}) {
            QTest::addRow("%d..%d", from, to) << from << to << false;
            QTest::addRow("%d..%d ascending", from, to) << from << to << true;
        }
    }

    void rangesAreThoseOfNpm()
    {
        QFETCH(int, from);
        QFETCH(int, to);
        QFETCH(bool, ascending);
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(m_npm->eval(QStringLiteral("for (let i = 0; i < 6; i++) await queue.add('n', i)"), queue).ok);
        QStringList arguments{QStringLiteral("jobs"), queue, QStringLiteral("waiting"),
            QStringLiteral("--from"), QString::number(from), QStringLiteral("--to"), QString::number(to)};
        if (ascending)
            arguments << QStringLiteral("--asc");
        QJsonArray ids;
        for (const QJsonValue job : drover(arguments).json().toArray())
            ids << job[QStringLiteral("id")];
        QCOMPARE(ids,
            npm(QStringLiteral("return (await queue.getJobs('waiting', %1, %2, %3)).map(job => job.id)")
                    .arg(from)
                    .arg(to)
                    .arg(ascending ? QStringLiteral("true") : QStringLiteral("false")),
                queue)
                .toArray());
    }

    void matchLooksEverywhere()
    {
        const QString queue = makeQueue();
        const auto idsOf = [&](const QStringList& options) {
            QStringList ids;
            for (const QJsonValue job :
                drover(QStringList{QStringLiteral("jobs"), queue, QStringLiteral("waiting")} + options)
                    .json()
                    .toArray())
                ids << job[QStringLiteral("id")].toString();
            return ids;
        };
        QCOMPARE(
            idsOf({QStringLiteral("--match"), QStringLiteral("NEEDLE")}), QStringList{QStringLiteral("4")});
        QCOMPARE(idsOf({QStringLiteral("--match"), QStringLiteral("plain"), QStringLiteral("--match-in"),
                     QStringLiteral("name")}),
            (QStringList{QStringLiteral("4"), QStringLiteral("3")}));
        QCOMPARE(idsOf({QStringLiteral("--match"), QStringLiteral("needle"), QStringLiteral("--match-in"),
                     QStringLiteral("name")}),
            QStringList{});
        QCOMPARE(idsOf({QStringLiteral("--match"), QStringLiteral("plain"), QStringLiteral("--from"),
                     QStringLiteral("1")}),
            QStringList{QStringLiteral("3")});
    }

    //! QJsonDocument would round it: looks at the bytes.
    void digitsAreKept()
    {
        const QString queue = RedisFixture::uniqueQueue();
        const QByteArray data = R"({"z":12345678901234567890123,"a":1.10,"a":1})";
        QCOMPARE(DroverProgram(m_url)
                     .run({QStringLiteral("add"), queue, QStringLiteral("n"), QString::fromUtf8(data)})
                     .exitCode,
            0);
        QVERIFY(drover({QStringLiteral("job"), queue, QStringLiteral("1")})
                    .out.contains(QByteArray("\"data\":" + data + ',')));
    }

    void missingJob()
    {
        const DroverOutput output = drover({QStringLiteral("job"), makeQueue(), QStringLiteral("nope")});
        QCOMPARE(output.exitCode, 2);
        QCOMPARE(output.json()[QStringLiteral("error")][QStringLiteral("code")].toString(),
            QStringLiteral("JobNotExist"));
    }

    void damagedJob()
    {
        const QString queue = makeQueue();
        m_redis.command({"HSET", "bull:" + queue.toUtf8() + ":1", "data", "{broken"});
        const QJsonValue job = drover({QStringLiteral("job"), queue, QStringLiteral("1")}).json();
        QCOMPARE(job[QStringLiteral("id")].toString(), QStringLiteral("1"));
        QVERIFY(
            job[QStringLiteral("damaged")].toArray().at(0).toString().startsWith(QStringLiteral("data: ")));
    }

    void logsAreShown()
    {
        const QString queue = makeQueue();
        QVERIFY(
            m_npm
                ->eval(QStringLiteral("await queue.addJobLog('1', 'one'); await queue.addJobLog('1', 'two')"),
                    queue)
                .ok);
        const QJsonValue job =
            drover({QStringLiteral("job"), queue, QStringLiteral("1"), QStringLiteral("--logs")}).json();
        QCOMPARE(job[QStringLiteral("logs")].toArray(),
            (QJsonArray{QStringLiteral("one"), QStringLiteral("two")}));
    }

    void failuresAreGrouped()
    {
        const QString queue = RedisFixture::uniqueQueue();
        const QString worker = m_npm->startWorker(queue,
            {{QStringLiteral("names"),
                QJsonObject{{QStringLiteral("a"),
                                QJsonObject{{QStringLiteral("fail"), true},
                                    {QStringLiteral("message"), QStringLiteral("User 17 not found")}}},
                    {QStringLiteral("b"),
                        QJsonObject{{QStringLiteral("fail"), true},
                            {QStringLiteral("message"), QStringLiteral("timeout")}}}}}});
        QVERIFY(!worker.isEmpty());
        QVERIFY(
            m_npm->eval(
                     QStringLiteral("for (const name of ['a', 'a', 'b']) await queue.add(name, {})"), queue)
                .ok);
        QTRY_COMPARE(m_npm->counts(queue)[QStringLiteral("failed")].toInt(), 3);
        const QJsonArray groups = drover({QStringLiteral("failures"), queue}).json().toArray();
        QCOMPARE(groups.size(), 2);
        QCOMPARE(groups.at(0)[QStringLiteral("count")].toInt(), 2);
        QVERIFY(groups.at(0)[QStringLiteral("cause")].toString().startsWith(
            QStringLiteral("User <n> not found")));
        QCOMPARE(groups.at(0)[QStringLiteral("names")].toArray(), QJsonArray{QStringLiteral("a")});
        QCOMPARE(groups.at(0)[QStringLiteral("sample")][QStringLiteral("state")].toString(),
            QStringLiteral("failed"));
        QCOMPARE(drover({QStringLiteral("failures"), queue, QStringLiteral("--top"), QStringLiteral("1")})
                     .json()
                     .toArray()
                     .size(),
            1);
        QCOMPARE(npm(QStringLiteral("return (await queue.getWorkers()).length"), queue).toInt(),
            drover({QStringLiteral("workers"), queue}).json().toArray().size());
    }

    void metricsAreThoseOfNpm()
    {
        const QString queue = makeQueue();
        const QByteArray metricsKey = "bull:" + queue.toUtf8() + ":metrics:completed";
        m_redis.command({"HSET", metricsKey, "count", "7", "prevTS", "1700000000000", "prevCount", "5"});
        m_redis.command({"RPUSH", metricsKey + ":data", "3", "0", "4"});
        const QJsonValue metrics = drover({QStringLiteral("metrics"), queue}).json();
        const QJsonValue theirs = npm(QStringLiteral("return queue.getMetrics('completed')"), queue);
        QCOMPARE(metrics[QStringLiteral("completed")][QStringLiteral("count")],
            theirs[QStringLiteral("meta")][QStringLiteral("count")]);
        QCOMPARE(metrics[QStringLiteral("completed")][QStringLiteral("prevTS")],
            theirs[QStringLiteral("meta")][QStringLiteral("prevTS")]);
        QCOMPARE(
            metrics[QStringLiteral("completed")][QStringLiteral("data")], theirs[QStringLiteral("data")]);
        const DroverOutput text =
            DroverProgram(m_url).run({QStringLiteral("metrics"), queue, QStringLiteral("--prometheus")});
        QCOMPARE(QString::fromUtf8(text.out),
            npm(QStringLiteral("return queue.exportPrometheusMetrics()"), queue).toString()
                + QLatin1Char('\n'));
    }

    void eventsAreThoseOfTheStream()
    {
        const QString queue = makeQueue();
        const DroverOutput output = drover({QStringLiteral("events"), queue, QStringLiteral("--from"),
            QStringLiteral("0"), QStringLiteral("--until-idle"), QStringLiteral("300ms")});
        QCOMPARE(output.exitCode, 0);
        const QList<QJsonObject> lines = output.lines();
        QCOMPARE(lines.size(), m_redis.integer({"XLEN", "bull:" + queue.toUtf8() + ":events"}));
        QCOMPARE(lines.first()[QStringLiteral("event")].toString(), QStringLiteral("added"));
        QCOMPARE(lines.first()[QStringLiteral("jobId")].toString(), QStringLiteral("1"));
        const QString second = lines.at(1)[QStringLiteral("id")].toString();
        const DroverOutput rest = drover({QStringLiteral("events"), queue, QStringLiteral("--from"), second,
            QStringLiteral("--count"), QStringLiteral("2")});
        QCOMPARE(rest.lines(), lines.mid(2, 2));
    }

    void eventsEndBySignal()
    {
        const QString queue = makeQueue();
        DroverProgram drover(m_url);
        QProcess process;
        drover.start(
            process, {QStringLiteral("events"), queue, QStringLiteral("--from"), QStringLiteral("0")});
        QTRY_VERIFY(process.bytesAvailable() > 0);
        ::kill(pid_t(process.processId()), SIGINT);
        QCOMPARE(DroverProgram::finish(process).exitCode, 0);
    }

    void healthExitsByTheWorst()
    {
        const DroverOutput output = drover({QStringLiteral("health")});
        int heaviest = 0;
        for (const QJsonValue finding : output.json()[QStringLiteral("findings")].toArray()) {
            const QString severity = finding[QStringLiteral("severity")].toString();
            heaviest = std::max(heaviest,
                severity == QStringLiteral("critical")      ? 3
                    : severity == QStringLiteral("warning") ? 1
                                                            : 0);
        }
        QVERIFY(heaviest > 0);
        QCOMPARE(output.exitCode, heaviest);
    }

    //! No verb that looks writes a key or runs a script.
    void lookingNeverWrites()
    {
        const QString queue = makeQueue();
        m_redis.command({"CONFIG", "RESETSTAT"});
        for (const char* words : {"queues", "counts Q", "jobs Q waiting", "job Q 1 --logs", "failures Q",
                 "metrics Q", "workers", "health"}) {
            QStringList arguments = QString::fromUtf8(words).split(QLatin1Char(' '));
            arguments.replaceInStrings(QStringLiteral("Q"), queue);
            QVERIFY(drover(arguments).exitCode != 64);
        }
        const QHash<QByteArray, qint64> calls = m_redis.commandCalls();
        for (const char* command :
            {"evalsha", "eval", "hset", "del", "zadd", "lpush", "rpush", "set", "xadd", "script|load"})
            QVERIFY2(!calls.contains(command), command);
    }

    void exportsWhatJobsPrints()
    {
        const QString queue = makeQueue();
        const QJsonValue jobs = drover({QStringLiteral("jobs"), queue, QStringLiteral("waiting")}).json();
        const DroverOutput lines = DroverProgram(m_url).run({QStringLiteral("export"), queue,
            QStringLiteral("waiting"), QStringLiteral("--format"), QStringLiteral("jsonl")});
        QCOMPARE(lines.exitCode, 0);
        QJsonArray exported;
        for (const QJsonObject& line : lines.lines())
            exported.append(line);
        QCOMPARE(exported, jobs.toArray());
        const DroverOutput csv = DroverProgram(m_url).run({QStringLiteral("export"), queue,
            QStringLiteral("waiting"), QStringLiteral("--format"), QStringLiteral("csv"),
            QStringLiteral("--columns"), QStringLiteral("name, data.text,opts.attempts"),
            QStringLiteral("--match"), QStringLiteral("gr\u00fcn")});
        QCOMPARE(csv.exitCode, 0);
        QCOMPARE(QString::fromUtf8(csv.out),
            QStringLiteral("name,data.text,opts.attempts\r\nplain,gr\u00fcn \u597d \U0001F600,3\r\n"));
    }
    void exportWritesFiles()
    {
        const QString queue = makeQueue();
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("jobs.csv"));
        const QJsonValue told = drover(
            {QStringLiteral("export"), queue, QStringLiteral("waiting"), QStringLiteral("--out"), path})
                                    .json();
        QCOMPARE(told[QStringLiteral("rows")].toInt(), 2);
        QCOMPARE(told[QStringLiteral("file")].toString(), path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readLine().startsWith("id,name,state,data,")); // by its name it is CSV
        const DroverOutput bad =
            DroverProgram(m_url).run({QStringLiteral("export"), queue, QStringLiteral("waiting"),
                QStringLiteral("--out"), QStringLiteral("/proc/none/x"), QStringLiteral("--json")});
        QCOMPARE(bad.exitCode, 2);
        QCOMPARE(bad.json()[QStringLiteral("error")][QStringLiteral("code")].toString(),
            QStringLiteral("NotFound"));
        for (const QStringList& words : {QStringList{QStringLiteral("--format"), QStringLiteral("xml")},
                 QStringList{QStringLiteral("--columns"), QStringLiteral("id")},
                 QStringList{QStringLiteral("--format"), QStringLiteral("csv"), QStringLiteral("--columns"),
                     QStringLiteral("nonsense")}})
            QCOMPARE(DroverProgram(m_url)
                         .run(QStringList{QStringLiteral("export"), queue, QStringLiteral("waiting")} + words)
                         .exitCode,
                64);
    }
    void exportIntoAReaderThatLeaves()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(m_npm
                    ->eval(QStringLiteral(
                               "await queue.addBulk(Array.from({length: 3000}, (_, i) => ({name: 'n', data: "
                               "{text: 'x'.repeat(200)}})))"),
                        queue)
                    .ok);
        const DroverOutput output = DroverProgram(m_url).runInto(
            QStringLiteral("head -n 1"), {QStringLiteral("export"), queue, QStringLiteral("waiting")});
        QCOMPARE(output.exitCode, 0);
    }
};

QTEST_GUILESS_MAIN(TstCliLook)
#include "tst_clilook.moc"
