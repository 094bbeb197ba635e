// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "profiles/profilestore.h"
#include "redis/redisurl.h"
#include "support/childprocess.h"
#include "support/redisfixture.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

//! The real program, offscreen: saved connections from the command line, of the first start and of a later
//! one.
class TestWindowProfile final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void opensTheSavedConnection();
    void unknownNameEndsAReview();
    void welcomeNeedsNoConnection();
    void pictureThatCannotBeWrittenIsAFailure();
    void aLaterStartHandsItOver();
    void aLaterStartHandsItsEnvironmentOver();

private:
    void start(QProcess& process, const QStringList& arguments)
    {
        process.setProcessEnvironment(m_environment);
        endWithTheTest(process);
        process.start(QStringLiteral(DROVER_WINDOW), arguments);
    }
    //! To the end, within half of what a review waits for data; -1 = not by then.
    int run(const QStringList& arguments)
    {
        QProcess process;
        start(process, arguments);
        const bool ended = process.waitForFinished(30000);
        m_error = process.readAllStandardError();
        return ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    }
    //! All that a page says.
    static QStringList texts(const QString& file)
    {
        QFile description(file);
        if (!description.open(QIODevice::ReadOnly))
            return {};
        QStringList all;
        const QJsonArray lines = QJsonDocument::fromJson(description.readAll())[u"texts"_s].toArray();
        for (const QJsonValue& line : lines)
            all.append(line[u"text"_s].toString());
        return all;
    }
    //! Beside the fixture's own one.
    qint64 clients() { return m_redis.text({"CLIENT", "LIST"}).count('\n') - 1; }

    QTemporaryDir m_home;
    RedisFixture m_redis;
    QProcessEnvironment m_environment = QProcessEnvironment::systemEnvironment();
    QByteArray m_error;
};

void TestWindowProfile::initTestCase()
{
    QVERIFY2(m_redis.start(), m_redis.log().constData());
    m_redis.command({"HSET", "shop:letters:meta", "version", "bullmq:5"});
    m_redis.command({"RPUSH", "shop:letters:wait", "1"});
    m_redis.command({"HSET", "shop:letters:1", "name", "welcome", "data", "{}", "opts", "{}", "timestamp",
        "1700000000000"});
    m_environment.remove(u"DROVER_REDIS_URL"_s);
    m_environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    m_environment.insert(u"HOME"_s, m_home.path());
    for (const QString& name :
        {u"XDG_CONFIG_HOME"_s, u"XDG_DATA_HOME"_s, u"XDG_STATE_HOME"_s, u"XDG_RUNTIME_DIR"_s}) {
        QVERIFY(QDir(m_home.path()).mkdir(name));
        QVERIFY(QFile::setPermissions(
            m_home.filePath(name), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        m_environment.insert(name, m_home.filePath(name));
    }
    ConnectionProfile profile = ConnectionProfile::create();
    profile.name = u"Shop EU"_s;
    profile.prefixes = {"shop"};
    profile.options = m_redis.unixOptions();
    ProfileStore(m_home.filePath(u"XDG_CONFIG_HOME/drover/profiles.json"_s)).save(profile);
}

void TestWindowProfile::opensTheSavedConnection()
{
    const QString file = m_home.filePath(u"overview.json"_s);
    QVERIFY2(run({u"--profile"_s, u"shop eu"_s, u"--describe"_s, file}) == 0, m_error.constData());
    const QString all = texts(file).join(u'\n');
    QVERIFY2(all.contains(u"Shop EU"_s), qPrintable(all));
    QVERIFY2(all.contains(u"letters"_s), qPrintable(all));
}

void TestWindowProfile::unknownNameEndsAReview()
{
    QCOMPARE(run({u"--profile"_s, u"shp"_s, u"--describe"_s, m_home.filePath(u"none.json"_s)}), 2);
    QVERIFY2(m_error.contains("\"shp\""), m_error.constData());
    QVERIFY(!QFile::exists(m_home.filePath(u"none.json"_s)));
}

void TestWindowProfile::welcomeNeedsNoConnection()
{
    const QString file = m_home.filePath(u"welcome.json"_s);
    const QString picture = m_home.filePath(u"welcome.png"_s);
    QVERIFY2(run({u"--page"_s, u"welcome"_s, u"--describe"_s, file, u"--screenshot"_s, picture}) == 0,
        m_error.constData());
    QVERIFY(texts(file).contains(u"Connect to your queues"_s));
    QVERIFY(!QImage(picture).isNull());
    QCOMPARE(clients(), 0);
}

void TestWindowProfile::pictureThatCannotBeWrittenIsAFailure()
{
    QCOMPARE(run({u"--page"_s, u"welcome"_s, u"--screenshot"_s, m_home.filePath(u"no/folder.png"_s)}), 2);
    QVERIFY2(m_error.contains("cannot write"), m_error.constData());
}

void TestWindowProfile::aLaterStartHandsItOver()
{
    QProcess first;
    start(first, {});
    QVERIFY(first.waitForStarted());
    const QString socket = m_home.filePath(u"XDG_RUNTIME_DIR/drover/drover-window.sock"_s);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(socket), 20000);
    QCOMPARE(clients(), 0);
    QCOMPARE(run({u"--profile"_s, u"Shop EU"_s}), 0);
    QTRY_VERIFY_WITH_TIMEOUT(clients() > 0, 20000);
    QCOMPARE(first.state(), QProcess::Running);
    QCOMPARE(::kill(static_cast<pid_t>(first.processId()), SIGTERM), 0);
    QVERIFY(first.waitForFinished(20000));
    QCOMPARE(first.exitCode(), 0);
}

void TestWindowProfile::aLaterStartHandsItsEnvironmentOver()
{
    QProcess first;
    start(first, {});
    QVERIFY(first.waitForStarted());
    const QString socket = m_home.filePath(u"XDG_RUNTIME_DIR/drover/drover-window.sock"_s);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(socket), 20000);
    const qint64 before = clients();
    m_environment.insert(u"DROVER_REDIS_URL"_s, displayUrl(m_redis.unixOptions()));
    const int handed = run({});
    m_environment.remove(u"DROVER_REDIS_URL"_s);
    QCOMPARE(handed, 0);
    QTRY_VERIFY_WITH_TIMEOUT(clients() > before, 20000);
    QCOMPARE(::kill(static_cast<pid_t>(first.processId()), SIGTERM), 0);
    QVERIFY(first.waitForFinished(20000));
}

QTEST_GUILESS_MAIN(TestWindowProfile)
#include "tst_windowprofile.moc"
