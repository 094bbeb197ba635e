// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/childprocess.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace drover::test;
using namespace Qt::StringLiterals;

//! The real program is told that it shall end: by the session of an X desktop, by its terminal, by a person.
class TestSessionEnd final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void desktopEnds();
    void signalEnds_data();
    // production: P7
    void signalEnds();

private:
    void start(QProcess& process, const QString& program, const QStringList& arguments)
    {
        process.setProcessEnvironment(m_environment);
        endWithTheTest(process);
        process.start(program, arguments);
    }
    void startWindow()
    {
        m_window.setProcessChannelMode(QProcess::ForwardedChannels);
        start(m_window, QStringLiteral(DROVER_WINDOW), {});
    }
    //! The window is open: it listens for later starts.
    [[nodiscard]] QString socket() const
    {
        return m_home.filePath(u"XDG_RUNTIME_DIR/drover/drover-window.sock"_s);
    }
    //! Reads on until the session manager has said it.
    [[nodiscard]] bool isSaid(const QByteArray& word)
    {
        m_said += m_manager.readAllStandardOutput();
        return m_said.contains(word);
    }
    void tell(const QByteArray& word)
    {
        m_said.clear();
        m_manager.write(word + '\n');
    }

    QTemporaryDir m_home;
    QProcessEnvironment m_environment = QProcessEnvironment::systemEnvironment();
    QProcess m_display;
    QProcess m_manager;
    QProcess m_window;
    QByteArray m_said;
};

void TestSessionEnd::initTestCase()
{
    m_environment.remove(u"DROVER_REDIS_URL"_s);
    m_environment.insert(u"HOME"_s, m_home.path());
    for (const QString& name :
        {u"XDG_CONFIG_HOME"_s, u"XDG_DATA_HOME"_s, u"XDG_STATE_HOME"_s, u"XDG_RUNTIME_DIR"_s}) {
        QVERIFY(QDir(m_home.path()).mkdir(name));
        QVERIFY(QFile::setPermissions(
            m_home.filePath(name), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        m_environment.insert(name, m_home.filePath(name));
    }
    start(m_display, u"Xvfb"_s, {u"-displayfd"_s, u"1"_s, u"-nolisten"_s, u"tcp"_s});
    QByteArray number;
    QTRY_VERIFY_WITH_TIMEOUT((number += m_display.readAllStandardOutput()).endsWith('\n'), 20000);
    m_environment.insert(u"DISPLAY"_s, u':' + QString::fromLatin1(number.trimmed()));
    m_environment.insert(u"QT_QPA_PLATFORM"_s, u"xcb"_s);
    m_manager.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    start(m_manager, u"python3"_s, {QStringLiteral(DROVER_SESSION_MANAGER)});
    QTRY_VERIFY_WITH_TIMEOUT(isSaid("\n"), 20000);
}

void TestSessionEnd::cleanupTestCase()
{
    for (QProcess* process : {&m_window, &m_manager, &m_display}) {
        process->kill();
        process->waitForFinished();
    }
}

void TestSessionEnd::desktopEnds()
{
    m_environment.insert(u"SESSION_MANAGER"_s, QString::fromUtf8(m_said.trimmed()));
    m_said.clear();
    startWindow();
    m_environment.remove(u"SESSION_MANAGER"_s);
    QTRY_VERIFY_WITH_TIMEOUT(isSaid("registered"), 30000);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(socket()), 30000);
    tell("save"); // people do that in the middle of their work
    QTRY_VERIFY_WITH_TIMEOUT(isSaid("saved"), 20000);
    tell("shutdown"); // another program may still call it off
    QTRY_VERIFY_WITH_TIMEOUT(isSaid("saved"), 20000);
    QCOMPARE(m_window.state(), QProcess::Running);
    tell("die");
    QTRY_COMPARE_WITH_TIMEOUT(m_window.state(), QProcess::NotRunning, 20000);
    QCOMPARE(m_window.exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_window.exitCode(), 0);
}

void TestSessionEnd::signalEnds_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("Ctrl+C") << SIGINT;
    QTest::newRow("system") << SIGTERM;
    QTest::newRow("terminal") << SIGHUP;
}

void TestSessionEnd::signalEnds()
{
    QFETCH(const int, signal);
    QFile::remove(socket());
    startWindow();
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(socket()), 30000);
    QCOMPARE(::kill(static_cast<pid_t>(m_window.processId()), signal), 0);
    QTRY_COMPARE_WITH_TIMEOUT(m_window.state(), QProcess::NotRunning, 20000);
    QCOMPARE(m_window.exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_window.exitCode(), 0);
}

QTEST_GUILESS_MAIN(TestSessionEnd)
#include "tst_sessionend.moc"
