// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "security/secretsource.h"
#include "security/sessionsecretstore.h"

#include <QTest>

using namespace drover;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! Secrets that come from elsewhere than the keychain.
class TestSecretStores final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sessionStoreKeepsUntilRemoved();
    void outcomesHideTheirSecret();
    void kindsHaveNames();
    void environment();
    void command_data();
    void command();
    void commandThatHangsIsGivenUp();
    void commandDiesWithItsOwner();
};

void TestSecretStores::sessionStoreKeepsUntilRemoved()
{
    SessionSecretStore store;
    QCOMPARE(store.read(u"a"_s, SecretStore::Known::Yes).result().state, SecretState::NotFound);
    QCOMPARE(store.write(u"a"_s, QByteArray("x\0y", 3)).result().state, SecretState::Stored);
    QCOMPARE(store.read(u"a"_s, SecretStore::Known::No).result().secret, QByteArray("x\0y", 3));
    QCOMPARE(store.read(u"b"_s, SecretStore::Known::No).result().state, SecretState::NotFound);
    QCOMPARE(store.remove(u"a"_s).result().state, SecretState::NotFound);
    QVERIFY(!store.contains(u"a"_s));
}

void TestSecretStores::outcomesHideTheirSecret()
{
    QString text;
    QDebug(&text) << SecretOutcome{SecretState::Stored, "hunter2", u"fine"_s};
    QVERIFY2(!text.contains(u"hunter2"), qPrintable(text));
    QVERIFY(text.contains(u"***"));
}

void TestSecretStores::kindsHaveNames()
{
    for (const auto kind : {SecretSource::Kind::None, SecretSource::Kind::Keychain, SecretSource::Kind::Ask,
             SecretSource::Kind::Session, SecretSource::Kind::Environment, SecretSource::Kind::Command})
        QCOMPARE(secretKindFromName(QString(secretKindName(kind))), kind);
    QVERIFY(!secretKindFromName(u"plain"));
}

void TestSecretStores::environment()
{
    qputenv("DROVER_TEST_SECRET", "from outside");
    QCOMPARE(secretFromEnvironment(u"DROVER_TEST_SECRET"_s).secret, "from outside");
    qunsetenv("DROVER_TEST_SECRET");
    const SecretOutcome outcome = secretFromEnvironment(u"DROVER_TEST_SECRET"_s);
    QCOMPARE(outcome.state, SecretState::NotFound);
    QVERIFY(outcome.message.contains(u"DROVER_TEST_SECRET"));
}

void TestSecretStores::command_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<SecretState>("state");
    QTest::addColumn<QByteArray>("secret");
    const auto stored = SecretState::Stored;
    const auto unavailable = SecretState::Unavailable;
    QTest::newRow("one line") << QStringList{u"printf"_s, u"s3cret\\n"_s} << stored << QByteArray("s3cret");
    QTest::newRow("no line end") << QStringList{u"printf"_s, u"s3cret"_s} << stored << QByteArray("s3cret");
    QTest::newRow("several lines") << QStringList{u"printf"_s, u"one\\r\\ntwo"_s} << stored
                                   << QByteArray("one");
    QTest::newRow("blanks belong to it")
        << QStringList{u"printf"_s, u" a b \\n"_s} << stored << QByteArray(" a b ");
    QTest::newRow("no shell") << QStringList{u"printf"_s, u"%s"_s, u"$HOME;`id`"_s} << stored
                              << QByteArray("$HOME;`id`");
    QTest::newRow("standard error is dropped")
        << QStringList{u"sh"_s, u"-c"_s, u"echo noise >&2; echo yes"_s} << stored << QByteArray("yes");
    QTest::newRow("fails") << QStringList{u"sh"_s, u"-c"_s, u"echo half; exit 3"_s} << unavailable
                           << QByteArray();
    QTest::newRow("prints nothing") << QStringList{u"true"_s} << unavailable << QByteArray();
    QTest::newRow("prints too much") << QStringList{u"head"_s, u"-c"_s, u"1000000"_s, u"/dev/zero"_s}
                                     << unavailable << QByteArray();
    QTest::newRow("does not exist") << QStringList{u"/nonexistent/program"_s} << unavailable << QByteArray();
    QTest::newRow("not named") << QStringList() << unavailable << QByteArray();
}

void TestSecretStores::command()
{
    QFETCH(QStringList, command);
    const QFuture<SecretOutcome> future = secretFromCommand(command, 20s, this);
    QTRY_VERIFY_WITH_TIMEOUT(future.isFinished(), 30000);
    QTEST(future.result().state, "state");
    QTEST(future.result().secret, "secret");
}

void TestSecretStores::commandThatHangsIsGivenUp()
{
    const QFuture<SecretOutcome> future = secretFromCommand({u"sleep"_s, u"600"_s}, 100ms, this);
    QTRY_VERIFY_WITH_TIMEOUT(future.isFinished(), 30000);
    QCOMPARE(future.result().state, SecretState::TimedOut);
}

void TestSecretStores::commandDiesWithItsOwner()
{
    auto owner = std::make_unique<QObject>();
    const QFuture<SecretOutcome> future = secretFromCommand({u"sleep"_s, u"600"_s}, 20s, owner.get());
    owner.reset();
    QVERIFY(future.isFinished());
    QCOMPARE(future.result().state, SecretState::Unavailable);
}

QTEST_GUILESS_MAIN(TestSecretStores)
#include "tst_secretstores.moc"
