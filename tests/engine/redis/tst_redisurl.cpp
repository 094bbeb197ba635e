// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/redisurl.h"

#include <QTest>

using namespace drover;
using namespace Qt::StringLiterals;

class TestRedisUrl final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void reads_data();
    void reads();
    void readsTls();
    void refuses_data();
    void refuses();
    void neverShowsThePassword();
    void displayReadsBack_data();
    void displayReadsBack();
};

void TestRedisUrl::reads_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("socket");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<int>("database");
    const auto row = [](const char* name, const char* url, const char* host, int port, const char* socket,
                         const char* user, const char* password, int database) {
        QTest::newRow(name) << QString::fromUtf8(url) << QString::fromUtf8(host) << port
                            << QString::fromUtf8(socket) << QString::fromUtf8(user) << QByteArray(password)
                            << database;
    };
    row("host alone", "redis://cache", "cache", 6379, "", "", "", 0);
    row("scheme alone", "redis://", "127.0.0.1", 6379, "", "", "", 0);
    row("port", "redis://cache:6380", "cache", 6380, "", "", "", 0);
    row("database", "redis://cache/3", "cache", 6379, "", "", "", 3);
    row("database as query", "redis://cache?db=4", "cache", 6379, "", "", "", 4);
    row("trailing slash", "redis://cache:1/", "cache", 1, "", "", "", 0);
    row("default host", "redis:///2", "127.0.0.1", 6379, "", "", "", 2);
    row("password alone", "redis://:secret@cache", "cache", 6379, "", "", "secret", 0);
    row("user alone", "redis://bob@cache", "cache", 6379, "", "bob", "", 0);
    row("both", "redis://bob:secret@cache:7/1", "cache", 7, "", "bob", "secret", 1);
    row("encoded", "redis://b%40b:p%2Fw%3A%40%25@cache", "cache", 6379, "", "b@b", "p/w:@%", 0);
    row("unencoded @", "redis://bob:p@ss@cache", "cache", 6379, "", "bob", "p@ss", 0);
    row("colon in password", "redis://bob:a:b@cache", "cache", 6379, "", "bob", "a:b", 0);
    row("unicode password", "redis://:%C3%BCber@cache", "cache", 6379, "", "",
        "\xc3\xbc"
        "ber",
        0);
    row("IPv4", "redis://10.0.0.1:6379", "10.0.0.1", 6379, "", "", "", 0);
    row("IPv6", "redis://[::1]:6380/5", "::1", 6380, "", "", "", 5);
    row("IPv6 without port", "redis://u:p@[2001:db8::7]", "2001:db8::7", 6379, "", "u", "p", 0);
    row("upper-case scheme", "REDIS://cache", "cache", 6379, "", "", "", 0);
    row("blanks around", "  redis://cache \n", "cache", 6379, "", "", "", 0);
    row("unix", "unix:///run/redis/r.sock", "127.0.0.1", 6379, "/run/redis/r.sock", "", "", 0);
    row("unix with database", "unix:///r.sock?db=9", "127.0.0.1", 6379, "/r.sock", "", "", 9);
    row("unix with user", "unix://bob:pw@/r.sock", "127.0.0.1", 6379, "/r.sock", "bob", "pw", 0);
    row("redis+unix", "redis+unix:///a%20b/r.sock", "127.0.0.1", 6379, "/a b/r.sock", "", "", 0);
}

void TestRedisUrl::reads()
{
    QFETCH(const QString, url);
    const Result<ConnectionOptions> options = parseRedisUrl(url);
    QVERIFY2(options, options ? "" : qPrintable(options.error().message));
    QTEST(options->host, "host");
    QTEST(int{options->port}, "port");
    QTEST(options->unixSocket, "socket");
    QTEST(options->user, "user");
    QTEST(options->password, "password");
    QTEST(options->database, "database");
    QVERIFY(!options->tls.enabled);
}

void TestRedisUrl::readsTls()
{
    const auto options = parseRedisUrl(
        u"rediss://cache:6380/1?ca=/etc/ca.pem&cert=/c%20d.pem&key=/k.pem&servername=real.example"_s);
    QVERIFY(options);
    QVERIFY(options->tls.enabled);
    QCOMPARE(options->tls.caFile, u"/etc/ca.pem"_s);
    QCOMPARE(options->tls.certificateFile, u"/c d.pem"_s);
    QCOMPARE(options->tls.keyFile, u"/k.pem"_s);
    QCOMPARE(options->tls.serverName, u"real.example"_s);
    QCOMPARE(options->database, 1);
}

