// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "profiles/profilestore.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace Qt::StringLiterals;

namespace {

ConnectionProfile named(const QString& name)
{
    ConnectionProfile profile = ConnectionProfile::create();
    profile.name = name;
    return profile;
}

//! Differs from the default in every member that is saved.
ConnectionProfile full()
{
    ConnectionProfile profile = named(u"shop-eu"_s);
    profile.folder = u"Shops"_s;
    profile.environment = Environment::Production;
    profile.isReadOnly = true;
    profile.options.host = u"redis-1.internal"_s;
    profile.options.port = 6380;
    profile.options.user = u"ops"_s;
    profile.options.database = 3;
    profile.options.tls = {true, u"/ca.pem"_s, u"/cert.pem"_s, u"/key.pem"_s, u"redis.example"_s};
    profile.options.retry = {2.0, Milliseconds(500), Milliseconds(9000), 0.1};
    profile.options.connectTimeout = Milliseconds(7000);
    profile.options.commandTimeout = Milliseconds(0);
    profile.options.clientName = "desk";
    profile.hasOwnRetry = true;
    profile.prefixes = {"bull", "{jobs}"};
    profile.secret = {SecretSource::Kind::Command, u"VAR"_s, {u"pass"_s, u"show"_s, u"redis"_s}, true};
    return profile;
}

} // namespace

class TestProfileStore final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everythingButThePasswordComesBack();
    void unknownMembersStay();
    void unreadableEntriesStayAndAreTold_data();
    void unreadableEntriesStayAndAreTold();
    void changesOrderAndRemoves();
    void renamingKeepsTheIdentity();
    void faults_data();
    void faults();
    void namesAreFoundAndMadeUnique();
    void damagedFileIsToldAndLeftByReaders();

private:
    [[nodiscard]] QJsonObject fileObject() const
    {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                              : QJsonObject();
    }
    void put(const QByteArray& bytes)
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        file.write(bytes);
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    QString m_path;
};

void TestProfileStore::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_path = m_directory->filePath(u"profiles.json"_s);
}

void TestProfileStore::everythingButThePasswordComesBack()
{
    ConnectionProfile profile = full();
    ConnectionProfile local = named(u"local"_s);
    local.options.unixSocket = u"/run/redis.sock"_s;
    {
        ProfileStore store(m_path);
        QSignalSpy changed(&store, &ProfileStore::changed);
        ConnectionProfile withPassword = profile;
        withPassword.options.password = "hunter2";
        store.save(withPassword);
        store.save(local);
        QCOMPARE(changed.size(), 2);
    }
    ProfileStore again(m_path);
    QCOMPARE(again.found().file.state, JsonFileState::Good);
    QVERIFY(again.found().faults.empty());
    QCOMPARE(again.profiles(), (std::vector{profile, local}));
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("hunter2"));
}

void TestProfileStore::unknownMembersStay()
{
    put(R"({"schema":1,"later":1,"profiles":[
        {"id":"a","name":"one","colour":"#ff0000","tls":{"enabled":true,"pins":["x"]},"secret":{"source":"ask","hint":"y"}}]})");
    {
        ProfileStore store(m_path);
        ConnectionProfile profile = store.profiles().at(0);
        profile.name = u"two"_s;
        profile.options.tls.serverName = u"z"_s;
        store.save(profile);
    }
    const QJsonObject object = fileObject();
    QCOMPARE(object.value(u"later"_s).toInt(), 1);
    const QJsonObject entry = object.value(u"profiles"_s).toArray().at(0).toObject();
    QCOMPARE(entry.value(u"name"_s).toString(), u"two"_s);
    QCOMPARE(entry.value(u"colour"_s).toString(), u"#ff0000"_s);
    QCOMPARE(entry.value(u"tls"_s).toObject().value(u"pins"_s).toArray(), QJsonArray{u"x"_s});
    QCOMPARE(entry.value(u"tls"_s).toObject().value(u"serverName"_s).toString(), u"z"_s);
    QCOMPARE(entry.value(u"secret"_s).toObject().value(u"hint"_s).toString(), u"y"_s);
}

void TestProfileStore::unreadableEntriesStayAndAreTold_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<QString>("member");
    const auto row = [](const char* name, const QByteArray& entry, const QString& member) {
        QTest::newRow(name) << entry << member;
    };
    row("port is a text", R"({"id":"x","name":"x","port":"6379"})", u"port"_s);
    row("port out of range", R"({"id":"x","name":"x","port":70000})", u"port"_s);
    row("no name", R"({"id":"x"})", u"name"_s);
    row("no id", R"({"name":"x"})", u"id"_s);
    row("a kind of later", R"({"id":"x","name":"x","kind":"sentinel"})", u"kind"_s);
    row("an environment of later", R"({"id":"x","name":"x","environment":"canary"})", u"environment"_s);
    row("a source of later", R"({"id":"x","name":"x","secret":{"source":"vault"}})", u"secret.source"_s);
    row("no prefix", R"({"id":"x","name":"x","prefixes":[]})", u"prefixes"_s);
    row("tls is a flag", R"({"id":"x","name":"x","tls":true})", u"tls"_s);
    row("the same id", R"({"id":"good","name":"x"})", u"id"_s);
    row("a number", "5", u"id"_s);
}

void TestProfileStore::unreadableEntriesStayAndAreTold()
{
    QFETCH(QByteArray, entry);
    QFETCH(QString, member);
    put(R"({"schema":1,"profiles":[{"id":"good","name":"good"},)" + entry + "]}");
    const QJsonValue before = fileObject().value(u"profiles"_s).toArray().at(1);
    {
        ProfileStore store(m_path);
        QCOMPARE(store.profiles().size(), size_t(1));
        QCOMPARE(store.found().faults.size(), size_t(1));
        QCOMPARE(store.found().faults.front().context.value(u"member"_s).toString(), member);
        store.save(named(u"new"_s));
    }
    QCOMPARE(fileObject().value(u"profiles"_s).toArray().size(), 3);
    QCOMPARE(fileObject().value(u"profiles"_s).toArray().at(1), before);
}

