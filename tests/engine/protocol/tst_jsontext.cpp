// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/jsontext.h"

#include <QRandomGenerator>
#include <QTest>

using namespace drover;

namespace {

// Random JSON with its size bounded by `depth`; white space of every kind between tokens.
class Generator final {
public:
    explicit Generator(quint32 seed)
        : m_random(seed)
    {
    }

    QByteArray value(int depth)
    {
        const int kind = static_cast<int>(m_random.bounded(depth > 0 ? 7 : 5));
        switch (kind) {
        case 0:
            return pick({"null", "true", "false"});
        case 1:
            return pick(
                {"0", "-0", "1.10", "1e5", "-2.5E-3", "12345678901234567890123", "0.1", "9007199254740993"});
        case 2:
            return string();
        case 3:
            return "{}";
        case 4:
            return "[]";
        case 5:
            return container(depth, '[', ']');
        default:
            return container(depth, '{', '}');
        }
    }

    QByteArray space() { return pick({"", "", "", " ", "\n", "\t \r\n"}); }

private:
    QByteArray pick(std::initializer_list<const char*> choices)
    {
        return std::data(choices)[m_random.bounded(static_cast<quint32>(choices.size()))];
    }

    QByteArray string()
    {
        return pick({"\"\"", "\"a\"", "\"\\\"{[,:\"", "\"\xc3\xa9\xe2\x82\xac\"", "\"\\ud83d\\ude00\"",
            "\"\\u0041\\n\"", "\"  \""});
    }

    QByteArray container(int depth, char open, char close)
    {
        QByteArray text(1, open);
        const int count = static_cast<int>(m_random.bounded(1, 5));
        for (int i = 0; i < count; ++i) {
            text += (i > 0 ? "," : "") + space();
            if (open == '{')
                text += string() + space() + ':' + space();
            text += value(depth - 1) + space();
        }
        return text + close;
    }

    QRandomGenerator m_random;
};

QByteArray withoutSpace(const QByteArray& text)
{
    QByteArray result;
    bool inside = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inside && c == '\\') {
            result += c;
            result += text[++i];
            continue;
        }
        if (c == '"')
            inside = !inside;
        if (inside || !QByteArray(" \n\t\r").contains(c))
            result += c;
    }
    return result;
}

} // namespace

