// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryption/keystore.h"

#include "support/await.h"
#include "support/fakesecretstore.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

namespace {

const QueueId mail{"bull", "mail"};
const JsonText data = R"({"a":1,"b":2})";

} // namespace

class TestKeyStore final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nothingIsEncryptedAtFirst();
    void keepsKeysInTheKeychainAlone();
    void knowsQueuesByPrefixAndName();
    void rotationKeepsOldKeys();
    void oldKeyThatIsGone();
    void keychainInTrouble_data();
    void keychainInTrouble();
    void noKeyWithoutAKeychain();
    void formerFieldsAreRemembered();
    void resultFieldsOfTheirOwn();
    void removesOldKeysOnly();
    void keyThatCannotBeRemovedStays();
    void badFieldsAreRefused();
    void unreadableFileIsAnError_data();
    void unreadableFileIsAnError();
    void lastGoodCopyIsNotEnough();

private:
    QByteArray fileContent()
    {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void writeFile(const QByteArray& content)
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        QCOMPARE(file.write(content), content.size());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeSecretStore> m_keychain;
    std::unique_ptr<KeyStore> m_store;
    QString m_path;
};

void TestKeyStore::init()
{
    m_store.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"encryption.json"_s);
    m_keychain = std::make_unique<FakeSecretStore>();
    m_store = std::make_unique<KeyStore>(m_path, *m_keychain);
}

void TestKeyStore::nothingIsEncryptedAtFirst()
{
    const auto cipher = await(m_store->cipher(mail));
    VERIFY_OK(cipher);
    QVERIFY(!*cipher);
    QVERIFY(m_keychain->calls.isEmpty());
}

void TestKeyStore::keepsKeysInTheKeychainAlone()
{
    const auto key = await(m_store->makeKey(mail));
    VERIFY_OK(key);
    VERIFY_OK(m_store->setFields(mail, {"/a"}));
    const QByteArray secret = m_keychain->secrets.value(u"encryption/"_s + QString::fromLatin1(key->id));
    QCOMPARE(QByteArray::fromBase64(secret, QByteArray::Base64UrlEncoding).size(), 32);
    QVERIFY(fileContent().contains(key->id));
    QVERIFY(!fileContent().contains(secret));
    QVERIFY(!(QFile::permissions(m_path) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup)));
    // Another program finds all of it.
    KeyStore other(m_path, *m_keychain);
    const auto cipher = await(other.cipher(mail));
    VERIFY_OK(cipher);
    const JsonText encrypted = *(*cipher)->encrypted(data);
    QVERIFY(encrypted.startsWith("{\"a\":\"eyJ"));
    QCOMPARE(*(*await(m_store->cipher(mail)))->decrypted(encrypted), data);
}

void TestKeyStore::knowsQueuesByPrefixAndName()
{
    VERIFY_OK(await(m_store->makeKey(mail)));
    VERIFY_OK(m_store->setFields(mail, {"/a"}));
    QVERIFY(!*await(m_store->cipher({"shop", "mail"})));
    QVERIFY(!*await(m_store->cipher({"bull", "pay"})));
    QCOMPARE(m_store->queues()->size(), 1U);
}

void TestKeyStore::rotationKeepsOldKeys()
{
    VERIFY_OK(await(m_store->makeKey(mail)));
    VERIFY_OK(m_store->setFields(mail, {"/a"}));
    const JsonText old = *(*await(m_store->cipher(mail)))->encrypted(data);
    const auto second = await(m_store->makeKey(mail));
    VERIFY_OK(second);
    const auto cipher = await(m_store->cipher(mail));
    QCOMPARE(*(*cipher)->decrypted(old), data);
    QVERIFY((*cipher)->renewed(old)->size() > 0);
    QCOMPARE(m_store->queue(mail)->keys.size(), 2U);
    QCOMPARE(m_store->queue(mail)->keys.back(), *second);
    QVERIFY(m_store->queue(mail)->keys.front().id != second->id);
}

