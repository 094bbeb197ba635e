// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/droverprogram.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <memory>

using namespace drover::test;

//! `drover work` with npm as the producer and the judge.
class TstCliWork : public QObject {
    Q_OBJECT
private:
    RedisFixture m_redis;
    std::unique_ptr<NpmProcess> m_npm;
    QString m_url;

    int count(const QString& queue, const char* state)
    {
        return m_npm->counts(queue)[QString::fromUtf8(state)].toInt(-1);
    }
    void addJobs(const QString& queue, int n)
    {
        QVERIFY(
            m_npm->eval(
                     QStringLiteral("for (let i = 0; i < %1; i++) await queue.add('n', {i})").arg(n), queue)
                .ok);
    }
    DroverOutput work(const QString& queue, const QStringList& arguments)
    {
        return DroverProgram(m_url).run(QStringList{QStringLiteral("work"), queue, QStringLiteral("--json"),
                                            QStringLiteral("--until-empty")}
            + arguments);
    }
    static int countEvents(const DroverOutput& output, const char* event)
    {
        const QList<QJsonObject> lines = output.lines();
        return int(std::count_if(lines.begin(), lines.end(), [event](const QJsonObject& line) {
            return line[QStringLiteral("event")].toString() == QString::fromUtf8(event);
        }));
    }
    //! Starts a worker whose jobs hang, and waits until one runs.
    void startHanging(
        DroverProgram& drover, QProcess& process, const QString& queue, const QStringList& options)
    {
        addJobs(queue, 1);
        drover.start(process,
            QStringList{QStringLiteral("work"), queue, QStringLiteral("--json")} + options
                + QStringList{QStringLiteral("--simulate"), QStringLiteral("ms=600000")});
        QTRY_COMPARE_WITH_TIMEOUT(count(queue, "active"), 1, 15'000);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_redis.start(), m_redis.log().constData());
        m_url = QStringLiteral("unix://") + m_redis.socketPath();
        m_npm = std::make_unique<NpmProcess>(m_redis.socketPath());
        QVERIFY(m_npm->start());
    }

    void simulateUntilEmpty()
    {
        const QString queue = RedisFixture::uniqueQueue();
        addJobs(queue, 20);
        const DroverOutput output = work(queue,
            {QStringLiteral("--concurrency"), QStringLiteral("5"), QStringLiteral("--simulate"),
                QStringLiteral("ms=1")});
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(count(queue, "completed"), 20);
        QCOMPARE(countEvents(output, "active"), 20);
        QCOMPARE(countEvents(output, "completed"), 20);
        const QList<QJsonObject> lines = output.lines();
        QCOMPARE(lines.first()[QStringLiteral("event")].toString(), QStringLiteral("ready"));
        QCOMPARE(lines.last()[QStringLiteral("event")].toString(), QStringLiteral("closed"));
        for (const QJsonObject& line : lines) {
            if (line[QStringLiteral("event")].toString() != QStringLiteral("completed"))
                continue;
            QVERIFY(!line[QStringLiteral("jobId")].toString().isEmpty());
            QCOMPARE(line[QStringLiteral("name")].toString(), QStringLiteral("n"));
            QCOMPARE(line[QStringLiteral("attempt")].toInt(), 1);
            QVERIFY(line[QStringLiteral("ms")].isDouble());
        }
    }

    void emptyQueueEndsAtOnce()
    {
        QCOMPARE(work(RedisFixture::uniqueQueue(), {QStringLiteral("--simulate"), QStringLiteral("ms=1")})
                     .exitCode,
            0);
    }

    void failuresExitOne()
    {
        const QString queue = RedisFixture::uniqueQueue();
        addJobs(queue, 2);
        const DroverOutput output =
            work(queue, {QStringLiteral("--simulate"), QStringLiteral("fail=1,error=no luck")});
        QCOMPARE(output.exitCode, 1);
        QCOMPARE(count(queue, "failed"), 2);
        QCOMPARE(countEvents(output, "failed"), 2);
    }

    void execGetsTheJobAndGivesTheResult()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(m_npm->eval(QStringLiteral("await queue.add('greet', {to: 'ann'})"), queue).ok);
        const DroverOutput output = work(queue,
            {QStringLiteral("--exec"), QStringLiteral("sh"), QStringLiteral("-c"),
                QStringLiteral("cat >/dev/null; echo '::drover progress 50' >&2; echo row >&2; "
                               "printf '\"%s %s\"' $DROVER_JOB_NAME $DROVER_JOB_ID")});
        QCOMPARE(output.exitCode, 0);
        const QJsonObject job = m_npm->job(queue, QStringLiteral("1"));
        QCOMPARE(job[QStringLiteral("returnvalue")].toString(), QStringLiteral("greet 1"));
        QCOMPARE(job[QStringLiteral("progress")].toInt(), 50);
        QCOMPARE(m_npm
                     ->call(QStringLiteral("logs"),
                         {{QStringLiteral("queue"), queue}, {QStringLiteral("jobId"), QStringLiteral("1")}})
                     .value()[QStringLiteral("logs")]
                     .toArray(),
            QJsonArray{QStringLiteral("row")});
    }

