// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "crashoffer.h"
#include "dialogs/crashdialog.h"
#include "mainwindow/mainwindow.h"
#include "style/theme.h"
#include "support/childprocess.h"
#include "support/redisfixture.h"
#include "ui/support/fakesession.h"
#include "widgets/noticebar.h"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QProcessEnvironment>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace drover;
using namespace drover::ui;
using namespace drover::test;
using namespace Qt::StringLiterals;

//! The real window crashes; what it left is offered at the next start.
class TestCrashOffer final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void windowLeavesAReport();
    void isOfferedAndDiscarded();
    void isOfferedOnce();

private:
    [[nodiscard]] CrashReports reports() const
    {
        return CrashReports(m_home.filePath(u"XDG_STATE_HOME/drover/crashes"_s));
    }
    // production: P10
    void crashWindow();

    QTemporaryDir m_home;
    RedisFixture m_redis{RedisFixtureOptions{.password = "MARKER-pass"}};
    QProcessEnvironment m_environment = QProcessEnvironment::systemEnvironment();
    ConnectionHub m_hub{[](const EngineConfig&) { return std::make_unique<FakeSession>(); }};
};

void TestCrashOffer::initTestCase()
{
    Theme::apply(*qApp, ThemeChoice::Light);
    QVERIFY2(m_redis.start(), m_redis.log().constData());
    m_redis.command({"HSET", "bull:mail:meta", "version", "bullmq:6"});
    m_environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    m_environment.insert(u"HOME"_s, m_home.path());
    m_environment.insert(u"DROVER_REDIS_URL"_s, u"unix://:MARKER-pass@"_s + m_redis.socketPath());
    for (const QString& name :
        {u"XDG_CONFIG_HOME"_s, u"XDG_DATA_HOME"_s, u"XDG_STATE_HOME"_s, u"XDG_RUNTIME_DIR"_s}) {
        QVERIFY(QDir(m_home.path()).mkdir(name));
        QVERIFY(QFile::setPermissions(
            m_home.filePath(name), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        m_environment.insert(name, m_home.filePath(name));
    }
}

void TestCrashOffer::crashWindow()
{
    QProcess window;
    window.setProcessEnvironment(m_environment);
    window.setProcessChannelMode(QProcess::ForwardedChannels);
    endWithTheTest(window);
    window.start(QStringLiteral(DROVER_WINDOW), {u"--log-level"_s, u"debug"_s, u"--interval"_s, u"0.3"_s});
    // The second reading is asked for by a window that has had the first.
    const auto readings = [this] {
        const QByteArray stats = m_redis.text({"INFO", "commandstats"});
        const qsizetype at = stats.indexOf("cmdstat_xread:calls=");
        return at < 0 ? 0 : stats.mid(at + 20).split(',').first().toInt();
    };
    m_redis.command({"CONFIG", "RESETSTAT"});
    QTRY_VERIFY_WITH_TIMEOUT(readings() >= 2, 30000);
    ::kill(pid_t(window.processId()), SIGSEGV);
    QTRY_COMPARE_WITH_TIMEOUT(window.state(), QProcess::NotRunning, 20000);
    QCOMPARE(window.exitStatus(), QProcess::CrashExit);
}

void TestCrashOffer::windowLeavesAReport()
{
    crashWindow();
    QCOMPARE(reports().files(u"drover-window"_s).size(), 1);
    const QByteArray report = CrashReports::read(reports().files().first());
    QVERIFY2(report.startsWith("drover-window "), report.constData());
    QVERIFY2(report.contains("signal: 11 SIGSEGV"), report.constData());
    QVERIFY2(report.contains("drover-window+0x"), report.constData());
    QVERIFY2(report.contains(" begins\n"), report.constData()); // what it logs first
    QVERIFY2(!report.contains("MARKER"), report.constData());
    const QByteArray info = m_redis.text({"INFO", "server"});
    const QByteArray version = info.mid(info.indexOf("redis_version:") + 14).split('\r').first();
    QVERIFY2(report.contains(QByteArray("\nredis: " + version + '\n')), report.constData());
}

void TestCrashOffer::isOfferedAndDiscarded()
{
    MainWindow window(m_hub);
    window.show();
    auto* offer = new CrashOffer(window, reports());
    offer->tell();
    NoticeBar* notice = nullptr;
    for (auto* each : window.findChildren<NoticeBar*>()) {
        if (each->isVisible() && each->text().contains(u"crashed"))
            notice = each;
    }
    QVERIFY(notice != nullptr);
    const QString file = reports().files().first();
    const QByteArray report = CrashReports::read(file);
    for (auto* button : notice->findChildren<QPushButton*>())
        button->click();
    auto* dialog = window.findChild<CrashDialog*>();
    QVERIFY(dialog != nullptr && dialog->isVisible());
    QCOMPARE(dialog->text()->toPlainText().toUtf8(), report);
    QVERIFY(dialog->text()->isReadOnly());
    dialog->copyButton()->click();
    QCOMPARE(QGuiApplication::clipboard()->text().toUtf8(), report);
    QVERIFY(QFile::exists(file));
    dialog->discardButton()->click();
    QVERIFY(!QFile::exists(file));
    QTRY_VERIFY(window.findChild<CrashDialog*>() == nullptr);
}

void TestCrashOffer::isOfferedOnce()
{
    crashWindow();
    const auto offers = [this] {
        MainWindow window(m_hub);
        window.show();
        (new CrashOffer(window, reports()))->tell();
        int count = 0;
        for (auto* each : window.findChildren<NoticeBar*>())
            count += each->isVisible() ? 1 : 0;
        return count;
    };
    QCOMPARE(offers(), 1);
    QCOMPARE(offers(), 0);
    QCOMPARE(reports().files().size(), 1); // who did not throw it away has it still
}

QTEST_MAIN(TestCrashOffer)
#include "tst_crashoffer.moc"
