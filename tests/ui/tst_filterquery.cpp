// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/filterquery.h"
#include "util/parentkey.h"
#include "util/secrets.h"
#include "util/traceframes.h"

#include <QTest>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;

//! What somebody types into the filter line, and other small readers of text.
class TestFilterQuery final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void understands_data();
    void understands();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void asksTheEngine();
    void secretsAreMasked_data();
    // production: P9
    void secretsAreMasked();
    void secretNames();
    void namesThatAreMaskedCanBeOthers();
    void tracesComeApart();
    void keysOfJobs();
};

void TestFilterQuery::understands_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("in");
    const int everywhere = allMatchFields.toInt();
    QTest::newRow("nothing") << u"  "_s << QByteArray() << everywhere;
    QTest::newRow("words are one text")
        << u"connect  ECONNREFUSED"_s << QByteArray("connect ECONNREFUSED") << everywhere;
    QTest::newRow("a field") << u"name:mail"_s << QByteArray("mail") << static_cast<int>(MatchField::Name);
    QTest::newRow("quotes and stars")
        << u"error:\"ECONN* \""_s << QByteArray("ECONN* ") << static_cast<int>(MatchField::Error);
    QTest::newRow("a star at the end")
        << u"error:\"ECONN*\""_s << QByteArray("ECONN") << static_cast<int>(MatchField::Error);
    QTest::newRow("escaped quote") << u"data:\"a\\\"b\""_s << QByteArray("a\"b")
                                   << static_cast<int>(MatchField::Data);
    QTest::newRow("a colon that is no field")
        << u"10.0.4.12:587"_s << QByteArray("10.0.4.12:587") << everywhere;
    QTest::newRow("an address") << u"http://x/y"_s << QByteArray("http://x/y") << everywhere;
    QTest::newRow("not ASCII") << u"name:Grüße"_s
                               << QByteArray("Gr\xc3\xbc\xc3\x9f"
                                             "e")
                               << static_cast<int>(MatchField::Name);
}

void TestFilterQuery::understands()
{
    QFETCH(QString, line);
    QFETCH(QByteArray, text);
    QFETCH(int, in);
    const FilterQuery query = parseFilter(line);
    if (text.contains('*')) {
        QCOMPARE(query.problem, FilterQuery::Problem::StarInside);
        return;
    }
    QCOMPARE(query.problem, FilterQuery::Problem::None);
    QCOMPARE(query.isEmpty(), text.isEmpty());
    if (text.isEmpty())
        return;
    QCOMPARE(query.terms.size(), size_t(1));
    QCOMPARE(query.terms.front().text, text);
    QCOMPARE(query.terms.front().in.toInt(), in);
}

void TestFilterQuery::saysWhatIsWrong_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<FilterQuery::Problem>("problem");
    QTest::newRow("state") << u"state:faild"_s << FilterQuery::Problem::UnknownState;
    QTest::newRow("age") << u"age:soon"_s << FilterQuery::Problem::BadAge;
    QTest::newRow("no age") << u"age:<0"_s << FilterQuery::Problem::BadAge;
    QTest::newRow("nothing behind the colon") << u"name:"_s << FilterQuery::Problem::EmptyValue;
    QTest::newRow("open quote") << u"error:\"ECONN"_s << FilterQuery::Problem::OpenQuote;
    QTest::newRow("star inside") << u"error:E*N"_s << FilterQuery::Problem::StarInside;
    QTest::newRow("twice") << u"name:a name:b"_s << FilterQuery::Problem::TooMany;
}

void TestFilterQuery::saysWhatIsWrong()
{
    QFETCH(QString, line);
    QFETCH(FilterQuery::Problem, problem);
    QCOMPARE(parseFilter(line).problem, problem);
}

void TestFilterQuery::asksTheEngine()
{
    const FilterQuery query = parseFilter(u"state:failed age:<24h error:\"ECONN*\""_s);
    QCOMPARE(query.problem, FilterQuery::Problem::None);
    QCOMPARE(query.state, JobState::Failed);
    const qint64 day = 24LL * 3600 * 1000;
    const MassFilter filter = toMassFilter(query, 10 * day);
    QCOMPARE(filter.match, QByteArray("ECONN"));
    QCOMPARE(filter.matchIn, MatchFields(MatchField::Error));
    QCOMPARE(filter.since, 9 * day);
    QVERIFY(!parseFilter(u"state:waiting"_s).isSearch());
}

