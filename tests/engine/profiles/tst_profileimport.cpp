// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "profiles/profileimport.h"

#include "profiles/profilestore.h"
#include "redis/redisurl.h"
#include "redis/tlsfacts.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace drover;
using namespace Qt::StringLiterals;

namespace {

//! As RedisInsight 2 writes them, with passwords.
const QByteArray insightFile = R"([
  {"id":"0a1b","host":"db.example.com","port":6380,"name":"Shop","db":2,"username":"ann","password":"pw-shop",
   "connectionType":"STANDALONE","nameFromProvider":null,"provider":"UNKNOWN","lastConnection":"2026-01-02T03:04:05.000Z",
   "modules":[],"tls":true,"tlsServername":"redis.example.com","verifyServerCert":true,"ssh":false,
   "timeout":30000,"compressor":"NONE"},
  {"id":"0a1c","host":"10.0.0.7","port":6379,"name":"Tunnelled","db":null,"username":null,"password":"pw-ssh",
   "connectionType":"STANDALONE","tls":false,"ssh":true,
   "sshOptions":{"host":"gate.example.com","port":22,"username":"ops","password":"pw-gate"}},
  {"id":"0a1d","host":"c1.example.com","port":7000,"name":"Cluster","connectionType":"CLUSTER","password":null},
  {"id":"0a1e","host":"s1.example.com","port":26379,"name":"Sentinel","connectionType":"SENTINEL",
   "sentinelMaster":{"name":"mymaster","username":"","password":""}},
  {"id":"0a1f","host":"tls.example.com","port":6379,"name":"Own CA","connectionType":"NOT CONNECTED","tls":true,
   "verifyServerCert":false,"caCert":{"id":"7","name":"ca","certificate":"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"},
   "clientCert":{"id":"8","name":"me","certificate":"-----BEGIN CERTIFICATE-----\nMIIB","key":"-----BEGIN PRIVATE KEY-----\nMIIB"}}
])";

//! As Another Redis Desktop Manager keeps them before it encodes the whole.
const QByteArray ardmList = R"([
  {"host":"127.0.0.1","port":"6390","auth":"pw-local","username":"","name":"Local","separator":":","cluster":false,
   "connectionReadOnly":true,"key":"1690000000000_abc","order":0},
  {"host":"r2.example.com","port":6379,"auth":"","username":"bob","name":"","separator":":","cluster":false,
   "sslOptions":{"key":"/home/ann/c.key","cert":"/home/ann/c.crt","ca":"/home/ann/ca.crt","servername":"r2.internal"}},
  {"host":"r3.example.com","port":6379,"auth":"x","name":"Hop","cluster":false,"sshOptions":{"host":"gate","port":22}},
  {"host":"r4.example.com","port":6379,"auth":"x","name":"Ring","cluster":true},
  {"host":"r5.example.com","port":26379,"auth":"x","name":"Watch","sentinelOptions":{"masterName":"m","nodePassword":"y"}}
])";

ConnectionProfile saved(const QString& name, const QString& url)
{
    ConnectionProfile profile = ConnectionProfile::create();
    profile.name = name;
    profile.options = *parseRedisUrl(url);
    return profile;
}

} // namespace

class TestProfileImport final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void redisInsight();
    void anotherRedisDesktopManager();
    void wordsOfOthers();
    void whatIsSavedAlreadyIsToldAndNotMadeTwice();
    void namesStayUnique();
    void ownExportComesBackWithoutSecrets();
    void commandsOfAFileAreNotTaken();
    void unreadableEntriesAreToldOneByOne_data();
    void unreadableEntriesAreToldOneByOne();
    void damagedFilesAreExplained_data();
    void damagedFilesAreExplained();
};

void TestProfileImport::redisInsight()
{
    const Result<ImportPlan> plan = readImport(insightFile, {});
    QVERIFY(plan);
    QCOMPARE(plan->source, ImportSource::RedisInsight);
    QCOMPARE(plan->connections.size(), size_t(5));
    QCOMPARE(plan->passwords(), 1);
    const ImportedConnection& shop = plan->connections[0];
    QVERIFY(shop.canBeMade());
    QCOMPARE(shop.profile.name, u"Shop"_s);
    QCOMPARE(displayUrl(shop.profile.options),
        u"rediss://ann@db.example.com:6380/2?servername=redis.example.com"_s);
    QCOMPARE(shop.password, QByteArray("pw-shop"));
    QCOMPARE(shop.profile.secret.kind, SecretSource::Kind::Ask);
    QVERIFY(shop.profile.options.password.isEmpty());
    QVERIFY(shop.notes.empty());
    QCOMPARE(plan->connections[1].obstacle, ImportObstacle::SshTunnel);
    QCOMPARE(plan->connections[2].obstacle, ImportObstacle::Cluster);
    QCOMPARE(plan->connections[3].obstacle, ImportObstacle::Sentinel);
    const ImportedConnection& own = plan->connections[4];
    QVERIFY(own.canBeMade());
    QCOMPARE(own.notes, (std::vector{ImportNote::CertificatesInside, ImportNote::WasNotVerified}));
    QCOMPARE(own.profile.options.tls, (TlsOptions{true, {}, {}, {}, {}}));
    QCOMPARE(own.profile.secret.kind, SecretSource::Kind::None);
}

