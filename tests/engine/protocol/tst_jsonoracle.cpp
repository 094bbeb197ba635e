// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "nodeoracle.h"
#include "protocol/jsontext.h"

#include <QRandomGenerator>
#include <QTest>

#include <cmath>

using namespace drover;
using drover::test::askNode;

namespace {

QJsonValue base64(const QByteArray& bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

QByteArrayList vectors()
{
    QByteArrayList texts{"", " ", "null", "nul", "nulll", "True", "true", "[true,false,null]", "{}", "[]",
        "[", "]", "{", "}", "[}", "{]", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}",
        "{'a':1}", "{\"a\":1}}", "[1]]", "1", "-1", "-", "+1", "01", "-01", "0", "-0", "0.0", "0.", ".0",
        "1e1", "1E+1", "1e-1", "1e", "1e+", "1.5e3.2", "0x10", "Infinity", "NaN", "-Infinity", "1e999",
        "\"\"", "\"", "\"a", "\"\\\"", "\"\\a\"", "\"\\u00\"", "\"\\u00e9\"", "\"\\uD800\"", "\"\\uXYZW\"",
        "\"\t\"", "\"\n\"", "\"\x7f\"", "\"\x1f\"", "\"\xc3\xa9\"", "\"\xe2\x80\xa8\"", "\xef\xbb\xbf{}",
        "\xc2\xa0{}", "{}\xc2\xa0", "\x0c{}", "\x0b{}", "// c\n{}", "/* c */{}", "{}#", "\t\n\r {} \t\n\r",
        "{\"a\":1,\"a\":2}", "{\"\":{}}", "[[[[[[]]]]]]", "[\"a\",\"b\":1]", "{\"a\",1}", "{1:2}",
        "\"a\"\"b\"", "1 1", "--1", "1-", "[1,2", "undefined", "[null,]", "\"\\\\\"", "\"\\/\"", "\"\\'\"",
        "tru", "truee"};
    texts.append(QByteArray("[1]\0", 4));
    texts.append(QByteArray("\"a\0b\"", 5));
    // The same with single bytes changed: most of them are wrong in ways that nobody lists.
    QRandomGenerator random(7);
    const QByteArray stem = "{\"a\":[1.5e-3,\"x\\u0041\\n\",true,null],\"b\":{\"c\":-0}}";
    for (int i = 0; i < 1500; ++i) {
        QByteArray text = stem;
        const QByteArray replacements = "{}[]\",:\\0-+.eEun tfa1\n";
        const auto at = random.bounded(static_cast<quint32>(text.size()));
        text[at] = replacements[random.bounded(static_cast<quint32>(replacements.size()))];
        texts.append(text);
    }
    return texts;
}

} // namespace

class TestJsonOracle : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void acceptsWhatJavaScriptAccepts()
    {
        const QByteArrayList texts = vectors();
        QJsonArray arguments;
        for (const QByteArray& text : texts)
            arguments.append(base64(text));
        const QJsonArray answers = askNode(QStringLiteral("accepts"), arguments);
        QCOMPARE(answers.size(), texts.size());
        for (qsizetype i = 0; i < texts.size(); ++i) {
            QVERIFY2(json::isValid(texts[i]) == answers[i].toBool(), texts[i].constData());
        }
    }

    void decodesStringsLikeJavaScript()
    {
        const QByteArrayList texts{"\"\"", "\"a\\u00e9\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\ude00\\ud83d\"",
            "\"\\\\\\/\\\"\\b\\f\\n\\r\\t\"", "\"\\uFFFF\\u0000\\u007f\"", "\"\\ud83d\\ud83d\\ude00\\ude00\"",
            "\"\\u20ac\\\\u20ac\""};
        QJsonArray arguments;
        for (const QByteArray& text : texts)
            arguments.append(QString::fromUtf8(text));
        const QJsonArray answers = askNode(QStringLiteral("decoded"), arguments);
        QCOMPARE(answers.size(), texts.size());
        for (qsizetype i = 0; i < texts.size(); ++i)
            QCOMPARE(json::decodeString(texts[i]), QByteArray::fromBase64(answers[i].toString().toLatin1()));
    }

    void encodesStringsLikeJavaScript()
    {
        QByteArrayList texts{"", "a/b", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\"\\", "\xe2\x80\xa8"};
        QByteArray controls;
        for (char c = 0; c < 0x20; ++c)
            controls += c;
        texts.append(controls + '\x7f');
        QJsonArray arguments;
        for (const QByteArray& text : texts)
            arguments.append(base64(text));
        const QJsonArray answers = askNode(QStringLiteral("encoded"), arguments);
        QCOMPARE(answers.size(), texts.size());
        for (qsizetype i = 0; i < texts.size(); ++i)
            QCOMPARE(json::encodeString(QByteArrayView(texts[i])), answers[i].toString().toUtf8());
    }

    void writesNumbersLikeJavaScript()
    {
        QByteArrayList texts{"0", "-0", "1", "-1", "0.1", "1.5", "100", "1e20", "1e21",
            "123456789012345680000", "1.5e21", "1e-6", "1e-7", "1.25e-7", "0.000001234", "5e-324",
            "1.7976931348623157e308", "9007199254740993", "4096.5", "1700000000000", "1700000000000.5",
            "-12.75", "0.30000000000000004"};
        QRandomGenerator random(11);
        for (int i = 0; i < 500; ++i)
            texts.append(
                QByteArray::number(random.generateDouble() * std::pow(10, random.bounded(60) - 30), 'g', 17));
        QJsonArray arguments;
        for (const QByteArray& text : texts)
            arguments.append(QString::fromLatin1(text));
        const QJsonArray answers = askNode(QStringLiteral("number"), arguments);
        QCOMPARE(answers.size(), texts.size());
        for (qsizetype i = 0; i < texts.size(); ++i)
            QCOMPARE(json::encodeNumber(texts[i].toDouble()), answers[i].toString().toLatin1());
    }
};

QTEST_GUILESS_MAIN(TestJsonOracle)
#include "tst_jsonoracle.moc"
