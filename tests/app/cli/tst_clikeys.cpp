// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryptedmail.h"

#include <QJsonArray>

using namespace drover::test;
using namespace Qt::StringLiterals;

//! `drover keys` and `drover reencrypt`: which fields are encrypted, and with which keys.
class TestCliKeys final : public EncryptedMail {
    Q_OBJECT

private Q_SLOTS:
    void rotationKeepsOldJobsReadable();
    void reencryptsWhatIsThere();
    void reencryptSkipsWhatItCannotRead();
    void deletesOldKeysOnConfirmation();
    void keysAreShownOnlyOnConfirmation();
    void tellsWhatIsEncrypted();
    void withoutAKeychainNothingIsWritten_data();
    void withoutAKeychainNothingIsWritten();
    void damagedChoiceIsNotIgnored();
    void mistakesAreExplained_data();
    void mistakesAreExplained();
};

void TestCliKeys::rotationKeepsOldJobsReadable()
{
    chooseFields();
    addJob();
    const DroverOutput rotated = run({u"keys"_s, u"rotate"_s, u"mail"_s});
    QVERIFY2(rotated.exitCode == 0, rotated.err.constData());
    QCOMPARE(rotated.json()[u"keys"_s].toArray().size(), 2);
    addJob();
    const auto header = [this](const QByteArray& id) {
        const QByteArray data = rawData(id);
        const qsizetype at = data.indexOf("eyJ");
        return QByteArray::fromBase64(data.mid(at, data.indexOf('.') - at), QByteArray::Base64UrlEncoding);
    };
    const QJsonArray keys = rotated.json()[u"keys"_s].toArray();
    QVERIFY(header("1").contains(keys[0][u"id"_s].toString().toLatin1()));
    QVERIFY(header("2").contains(keys[1][u"id"_s].toString().toLatin1()));
    for (const auto& id : {u"1"_s, u"2"_s})
        QVERIFY(run({u"job"_s, u"mail"_s, id, u"--decrypt"_s}).out.contains(clearData));
    const DroverOutput old = run({u"keys"_s, u"export"_s, u"mail"_s, u"--yes-show-the-key"_s, u"mail"_s,
        u"--id"_s, keys[0][u"id"_s].toString()});
    QCOMPARE(old.json()[u"kid"_s], keys[0][u"id"_s]);
}

void TestCliKeys::reencryptsWhatIsThere()
{
    m_redis.command({"CONFIG", "SET", "slowlog-log-slower-than", "-1"}); // npm adds in clear text
    const NpmReply added = m_npm->eval(uR"(
        for (let i = 0; i < 30; ++i)
            await queue.add('old', { email: args, i }, { delay: i < 10 ? 3600000 : 0 });
        await queue.add('other', { i: 30 });)"_s,
        u"mail"_s, QString::fromLatin1(marker));
    QVERIFY2(added.ok, qPrintable(added.error));
    m_redis.command({"CONFIG", "SET", "slowlog-log-slower-than", "0"});
    chooseFields();
    const QStringList waiting{u"reencrypt"_s, u"mail"_s, u"--state"_s, u"waiting"_s};
    const DroverOutput dry = run(waiting + QStringList{u"--dry-run"_s});
    QCOMPARE(dry.json()[u"matched"_s].toInt(), 20);
    QVERIFY(rawData("30").contains(marker));
    const auto reencrypt = [this](const QStringList& arguments, int expected) {
        const DroverOutput out = run(arguments);
        QVERIFY2(out.exitCode == 0, out.err.constData());
        QCOMPARE(out.json()[u"done"_s].toInt(), expected);
        QCOMPARE(out.json()[u"matched"_s].toInt(), expected);
    };
    reencrypt(waiting, 20);
    reencrypt(waiting, 0);
    reencrypt({u"reencrypt"_s, u"mail"_s, u"--state"_s, u"delayed"_s}, 10);
    QCOMPARE(rawData("31"), QByteArray(R"({"i":30})"));
    const QByteArray before = rawData("30");
    QCOMPARE(run({u"keys"_s, u"rotate"_s, u"mail"_s}).exitCode, 0);
    reencrypt(waiting, 20);
    QVERIFY(rawData("30") != before);
    QVERIFY(run({u"job"_s, u"mail"_s, u"30"_s, u"--decrypt"_s}).out.contains(marker));
    QCOMPARE(m_npm->counts(u"mail"_s)[u"waiting"_s].toInt(), 21);
    QCOMPARE(m_npm->counts(u"mail"_s)[u"delayed"_s].toInt(), 10);
}