void TestProfileImport::anotherRedisDesktopManager()
{
    const Result<ImportPlan> plan = readImport(ardmList.toBase64() + '\n', {});
    QVERIFY(plan);
    QCOMPARE(plan->source, ImportSource::AnotherRedisDesktopManager);
    QCOMPARE(plan->connections.size(), size_t(5));
    const ImportedConnection& local = plan->connections[0];
    QVERIFY(local.canBeMade());
    QCOMPARE(displayUrl(local.profile.options), u"redis://127.0.0.1:6390"_s);
    QCOMPARE(local.password, QByteArray("pw-local"));
    QVERIFY(local.profile.isReadOnly);
    QCOMPARE(local.profile.environment, Environment::Development);
    const ImportedConnection& second = plan->connections[1];
    QVERIFY(second.canBeMade());
    QCOMPARE(second.profile.name, u"r2.example.com"_s);
    QCOMPARE(second.profile.options.user, u"bob"_s);
    QCOMPARE(second.profile.options.tls,
        (TlsOptions{
            true, u"/home/ann/ca.crt"_s, u"/home/ann/c.crt"_s, u"/home/ann/c.key"_s, u"r2.internal"_s}));
    QCOMPARE(plan->connections[2].obstacle, ImportObstacle::SshTunnel);
    QCOMPARE(plan->connections[3].obstacle, ImportObstacle::Cluster);
    QCOMPARE(plan->connections[4].obstacle, ImportObstacle::Sentinel);
    QCOMPARE(plan->passwords(), 1);
}

void TestProfileImport::wordsOfOthers()
{
    const Result<ImportPlan> plan = readImport(
        R"([{"name":"r","host":"h","port":6379,"auth":"pw","ssl":true,"ssl_ca_cert_path":"/ca.pem"},
            {"name":"t","host":"i","port":6379,"ssh_host":"gate"}])",
        {});
    QVERIFY(plan);
    QCOMPARE(plan->source, ImportSource::Other);
    QCOMPARE(plan->connections[0].profile.options.tls.caFile, u"/ca.pem"_s);
    QCOMPARE(plan->connections[0].password, QByteArray("pw"));
    QCOMPARE(plan->connections[1].obstacle, ImportObstacle::SshTunnel);
}

void TestProfileImport::whatIsSavedAlreadyIsToldAndNotMadeTwice()
{
    const std::vector<ConnectionProfile> there{saved(u"Mine"_s, u"rediss://ann@DB.example.com:6380/2"_s)};
    const Result<ImportPlan> plan = readImport(insightFile, there);
    QVERIFY(plan);
    QCOMPARE(plan->connections[0].obstacle, ImportObstacle::AlreadySaved);
    QCOMPARE(plan->connections[0].savedAs, u"Mine"_s);
    QCOMPARE(plan->passwords(), 0);
    // The same one twice in a file, too.
    const Result<ImportPlan> twice = readImport(R"([{"host":"h","port":1},{"host":"h","port":"1"}])", {});
    QVERIFY(twice);
    QVERIFY(twice->connections[0].canBeMade());
    QCOMPARE(twice->connections[1].obstacle, ImportObstacle::AlreadySaved);
}

void TestProfileImport::namesStayUnique()
{
    const Result<ImportPlan> plan =
        readImport(R"([{"name":"A","host":"h1"},{"name":"a ","host":"h2"},{"name":"B","host":"h3"}])",
            {saved(u"b"_s, u"redis://elsewhere"_s)});
    QVERIFY(plan);
    QStringList names;
    QStringList ids;
    for (const ImportedConnection& one : plan->connections) {
        QVERIFY(one.canBeMade());
        names.append(one.profile.name);
        ids.append(one.profile.id);
    }
    QCOMPARE(names, (QStringList{u"A"_s, u"a 2"_s, u"B 2"_s}));
    QCOMPARE(ids.removeDuplicates(), 0);
}