class TestJsonText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsTheMistake_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("at"); // -1 = none
        QTest::newRow("sound") << QByteArray(" [1, {\"a\": null}] ") << -1;
        QTest::newRow("empty") << QByteArray() << 0;
        QTest::newRow("only space") << QByteArray("  ") << 2;
        QTest::newRow("comma too many") << QByteArray("[1,]") << 3;
        QTest::newRow("comma missing") << QByteArray("{\"a\":1 \"b\":2}") << 7;
        QTest::newRow("colon missing") << QByteArray("{\"a\" 1}") << 5;
        QTest::newRow("bare word") << QByteArray("{\"a\": yes}") << 6;
        QTest::newRow("single quotes") << QByteArray("{'a': 1}") << 1;
        QTest::newRow("not closed") << QByteArray("{\"a\": [1") << 8;
        QTest::newRow("string not closed") << QByteArray("\"abc") << 4;
        QTest::newRow("bad escape") << QByteArray("\"a\\xb\"") << 3;
        QTest::newRow("line end in a string") << QByteArray("\"a\nb\"") << 2;
        QTest::newRow("something behind it") << QByteArray("{} true") << 3;
        QTest::newRow("not UTF-8") << QByteArray("\"a\xff\"") << 2;
    }
    void findsTheMistake()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const int, at);
        const std::optional<qsizetype> found = json::errorAt(text);
        QCOMPARE(found ? static_cast<int>(*found) : -1, at);
        QCOMPARE(json::isValid(text), at < 0);
    }
    void indexesMembersAsWritten()
    {
        const QByteArray text = " { \"a\" : 1.10 , \"b\\u0063\":[ 1, 2 ],\"a\":12345678901234567890123 } ";
        const auto members = json::members(text);
        QVERIFY(members);
        QCOMPARE(members->size(), size_t(3));
        QCOMPARE((*members)[0].key.toByteArray(), QByteArray("\"a\""));
        QCOMPARE((*members)[0].value.toByteArray(), QByteArray("1.10"));
        QCOMPARE((*members)[1].value.toByteArray(), QByteArray("[ 1, 2 ]"));
        QCOMPARE(json::value(text, "a").toByteArray(), QByteArray("12345678901234567890123"));
        QCOMPARE(json::value(text, "bc").toByteArray(), QByteArray("[ 1, 2 ]"));
        QVERIFY(json::value(text, "x").isNull());
        QVERIFY(!json::members("[1]"));
        QVERIFY(!json::members("{\"a\":1} x"));
    }

    void followsPaths()
    {
        const QByteArray text = "{\"user\":{\"tags\":[\"x\",{\"n\":1.0}]},\"0\":7}";
        QCOMPARE(json::at(text, {"user", "tags", "1", "n"}).toByteArray(), QByteArray("1.0"));
        QCOMPARE(json::at(text, {"0"}).toByteArray(), QByteArray("7"));
        QCOMPARE(json::at(text, {}).toByteArray(), text);
        for (const QByteArrayList& path :
            {QByteArrayList{"user", "tags", "2"}, QByteArrayList{"user", "tags", "-1"},
                QByteArrayList{"user", "tags", "x"}, QByteArrayList{"nobody", "x"}, QByteArrayList{"0", "x"}})
            QVERIFY(json::at(text, path).isEmpty());
    }

    void replacesAndAddsMembers()
    {
        QCOMPARE(
            json::withMember("{ \"a\": 1, \"b\":2 }", "a", "[3]"), QByteArray("{ \"a\": [3], \"b\":2 }"));
        QCOMPARE(json::withMember("{\"a\":1,\"a\":2}", "a", "3"), QByteArray("{\"a\":1,\"a\":3}"));
        QCOMPARE(json::withMember("{\"a\":1}", "b\"", "3"), QByteArray("{\"a\":1,\"b\\\"\":3}"));
        QCOMPARE(json::withMember(" {} ", "b", "3"), QByteArray(" {\"b\":3} "));
        QVERIFY(!json::withMember("[1]", "b", "3"));
        QCOMPARE(json::withoutMember("{\"a\":1,\"b\":2.0,\"a\":3}", "a"), QByteArray("{\"b\":2.0}"));
        QCOMPARE(json::withoutMember("{ \"b\":2 }", "a"), QByteArray("{ \"b\":2 }"));
        QVERIFY(!json::withoutMember("1", "a"));
    }

    void printsForPeople()
    {
        QCOMPARE(json::pretty("{\"b\":1.10,\"a\":[],\"c\":{ },\"d\":[1,\"x y\"]}"),
            QByteArray(
                "{\n  \"b\": 1.10,\n  \"a\": [],\n  \"c\": {},\n  \"d\": [\n    1,\n    \"x y\"\n  ]\n}"));
        QCOMPARE(json::pretty("not json"), QByteArray("not json"));
        QCOMPARE(json::compact(" [ 1 , { \"a b\" : 2 } ] "), QByteArray("[1,{\"a b\":2}]"));
    }

    void decodesStrings()
    {
        QCOMPARE(json::decodeString("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\""),
            QByteArray("a\"\\/\b\f\n\r\t\xc3\xa9"));
        QCOMPARE(json::decodeString("\"\\ud83d\\ude00\""), QByteArray("\xf0\x9f\x98\x80"));
        QCOMPARE(json::decodeString("\"\\ud83dx\\ude00\""), QByteArray("\xef\xbf\xbdx\xef\xbf\xbd"));
        QCOMPARE(json::decodeString("\"\\ud83d\\ud83d\\ude00\""), QByteArray("\xef\xbf\xbd\xf0\x9f\x98\x80"));
        QCOMPARE(json::decodeString("\"\\u0000\""), QByteArray(1, '\0'));
        for (const char* bad : {"", "\"", "a", "\"\\x\"", "\"\\u12\"", "\"a\"b\"", "\"\xff\"", "\"\n\""})
            QVERIFY2(!json::decodeString(bad), bad);
    }

    void encodesStrings()
    {
        QCOMPARE(json::encodeString(QByteArrayView("a\"\\/\b\f\n\r\t\x01\x7f\xc3\xa9")),
            QByteArray("\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\x7f\xc3\xa9\""));
        QCOMPARE(
            json::encodeString(QByteArrayView("a\xff\xc3")), QByteArray("\"a\xef\xbf\xbd\xef\xbf\xbd\""));
        QCOMPARE(json::encodeString(QStringView(u"\u00e9")), QByteArray("\"\xc3\xa9\""));
    }

    void readsNumbers()
    {
        QCOMPARE(json::decodeNumber("1.2345678901235e+15"), 1234567890123500.0);
        QCOMPARE(json::decodeNumber("-0.5"), -0.5);
        QCOMPARE(json::decodeNumber("1e-400"), 0.0);
        for (const char* bad : {"", "-", "01", "1.", ".5", "+1", "1e", "0x1", "1 ", "NaN", "1e400", "--1"})
            QVERIFY2(!json::decodeNumber(bad), bad);
    }

    void writesObjects()
    {
        json::ObjectWriter writer;
        writer.string("s", "x\"")
            .integer("i", -5)
            .number("n", 1.5)
            .number("w", 3.0)
            .boolean("b", true)
            .raw("r", "[1.10]");
        QCOMPARE(writer.take(),
            QByteArray("{\"s\":\"x\\\"\",\"i\":-5,\"n\":1.5,\"w\":3,\"b\":true,\"r\":[1.10]}"));
        QCOMPARE(writer.take(), QByteArray("{}"));
    }

    void survivesDeepNesting()
    {
        constexpr int depth = 200'000;
        const QByteArray arrays = QByteArray(depth, '[') + QByteArray(depth, ']');
        QVERIFY(json::isValid(arrays));
        QCOMPARE(json::compact(arrays), arrays);
        QVERIFY(!json::isValid(QByteArray(depth, '[')));
        QVERIFY(!json::isValid(QByteArray("{\"a\":").repeated(depth)));
        const QByteArray objects = QByteArray("{\"a\":").repeated(depth) + "1" + QByteArray(depth, '}');
        QVERIFY(json::isValid(objects));
        QCOMPARE(json::members(objects)->size(), size_t(1));
        const QByteArray indented = QByteArray(5000, '[') + QByteArray(5000, ']');
        QVERIFY(json::pretty(indented).size() < 2'000'000);
    }

    void keepsEveryTokenOfRandomTexts()
    {
        Generator generator(20261124);
        for (int i = 0; i < 3000; ++i) {
            const QByteArray text = generator.space() + generator.value(5) + generator.space();
            QVERIFY2(json::isValid(text), text.constData());
            const QByteArray tokens = withoutSpace(text);
            QCOMPARE(json::compact(text), tokens);
            QCOMPARE(json::compact(json::pretty(text)), tokens);
            if (const auto members = json::members(text)) {
                json::ObjectWriter copy;
                for (const json::Member& member : *members)
                    copy.member(member.key, member.value);
                QCOMPARE(json::compact(copy.take()), tokens);
            }
            const QByteArray continued = text + ',';
            QVERIFY2(!json::isValid(continued), text.constData());
            const QByteArray cut = text.trimmed().chopped(1);
            QVERIFY2(!text.trimmed().endsWith('}') || !json::isValid(cut), text.constData());
        }
    }
};

QTEST_GUILESS_MAIN(TestJsonText)
#include "tst_jsontext.moc"
