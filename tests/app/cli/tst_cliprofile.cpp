// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "profiles/profilestore.h"
#include "support/droverprogram.h"
#include "support/keyringsession.h"
#include "support/redisfixture.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

using Kind = SecretSource::Kind;

namespace {
const QByteArray marker = "mArKeR-of-tst_cliprofile";
}

//! `drover --profile`: saved connections with their passwords, from the shell.
class TestCliProfile final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void readsWhatTheWindowSaved();
    void passwordFromTheKeychain();
    void standardInputWinsOverTheKeychain();
    void keychainInTrouble_data();
    void keychainInTrouble();
    void passwordFromElsewhere_data();
    void passwordFromElsewhere();
    void lockedProfilesRefuseWrites_data();
    void lockedProfilesRefuseWrites();
    void everyVerbThatWritesIsRefused_data();
    void everyVerbThatWritesIsRefused();
    void unlockedRetryWrites();
    void mistakesAreExplained_data();
    void mistakesAreExplained();
    void nothingIsSaved();
    void damagedEntryIsNamed();
    void damagedFileIsLeftAlone();
    void importsAndUsesAConnection_data();
    void importsAndUsesAConnection();
    void dryRunSavesNothing();
    void whatCannotBeMadeIsToldOneByOne();
    void damagedImportIsExplained();
    void exportsWithoutSecrets();

private:
    ConnectionProfile save(const SecretSource& secret, Environment environment = Environment::Development,
        bool isReadOnly = false)
    {
        ConnectionProfile profile = ConnectionProfile::create();
        profile.name = u"Shop EU"_s;
        profile.environment = environment;
        profile.isReadOnly = isReadOnly;
        profile.options = m_redis.unixOptions();
        profile.prefixes = {"shop"};
        profile.secret = secret;
        ProfileStore(m_path).save(profile);
        return profile;
    }
    void storeInKeyring(const ConnectionProfile& profile, const QByteArray& secret)
    {
        m_session->secretTool(
            {u"store"_s, u"--label=x"_s, u"server"_s, u"Drover"_s, u"user"_s, profile.secretName(), u"type"_s,
                u"plaintext"_s, u"xdg:schema"_s, u"org.qt.keychain"_s},
            secret);
    }
    void writeFile(const QByteArray& content)
    {
        QVERIFY(QDir().mkpath(QFileInfo(m_path).absolutePath()));
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        QCOMPARE(file.write(content), content.size());
    }
    //! As npm leaves it, as far as a retry looks.
    void makeFailedJob()
    {
        m_redis.command({"HSET", "shop:mail:1", "name", "welcome", "data", "{}", "opts", "{}", "timestamp",
            "1700000000000", "atm", "1", "failedReason", "smtp is down", "finishedOn", "1700000000001"});
        m_redis.command({"ZADD", "shop:mail:failed", "1700000000001", "1"});
    }
    //! Of everything that Redis holds.
    QByteArray digest() { return m_redis.text({"DEBUG", "DIGEST"}); }
    static QString errorCode(const DroverOutput& out) { return out.json()[u"error"_s][u"code"_s].toString(); }
    DroverOutput run(const QStringList& arguments, const QByteArray& input = {})
    {
        return m_drover->run(arguments + QStringList{u"--json"_s}, input);
    }

    RedisFixture m_redis{RedisFixtureOptions{.password = marker}};
    std::unique_ptr<KeyringSession> m_session;
    std::unique_ptr<DroverProgram> m_drover;
    QString m_path;
};

void TestCliProfile::initTestCase()
{
    QVERIFY2(m_redis.start(), m_redis.log().constData());
}

void TestCliProfile::init()
{
    m_redis.command({"FLUSHALL"});
    m_redis.command({"HSET", "shop:mail:meta", "version", "x"});
    m_session = std::make_unique<KeyringSession>();
    QVERIFY(m_session->startBus());
    m_drover = std::make_unique<DroverProgram>(QString());
    const QProcessEnvironment environment = m_session->environment();
    for (const auto& name : {u"DBUS_SESSION_BUS_ADDRESS"_s, u"XDG_RUNTIME_DIR"_s})
        m_drover->setEnvironment(name, environment.value(name));
    for (const auto& name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"XDG_CURRENT_DESKTOP"_s})
        m_drover->setEnvironment(name, {});
    m_drover->setEnvironment(u"XDG_CONFIG_HOME"_s, m_session->home() + u"/config"_s);
    m_path = m_session->home() + u"/config/drover/profiles.json"_s;
}