void TestKeyStore::oldKeyThatIsGone()
{
    const auto first = await(m_store->makeKey(mail));
    VERIFY_OK(m_store->setFields(mail, {"/a"}));
    const JsonText old = *(*await(m_store->cipher(mail)))->encrypted(data);
    VERIFY_OK(await(m_store->makeKey(mail)));
    m_keychain->secrets.remove(u"encryption/"_s + QString::fromLatin1(first->id));
    const auto cipher = await(m_store->cipher(mail));
    VERIFY_OK(cipher);
    VERIFY_OK((*cipher)->encrypted(data));
    const auto result = (*cipher)->decrypted(old);
    QVERIFY(!result);
    QCOMPARE(result.error().context.value(u"reason"_s).toString(), u"unknown-key"_s);
    m_keychain->secrets.clear();
    QVERIFY(!await(m_store->cipher(mail)));
}

void TestKeyStore::keychainInTrouble_data()
{
    QTest::addColumn<SecretState>("trouble");
    QTest::newRow("locked") << SecretState::Locked;
    QTest::newRow("unavailable") << SecretState::Unavailable;
    QTest::newRow("timed out") << SecretState::TimedOut;
}

void TestKeyStore::keychainInTrouble()
{
    QFETCH(SecretState, trouble);
    VERIFY_OK(await(m_store->makeKey(mail)));
    VERIFY_OK(m_store->setFields(mail, {"/a"}));
    m_keychain->trouble = trouble;
    const auto cipher = await(m_store->cipher(mail));
    QVERIFY(!cipher);
    QCOMPARE(cipher.error().code, ErrorCode::Encryption);
    QCOMPARE(cipher.error().context.value(u"keychain"_s).toString(), QString(secretStateName(trouble)));
}

void TestKeyStore::noKeyWithoutAKeychain()
{
    m_keychain->trouble = SecretState::Unavailable;
    QVERIFY(!await(m_store->makeKey(mail)));
    QVERIFY(m_store->queue(mail)->keys.empty());
    QVERIFY(!QFile::exists(m_path));
}

void TestKeyStore::formerFieldsAreRemembered()
{
    VERIFY_OK(await(m_store->makeKey(mail)));
    VERIFY_OK(m_store->setFields(mail, {"/a", "/b"}));
    const JsonText old = *(*await(m_store->cipher(mail)))->encrypted(data);
    VERIFY_OK(m_store->setFields(mail, {"/b"}));
    QCOMPARE(m_store->queue(mail)->formerFields, QByteArrayList{"/a"});
    QCOMPARE(*(*await(m_store->cipher(mail)))->decrypted(old), data);
    VERIFY_OK(m_store->setFields(mail, {}));
    QCOMPARE(*(*await(m_store->cipher(mail)))->decrypted(old), data);
    QCOMPARE(*(*await(m_store->cipher(mail)))->encrypted(data), data);
    VERIFY_OK(m_store->setFields(mail, {"/a"}));
    QCOMPARE(m_store->queue(mail)->formerFields, QByteArrayList{"/b"});
}

void TestKeyStore::resultFieldsOfTheirOwn()
{
    QSignalSpy changed(m_store.get(), &KeyStore::changed);
    VERIFY_OK(await(m_store->makeKey(mail)));
    VERIFY_OK(m_store->setResultFields(mail, {"/a"}));
    QVERIFY(!m_store->setResultFields(mail, {"a"}));
    QCOMPARE(changed.size(), 2);
    QVERIFY(m_store->queue(mail)->fields.isEmpty());
    const auto cipher = await(KeyStore(m_path, *m_keychain).cipher(mail));
    VERIFY_OK(cipher);
    QCOMPARE(*(*cipher)->encrypted(data), data);
    const JsonText encrypted = *(*cipher)->encryptedResult(data);
    QVERIFY(encrypted.startsWith("{\"a\":\"eyJ"));
    VERIFY_OK(m_store->setResultFields(mail, {}));
    QCOMPARE(m_store->queue(mail)->results.former, QByteArrayList{"/a"});
    QCOMPARE(*(*await(m_store->cipher(mail)))->decryptedResult(encrypted), data);
}