void TestProfileImport::ownExportComesBackWithoutSecrets()
{
    ConnectionProfile keychain = saved(u"Shop"_s, u"rediss://ann:canary@h:6380/3?servername=s"_s);
    keychain.options.tls.caFile = pinText(QByteArray(32, '\x21'));
    keychain.secret = {SecretSource::Kind::Keychain, {}, {}, true};
    keychain.environment = Environment::Production;
    keychain.folder = u"EU"_s;
    keychain.prefixes = {"bull", "{shop}"};
    ConnectionProfile command = saved(u"Vault"_s, u"redis://v"_s);
    command.secret = {SecretSource::Kind::Command, {}, {u"pass"_s, u"canary"_s}, false};
    ConnectionProfile variable = saved(u"Env"_s, u"unix:///run/r.sock"_s);
    variable.secret = {SecretSource::Kind::Environment, u"REDIS_PASSWORD"_s, {}, false};

    const QByteArray file = exportedProfiles({keychain, command, variable});
    QVERIFY(!file.contains("canary"));
    QVERIFY(!file.contains(keychain.id.toUtf8()));
    const Result<ImportPlan> plan = readImport(file, {});
    QVERIFY(plan);
    QCOMPARE(plan->source, ImportSource::Drover);
    QCOMPARE(plan->connections.size(), size_t(3));
    ConnectionProfile wanted = keychain;
    wanted.id = plan->connections[0].profile.id;
    wanted.options.password.clear();
    wanted.secret = {SecretSource::Kind::Ask, {}, {}, false};
    QCOMPARE(plan->connections[0].profile, wanted);
    QVERIFY(wanted.id != keychain.id);
    QCOMPARE(plan->connections[1].profile.secret.kind, SecretSource::Kind::Ask);
    QCOMPARE(plan->connections[2].profile.secret, variable.secret);
    QCOMPARE(plan->connections[2].notes, std::vector{ImportNote::FromVariable});
    // Beside those that it came from nothing is made twice.
    const Result<ImportPlan> again = readImport(file, {keychain, command, variable});
    QVERIFY(again);
    for (const ImportedConnection& one : again->connections)
        QCOMPARE(one.obstacle, ImportObstacle::AlreadySaved);
}

void TestProfileImport::commandsOfAFileAreNotTaken()
{
    const Result<ImportPlan> plan = readImport(
        R"({"profiles":[{"name":"x","host":"h","secret":{"source":"command","command":["touch","made"]}}]})",
        {});
    QVERIFY(plan);
    const ImportedConnection& made = plan->connections.front();
    QVERIFY(made.canBeMade());
    QCOMPARE(made.profile.secret, (SecretSource{SecretSource::Kind::Ask, {}, {}, false}));
    QCOMPARE(made.notes, std::vector{ImportNote::CommandLeftOut});
}

void TestProfileImport::unreadableEntriesAreToldOneByOne_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::newRow("no host") << QByteArray(R"({"name":"x","port":1})");
    QTest::newRow("port is no number") << QByteArray(R"({"host":"h","port":"abc"})");
    QTest::newRow("port out of range") << QByteArray(R"({"host":"h","port":70000})");
    QTest::newRow("negative port") << QByteArray(R"({"host":"h","port":-1})");
    QTest::newRow("database is none") << QByteArray(R"({"host":"h","db":1.5})");
    QTest::newRow("host is a URL") << QByteArray(R"({"host":"http://h/x"})");
    QTest::newRow("no object") << QByteArray("17");
    QTest::newRow("null") << QByteArray("null");
}

void TestProfileImport::unreadableEntriesAreToldOneByOne()
{
    QFETCH(const QByteArray, entry);
    const Result<ImportPlan> plan = readImport("[" + entry + R"(,{"host":"good"}])", {});
    QVERIFY(plan);
    QCOMPARE(plan->connections[0].obstacle, ImportObstacle::Unreadable);
    QVERIFY(plan->connections[1].canBeMade());
}

void TestProfileImport::damagedFilesAreExplained_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("kind");
    QTest::newRow("empty") << QByteArray() << u"empty"_s;
    QTest::newRow("blank") << QByteArray(" \n\t") << u"empty"_s;
    QTest::newRow("truncated JSON") << insightFile.first(200) << u"damaged"_s;
    QTest::newRow("truncated base64") << ardmList.toBase64().first(101) << u"damaged"_s;
    QTest::newRow("base64 of something else") << QByteArray("hello world").toBase64() << u"damaged"_s;
    QTest::newRow("a picture") << QByteArray("\x89PNG\r\n\x1a\n\0\0", 10) << u"damaged"_s;
    QTest::newRow("a text") << QByteArray("redis://h") << u"damaged"_s;
    QTest::newRow("empty list") << QByteArray("[]") << u"no-connections"_s;
    QTest::newRow("another object") << QByteArray(R"({"version":1})") << u"no-connections"_s;
    QTest::newRow("profiles of another kind") << QByteArray(R"({"profiles":"x"})") << u"no-connections"_s;
    QTest::newRow("too many") << QByteArray("[" + QByteArray("0,").repeated(1000) + "0]") << u"too-large"_s;
    QTest::newRow("too large") << QByteArray(11 * 1024 * 1024, 'A') << u"too-large"_s;
}

void TestProfileImport::damagedFilesAreExplained()
{
    QFETCH(const QByteArray, content);
    const Result<ImportPlan> plan = readImport(content, {});
    QVERIFY(!plan);
    QCOMPARE(plan.error().code, ErrorCode::BadInput);
    QTEST(plan.error().context.value(u"kind"_s).toString(), "kind");
    QVERIFY(!plan.error().message.isEmpty());
}

QTEST_GUILESS_MAIN(TestProfileImport)
#include "tst_profileimport.moc"