void TestCliProfile::cleanup()
{
    QDirIterator files(m_session->home(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains(marker), qPrintable(file.fileName()));
    }
}

void TestCliProfile::readsWhatTheWindowSaved()
{
    save({Kind::Ask, {}, {}, false});
    const DroverOutput out =
        run({u"queues"_s, u"--profile"_s, u"shop eu"_s, u"--password-stdin"_s}, marker + "\n");
    QCOMPARE(out.exitCode, 0);
    const QJsonObject queue = out.json().toArray().first().toObject();
    QCOMPARE(queue.value(u"name"_s).toString(), u"mail"_s);
    QCOMPARE(queue.value(u"prefix"_s).toString(), u"shop"_s); // the profile's own
}

void TestCliProfile::passwordFromTheKeychain()
{
    QVERIFY(m_session->startKeyring("pass"));
    const ConnectionProfile profile = save({Kind::Keychain, {}, {}, true});
    storeInKeyring(profile, marker);
    const DroverOutput out = run({u"queues"_s, u"--profile"_s, profile.name});
    QVERIFY2(out.exitCode == 0, out.err.constData());
    QCOMPARE(out.json().toArray().size(), 1);
}

void TestCliProfile::standardInputWinsOverTheKeychain()
{
    QVERIFY(m_session->startKeyring("pass"));
    const ConnectionProfile profile = save({Kind::Keychain, {}, {}, true});
    storeInKeyring(profile, "an old one");
    const QStringList queues{u"queues"_s, u"--profile"_s, profile.name};
    const DroverOutput refused = run(queues);
    QCOMPARE(refused.exitCode, 2);
    QCOMPARE(errorCode(refused), u"Auth"_s);
    QCOMPARE(run(queues + QStringList{u"--password-stdin"_s}, marker + "\n").exitCode, 0);
}

void TestCliProfile::keychainInTrouble_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<QByteArray>("word");
    QTest::newRow("locked") << u"locked"_s << QByteArray("locked");
    QTest::newRow("absent") << u"absent"_s << QByteArray("not to be had");
    QTest::newRow("deleted outside") << u"deleted"_s << QByteArray("not in the keychain");
}

void TestCliProfile::keychainInTrouble()
{
    QFETCH(QString, state);
    QFETCH(QByteArray, word);
    const ConnectionProfile profile = save({Kind::Keychain, {}, {}, true});
    if (state != "absent"_L1)
        QVERIFY(m_session->startKeyring("pass"));
    if (state == "locked"_L1) {
        storeInKeyring(profile, marker);
        m_session->stopKeyring();
        QVERIFY(m_session->startKeyring({}));
    }
    const DroverOutput out = run({u"queues"_s, u"--profile"_s, profile.name});
    QCOMPARE(out.exitCode, 2);
    QVERIFY2(out.err.contains(word), out.err.constData());
    QVERIFY(out.err.contains("--password-stdin"));
    QVERIFY(!out.err.contains(marker) && !out.out.contains(marker));
}

void TestCliProfile::passwordFromElsewhere_data()
{
    QTest::addColumn<SecretSource>("secret");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("variable") << SecretSource{Kind::Environment, u"SHOP_PASSWORD"_s, {}, false} << 0;
    QTest::newRow("variable that is not set")
        << SecretSource{Kind::Environment, u"NOT_SET"_s, {}, false} << 2;
    QTest::newRow("command") << SecretSource{Kind::Command, {}, {u"printenv"_s, u"SHOP_PASSWORD"_s}, false}
                             << 0;
    QTest::newRow("command that fails") << SecretSource{Kind::Command, {}, {u"false"_s}, false} << 2;
    QTest::newRow("asked") << SecretSource{Kind::Ask, {}, {}, false} << 2;
    QTest::newRow("once") << SecretSource{Kind::Session, {}, {}, false} << 2;
}

