// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "profiles/credentials.h"
#include "support/fakesecretstore.h"

#include <QSignalSpy>
#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

using Kind = CredentialOutcome::Kind;

namespace {

ConnectionProfile profileWith(SecretSource secret)
{
    ConnectionProfile profile = ConnectionProfile::create();
    profile.name = u"one"_s;
    profile.secret = std::move(secret);
    return profile;
}

template <typename T>
T outcomeOf(const QFuture<T>& future)
{
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 30000))
        return {};
    return future.result();
}

} // namespace

class TestCredentials final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noneNeedsNothing();
    void keychain();
    void keychainInTroubleAsks_data();
    void keychainInTroubleAsks();
    void askAndSession_data();
    void askAndSession();
    void environmentAndCommand();
    void storedInTheKeychainLeavesTheSession();
    void forgettingIsThorough();
    void aKeychainThatIsShutKeepsTheSecret();
    void hintNamesTheProfile();

private:
    FakeSecretStore m_keychain;
};

void TestCredentials::noneNeedsNothing()
{
    Credentials credentials(m_keychain);
    const auto outcome = outcomeOf(credentials.obtain(profileWith({})));
    QCOMPARE(outcome.kind, Kind::Ready);
    QVERIFY(outcome.password.isEmpty());
}

void TestCredentials::keychain()
{
    FakeSecretStore keychain;
    Credentials credentials(keychain);
    ConnectionProfile profile = profileWith({SecretSource::Kind::Keychain, {}, {}, false});
    QCOMPARE(outcomeOf(credentials.obtain(profile)).kind, Kind::Ask);
    QCOMPARE(outcomeOf(credentials.store(profile, "hunter2")).state, SecretState::Stored);
    profile.secret.isStored = true;
    QCOMPARE(outcomeOf(credentials.obtain(profile)).password, "hunter2");
    QCOMPARE(keychain.secrets.value(u"connection/"_s + profile.id), "hunter2");
}

void TestCredentials::keychainInTroubleAsks_data()
{
    QTest::addColumn<SecretState>("state");
    QTest::newRow("locked") << SecretState::Locked;
    QTest::newRow("absent") << SecretState::Unavailable;
    QTest::newRow("silent") << SecretState::TimedOut;
}

void TestCredentials::keychainInTroubleAsks()
{
    QFETCH(SecretState, state);
    FakeSecretStore keychain;
    keychain.trouble = state;
    Credentials credentials(keychain);
    const ConnectionProfile profile = profileWith({SecretSource::Kind::Keychain, {}, {}, true});
    const auto outcome = outcomeOf(credentials.obtain(profile));
    QCOMPARE(outcome.kind, Kind::Ask);
    QCOMPARE(outcome.state, state);
    // What the person gives for this session is used without asking the keychain again.
    credentials.keepForSession(profile, "typed");
    QCOMPARE(outcomeOf(credentials.obtain(profile)).password, "typed");
    QCOMPARE(keychain.calls.size(), 1);
}

void TestCredentials::askAndSession_data()
{
    QTest::addColumn<SecretSource::Kind>("kind");
    QTest::newRow("each time") << SecretSource::Kind::Ask;
    QTest::newRow("once") << SecretSource::Kind::Session;
}

void TestCredentials::askAndSession()
{
    QFETCH(SecretSource::Kind, kind);
    FakeSecretStore keychain;
    Credentials credentials(keychain);
    const ConnectionProfile profile = profileWith({kind, {}, {}, false});
    QCOMPARE(outcomeOf(credentials.obtain(profile)).kind, Kind::Ask);
    credentials.keepForSession(profile, "typed");
    QVERIFY(credentials.isKeptForSession(profile));
    QCOMPARE(outcomeOf(credentials.obtain(profile)).password, "typed");
    QVERIFY(keychain.calls.isEmpty());
}