    void nodeRunsASandboxedProcessor()
    {
        const QString queue = RedisFixture::uniqueQueue();
        addJobs(queue, 5);
        const QString file = m_redis.directory() + QStringLiteral("/processor.js");
        QFile script(file);
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("module.exports = async (job) => { console.log('hello'); return job.data.i * 2; };\n");
        script.close();
        const DroverOutput output = work(
            queue, {QStringLiteral("--node"), file, QStringLiteral("--concurrency"), QStringLiteral("2")});
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(m_npm->job(queue, QStringLiteral("5"))[QStringLiteral("returnvalue")].toInt(), 8);
        QVERIFY(output.err.contains("hello"));
        QVERIFY(!output.out.contains("hello"));
    }

    void pluginRunsInsideOfTheProgram()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(m_npm
                    ->eval(QStringLiteral("await queue.add('tells', {to: 'ann'});"
                                          "await queue.add('throws', {}, {attempts: 2})"),
                        queue)
                    .ok);
        const DroverOutput output = work(queue,
            {QStringLiteral("--plugin"), QStringLiteral(DROVER_TEST_PLUGINS "/libjobsplugin.so"),
                QStringLiteral("--concurrency"), QStringLiteral("2")});
        QCOMPARE(output.exitCode, 1); // a job has failed
        QCOMPARE(output.err, QByteArray());
        const QJsonObject told = m_npm->job(queue, QStringLiteral("1"));
        QCOMPARE(told[QStringLiteral("returnvalue")][QStringLiteral("data")],
            QJsonObject({{QStringLiteral("to"), QStringLiteral("ann")}}));
        QCOMPARE(told[QStringLiteral("progress")], QJsonObject({{QStringLiteral("share"), 0.5}}));
        const QJsonObject thrown = m_npm->job(queue, QStringLiteral("2"));
        QCOMPARE(thrown[QStringLiteral("failedReason")].toString(), QStringLiteral("no such table"));
        QCOMPARE(thrown[QStringLiteral("attemptsMade")].toInt(), 2);
        QCOMPARE(countEvents(output, "progress"), 1);
        QCOMPARE(countEvents(output, "failed"), 2);
    }

    void pluginStopsGracefully()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(m_npm->eval(QStringLiteral("await queue.add('waits for the end', {})"), queue).ok);
        DroverProgram drover(m_url);
        QProcess process;
        drover.start(process,
            {QStringLiteral("work"), queue, QStringLiteral("--json"), QStringLiteral("--grace"),
                QStringLiteral("100ms"), QStringLiteral("--plugin"),
                QStringLiteral(DROVER_TEST_PLUGINS "/libjobsplugin.so")});
        QTRY_COMPARE_WITH_TIMEOUT(count(queue, "active"), 1, 15'000);
        ::kill(pid_t(process.processId()), SIGTERM);
        const DroverOutput output = DroverProgram::finish(process);
        QCOMPARE(output.exitCode, 1);
        QCOMPARE(output.lines().last()[QStringLiteral("handedBack")].toInt(), 1);
        QCOMPARE(count(queue, "waiting"), 1);
    }

    void pluginsThatCannotBeLoaded_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char* name, const char* code, const char* words) {
            QTest::newRow(name) << QString::fromUtf8(name) << QString::fromUtf8(code) << QByteArray(words);
        };
        row("libnowhere.so", "NotFound", "no such file");
        row("libother_version.so", "BadInput", "version 99");
        row("libno_symbol.so", "BadInput", "definedNowhere");
        row("libmake_throws.so", "BadInput", "no database");
    }

    void pluginsThatCannotBeLoaded()
    {
        QFETCH(const QString, name);
        QFETCH(const QString, code);
        QFETCH(const QByteArray, words);
        const QString queue = RedisFixture::uniqueQueue();
        addJobs(queue, 1);
        const DroverOutput output = work(queue,
            {QStringLiteral("--plugin"), QStringLiteral(DROVER_TEST_PLUGINS) + QLatin1Char('/') + name});
        QCOMPARE(output.exitCode, 2);
        QCOMPARE(output.json()[QStringLiteral("error")][QStringLiteral("code")].toString(), code);
        QVERIFY2(output.err.contains(words), output.err.constData());
        QCOMPARE(count(queue, "waiting"), 1);
    }

    void aProgramDecidesTheBackoff()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(m_npm
                    ->eval(QStringLiteral("const opts = {attempts: 3, backoff: {type: 'mine'}};"
                                          "await queue.add('n', 1, opts)"),
                        queue)
                    .ok);
        const QString program = m_redis.directory() + QStringLiteral("/backoff.sh");
        QFile script(program);
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write(
            "#!/bin/sh\necho \"$1 $2\" >>\"$0.log\"\nif [ $1 = 1 ]; then echo 50ms; else echo -1; fi\n");
        script.close();
        QVERIFY(script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        const DroverOutput output = work(queue,
            {QStringLiteral("--backoff-exec"), program, QStringLiteral("--simulate"),
                QStringLiteral("fail=1")});
        QCOMPARE(output.exitCode, 1);
        QFile log(program + QStringLiteral(".log"));
        QVERIFY(log.open(QIODevice::ReadOnly));
        QCOMPARE(log.readAll(), QByteArray("1 mine\n2 mine\n"));
        QCOMPARE(m_npm->job(queue, QStringLiteral("1"))[QStringLiteral("attemptsMade")].toInt(), 2);
        QCOMPARE(count(queue, "failed"), 1);
    }

    void missingProcessors()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QCOMPARE(work(queue, {QStringLiteral("--node"), QStringLiteral("/nowhere/p.js")}).exitCode, 2);
        const DroverOutput output =
            work(queue, {QStringLiteral("--exec"), QStringLiteral("/nowhere/program")});
        QCOMPARE(output.exitCode, 2);
        QCOMPARE(output.json()[QStringLiteral("error")][QStringLiteral("code")].toString(),
            QStringLiteral("NotFound"));
    }

    void untilEmptyWaitsForDelayedOnes()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(
            m_npm
                ->eval(
                    QStringLiteral(
                        "await queue.add('n', 1, {delay: 700}); await queue.add('n', 2, {delay: 3600000})"),
                    queue)
                .ok);
        QCOMPARE(work(queue,
                     {QStringLiteral("--grace"), QStringLiteral("20"), QStringLiteral("--simulate"),
                         QStringLiteral("ms=1")})
                     .exitCode,
            0);
        QCOMPARE(count(queue, "completed"), 1);
        QCOMPARE(count(queue, "delayed"), 1);
    }

    void signalStopsGracefully_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGHUP") << SIGHUP;
    }

    // fault: F4
    // production: P7
    void signalStopsGracefully()
    {
        QFETCH(int, signal);
        const QString queue = RedisFixture::uniqueQueue();
        addJobs(queue, 1);
        DroverProgram drover(m_url);
        QProcess process;
        drover.start(process,
            {QStringLiteral("work"), queue, QStringLiteral("--json"), QStringLiteral("--simulate"),
                QStringLiteral("ms=300")});
        QTRY_COMPARE_WITH_TIMEOUT(count(queue, "active"), 1, 15'000);
        ::kill(pid_t(process.processId()), signal);
        const DroverOutput output = DroverProgram::finish(process);
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(count(queue, "completed"), 1);
        QCOMPARE(output.lines().last()[QStringLiteral("event")].toString(), QStringLiteral("closed"));
    }

    // fault: F4
    void graceRunsOut()
    {
        const QString queue = RedisFixture::uniqueQueue();
        DroverProgram drover(m_url);
        QProcess process;
        startHanging(drover, process, queue, {QStringLiteral("--grace"), QStringLiteral("100ms")});
        ::kill(pid_t(process.processId()), SIGTERM);
        const DroverOutput output = DroverProgram::finish(process);
        QCOMPARE(output.exitCode, 1);
        QCOMPARE(output.lines().last()[QStringLiteral("handedBack")].toInt(), 1);
        QCOMPARE(count(queue, "waiting"), 1);
        QCOMPARE(count(queue, "active"), 0);
    }

    // fault: F4
    // production: P7
    void secondSignalEndsAtOnce()
    {
        const QString queue = RedisFixture::uniqueQueue();
        DroverProgram drover(m_url);
        QProcess process;
        startHanging(drover, process, queue, {QStringLiteral("--grace"), QStringLiteral("10m")});
        ::kill(pid_t(process.processId()), SIGINT);
        QByteArray out;
        QTRY_VERIFY((out += process.readAllStandardOutput()).contains("closing"));
        ::kill(pid_t(process.processId()), SIGINT);
        QCOMPARE(DroverProgram::finish(process).exitCode, 130);
    }

    //! A terminal that goes away may be told twice: by the shell and by the kernel.
    void secondHangupDoesNotForce()
    {
        const QString queue = RedisFixture::uniqueQueue();
        DroverProgram drover(m_url);
        QProcess process;
        startHanging(drover, process, queue, {QStringLiteral("--grace"), QStringLiteral("1s")});
        ::kill(pid_t(process.processId()), SIGHUP);
        QByteArray out;
        QTRY_VERIFY((out += process.readAllStandardOutput()).contains("closing"));
        ::kill(pid_t(process.processId()), SIGHUP);
        QCOMPARE(DroverProgram::finish(process).exitCode, 1);
        QCOMPARE(count(queue, "waiting"), 1);
        QCOMPARE(count(queue, "active"), 0);
    }

    void commandsOnStandardInput()
    {
        const QString queue = RedisFixture::uniqueQueue();
        DroverProgram drover(m_url);
        QProcess process;
        drover.start(process,
            {QStringLiteral("work"), queue, QStringLiteral("--json"), QStringLiteral("--control"),
                QStringLiteral("--simulate"), QStringLiteral("ms=600000")});
        QByteArray out;
        QTRY_VERIFY_WITH_TIMEOUT((out += process.readAllStandardOutput()).contains("ready"), 15'000);
        process.write("{\"cmd\":\"pause\"}\n");
        QTRY_VERIFY((out += process.readAllStandardOutput()).contains("\"paused\""));
        process.write("{\"cmd\":\"dance\"}\n{\"cmd\":\"concurrency\",\"value\":3}\n{\"cmd\":\"resume\"}\n");
        QTRY_VERIFY((out += process.readAllStandardOutput()).contains("\"resumed\""));
        QVERIFY(out.contains("there is no command"));
        addJobs(queue, 3);
        QTRY_COMPARE_WITH_TIMEOUT(count(queue, "active"), 3, 15'000);
        process.write("{\"cmd\":\"cancel\",\"jobId\":\"2\",\"reason\":\"sent twice\"}\n");
        QTRY_COMPARE(count(queue, "failed"), 1);
        QCOMPARE(m_npm->state(queue, QStringLiteral("2")), QStringLiteral("failed"));
        QCOMPARE(m_npm->job(queue, QStringLiteral("2")).value(QStringLiteral("failedReason")),
            QStringLiteral("The job was cancelled: sent twice"));
        process.write("{\"cmd\":\"cancel\",\"jobId\":\"1\"}\n{\"cmd\":\"cancel\",\"jobId\":\"3\"}\n{\"cmd\":"
                      "\"close\"}\n");
        QCOMPARE(DroverProgram::finish(process).exitCode, 0);
        QCOMPARE(count(queue, "failed"), 3);
    }

    void nameIsSeenByNpm()
    {
        const QString queue = RedisFixture::uniqueQueue();
        DroverProgram drover(m_url);
        QProcess process;
        drover.start(process,
            {QStringLiteral("work"), queue, QStringLiteral("--json"), QStringLiteral("--name"),
                QStringLiteral("alpha"), QStringLiteral("--simulate"), QStringLiteral("ms=1")});
        QByteArray out;
        QTRY_VERIFY_WITH_TIMEOUT((out += process.readAllStandardOutput()).contains("ready"), 15'000);
        const QJsonValue raw =
            m_npm
                ->eval(
                    QStringLiteral("return (await queue.getWorkers()).map(worker => worker.rawname)"), queue)
                .value();
        QCOMPARE(raw.toArray().size(), 1);
        QVERIFY(raw[0].toString().endsWith(QStringLiteral(":w:alpha")));
        ::kill(pid_t(process.processId()), SIGTERM);
        QCOMPARE(DroverProgram::finish(process).exitCode, 0);
    }

    void readerGoesAway()
    {
        const QString queue = RedisFixture::uniqueQueue();
        addJobs(queue, 50);
        DroverProgram drover(m_url);
        const DroverOutput output = drover.runInto(QStringLiteral("head -c 1"),
            {QStringLiteral("work"), queue, QStringLiteral("--json"), QStringLiteral("--simulate"),
                QStringLiteral("ms=20")});
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(output.err, QByteArray());
        QCOMPARE(count(queue, "active"), 0);
    }

    void benchIsVerifiedByNpm_data()
    {
        QTest::addColumn<QString>("mode");
        for (const char* mode : {"seq", "inflight", "bulk"})
            QTest::newRow(mode) << QString::fromUtf8(mode);
    }

    void benchIsVerifiedByNpm()
    {
        QFETCH(QString, mode);
        const QString queue = RedisFixture::uniqueQueue();
        const auto bench = [&](const QStringList& words) {
            const DroverOutput output = DroverProgram(m_url).run(QStringList{QStringLiteral("bench")} + words
                + QStringList{QStringLiteral("--redis"), QStringLiteral("unix:") + m_redis.socketPath(),
                    QStringLiteral("--queue"), queue, QStringLiteral("--n"), QStringLiteral("130")});
            return output.exitCode == 0 ? output.lines().last() : QJsonObject{};
        };
        QJsonObject line = bench({QStringLiteral("add"), QStringLiteral("--mode"), mode});
        for (const char* member : {"op", "engine", "jobs", "seconds", "jobs_per_s", "t_start_ms", "t_end_ms",
                 "cpu_user_s", "cpu_sys_s"})
            QVERIFY2(line.contains(QLatin1StringView(member)), member);
        QCOMPARE(line[QStringLiteral("jobs")].toInt(), 130);
        QCOMPARE(count(queue, "waiting"), 130);
        QCOMPARE(m_npm->job(queue, QStringLiteral("130"))[QStringLiteral("data")].toObject(),
            (QJsonObject{{QStringLiteral("n"), 129},
                {QStringLiteral("msg"), QStringLiteral("hello from the bench")}}));
        for (const char* processor : {"inline", "async", "pool"}) {
            line = bench({QStringLiteral("process"), QStringLiteral("--concurrency"), QStringLiteral("10"),
                QStringLiteral("--processor"), QString::fromUtf8(processor)});
            QCOMPARE(line[QStringLiteral("jobs")].toInt(), 130);
        }
        QCOMPARE(count(queue, "completed"), 390);
        QCOMPARE(count(queue, "waiting"), 0);
    }
};

QTEST_GUILESS_MAIN(TstCliWork)
#include "tst_cliwork.moc"
