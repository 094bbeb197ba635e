// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryption/fieldcipher.h"

#include "encryption/jsonpointer.h"
#include "protocol/jsontext.h"

#include <QTest>

using namespace drover;
using namespace Qt::StringLiterals;

namespace {

const QueueId queue{"bull", "mail"};

EncryptionKey keyOf(const QByteArray& id)
{
    return *EncryptionKey::make(id);
}

QByteArray marked(const JsonText& text, QByteArrayView pointer)
{
    const auto result = replacedAt(
        text, *parseJsonPointer(pointer), [](QByteArrayView value) -> Result<std::optional<JsonText>> {
            return std::optional<JsonText>('<' + value.toByteArray() + '>');
        });
    return result ? *result : QByteArray("error");
}

} // namespace

class TestFieldCipher final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pointers_data();
    void pointers();
    void notPointers_data();
    void notPointers();
    void keepsAllOtherBytes_data();
    void keepsAllOtherBytes();
    void encryptsEveryValueOfADoubleKey();
    void keepsItsOwnTokens();
    void neverEncryptsADamagedTokenAgain();
    void encryptsForeignTokens();
    void clearFieldsFromBefore();
    void refusesWhatItCannotDecrypt();
    void plaintextThatIsNoJson();
    void rotation();
    void formerFields();
    void formerFieldsAreRenewedToo();
    void results();
    void withoutAKey();
    void choicesThatContradict_data();
    void choicesThatContradict();
};

//! The examples of RFC 6901, section 5, and the cases that it names.
void TestFieldCipher::pointers_data()
{
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("an array") << QByteArray("/foo") << QByteArray(R"(["bar", "baz"])");
    QTest::newRow("an element") << QByteArray("/foo/0") << QByteArray(R"("bar")");
    QTest::newRow("the empty name") << QByteArray("/") << QByteArray("0");
    QTest::newRow("a slash") << QByteArray("/a~1b") << QByteArray("1");
    QTest::newRow("a percent sign") << QByteArray("/c%d") << QByteArray("2");
    QTest::newRow("a caret") << QByteArray("/e^f") << QByteArray("3");
    QTest::newRow("a bar") << QByteArray("/g|h") << QByteArray("4");
    QTest::newRow("a backslash") << QByteArray("/i\\j") << QByteArray("5");
    QTest::newRow("a quotation mark") << QByteArray("/k\"l") << QByteArray("6");
    QTest::newRow("a blank") << QByteArray("/ ") << QByteArray("7");
    QTest::newRow("a tilde") << QByteArray("/m~0n") << QByteArray("8");
    for (const char* absent :
        {"/fo", "/foo/2", "/foo/-", "/foo/00", "/foo/+1", "/foo/99999999999999999999", "/foo/0/0", "/A"})
        QTest::newRow(absent) << QByteArray(absent) << QByteArray();
}

void TestFieldCipher::pointers()
{
    const QByteArray text = R"({
      "foo": ["bar", "baz"],
      "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8
   })";
    QFETCH(QByteArray, pointer);
    QFETCH(QByteArray, value);
    // Values of members stand behind ": ", the element behind "[".
    const QByteArray before = pointer == "/foo/0" ? "[" : ": ";
    QByteArray expected = text;
    if (!value.isEmpty())
        expected.replace(QByteArray(before + value), QByteArray(before + '<' + value + '>'));
    QCOMPARE(expected.count('<'), value.isEmpty() ? 0 : 1);
    QCOMPARE(marked(text, pointer), expected);
}

void TestFieldCipher::notPointers_data()
{
    QTest::addColumn<QByteArray>("pointer");
    for (const char* text : {"card", "card/number", "/a~", "/a~2b", "#/a", "/\xff"})
        QTest::newRow(text) << QByteArray(text);
}

void TestFieldCipher::notPointers()
{
    QFETCH(QByteArray, pointer);
    QVERIFY(!parseJsonPointer(pointer).has_value());
    QVERIFY(!FieldCipher::problemOf({pointer}).isEmpty());
}

void TestFieldCipher::keepsAllOtherBytes_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("digits") << QByteArray(R"( {"n" : 12345678901234567890.10 , "card": {"number" :)")
                            << QByteArray("99999999999999999999999.10e+05") << QByteArray(" ,\"x\":1}\n}\t");
    QTest::newRow("a string") << QByteArray(R"({"card":{"number":)") << QByteArray(R"("4\u0031é\n")")
                              << QByteArray("}}");
    QTest::newRow("an object") << QByteArray(R"({"card":{"number":)")
                               << QByteArray(R"({"b" : 1, "a":[ ],"b":2})") << QByteArray("}}");
    QTest::newRow("null") << QByteArray(R"({"card":{"number":)") << QByteArray("null") << QByteArray("}}");
    QTest::newRow("an escaped name") << QByteArray(R"({"c\u0061rd":{"number":)") << QByteArray("true")
                                     << QByteArray("}}");
}