void TestCredentials::environmentAndCommand()
{
    Credentials credentials(m_keychain);
    const auto environment = profileWith({SecretSource::Kind::Environment, u"DROVER_TEST_CRED"_s, {}, false});
    QCOMPARE(outcomeOf(credentials.obtain(environment)).kind, Kind::Failed);
    qputenv("DROVER_TEST_CRED", "from outside");
    QCOMPARE(outcomeOf(credentials.obtain(environment)).password, "from outside");
    qunsetenv("DROVER_TEST_CRED");
    const auto command = profileWith({SecretSource::Kind::Command, {}, {u"echo"_s, u"told"_s}, false});
    QCOMPARE(outcomeOf(credentials.obtain(command)).password, "told");
    const auto broken = profileWith({SecretSource::Kind::Command, {}, {u"false"_s}, false});
    const auto outcome = outcomeOf(credentials.obtain(broken));
    QCOMPARE(outcome.kind, Kind::Failed);
    QVERIFY(outcome.message.contains(u"false"));
}

void TestCredentials::storedInTheKeychainLeavesTheSession()
{
    FakeSecretStore keychain;
    Credentials credentials(keychain);
    const ConnectionProfile profile = profileWith({SecretSource::Kind::Keychain, {}, {}, false});
    credentials.keepForSession(profile, "old");
    keychain.trouble = SecretState::Locked;
    QCOMPARE(outcomeOf(credentials.store(profile, "new")).state, SecretState::Locked);
    QVERIFY(credentials.isKeptForSession(profile));
    keychain.trouble = SecretState::Stored;
    QCOMPARE(outcomeOf(credentials.store(profile, "new")).state, SecretState::Stored);
    QVERIFY(!credentials.isKeptForSession(profile));
    QCOMPARE(outcomeOf(credentials.obtain(profile)).password, "new");
}

void TestCredentials::forgettingIsThorough()
{
    FakeSecretStore keychain;
    Credentials credentials(keychain);
    ConnectionProfile profile = profileWith({SecretSource::Kind::Keychain, {}, {}, false});
    QCOMPARE(outcomeOf(credentials.store(profile, "x")).state, SecretState::Stored);
    profile.secret.isStored = true;
    credentials.keepForSession(profile, "y");
    credentials.giveOnce(profile, "z");
    QCOMPARE(outcomeOf(credentials.forget(profile)).state, SecretState::NotFound);
    QVERIFY(keychain.secrets.isEmpty());
    QVERIFY(!credentials.isKeptForSession(profile));
    QCOMPARE(outcomeOf(credentials.obtain(profile)).kind, CredentialOutcome::Kind::Ask);
    // Nothing was ever stored: the keychain is not bothered.
    keychain.calls.clear();
    profile.secret.isStored = false;
    QCOMPARE(outcomeOf(credentials.forget(profile)).state, SecretState::NotFound);
    QVERIFY(keychain.calls.isEmpty());
}

void TestCredentials::aKeychainThatIsShutKeepsTheSecret()
{
    FakeSecretStore keychain;
    Credentials credentials(keychain);
    ConnectionProfile profile = profileWith({SecretSource::Kind::Keychain, {}, {}, true});
    keychain.secrets.insert(profile.secretName(), "x");
    keychain.trouble = SecretState::Locked;
    QCOMPARE(outcomeOf(credentials.forget(profile)).state, SecretState::Locked);
    QCOMPARE(keychain.secrets.size(), 1);
}

void TestCredentials::hintNamesTheProfile()
{
    FakeSecretStore keychain;
    Credentials credentials(keychain);
    QSignalSpy waiting(&credentials, &Credentials::waiting);
    keychain.hint(u"connection/abc"_s);
    keychain.hint(u"payload/other"_s);
    QCOMPARE(waiting.size(), 1);
    QCOMPARE(waiting.front().front().toString(), u"abc"_s);
}

QTEST_GUILESS_MAIN(TestCredentials)
#include "tst_credentials.moc"