void TestCliProfile::passwordFromElsewhere()
{
    QFETCH(SecretSource, secret);
    const ConnectionProfile profile = save(secret);
    m_drover->setEnvironment(u"SHOP_PASSWORD"_s, QString::fromUtf8(marker));
    const DroverOutput out = run({u"queues"_s, u"--profile"_s, profile.name});
    QTEST(out.exitCode, "exitCode");
    QVERIFY(out.exitCode == 0 || out.err.contains("--password-stdin"));
}

void TestCliProfile::lockedProfilesRefuseWrites_data()
{
    QTest::addColumn<Environment>("environment");
    QTest::addColumn<bool>("isReadOnly");
    QTest::addColumn<QStringList>("more");
    QTest::addColumn<bool>("writes");
    const QStringList unlock{u"--unlock"_s};
    QTest::newRow("development") << Environment::Development << false << QStringList() << true;
    QTest::newRow("production") << Environment::Production << false << QStringList() << false;
    QTest::newRow("production, unlocked") << Environment::Production << false << unlock << true;
    QTest::newRow("read-only") << Environment::Development << true << QStringList() << false;
    QTest::newRow("read-only, unlocked") << Environment::Development << true << unlock << true;
    QTest::newRow("--read-only wins")
        << Environment::Production << false << QStringList{u"--unlock"_s, u"--read-only"_s} << false;
}

void TestCliProfile::lockedProfilesRefuseWrites()
{
    QFETCH(Environment, environment);
    QFETCH(bool, isReadOnly);
    QFETCH(QStringList, more);
    QFETCH(bool, writes);
    const ConnectionProfile profile = save({Kind::Ask, {}, {}, false}, environment, isReadOnly);
    const QByteArray before = digest();
    const DroverOutput out = run(
        QStringList{u"add"_s, u"mail"_s, u"welcome"_s, u"--profile"_s, profile.name, u"--password-stdin"_s}
            + more,
        marker + "\n");
    QCOMPARE(out.exitCode, writes ? 0 : 2);
    QCOMPARE(m_redis.integer({"LLEN", "shop:mail:wait"}), writes ? 1 : 0);
    QCOMPARE(digest() == before, !writes);
    QCOMPARE(errorCode(out), writes ? QString() : u"ReadOnly"_s);
    QCOMPARE(out.err.contains("--unlock"), !writes);
}

void TestCliProfile::everyVerbThatWritesIsRefused_data()
{
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const char* words) { QTest::newRow(words) << QString::fromUtf8(words).split(u' '); };
    row("add mail n 1");
    row("retry mail --state failed");
    row("retry mail --id 1");
    row("retry mail --state failed --bulk");
    row("promote mail --all");
    row("remove mail --id 1");
    row("update mail --id 1 --data 1");
    row("pause mail");
    row("resume mail");
    row("clean mail --state failed");
    row("work mail --until-empty --simulate ms=1");
    row("demo --once");
    row("bench add --n 1");
}

void TestCliProfile::everyVerbThatWritesIsRefused()
{
    QFETCH(QStringList, arguments);
    const ConnectionProfile profile =
        save({Kind::Environment, u"SHOP_PASSWORD"_s, {}, false}, Environment::Production);
    m_drover->setEnvironment(u"SHOP_PASSWORD"_s, QString::fromUtf8(marker));
    makeFailedJob();
    const QByteArray before = digest();
    const qint64 scripts = m_redis.commandCalls().value("evalsha");
    const DroverOutput out = run(arguments + QStringList{u"--profile"_s, profile.name});
    QCOMPARE(out.exitCode, 2);
    QCOMPARE(errorCode(out), u"ReadOnly"_s);
    QCOMPARE(digest(), before);
    QCOMPARE(m_redis.commandCalls().value("evalsha"), scripts);
}