void TestFieldCipher::keepsAllOtherBytes()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, after);
    const FieldCipher cipher(queue, {"/card/number", "/not/there"}, {keyOf("k")});
    const JsonText data = before + value + after;
    const auto encrypted = cipher.encrypted(data);
    QVERIFY(encrypted.has_value());
    QVERIFY(json::isValid(*encrypted));
    QVERIFY(encrypted->startsWith(QByteArray(before + "\"eyJ")));
    QVERIFY(encrypted->endsWith(QByteArray('"' + after)));
    QVERIFY(!encrypted->contains(value) || value.size() < 5);
    const auto back = cipher.decrypted(*encrypted);
    QVERIFY(back.has_value());
    QCOMPARE(*back, data);
}

//! A reader may take either of them, so none may stay.
void TestFieldCipher::encryptsEveryValueOfADoubleKey()
{
    const FieldCipher cipher(queue, {"/a/b"}, {keyOf("k")});
    const JsonText data = R"({"a":{"b":"one","b":"two"},"a":{"b":"three"},"c":"b"})";
    const auto encrypted = cipher.encrypted(data);
    for (const char* word : {"one", "two", "three"})
        QVERIFY(!encrypted->contains(word));
    QCOMPARE(*cipher.decrypted(*encrypted), data);
}

void TestFieldCipher::keepsItsOwnTokens()
{
    const FieldCipher cipher(queue, {"/a"}, {keyOf("k")});
    const JsonText once = *cipher.encrypted(R"({"a":1})");
    QCOMPARE(*cipher.encrypted(once), once);
}

void TestFieldCipher::neverEncryptsADamagedTokenAgain()
{
    const FieldCipher cipher(queue, {"/a"}, {keyOf("k")});
    QByteArray altered = *cipher.encrypted(R"({"a":1})");
    const qsizetype at = altered.lastIndexOf('.') + 1;
    altered[at] = altered[at] == 'A' ? 'B' : 'A';
    QVERIFY(!cipher.encrypted(altered).has_value());
    const FieldCipher other(queue, {"/a"}, {keyOf("other")});
    QVERIFY(!other.encrypted(*cipher.encrypted(R"({"a":1})")).has_value());
}

void TestFieldCipher::encryptsForeignTokens()
{
    const FieldCipher cipher(queue, {"/a"}, {keyOf("k")});
    const JsonText data =
        R"({"a":"eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..SVWrtGrMmTZPYpPP.aGk.DEUUazwGycT8v80vCODwiw"})";
    const auto encrypted = cipher.encrypted(data);
    QVERIFY(encrypted.has_value());
    QVERIFY(!encrypted->contains("SVWrtGrMmTZPYpPP"));
    QCOMPARE(*cipher.decrypted(*encrypted), data);
}

void TestFieldCipher::clearFieldsFromBefore()
{
    const FieldCipher cipher(queue, {"/a", "/b"}, {keyOf("k")});
    const JsonText data = R"({"a":"clear","b":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"})";
    QCOMPARE(*cipher.decrypted(data), data);
}

void TestFieldCipher::refusesWhatItCannotDecrypt()
{
    const FieldCipher cipher(queue, {"/a", "/b"}, {keyOf("k")});
    const JsonText good = *cipher.encrypted(R"({"a":"mArKeR","b":2})");
    const QByteArray a = *json::decodeString(json::value(good, "a"));
    const QByteArray b = *json::decodeString(json::value(good, "b"));
    const auto refused = [&cipher](const QByteArray& first, const QByteArray& second) {
        const auto result = cipher.decrypted("{\"a\":\"" + first + R"(","b":")" + second + "\"}");
        return !result && result.error().code == ErrorCode::Encryption
            && result.error().message.startsWith(u"cannot decrypt: ")
            && !result.error().message.contains(u"mArKeR");
    };
    QVERIFY(!refused(a, b));
    QVERIFY(refused(b, a)); // moved
    QVERIFY(refused(a, a));
    for (qsizetype length = 3; length < b.size(); ++length)
        QVERIFY(refused(a, b.first(length)));
    const FieldCipher elsewhere({"bull", "pay"}, {"/a", "/b"}, {keyOf("k")});
    QVERIFY(!elsewhere.decrypted(good).has_value());
}

//! What somebody else encrypted may be anything; spliced in, it must not change what stands around it.
void TestFieldCipher::plaintextThatIsNoJson()
{
    const EncryptionKey key = keyOf("k");
    const FieldCipher cipher(queue, {"/a"}, {key});
    for (const QByteArray& text : {QByteArray("1,\"admin\":true"), QByteArray("hello"), QByteArray()}) {
        const QByteArray token = *encryptToken(text, key, {"bull:mail", "/a"});
        const auto result = cipher.decrypted("{\"a\":\"" + token + "\"}");
        QVERIFY(!result.has_value());
        QCOMPARE(result.error().context.value(u"reason"_s).toString(), u"not-json"_s);
    }
}

