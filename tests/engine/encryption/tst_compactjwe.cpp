// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryption/compactjwe.h"

#include "encryption/aesgcm_p.h"
#include "encryption/base64url_p.h"

#include <QTest>

using namespace drover;
using namespace Qt::StringLiterals;

namespace {

const TokenPlace place{"bull:mail", "/card/number"};
const QByteArray plaintext = R"("4111 mArKeR-of-tst_compactjwe")";

EncryptionKey keyOf(const QByteArray& id, char byte)
{
    return *EncryptionKey::fromBase64Url(id, encodeBase64Url(QByteArray(EncryptionKey::size, byte)));
}

const std::vector<EncryptionKey>& keys()
{
    static const std::vector<EncryptionKey> all{keyOf("old", 'a'), keyOf("new", 'b')};
    return all;
}

//! A token whose tag is right, whatever its header says.
QByteArray tokenWith(const QByteArray& header)
{
    const QByteArray first = encodeBase64Url(header);
    const auto sealed = aesgcm::seal(keys().back(), first, plaintext);
    return QByteArrayList{first, QByteArray(), encodeBase64Url(sealed->iv),
        encodeBase64Url(sealed->ciphertext), encodeBase64Url(sealed->tag)}
        .join('.');
}

QString reasonOf(const Result<QByteArray>& result)
{
    return result ? u"none"_s : result.error().context.value(u"reason"_s).toString();
}

} // namespace

//! Tokens that are refused whole. That good ones are good, npm's jose says in tst_jose.
class TestCompactJwe final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void publishedVector();
    void goesAndComesBack();
    void neverTheSameTwice();
    // fault: G10
    void alteredInEachPlace();
    // fault: G10
    void truncatedAtEachLength();
    void refusesHeaders_data();
    // fault: G10
    void refusesHeaders();
    void takesAnyOrderOfMembers();
    void movedToAnotherPlace_data();
    // fault: G10
    void movedToAnotherPlace();
    // fault: G10
    void unknownAndWrongKeys();
    // fault: G10
    void tooLarge();
    void keysAreChecked_data();
    void keysAreChecked();
    void placesThatAreNoText();
    void tellsTokensFromOtherTexts_data();
    void tellsTokensFromOtherTexts();
};

