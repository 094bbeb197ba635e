// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryption/compactjwe.h"

#include "support/npmprocess.h"

#include <QJsonArray>
#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

//! npm's jose at the other end of a token.
class TestJose final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void joseDecryptsOurs_data();
    // production: P9
    void joseDecryptsOurs();
    void weDecryptJoses_data() { joseDecryptsOurs_data(); }
    void weDecryptJoses();
    void refusesOtherKindsOfJose_data();
    void refusesOtherKindsOfJose();
    void refusesWhatJoseRefuses();

private:
    QJsonObject arguments(const QByteArray& text) const
    {
        return {{u"jwk"_s,
                    QJsonObject{{u"kty"_s, u"oct"_s}, {u"alg"_s, u"A256GCM"_s},
                        {u"k"_s, QString::fromLatin1(m_key->toBase64Url())}}},
            {u"text"_s, QString::fromUtf8(text)}};
    }

    NpmProcess m_npm{u"/nonexistent/no-redis-is-needed"_s};
    std::optional<EncryptionKey> m_key = EncryptionKey::make("2026-key.1_a");
    const TokenPlace m_place{"bull:mail", "/card~1x/number"};
};

void TestJose::initTestCase()
{
    QVERIFY(m_npm.start());
}

void TestJose::joseDecryptsOurs_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("a string") << QByteArray(R"("4111 1111 é \u0000")");
    QTest::newRow("digits") << QByteArray("12345678901234567890.10");
    QTest::newRow("an object") << QByteArray(R"({"b":1, "a":[true,null]})");
    QTest::newRow("a megabyte") << '"' + QByteArray(1'000'000, 'x') + '"';
}

void TestJose::joseDecryptsOurs()
{
    QFETCH(QByteArray, text);
    const auto token = encryptToken(text, *m_key, m_place);
    QVERIFY(token.has_value());
    const NpmReply reply = m_npm.eval(uR"(
        const { importJWK, compactDecrypt } = await jose();
        const { plaintext, protectedHeader } = await compactDecrypt(args.text, await importJWK(args.jwk));
        return [new TextDecoder().decode(plaintext), protectedHeader];)"_s,
        {}, arguments(*token));
    QVERIFY2(reply.ok, qPrintable(reply.error));
    QCOMPARE(reply.value()[0].toString().toUtf8(), text);
    const QJsonObject header{{u"alg"_s, u"dir"_s}, {u"enc"_s, u"A256GCM"_s}, {u"kid"_s, u"2026-key.1_a"_s},
        {u"queue"_s, u"bull:mail"_s}, {u"field"_s, u"/card~1x/number"_s}};
    QCOMPARE(reply.value()[1].toObject(), header);
}

void TestJose::weDecryptJoses()
{
    QFETCH(QByteArray, text);
    const NpmReply reply = m_npm.eval(uR"(
        const { importJWK, CompactEncrypt } = await jose();
        return new CompactEncrypt(new TextEncoder().encode(args.text)).setProtectedHeader({ alg: 'dir', enc: 'A256GCM',
            kid: '2026-key.1_a', queue: 'bull:mail', field: '/card~1x/number' }).encrypt(await importJWK(args.jwk));)"_s,
        {}, arguments(text));
    QVERIFY2(reply.ok, qPrintable(reply.error));
    const auto plaintext = decryptToken(reply.value().toString().toLatin1(), {*m_key}, m_place);
    QVERIFY2(plaintext.has_value(), qPrintable(plaintext ? QString() : plaintext.error().message));
    QCOMPARE(*plaintext, text);
}

void TestJose::refusesOtherKindsOfJose_data()
{
    QTest::addColumn<QString>("header");
    QTest::newRow("wrapped key") << u"alg: 'A256KW', enc: 'A256GCM'"_s;
    QTest::newRow("wrapped by GCM") << u"alg: 'A256GCMKW', enc: 'A256GCM'"_s;
    QTest::newRow("another cipher under a wrapped key") << u"alg: 'A256KW', enc: 'A256CBC-HS512'"_s;
    QTest::newRow("one member more") << u"alg: 'dir', enc: 'A256GCM', typ: 'JWE'"_s;
}

void TestJose::refusesOtherKindsOfJose()
{
    QFETCH(QString, header);
    const NpmReply reply = m_npm.eval(uR"(
        const { importJWK, CompactEncrypt } = await jose();
        return new CompactEncrypt(new TextEncoder().encode(args.text)).setProtectedHeader({ %1,
            kid: '2026-key.1_a', queue: 'bull:mail', field: '/card~1x/number' }).encrypt(await importJWK(
            Object.assign(args.jwk, { alg: undefined })));)"_s.arg(header),
        {}, arguments("\"mArKeR\""));
    QVERIFY2(reply.ok, qPrintable(reply.error));
    const auto plaintext = decryptToken(reply.value().toString().toLatin1(), {*m_key}, m_place);
    QVERIFY(!plaintext.has_value());
    QVERIFY(!plaintext.error().message.contains(u"mArKeR"));
}

//! With one bit of each byte turned around, jose and we are of one mind.
void TestJose::refusesWhatJoseRefuses()
{
    const QByteArray token = *encryptToken("\"mArKeR\"", *m_key, m_place);
    QList<QByteArray> parts = token.split('.');
    QJsonArray altered;
    for (const qsizetype part : {0, 2, 3, 4}) {
        QByteArray bytes = QByteArray::fromBase64(parts[part], QByteArray::Base64UrlEncoding);
        for (char& byte : bytes) {
            byte = static_cast<char>(byte ^ 1);
            QList<QByteArray> changed = parts;
            changed[part] = bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
            byte = static_cast<char>(byte ^ 1);
            altered.append(QString::fromLatin1(changed.join('.')));
        }
    }
    QJsonObject args = arguments({});
    args.insert(u"tokens"_s, altered);
    const NpmReply reply = m_npm.eval(uR"(
        const { importJWK, compactDecrypt } = await jose();
        const key = await importJWK(args.jwk);
        const results = await Promise.allSettled(args.tokens.map((token) => compactDecrypt(token, key)));
        return results.map((result) => result.status);)"_s,
        {}, args);
    QVERIFY2(reply.ok, qPrintable(reply.error));
    QCOMPARE(reply.value().toArray().size(), altered.size());
    for (qsizetype i = 0; i < altered.size(); ++i) {
        QCOMPARE(reply.value()[i].toString(), u"rejected"_s);
        QVERIFY(!decryptToken(altered[i].toString().toLatin1(), {*m_key}, m_place).has_value());
    }
}

QTEST_GUILESS_MAIN(TestJose)
#include "tst_jose.moc"
