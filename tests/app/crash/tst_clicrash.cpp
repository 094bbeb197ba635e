// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "crash/crashreports.h"
#include "redis/redisurl.h"
#include "support/childprocess.h"
#include "support/droverprogram.h"
#include "support/redisfixture.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

#include <csignal>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

//! The command line crashes at work, and tells about it at its next start.
class TestCliCrash final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_redis.start(), m_redis.log().constData()); }
    void tellsOnceAfterACrash();

private:
    RedisFixture m_redis{RedisFixtureOptions{.password = "MARKER-pass"}};
};

void TestCliCrash::tellsOnceAfterACrash()
{
    const QTemporaryDir state;
    DroverProgram drover(u"unix://:MARKER-pass@"_s + m_redis.socketPath());
    drover.setEnvironment(u"XDG_STATE_HOME"_s, state.path());
    QProcess worker;
    endWithTheTest(worker);
    drover.start(worker,
        {u"work"_s, u"mail"_s, u"--json"_s, u"--log-level"_s, u"debug"_s, u"--simulate"_s, u"ms=1"_s});
    QByteArray out;
    QTRY_VERIFY_WITH_TIMEOUT((out += worker.readAllStandardOutput()).contains("\"ready\""), 20000);
    m_redis.killHard(); // something for the log
    QByteArray errors;
    QTRY_VERIFY_WITH_TIMEOUT((errors += worker.readAllStandardError()).contains("drover."), 20000);
    ::kill(pid_t(worker.processId()), SIGSEGV);
    QTRY_COMPARE_WITH_TIMEOUT(worker.state(), QProcess::NotRunning, 20000);
    QCOMPARE(worker.exitStatus(), QProcess::CrashExit);

    const CrashReports reports(state.filePath(u"drover/crashes"_s));
    QCOMPARE(reports.files(u"drover"_s).size(), 1);
    const QByteArray report = CrashReports::read(reports.files().first());
    QVERIFY2(m_redis.start(), m_redis.log().constData());
    const QByteArray info = m_redis.text({"INFO", "server"});
    const QByteArray version = info.mid(info.indexOf("redis_version:") + 14).split('\r').first();
    QVERIFY2(report.contains(QByteArray("\nredis: " + version + '\n')), report.constData());
    QVERIFY2(report.contains("signal: 11 SIGSEGV"), report.constData());
    QVERIFY2(report.contains("+0x"), report.constData());
    QVERIFY2(report.contains("\nlog:\n  20"), report.constData());
    QVERIFY2(!report.contains("MARKER"), report.constData());

    const DroverOutput first = drover.run({u"queues"_s, u"--json"_s});
    QCOMPARE(first.exitCode, 0);
    QVERIFY2(
        first.err.contains("crashed") && first.err.contains("drover crashes --show"), first.err.constData());
    QVERIFY(first.json().isArray() || first.json().isObject()); // standard output is none of its business
    const DroverOutput second = drover.run({u"queues"_s});
    QVERIFY2(!second.err.contains("crashed"), second.err.constData());

    QCOMPARE(drover.run({u"crashes"_s, u"--show"_s}).out.trimmed(), report.trimmed());
    const QString file = reports.files().first();
    QCOMPARE(drover.run({u"crashes"_s, u"--json"_s}).json().toArray().first()[u"file"].toString(), file);
    QCOMPARE(drover.run({u"crashes"_s, u"--discard"_s}).exitCode, 0);
    QVERIFY(!QFile::exists(file));
    const DroverOutput none = drover.run({u"crashes"_s});
    QCOMPARE(none.exitCode, 0);
    QCOMPARE(none.out, QByteArray());
    QVERIFY(!none.err.isEmpty());
}

QTEST_GUILESS_MAIN(TestCliCrash)
#include "tst_clicrash.moc"