void TestCliProfile::unlockedRetryWrites()
{
    const ConnectionProfile profile =
        save({Kind::Environment, u"SHOP_PASSWORD"_s, {}, false}, Environment::Production);
    m_drover->setEnvironment(u"SHOP_PASSWORD"_s, QString::fromUtf8(marker));
    makeFailedJob();
    const DroverOutput out =
        run({u"retry"_s, u"mail"_s, u"--state"_s, u"failed"_s, u"--profile"_s, profile.name, u"--unlock"_s});
    QVERIFY2(out.exitCode == 0, out.err.constData());
    QCOMPARE(out.json()[u"done"_s].toInt(), 1);
    QCOMPARE(m_redis.integer({"ZCARD", "shop:mail:failed"}), 0);
    QCOMPARE(m_redis.list({"LRANGE", "shop:mail:wait", "0", "-1"}), QByteArrayList{"1"});
}

void TestCliProfile::mistakesAreExplained_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("word");
    QTest::newRow("unknown") << QStringList{u"--profile"_s, u"shp"_s} << 2
                             << QByteArray("There are: Shop EU.");
    QTest::newRow("two places") << QStringList{u"--profile"_s, u"Shop EU"_s, u"--connect"_s, u"redis://h"_s}
                                << 64 << QByteArray("--connect");
    QTest::newRow("nothing to unlock") << QStringList{u"--unlock"_s} << 64 << QByteArray("--profile");
}

void TestCliProfile::mistakesAreExplained()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exitCode);
    QFETCH(QByteArray, word);
    save({});
    const DroverOutput out = run(QStringList{u"queues"_s} + arguments);
    QCOMPARE(out.exitCode, exitCode);
    QVERIFY2(out.err.contains(word), out.err.constData());
}

void TestCliProfile::nothingIsSaved()
{
    const DroverOutput out = run({u"queues"_s, u"--profile"_s, u"x"_s});
    QCOMPARE(out.exitCode, 2);
    QCOMPARE(errorCode(out), u"NotFound"_s);
    QVERIFY2(out.err.contains("None is saved"), out.err.constData());
    QVERIFY(!QFile::exists(m_path));
}

void TestCliProfile::damagedEntryIsNamed()
{
    writeFile(R"({"schema":1,"profiles":[{"id":"a","name":"Shop US","port":"six"}]})");
    const DroverOutput out = run({u"queues"_s, u"--profile"_s, u"shop us"_s});
    QCOMPARE(out.exitCode, 2);
    QVERIFY2(out.err.contains("\"port\""), out.err.constData());
}

void TestCliProfile::damagedFileIsLeftAlone()
{
    const QByteArray half = "{\"schema\":1,";
    writeFile(half);
    const DroverOutput out = run({u"queues"_s, u"--profile"_s, u"x"_s});
    QCOMPARE(out.exitCode, 2);
    QVERIFY2(out.err.contains("cannot be read"), out.err.constData());
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), half);
    QCOMPARE(QDir(QFileInfo(m_path).absolutePath()).entryList(QDir::Files).size(), 1);
}

void TestCliProfile::importsAndUsesAConnection_data()
{
    QTest::addColumn<QStringList>("more");
    QTest::addColumn<QString>("password");
    QTest::newRow("passwords stay in the file") << QStringList() << u"left-out"_s;
    QTest::newRow("passwords to the keychain") << QStringList{u"--with-passwords"_s} << u"stored"_s;
}

void TestCliProfile::importsAndUsesAConnection()
{
    QFETCH(QStringList, more);
    QFETCH(QString, password);
    QVERIFY(m_session->startKeyring("pass"));
    const QByteArray file =
        R"([{"name":"Shop","host":")" + m_redis.socketPath().toUtf8() + R"(","auth":")" + marker + R"("}])";
    const DroverOutput out = run(QStringList{u"profiles"_s, u"import"_s, u"-"_s} + more, file.toBase64());
    QVERIFY2(out.exitCode == 0, out.err.constData());
    const QJsonObject made = out.json()[u"connections"_s].toArray().first().toObject();
    QCOMPARE(out.json()[u"source"_s].toString(), u"ardm"_s);
    QCOMPARE(made.value(u"result"_s).toString(), u"made"_s);
    QCOMPARE(made.value(u"password"_s).toString(), password);
    QVERIFY(!out.out.contains(marker) && !out.err.contains(marker));
    const bool isStored = !more.isEmpty();
    const DroverOutput queues = isStored
        ? run({u"queues"_s, u"--profile"_s, u"shop"_s, u"--prefix"_s, u"shop"_s})
        : run({u"queues"_s, u"--profile"_s, u"shop"_s, u"--prefix"_s, u"shop"_s, u"--password-stdin"_s},
            marker + "\n");
    QVERIFY2(queues.exitCode == 0, queues.err.constData());
    QCOMPARE(queues.json().toArray().size(), 1);
    // A second time there is nothing to make.
    const DroverOutput again = run({u"profiles"_s, u"import"_s, u"-"_s}, file.toBase64());
    QCOMPARE(again.exitCode, 1);
    QCOMPARE(again.json()[u"connections"_s].toArray().first()[u"result"_s].toString(), u"already-saved"_s);
}

