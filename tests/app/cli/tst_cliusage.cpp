// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/droverprogram.h"
#include "support/redisfixture.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace drover::test;

//! Exit codes, sentences and errors of the program as scripts meet them.
class TstCliUsage : public QObject {
    Q_OBJECT
private:
    RedisFixture m_redis;
    QString m_url;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_redis.start(), m_redis.log().constData());
        m_url = QStringLiteral("unix://") + m_redis.socketPath();
    }

    void usageErrors_data()
    {
        QTest::addColumn<QStringList>("arguments");
        const auto row = [](const char* name, const char* words) {
            QTest::newRow(name) << QString::fromUtf8(words).split(QLatin1Char(' '), Qt::SkipEmptyParts);
        };
        row("unknown verb", "qeues");
        row("unknown option", "queues --jsn");
        row("missing argument", "counts");
        row("retry without a choice", "retry q");
        row("retry with both choices", "retry q --id 1 --state failed");
        row("bulk retry with a filter", "retry q --state failed --bulk --match x");
        row("promote without a choice", "promote q");
        row("remove without ids", "remove q");
        row("clean without a state", "clean q");
        row("update without a job", "update q --data 1");
        row("update without a change", "update q --id 1");
        row("add without a name", "add q");
        row("add, not JSON", "add q n {bad");
        row("add, unknown option of jobs", "add q n 1 --opts {\"attemps\":3}");
        row("add, option of a wrong type", "add q n 1 --opts {\"attempts\":\"x\"}");
        row("work without a processor", "work q");
        row("work with two processors", "work q --simulate ms=1 --node x.js");
        row("work with a plugin and another", "work q --plugin x.so --node x.js");
        row("work with a plugin and a command", "work q --plugin x.so --exec true");
        row("work with a plugin without a name", "work q --plugin");
        row("work, no concurrency", "work q --concurrency 0 --simulate ms=1");
        row("work, limiter", "work q --limiter 5 --simulate ms=1");
        row("work, retention", "work q --remove-on-complete maybe --simulate ms=1");
        row("work, simulation", "work q --simulate speed=9");
        row("bench of a later version", "bench flow-add");
        row("unknown shell", "--completion tcsh");
    }

    void usageErrors()
    {
        QFETCH(QStringList, arguments);
        DroverProgram drover(m_url);
        const DroverOutput plain = drover.run(arguments);
        QCOMPARE(plain.exitCode, 64);
        QCOMPARE(plain.out, QByteArray());
        QVERIFY(plain.err.startsWith("drover: "));
        QVERIFY(plain.err.contains("--help"));
        if (arguments.first().startsWith(QLatin1Char('-')))
            return;
        const DroverOutput json = drover.run(QStringList{QStringLiteral("--json")} + arguments);
        QCOMPARE(json.exitCode, 64);
        QCOMPARE(json.json()[QStringLiteral("error")][QStringLiteral("code")].toString(),
            QStringLiteral("BadInput"));
        QCOMPARE(m_redis.integer({"DBSIZE"}), 0);
    }

    void redisAway_data()
    {
        QTest::addColumn<QString>("url");
        QTest::newRow("unix") << QStringLiteral("unix:///nowhere/r.sock");
        QTest::newRow("tcp") << QStringLiteral("redis://127.0.0.1:1");
        QTest::newRow("tls") << QStringLiteral("rediss://127.0.0.1:1");
    }

    // fault: A1
    void redisAway()
    {
        QFETCH(QString, url);
        DroverProgram drover(url);
        for (const char* verb : {"counts", "pause", "events", "failures", "metrics"}) {
            const DroverOutput output =
                drover.run({QString::fromUtf8(verb), QStringLiteral("q"), QStringLiteral("--json")});
            QCOMPARE(output.exitCode, 2);
            QCOMPARE(output.json()[QStringLiteral("error")][QStringLiteral("code")].toString(),
                QStringLiteral("ConnectionClosed"));
            QVERIFY2(output.err.contains("Cannot reach Redis"), output.err.constData());
        }
    }

    void badUrl()
    {
        const DroverOutput output = DroverProgram(QString()).run(
            {QStringLiteral("queues"), QStringLiteral("--connect"), QStringLiteral("gopher://x")});
        QCOMPARE(output.exitCode, 2);
    }

    void queueNameIsChecked()
    {
        const DroverOutput output = DroverProgram(m_url).run(
            {QStringLiteral("counts"), QStringLiteral("a:b"), QStringLiteral("--json")});
        QCOMPARE(output.exitCode, 2);
        QCOMPARE(output.json()[QStringLiteral("error")][QStringLiteral("code")].toString(),
            QStringLiteral("BadInput"));
    }

    void readOnlyRefusesEveryWrite_data()
    {
        QTest::addColumn<QStringList>("arguments");
        const auto row = [](const char* words) {
            QTest::newRow(words) << QString::fromUtf8(words).split(QLatin1Char(' '));
        };
        row("add q n 1");
        row("retry q --state failed");
        row("promote q --all");
        row("remove q --id 1");
        row("update q --id 1 --data 1");
        row("pause q");
        row("resume q");
        row("clean q --state failed");
        row("work q --until-empty --simulate ms=1");
        row("demo --once");
        row("health --apply aof-off --yes");
        row("bench add --n 1");
    }

    void readOnlyRefusesEveryWrite()
    {
        QFETCH(QStringList, arguments);
        const DroverOutput output = DroverProgram(m_url).run(
            QStringList{QStringLiteral("--read-only"), QStringLiteral("--json")} + arguments);
        QCOMPARE(output.exitCode, 2);
        QCOMPARE(output.json()[QStringLiteral("error")][QStringLiteral("code")].toString(),
            QStringLiteral("ReadOnly"));
        QCOMPARE(m_redis.integer({"DBSIZE"}), 0);
    }

    void passwordFromStandardInput()
    {
        RedisFixtureOptions options;
        options.password = "correct horse";
        RedisFixture locked(options);
        QVERIFY2(locked.start(), locked.log().constData());
        DroverProgram drover(QStringLiteral("unix://") + locked.socketPath());
        const QStringList add{QStringLiteral("add"), QStringLiteral("q"), QStringLiteral("n"),
            QStringLiteral("-"), QStringLiteral("--password-stdin"), QStringLiteral("--json")};
        const DroverOutput good = drover.run(add, "correct horse\n{\"a\":1}\n");
        QCOMPARE(good.exitCode, 0);
        QCOMPARE(locked.text({"HGET", "bull:q:1", "data"}), QByteArray("{\"a\":1}"));
        const DroverOutput wrong = drover.run(add, "wrong\n{}\n");
        QCOMPARE(wrong.exitCode, 2);
        QCOMPARE(
            wrong.json()[QStringLiteral("error")][QStringLiteral("code")].toString(), QStringLiteral("Auth"));
        QVERIFY(!wrong.err.contains("wrong"));
        QCOMPARE(drover.run(add).exitCode, 2);
    }

    //! `drover jobs ... | head -1`
    void readerGoesAway()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QByteArray lines;
        for (int i = 0; i < 3000; ++i)
            lines += "{\"data\":\"" + QByteArray(200, 'x') + "\"}\n";
        DroverProgram drover(m_url);
        QCOMPARE(drover
                     .run({QStringLiteral("add"), queue, QStringLiteral("n"), QStringLiteral("--bulk"),
                              QStringLiteral("-")},
                         lines)
                     .exitCode,
            0);
        const DroverOutput output = drover.runInto(QStringLiteral("head -c 1"),
            {QStringLiteral("jobs"), queue, QStringLiteral("waiting"), QStringLiteral("--to"),
                QStringLiteral("-1"), QStringLiteral("--json")});
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(output.err, QByteArray());
    }

    //! Nobody shall believe that a file is whole when the disk was full.
    void fullDiskIsAnError_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("a page") << QStringLiteral("jobs %1 waiting");
        QTest::newRow("a document") << QStringLiteral("counts %1 --json");
        QTest::newRow("an export") << QStringLiteral("export %1 waiting");
        QTest::newRow("help") << QStringLiteral("--help");
    }
    void fullDiskIsAnError()
    {
        QFETCH(const QString, line);
        const QString queue = RedisFixture::uniqueQueue();
        DroverProgram drover(m_url);
        QCOMPARE(drover.run({QStringLiteral("add"), queue, QStringLiteral("n")}).exitCode, 0);
        const QStringList words = line.contains(u'%') ? line.arg(queue).split(u' ') : QStringList{line};
        const DroverOutput output = drover.runToFile(QStringLiteral("/dev/full"), words);
        QCOMPARE(output.exitCode, 2);
        QVERIFY2(line == QStringLiteral("--help") || output.err.contains("No space left on device"),
            output.err.constData());
    }

    //! A copy stands alone, also where the window was built beside the program.
    // fault: H6
    void noWindowIsToldClearly()
    {
        const QTemporaryDir folder;
        const QString copy = folder.filePath(QStringLiteral("drover"));
        QVERIFY(QFile::copy(DroverProgram::path(), copy));
        DroverProgram drover(m_url);
        drover.setPath(copy);
        drover.setEnvironment(QStringLiteral("PATH"), QStringLiteral("/nowhere"));
        const DroverOutput output = drover.run({});
        QCOMPARE(output.exitCode, 2);
        QCOMPARE(output.out, QByteArray());
        QCOMPARE(output.err,
            QByteArray("drover-window is not installed, so there is no window to open. `drover --help` lists "
                       "what works without it.\n"));
    }

    void everyVerbHasHelp_data()
    {
        QTest::addColumn<QString>("verb");
        for (const char* verb : {"queues", "counts", "jobs", "job", "failures", "events", "metrics",
                 "workers", "health", "why", "export", "add", "retry", "promote", "remove", "update", "pause",
                 "resume", "limits", "clean", "retention", "work", "redis", "demo", "bench"})
            QTest::newRow(verb) << QString::fromUtf8(verb);
    }

    void everyVerbHasHelp()
    {
        QFETCH(QString, verb);
        const DroverOutput output = DroverProgram(QString()).run({verb, QStringLiteral("--help")});
        QCOMPARE(output.exitCode, 0);
        QVERIFY(output.out.startsWith(QByteArray("Usage: drover " + verb.toUtf8())));
        QCOMPARE(output.err, QByteArray());
    }

    void rulesNeedNoRedis()
    {
        const DroverOutput output =
            DroverProgram(QStringLiteral("unix:///nowhere"))
                .run({QStringLiteral("health"), QStringLiteral("--list-rules"), QStringLiteral("--json")});
        QCOMPARE(output.exitCode, 0);
        QVERIFY(output.json().toArray().size() > 10);
    }
};

QTEST_GUILESS_MAIN(TstCliUsage)
#include "tst_cliusage.moc"
