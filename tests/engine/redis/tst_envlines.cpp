// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/envlines.h"

#include "redis/redisurl.h"

#include <QTest>

using namespace drover;
using namespace Qt::StringLiterals;

class TestEnvLines final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void understands_data();
    void understands();
    void showsWhatItUnderstoodWithoutSecrets();
    void leavesOtherTextsAlone_data();
    void leavesOtherTextsAlone();
    void tellsWhatMakesNoSense_data();
    void tellsWhatMakesNoSense();
};

void TestEnvLines::understands_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("url");
    QTest::addColumn<QByteArray>("password");
    const auto row = [](const char* name, const char* text, const char* url, const char* password) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(url) << QByteArray(password);
    };
    row("URL", "REDIS_URL=redis://:pw@h:6380/2", "redis://h:6380/2", "pw");
    row("URL in quotes, exported", "export REDIS_URL=\"rediss://ann:p%40w@h\"", "rediss://ann@h:6379", "p@w");
    row("single quotes keep everything", "REDIS_PASSWORD='a#b $c \\n'\nREDIS_HOST=h", "redis://h:6379",
        "a#b $c \\n");
    row("double quotes unescape", "REDIS_HOST=h\nREDIS_PASSWORD=\"a\\\"b # c\" # why", "redis://h:6379",
        "a\"b # c");
    row("parts", "REDIS_HOST=db.example.com\nREDIS_PORT=6390\nREDIS_PASSWORD=pw#1\nREDIS_DB=3",
        "redis://db.example.com:6390/3", "pw#1");
    row("parts with TLS and user",
        "REDIS_HOST=h\nREDIS_TLS=true\nREDIS_USERNAME=ann\nREDIS_PASSWORD=pw\nREDIS_TLS_CA=/ca.pem",
        "rediss://ann@h:6379?ca=/ca.pem", "pw");
    row("TLS switched off", "REDIS_HOST=h\nREDIS_TLS=false", "redis://h:6379", "");
    row("comments and blank lines", "# my redis\n\nREDIS_HOST=h # the host\r\nREDIS_PORT = 7000\r\n",
        "redis://h:7000", "");
    row("without underscores", "REDISHOST=h\nREDISPORT=7000\nREDISPASSWORD=pw", "redis://h:7000", "pw");
    row("with a name in front", "QUEUE_REDIS_HOST=h\nQUEUE_REDIS_PASSWORD=pw", "redis://h:6379", "pw");
    row("compose list", "      - REDIS_HOST=h\n      - REDIS_PORT=7000", "redis://h:7000", "");
    row("compose map", "  REDIS_HOST: h\n  REDIS_PORT: \"7000\"", "redis://h:7000", "");
    row("socket", "REDIS_SOCKET=/run/redis/r.sock", "unix:///run/redis/r.sock", "");
    row("references", "REDIS_PASSWORD=pw\nREDIS_URL=redis://:${REDIS_PASSWORD}@${REDIS_HOST:-h}:$REDIS_P", "",
        "");
    row("references that are known", "P=pw\nPORT=7000\nREDIS_URL=redis://:${P}@${H:-h}:$PORT",
        "redis://h:7000", "pw");
    row("URL and parts: the URL has the word", "REDIS_URL=redis://a:1\nREDIS_HOST=b\nREDIS_PASSWORD=pw",
        "redis://a:1", "pw");
    row("the first of two", "REDIS_HOST=a\nCACHE_REDIS_HOST=b\nCACHE_REDIS_PORT=7", "redis://a:6379", "");
    row("valkey", "VALKEY_URL=redis://v", "redis://v:6379", "");
    row("lower case", "redis_host=h\nredis_port=7000", "redis://h:7000", "");
    row("among other variables", "NODE_ENV=production\nDATABASE_URL=postgres://x\nREDIS_HOST=h\nPORT=3000",
        "redis://h:6379", "");
    row("a REST interface is none", "UPSTASH_REDIS_REST_URL=https://u\nREDIS_URL=rediss://h",
        "rediss://h:6379", "");
}

void TestEnvLines::understands()
{
    QFETCH(const QString, text);
    QFETCH(const QString, url);
    QFETCH(const QByteArray, password);
    const std::optional<Result<EnvAddress>> read = readEnvLines(text);
    QVERIFY(read);
    if (url.isEmpty()) {
        QVERIFY(!*read); // a reference that nothing explains is no port
        return;
    }
    QVERIFY2(*read, qPrintable(*read ? QString() : read->error().message));
    QCOMPARE(displayUrl((*read)->options), url);
    QCOMPARE((*read)->options.password, password);
}

void TestEnvLines::showsWhatItUnderstoodWithoutSecrets()
{
    const std::optional<Result<EnvAddress>> read = readEnvLines(
        u"REDIS_URL=redis://:canary@h\nREDIS_PASSWORD=canary\nREDIS_KEY_PREFIX=x\nCACHE_REDIS_HOST=b\nBULL_PREFIX=jobs"_s);
    QVERIFY(read && *read);
    const EnvAddress& address = **read;
    QCOMPARE(address.used,
        (std::vector<EnvVariable>{{u"REDIS_URL"_s, u"redis://h:6379"_s, false},
            {u"REDIS_PASSWORD"_s, {}, true}, {u"BULL_PREFIX"_s, u"jobs"_s, false}}));
    QCOMPARE(address.unused, (QStringList{u"REDIS_KEY_PREFIX"_s, u"CACHE_REDIS_HOST"_s}));
    QCOMPARE(address.prefix, QByteArray("jobs"));
}

void TestEnvLines::leavesOtherTextsAlone_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("URL") << u"redis://h:6379/1?db=2"_s;
    QTest::newRow("URL with an equals sign") << u"rediss://h?ca=/x"_s;
    QTest::newRow("host and port") << u"h:6379"_s;
    QTest::newRow("other variables") << u"DATABASE_URL=postgres://x\nPORT=3000"_s;
    QTest::newRow("password alone") << u"REDIS_PASSWORD=pw"_s;
    QTest::newRow("empty value") << u"REDIS_HOST="_s;
    QTest::newRow("commented out") << u"# REDIS_HOST=h"_s;
    QTest::newRow("words") << u"the redis host is h"_s;
}

void TestEnvLines::leavesOtherTextsAlone()
{
    QFETCH(const QString, text);
    QVERIFY(!readEnvLines(text));
}

void TestEnvLines::tellsWhatMakesNoSense_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("port") << u"REDIS_HOST=h\nREDIS_PORT=abc"_s << u"port"_s;
    QTest::newRow("port out of range") << u"REDIS_HOST=h\nREDIS_PORT=70000"_s << u"port"_s;
    QTest::newRow("database") << u"REDIS_HOST=h\nREDIS_DB=-1"_s << u"database"_s;
    QTest::newRow("URL") << u"REDIS_URL=redis://h:x"_s << u"port"_s;
}

void TestEnvLines::tellsWhatMakesNoSense()
{
    QFETCH(const QString, text);
    const std::optional<Result<EnvAddress>> read = readEnvLines(text);
    QVERIFY(read);
    QVERIFY(!*read);
    QCOMPARE(read->error().code, ErrorCode::BadInput);
    QTEST(read->error().context.value(u"part"_s).toString(), "part");
}

QTEST_GUILESS_MAIN(TestEnvLines)
#include "tst_envlines.moc"
