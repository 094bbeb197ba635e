// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "crash/crashreports.h"
#include "support/childprocess.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <memory>

#include <sys/stat.h>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

namespace {
#ifdef __SANITIZE_ADDRESS__
constexpr bool isSanitized = true; // its own handler has the last word: exit code 1
#else
constexpr bool isSanitized = false;
#endif

mode_t modeOf(const QString& path)
{
    struct stat facts { };
    return ::stat(QFile::encodeName(path).constData(), &facts) == 0 ? facts.st_mode & 07777 : 0;
}
} // namespace

//! A program that really crashes, in every way, leaves a report that helps and tells no secret.
class TestCrashReports final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void everyCrashLeavesAReport_data();
    // production: P10
    void everyCrashLeavesAReport();
    void goodEndLeavesNone();
    void onlyTheNewestAreKept();
    void isToldOnce();
    void foreignFilesAreLeftAlone();
    void fullDiskEndsAsBefore();

private:
    [[nodiscard]] QString crashes() const { return m_folder->filePath(u"state/crashes"_s); }
    //! The signal that ended it, or 0 when it ended by itself.
    int crash(const QString& how)
    {
        QProcess process;
        endWithTheTest(process);
        process.setProcessChannelMode(QProcess::ForwardedChannels);
        process.start(QStringLiteral(DROVER_CRASHER), {how, m_folder->filePath(u"state"_s)});
        if (!process.waitForFinished(30000))
            return -1;
        return process.exitStatus() == QProcess::CrashExit ? process.exitCode() : 0;
    }
    void write(const QString& name) const
    {
        QVERIFY(QDir().mkpath(crashes()));
        QFile file(crashes() + u'/' + name);
        QVERIFY(file.open(QIODevice::WriteOnly));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestCrashReports::everyCrashLeavesAReport_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<QByteArray>("told"); // besides what all tell
    QTest::newRow("segv") << SIGSEGV << QByteArray("signal: 11 SIGSEGV at 0x0\n");
    QTest::newRow("abort") << SIGABRT << QByteArray("signal: 6 SIGABRT\n");
    QTest::newRow("fatal") << SIGABRT << QByteArray("no way on");
    QTest::newRow("divide") << SIGFPE << QByteArray("signal: 8 SIGFPE at ");
    QTest::newRow("trap") << SIGILL << QByteArray("signal: 4 SIGILL at ");
    QTest::newRow("stack") << SIGSEGV << QByteArray("signal: 11 SIGSEGV at ");
    QTest::newRow("exception") << SIGABRT << QByteArray("not caught: std::out_of_range: no place 7");
    QTest::newRow("number") << SIGABRT << QByteArray("not caught: int: 42\n");
    QTest::newRow("killed") << SIGSEGV << QByteArray("signal: 11 SIGSEGV\n");
    QTest::newRow("thread") << SIGSEGV << QByteArray("thread: drover-worker (");
    QTest::newRow("log") << SIGSEGV << QByteArray("the very last line");
}

void TestCrashReports::everyCrashLeavesAReport()
{
    QFETCH(const int, signal);
    QFETCH(const QByteArray, told);
    const qint64 before = QDateTime::currentSecsSinceEpoch();
    const int ended = crash(QString::fromLatin1(QTest::currentDataTag()));
    if (!isSanitized)
        QCOMPARE(ended, signal);
    const CrashReports reports(crashes());
    const QStringList files = reports.files(u"drover"_s);
    QCOMPARE(files.size(), 1);
    QCOMPARE(modeOf(files.first()), mode_t(0600));
    QCOMPARE(modeOf(crashes()), mode_t(0700));
    const qint64 when = CrashReports::timeOf(files.first()).toSecsSinceEpoch();
    QVERIFY(before <= when && when <= QDateTime::currentSecsSinceEpoch());
    const QByteArray report = CrashReports::read(files.first());
    QVERIFY2(report.startsWith("drover " DROVER_VERSION " has crashed\n"), report.constData());
    QVERIFY2(report.contains(told), report.constData());
    QVERIFY2(report.contains(QByteArray(QByteArray("\nqt: ") + qVersion())), report.constData());
    QVERIFY2(report.contains("\nredis: 7.0.15\n"), report.constData());
    // The place itself: a module and how far into it.
    QVERIFY2(report.contains("\n  #0 "), report.constData());
    QVERIFY2(report.contains("drover_test_crasher+0x"), report.constData());
    QVERIFY2(
        report.contains("  the last line\n") || report.contains(": the last line\n"), report.constData());
    QVERIFY2(!report.contains("the first line"), report.constData()); // 500 lines ago
    QVERIFY2(report.contains("redis://ann:***@shop.example"), report.constData());
    QVERIFY2(!report.contains("MARKER"), report.constData());
    QVERIFY2(report.endsWith("end of the report\n"), report.constData());
}

void TestCrashReports::goodEndLeavesNone()
{
    QCOMPARE(crash(u"not at all"_s), 0);
    QVERIFY(!QDir(crashes()).exists());
}

void TestCrashReports::onlyTheNewestAreKept()
{
    for (int i = 10; i < 60; ++i)
        write(u"drover-20260101T0000%1Z-1.txt"_s.arg(i));
    QVERIFY(crash(u"segv"_s) != 0 || isSanitized);
    const CrashReports reports(crashes());
    QCOMPARE(reports.files().size(), CrashReports::most);
    QVERIFY(reports.files().first().endsWith(u".new"));
    QVERIFY(reports.files().last().endsWith(u"T000051Z-1.txt"));
}

void TestCrashReports::isToldOnce()
{
    write(u"drover-20260101T000001Z-1.new"_s);
    write(u"drover-20260101T000002Z-1.new"_s);
    write(u"drover-window-20260101T000003Z-1.new"_s);
    const CrashReports reports(crashes());
    const QStringList told = reports.takeNew(u"drover"_s);
    QCOMPARE(told.size(), 2);
    QVERIFY(told.first().endsWith(u"T000002Z-1.txt"));
    QVERIFY(QFile::exists(told.first()));
    QVERIFY(reports.takeNew(u"drover"_s).isEmpty());
    QCOMPARE(reports.takeNew(u"drover-window"_s).size(), 1);
    QCOMPARE(reports.files().size(), 3);
    QCOMPARE(CrashReports::timeOf(told.first()), QDateTime(QDate(2026, 1, 1), QTime(0, 0, 2), Qt::UTC));
}

void TestCrashReports::foreignFilesAreLeftAlone()
{
    for (int i = 10; i < 30; ++i)
        write(u"notes%1.txt"_s.arg(i));
    const CrashReports reports(crashes());
    reports.makeRoom();
    QVERIFY(reports.files().isEmpty());
    QCOMPARE(QDir(crashes()).entryList(QDir::Files).size(), 20);
}

//! A folder that cannot be made must not keep the program from ending.
void TestCrashReports::fullDiskEndsAsBefore()
{
    QVERIFY(QDir().mkpath(m_folder->filePath(u"state"_s)));
    QFile file(crashes()); // in the way of the folder
    QVERIFY(file.open(QIODevice::WriteOnly));
    const int ended = crash(u"segv"_s);
    if (!isSanitized)
        QCOMPARE(ended, SIGSEGV);
    QVERIFY(CrashReports(crashes()).files().isEmpty());
}

QTEST_GUILESS_MAIN(TestCrashReports)
#include "tst_crashreports.moc"