//! Test case 16 of McGrew and Viega, "The Galois/Counter Mode of Operation".
void TestCompactJwe::publishedVector()
{
    const auto key = EncryptionKey::fromBase64Url("k",
        encodeBase64Url(
            QByteArray::fromHex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")));
    const aesgcm::Sealed sealed{QByteArray::fromHex("cafebabefacedbaddecaf888"),
        QByteArray::fromHex("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"),
        QByteArray::fromHex("76fc6ece0f4e1768cddf8853bb2d551b")};
    const auto opened =
        aesgcm::open(*key, QByteArray::fromHex("feedfacedeadbeeffeedfacedeadbeefabaddad2"), sealed);
    QVERIFY(opened.has_value());
    QCOMPARE(opened->toHex(),
        QByteArray(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6"
            "b525b16aedf5aa0de657ba637b39"));
}

void TestCompactJwe::goesAndComesBack()
{
    for (const EncryptionKey& key : keys()) {
        for (const QByteArray& text : {plaintext, QByteArray("1"), QByteArray(1'000'000, 'x')}) {
            const auto token = encryptToken(text, key, place);
            QVERIFY(token.has_value());
            QVERIFY(looksEncrypted(*token));
            QCOMPARE(keyIdOfToken(*token), key.id());
            const auto back = decryptToken(*token, keys(), place);
            QVERIFY2(back.has_value(), qPrintable(reasonOf(back)));
            QCOMPARE(*back, text);
        }
    }
}

void TestCompactJwe::neverTheSameTwice()
{
    QVERIFY(*encryptToken(plaintext, keys()[0], place) != *encryptToken(plaintext, keys()[0], place));
}

//! Every letter of the token, also those of whose bits some mean nothing.
void TestCompactJwe::alteredInEachPlace()
{
    const QByteArray token = *encryptToken(plaintext, keys()[0], place);
    for (qsizetype at = 0; at < token.size(); ++at) {
        for (const char other : {'A', 'B', 'z', '.', '=', '\0', '\xff'}) {
            if (token[at] == other)
                continue;
            QByteArray altered = token;
            altered[at] = other;
            const auto result = decryptToken(altered, keys(), place);
            QVERIFY2(!result.has_value(), altered.constData());
            QCOMPARE(result.error().code, ErrorCode::Encryption);
            QVERIFY(result.error().message.startsWith(u"cannot decrypt: "));
            QVERIFY(!result.error().message.contains(u"mArKeR"));
        }
    }
}

void TestCompactJwe::truncatedAtEachLength()
{
    const QByteArray token = *encryptToken(plaintext, keys()[0], place);
    for (qsizetype length = 0; length < token.size(); ++length) {
        QVERIFY(!decryptToken(token.first(length), keys(), place).has_value());
        QVERIFY(!decryptToken(token.last(length), keys(), place).has_value());
        // So that a worker is never given a piece of a token as if it were the value.
        QCOMPARE(looksEncrypted(token.first(length)), length >= 3);
    }
    QVERIFY(!decryptToken(QByteArray(token + '.'), keys(), place).has_value());
    QVERIFY(!decryptToken(QByteArray(token + token), keys(), place).has_value());
}

void TestCompactJwe::refusesHeaders_data()
{
    QTest::addColumn<QByteArray>("header");
    const QByteArray rest = R"(,"kid":"new","queue":"bull:mail","field":"/card/number")";
    const auto row = [](const char* name, const QByteArray& header) { QTest::newRow(name) << header; };
    row("zip", R"({"alg":"dir","enc":"A256GCM","zip":"DEF")" + rest + '}');
    row("crit", R"({"alg":"dir","enc":"A256GCM","crit":["queue"])" + rest + '}');
    row("p2c", R"({"alg":"dir","enc":"A256GCM","p2c":1)" + rest + '}');
    row("alg of key wrapping", R"({"alg":"A256KW","enc":"A256GCM")" + rest + '}');
    row("alg none", R"({"alg":"none","enc":"A256GCM")" + rest + '}');
    row("alg in capitals", R"({"alg":"DIR","enc":"A256GCM")" + rest + '}');
    row("alg no string", R"({"alg":["dir"],"enc":"A256GCM")" + rest + '}');
    row("enc of another length", R"({"alg":"dir","enc":"A128GCM")" + rest + '}');
    row("enc of another kind", R"({"alg":"dir","enc":"A256CBC-HS512")" + rest + '}');
    row("enc missing", R"({"alg":"dir")" + rest + '}');
    row("enc twice", R"({"alg":"dir","enc":"A128GCM","enc":"A256GCM")" + rest + '}');
    row("escaped name", R"({"\u0061lg":"dir","enc":"A256GCM")" + rest + '}');
    row("no kid", R"({"alg":"dir","enc":"A256GCM","queue":"bull:mail","field":"/card/number"})");
    row("kid of control characters",
        R"({"alg":"dir","enc":"A256GCM","kid":"a\u001bb","queue":"bull:mail","field":"/card/number"})");
    row("no queue", R"({"alg":"dir","enc":"A256GCM","kid":"new","field":"/card/number"})");
    row("no field", R"({"alg":"dir","enc":"A256GCM","kid":"new","queue":"bull:mail"})");
    row("not an object", R"(["dir"])");
    row("not JSON", R"({"alg":"dir","enc":"A256GCM")" + rest);
}

void TestCompactJwe::refusesHeaders()
{
    QFETCH(QByteArray, header);
    const auto result = decryptToken(tokenWith(header), keys(), place);
    QCOMPARE(reasonOf(result), u"header"_s);
}

void TestCompactJwe::takesAnyOrderOfMembers()
{
    const auto result = decryptToken(
        tokenWith(
            R"({ "field" : "/card/number", "queue":"bull\u003amail","kid":"new","enc":"A256GCM","alg":"dir"})"),
        keys(), place);
    QVERIFY2(result.has_value(), qPrintable(reasonOf(result)));
    QCOMPARE(*result, plaintext);
}

void TestCompactJwe::movedToAnotherPlace_data()
{
    QTest::addColumn<QByteArray>("queue");
    QTest::addColumn<QByteArray>("field");
    QTest::newRow("another field") << QByteArray("bull:mail") << QByteArray("/card/name");
    QTest::newRow("longer field") << QByteArray("bull:mail") << QByteArray("/card/number/0");
    QTest::newRow("another queue") << QByteArray("bull:pay") << QByteArray("/card/number");
    QTest::newRow("another prefix") << QByteArray("shop:mail") << QByteArray("/card/number");
    QTest::newRow("nowhere") << QByteArray() << QByteArray();
}

void TestCompactJwe::movedToAnotherPlace()
{
    QFETCH(QByteArray, queue);
    QFETCH(QByteArray, field);
    const QByteArray token = *encryptToken(plaintext, keys()[0], place);
    QCOMPARE(reasonOf(decryptToken(token, keys(), {queue, field})), u"elsewhere"_s);
}

void TestCompactJwe::unknownAndWrongKeys()
{
    const QByteArray token = *encryptToken(plaintext, keys()[0], place);
    const auto unknown = decryptToken(token, {keys()[1]}, place);
    QCOMPARE(reasonOf(unknown), u"unknown-key"_s);
    QCOMPARE(unknown.error().context.value(u"kid"_s).toString(), u"old"_s);
    QCOMPARE(reasonOf(decryptToken(token, {}, place)), u"unknown-key"_s);
    QCOMPARE(reasonOf(decryptToken(token, {keyOf("old", 'c')}, place)), u"altered"_s);
}

void TestCompactJwe::tooLarge()
{
    QCOMPARE(reasonOf(decryptToken(QByteArray(100'000'000, 'A'), keys(), place)), u"too-large"_s);
    QByteArray token = *encryptToken(plaintext, keys()[0], place);
    token.insert(token.lastIndexOf('.'), QByteArray(100'000'000, 'A'));
    QCOMPARE(reasonOf(decryptToken(token, keys(), place)), u"too-large"_s);
    QVERIFY(encryptToken(QByteArray(largestPlaintext, '1'), keys()[0], place).has_value());
    QVERIFY(!encryptToken(QByteArray(largestPlaintext + 1, '1'), keys()[0], place).has_value());
    const auto largest = encryptToken(QByteArray(largestPlaintext, '1'), keys()[0], place);
    QVERIFY(decryptToken(*largest, keys(), place).has_value());
}

void TestCompactJwe::keysAreChecked_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("text");
    const QByteArray good = encodeBase64Url(QByteArray(32, 'k'));
    QTest::newRow("short") << QByteArray("k") << encodeBase64Url(QByteArray(31, 'k'));
    QTest::newRow("long") << QByteArray("k") << encodeBase64Url(QByteArray(33, 'k'));
    QTest::newRow("nothing") << QByteArray("k") << QByteArray();
    QTest::newRow("padded") << QByteArray("k") << good + '=';
    QTest::newRow("with a line end") << QByteArray("k") << good + '\n';
    QTest::newRow("no id") << QByteArray() << good;
    QTest::newRow("bad id") << QByteArray("a b") << good;
}

void TestCompactJwe::keysAreChecked()
{
    QFETCH(QByteArray, id);
    QFETCH(QByteArray, text);
    QVERIFY(!EncryptionKey::fromBase64Url(id, text).has_value());
}

//! They would come back as something else.
void TestCompactJwe::placesThatAreNoText()
{
    QVERIFY(!encryptToken(plaintext, keys()[0], {"bull:\xff", "/a"}).has_value());
    QVERIFY(!encryptToken(plaintext, keys()[0], {"bull:mail", QByteArray(5000, '/')}).has_value());
}

void TestCompactJwe::tellsTokensFromOtherTexts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("a word") << QByteArray("4111 1111 1111 1111");
    QTest::newRow("a signed token") << QByteArray(
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.XmNK3GpH3Ys_7wsYBfq4C3M6goz71I7dTgUkuIa5lyQ");
}

void TestCompactJwe::tellsTokensFromOtherTexts()
{
    QFETCH(QByteArray, text);
    QVERIFY(!looksEncrypted(text));
    QVERIFY(!keyIdOfToken(text).has_value());
}

QTEST_GUILESS_MAIN(TestCompactJwe)
#include "tst_compactjwe.moc"