void TestRedisUrl::refuses_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("part");
    QTest::newRow("empty") << u""_s << u"scheme"_s;
    QTest::newRow("no scheme") << u"cache:6379"_s << u"scheme"_s;
    QTest::newRow("other scheme") << u"http://cache"_s << u"scheme"_s;
    QTest::newRow("sentinel") << u"sentinel://a:26379/mymaster"_s << u"scheme"_s;
    QTest::newRow("cluster") << u"cluster://a:7000"_s << u"scheme"_s;
    QTest::newRow("port word") << u"redis://cache:redis"_s << u"port"_s;
    QTest::newRow("port 0") << u"redis://cache:0"_s << u"port"_s;
    QTest::newRow("port too large") << u"redis://cache:65536"_s << u"port"_s;
    QTest::newRow("port missing") << u"redis://cache:"_s << u"port"_s;
    QTest::newRow("bare IPv6") << u"redis://::1:6379"_s << u"host"_s;
    QTest::newRow("open bracket") << u"redis://[::1"_s << u"host"_s;
    QTest::newRow("not IPv6") << u"redis://[cache]:1"_s << u"host"_s;
    QTest::newRow("text behind bracket") << u"redis://[::1]6379"_s << u"port"_s;
    QTest::newRow("empty host") << u"redis://:1"_s << u"host"_s;
    QTest::newRow("database word") << u"redis://cache/jobs"_s << u"database"_s;
    QTest::newRow("negative database") << u"redis://cache/-1"_s << u"database"_s;
    QTest::newRow("database word in query") << u"redis://cache?db=x"_s << u"database"_s;
    QTest::newRow("bad percent in user") << u"redis://b%zz@cache"_s << u"user"_s;
    QTest::newRow("bad percent in password") << u"redis://b:%2@cache"_s << u"password"_s;
    QTest::newRow("unknown query") << u"redis://cache?timeout=1"_s << u"query"_s;
    QTest::newRow("ca without TLS") << u"redis://cache?ca=/x"_s << u"query"_s;
    QTest::newRow("fragment") << u"redis://:a#b@cache"_s << u"fragment"_s;
    QTest::newRow("unix without path") << u"unix://"_s << u"path"_s;
    QTest::newRow("unix with host") << u"unix://run/redis.sock"_s << u"path"_s;
}

void TestRedisUrl::refuses()
{
    QFETCH(const QString, url);
    const auto options = parseRedisUrl(url);
    QVERIFY(!options);
    QCOMPARE(options.error().code, ErrorCode::BadInput);
    QTEST(options.error().context.value(u"part"_s).toString(), "part");
}

void TestRedisUrl::neverShowsThePassword()
{
    for (const QString& rest :
        {u"@cache:x"_s, u"@cache/x"_s, u"%zz@cache"_s, u"@[x"_s, u"@cache?x=1"_s, u"#@c"_s}) {
        const auto options = parseRedisUrl(u"redis://bob:hunter2"_s + rest);
        QVERIFY(!options);
        QVERIFY2(!options.error().message.contains("hunter2"_L1), qPrintable(options.error().message));
    }
    QCOMPARE(displayUrl(*parseRedisUrl(u"redis://bob:hunter2@cache/2"_s)), u"redis://bob@cache:6379/2"_s);
}

void TestRedisUrl::displayReadsBack_data()
{
    QTest::addColumn<QString>("url");
    QTest::newRow("plain") << u"redis://cache:1/2"_s;
    QTest::newRow("IPv6") << u"redis://a%40b@[::1]:1"_s;
    QTest::newRow("TLS") << u"rediss://cache:1?ca=/a%26b&cert=/c&key=/k&servername=s"_s;
    QTest::newRow("unix") << u"unix://bob@/a%3Fb/r.sock?db=3"_s;
}

void TestRedisUrl::displayReadsBack()
{
    QFETCH(const QString, url);
    const auto options = parseRedisUrl(url);
    QVERIFY(options);
    QCOMPARE(displayUrl(*options), url);
    QVERIFY(*parseRedisUrl(displayUrl(*options)) == *options);
}

QTEST_GUILESS_MAIN(TestRedisUrl)
#include "tst_redisurl.moc"