void TestCliKeys::reencryptSkipsWhatItCannotRead()
{
    chooseFields();
    addJob();
    QByteArray damaged = rawData();
    damaged.replace("eyJ", "eyJx");
    m_redis.command({"HSET", "bull:mail:1", "data", damaged});
    const DroverOutput out = run({u"reencrypt"_s, u"mail"_s, u"--state"_s, u"waiting"_s});
    QCOMPARE(out.exitCode, 1);
    QCOMPARE(out.json()[u"skipped"_s][0][u"reason"_s].toString(), u"Encryption"_s);
    QCOMPARE(rawData(), damaged);
    const DroverOutput other = run({u"reencrypt"_s, u"pay"_s, u"--state"_s, u"waiting"_s});
    QCOMPARE(other.exitCode, 2);
    const DroverOutput locked =
        run({u"reencrypt"_s, u"mail"_s, u"--state"_s, u"waiting"_s, u"--read-only"_s});
    QCOMPARE(errorCode(locked), u"ReadOnly"_s);
}

void TestCliKeys::deletesOldKeysOnConfirmation()
{
    chooseFields();
    addJob();
    const QString first = run({u"keys"_s, u"list"_s}).json()[0][u"keys"_s][0][u"id"_s].toString();
    const QStringList deletion{u"keys"_s, u"delete"_s, u"mail"_s, u"--id"_s, first};
    const QStringList confirmed = deletion + QStringList{u"--yes-delete-the-key"_s, u"mail"_s};
    QCOMPARE(run(confirmed).exitCode, 2); // it encrypts
    QCOMPARE(run({u"keys"_s, u"rotate"_s, u"mail"_s}).exitCode, 0);
    QCOMPARE(run(deletion).exitCode, 64);
    QVERIFY(run({u"job"_s, u"mail"_s, u"1"_s, u"--decrypt"_s}).out.contains(marker));
    const DroverOutput out = run(confirmed);
    QVERIFY2(out.exitCode == 0, out.err.constData());
    QCOMPARE(out.json()[u"keys"_s].toArray().size(), 1);
    QCOMPARE(run({u"job"_s, u"mail"_s, u"1"_s, u"--decrypt"_s}).exitCode, 2);
    const DroverOutput again =
        run({u"keys"_s, u"export"_s, u"mail"_s, u"--yes-show-the-key"_s, u"mail"_s, u"--id"_s, first});
    QCOMPARE(errorCode(again), u"NotFound"_s);
}

void TestCliKeys::keysAreShownOnlyOnConfirmation()
{
    chooseFields();
    const DroverOutput key = run({u"keys"_s, u"export"_s, u"mail"_s, u"--yes-show-the-key"_s, u"mail"_s});
    const QByteArray secret = key.json()[u"k"_s].toString().toLatin1();
    QCOMPARE(secret.size(), 43);
    for (const QStringList& rest : {QStringList(), QStringList{u"--yes-show-the-key"_s, u"pay"_s}}) {
        const DroverOutput refused = run(QStringList{u"keys"_s, u"export"_s, u"mail"_s} + rest);
        QCOMPARE(refused.exitCode, 64);
        QVERIFY(!refused.out.contains(secret));
    }
    QVERIFY(!run({u"keys"_s, u"list"_s}).out.contains(secret));
    QDirIterator files(
        m_session->home() + u"/user/drover"_s, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext())
        QVERIFY2(!contentOf(files.next()).contains(secret), qPrintable(files.filePath()));
}