void TestFilterQuery::secretsAreMasked_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("masked");
    const QByteArray dots = QByteArray("\"") + maskDots + '"';
    QTest::newRow("none") << QByteArray(R"({"a": 1.10, "a": 2})") << QByteArray(R"({"a": 1.10, "a": 2})");
    QTest::newRow("string") << QByteArray(R"({"password":"x\"y","n":1})")
                            << QByteArray(R"({"password":)" + dots + R"(,"n":1})");
    QTest::newRow("number") << QByteArray(R"({"pin" : 1234 })") << QByteArray(R"({"pin" : )" + dots + " }");
    QTest::newRow("object") << QByteArray(R"({"credentials":{"u":"a","p":["b"]},"z":0})")
                            << QByteArray(R"({"credentials":)" + dots + R"(,"z":0})");
    QTest::newRow("escaped name") << QByteArray(R"({"pass\u0077ord":"x"})")
                                  << QByteArray(R"({"pass\u0077ord":)" + dots + "}");
    QTest::newRow("cut off") << QByteArray(R"({"access_token":"abcd)")
                             << QByteArray(R"({"access_token":)" + dots);
    QTest::newRow("cut off in an object")
        << QByteArray(R"({"secret":{"a":"b)") << QByteArray(R"({"secret":)" + dots);
    QTest::newRow("flags tell nothing") << QByteArray(R"({"hasPassword":true,"token":null})")
                                        << QByteArray(R"({"hasPassword":true,"token":null})");
    QTest::newRow("a value, not a name")
        << QByteArray(R"(["password","x"])") << QByteArray(R"(["password","x"])");
    QTest::newRow("no JSON") << QByteArray("password: x") << QByteArray("password: x");
    QTest::newRow("only a quote") << QByteArray("\"") << QByteArray("\"");
}

void TestFilterQuery::secretsAreMasked()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, masked);
    QCOMPARE(maskSecrets(json), masked);
    QCOMPARE(holdsSecrets(json), json != masked);
}

void TestFilterQuery::secretNames()
{
    for (const char* name : {"password", "userPassword", "PASSWD", "api_key", "X-Api-Key", "Authorization",
             "accessToken", "refresh_token", "token", "client-secret", "Set-Cookie", "pin", "jwt"})
        QVERIFY2(looksSecret(name), name);
    for (const char* name :
        {"maxTokens", "tokenCount", "author", "passenger", "spinner", "order", "", "keyboard"})
        QVERIFY2(!looksSecret(name), name);
}

void TestFilterQuery::namesThatAreMaskedCanBeOthers()
{
    setMaskedNames({"e-mail", "Street", "IBAN"});
    for (const char* name : {"email", "eMail", "homeStreet", "street_2", "iban"})
        QVERIFY2(looksSecret(name), name);
    for (const char* name : {"password", "token", "emails", "ibanOf"})
        QVERIFY2(!looksSecret(name), name);
    const QByteArray json = R"({"password":"x","iban":"DE1"})";
    const QByteArray masked = R"({"password":"x","iban":")" + QByteArray(maskDots) + R"("})";
    QCOMPARE(maskSecrets(json), masked);
    setMaskedNames({});
    QVERIFY(!holdsSecrets(json));
    setMaskedNames(usualMaskedNames());
    QVERIFY(looksSecret("password"));
}

void TestFilterQuery::tracesComeApart()
{
    const TraceParts parts =
        splitTrace("Error: a\nb\n    at TCP.x (node:net:1:2)\n    at send (/srv/a.js:1:2)\n"
                   "    at go (/srv/node_modules/x/y.js:3:4)");
    QCOMPARE(parts.message, (QByteArrayList{"Error: a", "b"}));
    QCOMPARE(parts.own, (QByteArrayList{"at send (/srv/a.js:1:2)"}));
    QCOMPARE(parts.others.size(), 2);
    QCOMPARE(splitTrace("just words").message, (QByteArrayList{"just words"}));
}

void TestFilterQuery::keysOfJobs()
{
    QCOMPARE(splitJobKey("bull:mail:42"), (std::pair<QueueId, JobId>{{"bull", "mail"}, "42"}));
    QCOMPARE(splitJobKey("a:{b}:mail:x-1")->first.prefix, QByteArray("a:{b}"));
    for (const char* key : {"", ":", "::", "mail:42", "bull::42", "bull:mail:"})
        QVERIFY2(!splitJobKey(key), key);
}

QTEST_GUILESS_MAIN(TestFilterQuery)
#include "tst_filterquery.moc"