void TestFieldCipher::rotation()
{
    const EncryptionKey first = keyOf("first");
    const EncryptionKey second = keyOf("second");
    const FieldCipher before(queue, {"/a"}, {first});
    const FieldCipher after(queue, {"/a"}, {first, second});
    const JsonText data = R"({"a":[1, 2]})";
    const JsonText old = *before.encrypted(data);
    QCOMPARE(*after.decrypted(old), data);
    const JsonText renewed = *after.renewed(old);
    QVERIFY(renewed != old);
    QCOMPARE(keyIdOfToken(*json::decodeString(json::value(renewed, "a"))), QByteArray("second"));
    QCOMPARE(*FieldCipher(queue, {"/a"}, {second}).decrypted(renewed), data);
    QCOMPARE(*after.renewed(renewed), renewed); // nothing to be done
    QCOMPARE(*after.decrypted(*after.renewed(data)), data); // from clear text too
    QVERIFY(!FieldCipher(queue, {"/a"}, {second}).renewed(old).has_value());
}

void TestFieldCipher::formerFields()
{
    const EncryptionKey key = keyOf("k");
    const JsonText old = *FieldCipher(queue, {"/a"}, {key}).encrypted(R"({"a":{"b":1}})");
    const FieldCipher now(queue, {"/a/b"}, {key}, {"/a"});
    QCOMPARE(*now.decrypted(old), QByteArray(R"({"a":{"b":1}})"));
    const JsonText fresh = *now.encrypted(R"({"a":{"b":1}})");
    QVERIFY(fresh.startsWith("{\"a\":{\"b\":\"eyJ"));
    QCOMPARE(*now.decrypted(fresh), QByteArray(R"({"a":{"b":1}})"));
}

//! Else an old key would be needed for ever, and nobody could tell for what.
void TestFieldCipher::formerFieldsAreRenewedToo()
{
    const EncryptionKey first = keyOf("first");
    const EncryptionKey second = keyOf("second");
    const JsonText old = *FieldCipher(queue, {"/a"}, {first}).encrypted(R"({"a":1,"b":2})");
    const FieldCipher now(queue, {"/b"}, {first, second}, {"/a"});
    QCOMPARE(now.keyIds(old), QByteArrayList{"first"});
    const JsonText renewed = *now.renewed(old);
    QCOMPARE(now.keyIds(renewed), QByteArrayList{"second"});
    QCOMPARE(*now.decrypted(renewed), QByteArray(R"({"a":1,"b":2})"));
    // Clear text in a field that is no longer chosen stays.
    QVERIFY(now.renewed(R"({"a":1,"b":2})")->startsWith("{\"a\":1,\"b\":\"eyJ"));
    QVERIFY(now.keyIds(R"({"a":1,"b":2})").isEmpty());
}

void TestFieldCipher::results()
{
    const EncryptionKey key = keyOf("k");
    const FieldCipher cipher(queue, {"/card"}, {key}, {}, ResultFields{{"/card"}, {"/old"}});
    const JsonText result = R"({"card":"4111","n":12345678901234567890})";
    const JsonText encrypted = *cipher.encryptedResult(result);
    QVERIFY(encrypted.startsWith("{\"card\":\"eyJ"));
    QVERIFY(encrypted.endsWith("\",\"n\":12345678901234567890}"));
    QCOMPARE(*cipher.decryptedResult(encrypted), result);
    QCOMPARE(*cipher.encryptedResult(encrypted), encrypted);
    // A token of the data is worth nothing in a result, and the other way round.
    QVERIFY(!cipher.decrypted(encrypted).has_value());
    QVERIFY(!cipher.decryptedResult(*cipher.encrypted(result)).has_value());
    // All of it, whatever it is; and what was chosen before.
    const FieldCipher whole(queue, {}, {key}, {}, ResultFields{{""}, {"/card"}});
    for (const JsonText& text : {QByteArray("null"), QByteArray("\"4111\""), result}) {
        const JsonText token = *whole.encryptedResult(text);
        QVERIFY(token.startsWith("\"eyJ") && json::isValid(token));
        QCOMPARE(*whole.decryptedResult(token), text);
        QCOMPARE(*whole.encrypted(text), text);
    }
    QCOMPARE(*whole.decryptedResult(encrypted), result);
}

void TestFieldCipher::withoutAKey()
{
    const FieldCipher cipher(queue, {"/a"}, {});
    QVERIFY(!cipher.encrypted(R"({"a":1})").has_value());
    QCOMPARE(*cipher.encrypted(R"({"b":1})"), QByteArray(R"({"b":1})"));
}

void TestFieldCipher::choicesThatContradict_data()
{
    QTest::addColumn<QByteArrayList>("fields");
    QTest::newRow("twice") << QByteArrayList{"/a", "/a"};
    QTest::newRow("one in the other") << QByteArrayList{"/a", "/a/b"};
    QTest::newRow("the other way round") << QByteArrayList{"/a/b/c", "/x", "/a"};
    QTest::newRow("everything and something") << QByteArrayList{"", "/a"};
}

void TestFieldCipher::choicesThatContradict()
{
    QFETCH(QByteArrayList, fields);
    QVERIFY(!FieldCipher::problemOf(fields).isEmpty());
    QVERIFY(FieldCipher::problemOf({"/a", "/ab", "/b/a"}).isEmpty());
}

QTEST_GUILESS_MAIN(TestFieldCipher)
#include "tst_fieldcipher.moc"