void TestKeyStore::removesOldKeysOnly()
{
    const auto first = await(m_store->makeKey(mail));
    VERIFY_OK(m_store->setFields(mail, {"/a"}));
    const JsonText old = *(*await(m_store->cipher(mail)))->encrypted(data);
    const Status only = await(m_store->removeKey(mail, first->id));
    QCOMPARE(only.error().code, ErrorCode::BadInput);
    const auto second = await(m_store->makeKey(mail));
    QCOMPARE(await(m_store->removeKey(mail, second->id)).error().code, ErrorCode::BadInput);
    QCOMPARE(await(m_store->removeKey(mail, "none")).error().code, ErrorCode::NotFound);
    VERIFY_OK(await(m_store->removeKey(mail, first->id)));
    QCOMPARE(m_store->queue(mail)->keys, std::vector<KeyNote>{*second});
    QCOMPARE(m_keychain->secrets.keys(), QStringList{u"encryption/"_s + QString::fromLatin1(second->id)});
    QVERIFY(!(*await(m_store->cipher(mail)))->decrypted(old).has_value());
    // Where nothing is encrypted any more, the last one may go too.
    VERIFY_OK(m_store->setFields(mail, {}));
    VERIFY_OK(await(m_store->removeKey(mail, second->id)));
    QVERIFY(m_keychain->secrets.isEmpty());
    VERIFY_OK(await(m_store->cipher(mail)));
}

void TestKeyStore::keyThatCannotBeRemovedStays()
{
    const auto first = await(m_store->makeKey(mail));
    VERIFY_OK(await(m_store->makeKey(mail)));
    m_keychain->trouble = SecretState::Locked;
    const Status status = await(m_store->removeKey(mail, first->id));
    QCOMPARE(status.error().code, ErrorCode::Encryption);
    QCOMPARE(m_store->queue(mail)->keys.size(), 2U);
}

void TestKeyStore::badFieldsAreRefused()
{
    const Status status = m_store->setFields(mail, {"card"});
    QVERIFY(!status);
    QCOMPARE(status.error().code, ErrorCode::BadInput);
    QVERIFY(!QFile::exists(m_path));
}

//! Who does not know what has to be encrypted must not write clear text.
void TestKeyStore::unreadableFileIsAnError_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("not JSON") << QByteArray("{");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("from a newer version") << QByteArray(R"({"schema":99,"queues":{}})");
    QTest::newRow("fields of another type")
        << QByteArray(R"({"schema":1,"queues":{"bull:mail":{"fields":"/a","keys":[]}}})");
    QTest::newRow("result fields of another type")
        << QByteArray(R"({"schema":1,"queues":{"bull:mail":{"fields":[],"resultFields":"/a","keys":[]}}})");
    QTest::newRow("no pointer") << QByteArray(
        R"({"schema":1,"queues":{"bull:mail":{"fields":["a"],"keys":[]}}})");
    QTest::newRow("no keys") << QByteArray(R"({"schema":1,"queues":{"bull:mail":{"fields":["/a"]}}})");
}

void TestKeyStore::unreadableFileIsAnError()
{
    QFETCH(QByteArray, content);
    writeFile(content);
    for (int time = 0; time < 2; ++time) {
        const auto cipher = await(m_store->cipher(mail));
        QVERIFY(!cipher);
        QCOMPARE(cipher.error().code, ErrorCode::Encryption);
        QVERIFY(!m_store->setFields(mail, {"/a"}));
        QVERIFY(!await(m_store->makeKey(mail)));
    }
    QCOMPARE(fileContent(), content);
    QVERIFY(m_keychain->secrets.isEmpty());
}

void TestKeyStore::lastGoodCopyIsNotEnough()
{
    VERIFY_OK(await(m_store->makeKey(mail)));
    VERIFY_OK(m_store->setFields(mail, {"/a"}));
    VERIFY_OK(m_store->setFields({"bull", "pay"}, {"/b"}));
    QVERIFY(QFile::exists(m_path + u".bak"_s));
    writeFile("{");
    QVERIFY(!await(m_store->cipher(mail)));
    QVERIFY(!await(m_store->cipher({"bull", "pay"}))); // which the copy does not know
    QVERIFY(!m_store->setFields(mail, {}));
    QCOMPARE(fileContent(), QByteArray("{"));
}

QTEST_GUILESS_MAIN(TestKeyStore)
#include "tst_keystore.moc"
