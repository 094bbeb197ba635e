// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/childprocess.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

using namespace drover::test;
using namespace Qt::StringLiterals;

//! The real program on a real X server with a window manager: a person retries a failed job by keyboard, and
//! npm sees it completed.
class TestWindowSmoke final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void retriesAFailedJobByKeyboard();
    void endsInGoodOrder();
    void rendersScreenshots();

private:
    QString run(const QString& program, const QStringList& arguments);
    void key(const QString& keys);
    void makeFailedJob();

    QTemporaryDir m_home;
    RedisFixture m_redis;
    NpmProcess m_npm{m_redis.socketPath()};
    QProcessEnvironment m_environment = QProcessEnvironment::systemEnvironment();
    QProcess m_display;
    QProcess m_manager;
    QProcess m_window;
    QString m_id;
};

void TestWindowSmoke::initTestCase()
{
    QVERIFY2(m_redis.start(), m_redis.log().constData());
    QVERIFY(m_npm.start());
    for (QProcess* process : {&m_display, &m_manager, &m_window})
        endWithTheTest(*process);
    m_display.setProcessChannelMode(QProcess::SeparateChannels);
    m_display.start(u"Xvfb"_s,
        {u"-displayfd"_s, u"1"_s, u"-screen"_s, u"0"_s, u"1280x900x24"_s, u"-nolisten"_s, u"tcp"_s});
    QVERIFY(m_display.waitForStarted());
    QByteArray number;
    QTRY_VERIFY_WITH_TIMEOUT((number += m_display.readAllStandardOutput()).endsWith('\n'), 20000);
    m_environment.insert(u"DISPLAY"_s, u':' + QString::fromLatin1(number.trimmed()));
    m_environment.insert(u"QT_QPA_PLATFORM"_s, u"xcb"_s);
    m_environment.insert(u"HOME"_s, m_home.path());
    m_environment.insert(u"XDG_RUNTIME_DIR"_s, m_home.path());
    for (const QString& name : {u"XDG_CONFIG_HOME"_s, u"XDG_DATA_HOME"_s, u"XDG_STATE_HOME"_s})
        m_environment.insert(name, m_home.filePath(name));
    m_manager.setProcessEnvironment(m_environment);
    m_manager.start(u"openbox"_s, {});
    QVERIFY(m_manager.waitForStarted());
}

void TestWindowSmoke::cleanupTestCase()
{
    for (QProcess* process : {&m_window, &m_manager, &m_display}) {
        process->terminate();
        if (!process->waitForFinished(15000))
            process->kill();
        process->waitForFinished();
    }
}

QString TestWindowSmoke::run(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.start(program, arguments);
    process.waitForFinished(20000);
    return process.exitCode() == 0 ? QString::fromUtf8(process.readAllStandardOutput()).trimmed() : QString();
}

void TestWindowSmoke::key(const QString& keys)
{
    run(u"xdotool"_s, {u"key"_s, u"--clearmodifiers"_s, keys});
}

void TestWindowSmoke::makeFailedJob()
{
    const QString worker =
        m_npm.startWorker(u"mail"_s, {{u"fail"_s, true}, {u"message"_s, u"smtp is down"_s}});
    m_id = m_npm.add(u"mail"_s, u"sendReceipt"_s, QJsonObject{{u"order"_s, 1}});
    QTRY_COMPARE_WITH_TIMEOUT(m_npm.counts(u"mail"_s).value(u"failed"_s).toInt(), 1, 20000);
    QVERIFY(m_npm.call(u"workerClose"_s, {{u"worker"_s, worker}}).ok);
}

void TestWindowSmoke::retriesAFailedJobByKeyboard()
{
    makeFailedJob();
    m_window.setProcessEnvironment(m_environment);
    m_window.setProcessChannelMode(QProcess::ForwardedChannels);
    m_window.start(QStringLiteral(DROVER_WINDOW),
        {u"--connect"_s, u"unix://"_s + m_redis.socketPath(), u"--interval"_s, u"0.3"_s, u"--theme"_s,
            u"light"_s});
    QVERIFY(m_window.waitForStarted());
    const QString pid = QString::number(m_window.processId());
    QString window;
    QTRY_VERIFY_WITH_TIMEOUT(
        !(window = run(u"xdotool"_s, {u"search"_s, u"--onlyvisible"_s, u"--pid"_s, pid}).section(u'\n', -1))
             .isEmpty(),
        30000);
    run(u"xdotool"_s, {u"windowactivate"_s, u"--sync"_s, window});
    // Ctrl+T to the filter, Enter to the first queue, then Ctrl+J to its jobs, Down to the first, R to retry.
    // The window may still be reading: a key that came too early is pressed again.
    const QString worker = m_npm.startWorker(u"mail"_s, {{u"value"_s, 1}});
    QVERIFY(!worker.isEmpty());
    for (int attempt = 0; attempt < 20 && m_npm.state(u"mail"_s, m_id) != u"completed"_s; ++attempt) {
        key(u"ctrl+t"_s);
        key(u"Return"_s);
        QTest::qWait(500);
        key(u"ctrl+j"_s);
        key(u"Home"_s);
        QTest::qWait(200);
        key(u"r"_s);
        QTest::qWait(500);
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_npm.state(u"mail"_s, m_id), u"completed"_s, 20000);
    QVERIFY(m_npm.call(u"workerClose"_s, {{u"worker"_s, worker}}).ok);
}

void TestWindowSmoke::endsInGoodOrder()
{
    QCOMPARE(m_window.state(), QProcess::Running);
    m_window.terminate();
    QVERIFY(m_window.waitForFinished(20000));
    QCOMPARE(m_window.exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_window.exitCode(), 0);
}

void TestWindowSmoke::rendersScreenshots()
{
    const QString file = m_home.filePath(u"page.png"_s);
    QProcess process;
    QProcessEnvironment environment = m_environment;
    environment.remove(u"QT_QPA_PLATFORM"_s);
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.start(QStringLiteral(DROVER_WINDOW),
        {u"--connect"_s, u"unix://"_s + m_redis.socketPath(), u"--screenshot"_s, file, u"--page"_s,
            u"overview"_s, u"--theme"_s, u"dark"_s, u"--scale"_s, u"2"_s, u"--size"_s, u"1000x700"_s});
    QVERIFY(process.waitForFinished(60000));
    QCOMPARE(process.exitCode(), 0);
    QFile picture(file);
    QVERIFY(picture.open(QIODevice::ReadOnly));
    const QByteArray bytes = picture.readAll();
    QVERIFY(bytes.startsWith("\x89PNG"));
    QCOMPARE(bytes.mid(16, 4).toHex(), QByteArray("000007d0")); // 1000 at a scale of 2
}

QTEST_GUILESS_MAIN(TestWindowSmoke)
#include "tst_windowsmoke.moc"