void TestCliKeys::tellsWhatIsEncrypted()
{
    QCOMPARE(run({u"keys"_s, u"list"_s}).json().toArray(), QJsonArray());
    chooseFields();
    const QJsonObject queue = run({u"keys"_s, u"list"_s}).json()[0].toObject();
    QCOMPARE(queue[u"queue"_s].toString(), u"bull:mail"_s);
    QCOMPARE(queue[u"fields"_s].toArray(), (QJsonArray{u"/card/number"_s, u"/email"_s}));
    QCOMPARE(queue[u"keys"_s].toArray().size(), 1);
    QCOMPARE(queue[u"keys"_s][0][u"current"_s].toBool(), true);
    QCOMPARE(run({u"keys"_s, u"fields"_s, u"mail"_s}).json().toObject(), queue);
    const DroverOutput fewer = run({u"keys"_s, u"fields"_s, u"mail"_s, u"/email"_s});
    QCOMPARE(fewer.json()[u"formerFields"_s].toArray(), QJsonArray{u"/card/number"_s});
    QCOMPARE(fewer.json()[u"keys"_s].toArray().size(), 1);
    QCOMPARE(
        run({u"keys"_s, u"fields"_s, u"mail"_s, u"--none"_s}).json()[u"fields"_s].toArray(), QJsonArray());
    const DroverOutput shop = run({u"keys"_s, u"list"_s, u"--prefix"_s, u"shop"_s});
    QCOMPARE(shop.json().toArray().size(), 1); // all, whatever the prefix
}

void TestCliKeys::withoutAKeychainNothingIsWritten_data()
{
    QTest::addColumn<bool>("hasKeys");
    QTest::newRow("keys were made") << true;
    QTest::newRow("no keys yet") << false;
}

void TestCliKeys::withoutAKeychainNothingIsWritten()
{
    QFETCH(bool, hasKeys);
    if (!hasKeys) {
        const DroverOutput out = run({u"keys"_s, u"fields"_s, u"mail"_s, u"/email"_s});
        QCOMPARE(out.exitCode, 2);
        QCOMPARE(errorCode(out), u"Encryption"_s);
        QCOMPARE(run({u"keys"_s, u"list"_s}).json().toArray(), QJsonArray());
        return;
    }
    chooseFields();
    m_session->stopKeyring();
    const DroverOutput add = run({u"add"_s, u"mail"_s, u"pay"_s, u"-"_s}, clearData);
    QCOMPARE(add.exitCode, 2);
    QCOMPARE(errorCode(add), u"Encryption"_s);
    QCOMPARE(m_redis.integer({"DBSIZE"}), 0);
    QCOMPARE(work(keeper()).exitCode, 2);
}

void TestCliKeys::damagedChoiceIsNotIgnored()
{
    chooseFields();
    const QString path = m_session->home() + u"/user/drover/encryption.json"_s;
    QVERIFY(QFile::exists(path));
    for (const QString& name : {path, QString(path + u".bak"_s)}) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{");
    }
    const DroverOutput add = run({u"add"_s, u"mail"_s, u"pay"_s, u"-"_s}, clearData);
    QCOMPARE(add.exitCode, 2);
    QCOMPARE(errorCode(add), u"Encryption"_s);
    QCOMPARE(m_redis.integer({"DBSIZE"}), 0);
    QCOMPARE(contentOf(path), QByteArray("{"));
}

void TestCliKeys::mistakesAreExplained_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("no action") << QStringList{};
    QTest::newRow("unknown action") << QStringList{u"make"_s};
    QTest::newRow("no queue") << QStringList{u"fields"_s};
    QTest::newRow("no pointer") << QStringList{u"fields"_s, u"mail"_s, u"email"_s};
    QTest::newRow("one in the other") << QStringList{u"fields"_s, u"mail"_s, u"/a"_s, u"/a/b"_s};
    QTest::newRow("fields and none") << QStringList{u"fields"_s, u"mail"_s, u"/a"_s, u"--none"_s};
    QTest::newRow("fields of a rotation") << QStringList{u"rotate"_s, u"mail"_s, u"/a"_s};
}

void TestCliKeys::mistakesAreExplained()
{
    QFETCH(QStringList, arguments);
    const DroverOutput out = run(QStringList{u"keys"_s} + arguments);
    QCOMPARE(out.exitCode, 64);
    QVERIFY(!QFile::exists(m_session->home() + u"/user/drover/encryption.json"_s));
}

QTEST_GUILESS_MAIN(TestCliKeys)
#include "tst_clikeys.moc"