void TestCliProfile::dryRunSavesNothing()
{
    const DroverOutput out = m_drover->run({u"profiles"_s, u"import"_s, u"-"_s, u"--dry-run"_s},
        R"([{"name":"Far","host":"far.example","password":"pw","connectionType":"STANDALONE"}])");
    QCOMPARE(out.exitCode, 0);
    QVERIFY2(out.out.contains("+ Far  redis://far.example:6379"), out.out.constData());
    QVERIFY2(out.out.contains("--with-passwords"), out.out.constData());
    QVERIFY(!QFile::exists(m_path));
}

void TestCliProfile::whatCannotBeMadeIsToldOneByOne()
{
    const DroverOutput out = m_drover->run({u"profiles"_s, u"import"_s, u"-"_s},
        R"([{"name":"T","host":"t","sshOptions":{"host":"gate"}},{"name":"C","host":"c","cluster":true},
            {"name":"Good","host":"g"}])");
    QCOMPARE(out.exitCode, 1);
    for (const char* part : {"- T goes through an SSH tunnel", "- C is a cluster", "+ Good  redis://g:6379"})
        QVERIFY2(out.out.contains(part), out.out.constData());
    const DroverOutput list = run({u"profiles"_s, u"list"_s});
    QCOMPARE(list.json().toArray().size(), 1);
    QCOMPARE(list.json()[0][u"name"_s].toString(), u"Good"_s);
}

void TestCliProfile::damagedImportIsExplained()
{
    const DroverOutput out = run({u"profiles"_s, u"import"_s, u"-"_s}, "[{\"host\":");
    QCOMPARE(out.exitCode, 2);
    QCOMPARE(errorCode(out), u"BadInput"_s);
    QVERIFY2(out.err.contains("damaged"), out.err.constData());
    QVERIFY(!QFile::exists(m_path));
    QCOMPARE(run({u"profiles"_s, u"import"_s, u"/no/such/file"_s}).exitCode, 2);
    QCOMPARE(run({u"profiles"_s, u"import"_s}).exitCode, 64);
    QCOMPARE(run({u"profiles"_s, u"list"_s, u"--dry-run"_s}).exitCode, 64);
}

void TestCliProfile::exportsWithoutSecrets()
{
    save({Kind::Command, {}, {u"printenv"_s, u"canary"_s}, false}, Environment::Production);
    const QString file = m_session->home() + u"/out.json"_s;
    QCOMPARE(run({u"profiles"_s, u"export"_s, file}).exitCode, 0);
    QCOMPARE(QFile::permissions(file)
            & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
        QFile::Permissions());
    const DroverOutput printed = m_drover->run({u"profiles"_s, u"export"_s}, {});
    QVERIFY(printed.out.contains("Shop EU") && !printed.out.contains("canary"));
    m_drover->setEnvironment(u"XDG_CONFIG_HOME"_s, m_session->home() + u"/other"_s);
    const DroverOutput back = run({u"profiles"_s, u"import"_s, file});
    QVERIFY2(back.exitCode == 0, back.err.constData());
    const QJsonValue made = run({u"profiles"_s, u"list"_s}).json()[0];
    QCOMPARE(made[u"name"_s].toString(), u"Shop EU"_s);
    QCOMPARE(made[u"environment"_s].toString(), u"production"_s);
    QCOMPARE(made[u"password"_s].toString(), u"ask"_s);
}

QTEST_GUILESS_MAIN(TestCliProfile)
#include "tst_cliprofile.moc"