void TestProfileStore::changesOrderAndRemoves()
{
    const ConnectionProfile a = named(u"a"_s);
    const ConnectionProfile b = named(u"b"_s);
    const ConnectionProfile c = named(u"c"_s);
    {
        ProfileStore store(m_path);
        for (const auto& profile : {a, b, c})
            store.save(profile);
        store.move(c.id, 0);
        store.move(a.id, 2);
        QCOMPARE(store.profiles(), (std::vector{c, b, a}));
        store.remove(b.id);
        store.remove(u"nobody"_s);
    }
    QCOMPARE(ProfileStore(m_path).profiles(), (std::vector{c, a}));
}

void TestProfileStore::renamingKeepsTheIdentity()
{
    ProfileStore store(m_path);
    ConnectionProfile profile = named(u"before"_s);
    store.save(profile);
    const QString secretName = profile.secretName();
    profile.name = u"  after "_s;
    store.save(profile);
    QCOMPARE(store.profiles().size(), size_t(1));
    QCOMPARE(store.find(profile.id)->name, u"after"_s);
    QCOMPARE(store.find(profile.id)->secretName(), secretName);
}

void TestProfileStore::faults_data()
{
    using Field = ProfileFault::Field;
    using Kind = ProfileFault::Kind;
    QTest::addColumn<ConnectionProfile>("profile");
    QTest::addColumn<int>("field");
    QTest::addColumn<int>("kind");
    const auto row = [](const char* name, Field field, Kind kind, const auto& change) {
        ConnectionProfile profile = full();
        profile.name = u"fine"_s;
        change(profile);
        QTest::newRow(name) << profile << static_cast<int>(field) << static_cast<int>(kind);
    };
    using P = ConnectionProfile;
    row("no name", Field::Name, Kind::Missing, [](P& p) { p.name = u"  "_s; });
    row("name of another", Field::Name, Kind::Taken, [](P& p) { p.name = u"TAKEN "_s; });
    row("no host", Field::Host, Kind::Missing, [](P& p) { p.options.host.clear(); });
    row("a URL as host", Field::Host, Kind::Malformed, [](P& p) { p.options.host = u"redis://x"_s; });
    row("port 0", Field::Port, Kind::Malformed, [](P& p) { p.options.port = 0; });
    row("relative socket", Field::Socket, Kind::Malformed, [](P& p) { p.options.unixSocket = u"r.sock"_s; });
    row("no prefix", Field::Prefixes, Kind::Missing, [](P& p) { p.prefixes.clear(); });
    row("blank in a prefix", Field::Prefixes, Kind::Malformed, [](P& p) { p.prefixes = {"a b"}; });
    row("certificate without key", Field::Certificate, Kind::Missing,
        [](P& p) { p.options.tls.keyFile.clear(); });
    row("no program", Field::Command, Kind::Missing, [](P& p) { p.secret.command.clear(); });
    row("no variable", Field::Variable, Kind::Missing, [](P& p) {
        p.secret.kind = SecretSource::Kind::Environment;
        p.secret.variable.clear();
    });
    row("not a variable", Field::Variable, Kind::Malformed, [](P& p) {
        p.secret.kind = SecretSource::Kind::Environment;
        p.secret.variable = u"$A"_s;
    });
}

void TestProfileStore::faults()
{
    QFETCH(ConnectionProfile, profile);
    QFETCH(int, field);
    QFETCH(int, kind);
    const std::vector others{named(u"taken"_s)};
    const std::vector<ProfileFault> faults = profileFaults(profile, others);
    QCOMPARE(faults.size(), size_t(1));
    QCOMPARE(static_cast<int>(faults.front().field), field);
    QCOMPARE(static_cast<int>(faults.front().kind), kind);
    ConnectionProfile good = full();
    QVERIFY(profileFaults(good, {good, others.front()}).empty());
}

void TestProfileStore::namesAreFoundAndMadeUnique()
{
    const std::vector profiles{named(u"local"_s), named(u"Local 2"_s), named(u"shop"_s)};
    QCOMPARE(freeProfileName(u"local"_s, profiles), u"local 3"_s);
    QCOMPARE(freeProfileName(u"other"_s, profiles), u"other"_s);
    QCOMPARE(findProfile(profiles, u"SHOP"_s), &profiles.at(2));
    QCOMPARE(findProfile(profiles, profiles.at(1).id), &profiles.at(1));
    QVERIFY(!findProfile(profiles, u"none"_s));
    ConnectionOptions options;
    options.host = u"redis-1.internal"_s;
    QCOMPARE(suggestedProfileName(options), u"redis-1.internal"_s);
    options.unixSocket = u"/run/r.sock"_s;
    QCOMPARE(suggestedProfileName(options), u"r.sock"_s);
}

void TestProfileStore::damagedFileIsToldAndLeftByReaders()
{
    put("{\"schema\":1,");
    QCOMPARE(ProfileStore::readFile(m_path).file.state, JsonFileState::Damaged);
    QVERIFY(QFile::exists(m_path));
    ProfileStore store(m_path);
    QCOMPARE(store.found().file.state, JsonFileState::Damaged);
    QVERIFY(QFile::exists(store.found().file.setAside));
    QVERIFY(store.profiles().empty());
}

QTEST_GUILESS_MAIN(TestProfileStore)
#include "tst_profilestore.moc"
