// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/pindialog.h"
#include "redis/tlsfacts.h"
#include "session/connectiontester.h"
#include "support/redisfixture.h"
#include "support/testcertificates.h"
#include "ui/support/connectionbench.h"
#include "ui/support/picture.h"
#include "util/connectionwords.h"
#include "util/urlinput.h"
#include "widgets/connectiontestpanel.h"
#include "widgets/formgrid.h"
#include "widgets/noticebar.h"
#include "widgets/passwordedit.h"
#include "widgets/plainlabel.h"

#include <QCheckBox>
#include <QClipboard>
#include <QSignalSpy>
#include <QSpinBox>

using namespace drover;
using namespace drover::test;
using namespace drover::ui;
using namespace Qt::StringLiterals;

//! A connection's password on its way into the keychain, and the test of what was entered.
class TestConnectionDialog final : public ConnectionBench {
    Q_OBJECT

private Q_SLOTS:
    void savesIntoTheKeychain();
    void lockedKeychainOffersTheSession_data();
    void lockedKeychainOffersTheSession();
    void storedPasswordStaysUntouched();
    void forgetsTheStoredPassword();
    void anotherSourceRemovesTheStoredPassword();
    void cancelledWhileStoringLeavesNothing();
    void askedEachTimeIsGivenOnce();
    void closedDialogHoldsNoPassword();
    void testShowsEveryStep();
    void testShowsWhatFailed();
    void testUsesTheStoredPassword();
    void everyStepHasWords();
    void pictures_data();
    void pictures();
};

void TestConnectionDialog::savesIntoTheKeychain()
{
    ConnectionDialog* dialog = open(ConnectionProfile::create());
    QSignalSpy saved(dialog, &ConnectionDialog::saved);
    dialog->takeUrl(u"redis://ops:hunter2@redis-1"_s);
    button(dialog, u"Save and connect"_s)->click();
    QTRY_COMPARE(saved.size(), 1);
    const auto profile = saved.front().front().value<ConnectionProfile>();
    QCOMPARE(saved.front().at(1).toBool(), true);
    QCOMPARE(profile.secret, (SecretSource{Kind::Keychain, {}, {}, true}));
    QVERIFY(profile.options.password.isEmpty());
    QCOMPARE(m_keychain->secrets.value(profile.secretName()), "hunter2");
    QVERIFY(!dialog->isVisible());
}

void TestConnectionDialog::lockedKeychainOffersTheSession_data()
{
    QTest::addColumn<SecretState>("state");
    QTest::newRow("locked") << SecretState::Locked;
    QTest::newRow("absent") << SecretState::Unavailable;
    QTest::newRow("silent") << SecretState::TimedOut;
}

void TestConnectionDialog::lockedKeychainOffersTheSession()
{
    QFETCH(SecretState, state);
    m_keychain->trouble = state;
    ConnectionDialog* dialog = open(ConnectionProfile::create());
    QSignalSpy saved(dialog, &ConnectionDialog::saved);
    dialog->takeUrl(u"redis://ops:hunter2@redis-1"_s);
    button(dialog, u"Save"_s)->click();
    QTRY_VERIFY(dialog->notice()->isVisible());
    QVERIFY(saved.isEmpty()); // nothing happens behind the person's back
    QVERIFY(dialog->isVisible());
    button(dialog, u"Keep until Drover ends"_s)->click();
    QCOMPARE(saved.size(), 1);
    const auto profile = saved.front().front().value<ConnectionProfile>();
    QCOMPARE(profile.secret, (SecretSource{Kind::Session, {}, {}, false}));
    QVERIFY(m_credentials->isKeptForSession(profile));
    QVERIFY(m_keychain->secrets.isEmpty());
}

void TestConnectionDialog::storedPasswordStaysUntouched()
{
    const ConnectionProfile profile = shop();
    m_keychain->secrets.insert(profile.secretName(), "old");
    ConnectionDialog* dialog = open(profile);
    QVERIFY(dialog->passwordEdit()->placeholderText().contains(u"keychain"));
    QSignalSpy saved(dialog, &ConnectionDialog::saved);
    named<QSpinBox>(u"Database"_s)->setValue(2);
    button(dialog, u"Save"_s)->click();
    QCOMPARE(saved.size(), 1);
    QCOMPARE(saved.front().front().value<ConnectionProfile>().secret, profile.secret);
    QVERIFY(m_keychain->calls.isEmpty());
}

void TestConnectionDialog::forgetsTheStoredPassword()
{
    const ConnectionProfile profile = shop();
    m_keychain->secrets.insert(profile.secretName(), "old");
    ConnectionDialog* dialog = open(profile);
    m_keychain->trouble = SecretState::Locked;
    button(dialog, u"Forget"_s)->click();
    QTRY_VERIFY(dialog->notice()->isVisible());
    QVERIFY(dialog->profile().secret.isStored);
    m_keychain->trouble = SecretState::Stored;
    button(dialog, u"Forget"_s)->click();
    QTRY_VERIFY(!dialog->profile().secret.isStored);
    QVERIFY(m_keychain->secrets.isEmpty());
    QVERIFY(!button(dialog, u"Forget"_s)->isVisible());
}

void TestConnectionDialog::anotherSourceRemovesTheStoredPassword()
{
    const ConnectionProfile profile = shop();
    m_keychain->secrets.insert(profile.secretName(), "old");
    ConnectionDialog* dialog = open(profile);
    QSignalSpy saved(dialog, &ConnectionDialog::saved);
    choose(Kind::Ask);
    button(dialog, u"Save"_s)->click();
    QTRY_COMPARE(saved.size(), 1);
    QCOMPARE(
        saved.front().front().value<ConnectionProfile>().secret, (SecretSource{Kind::Ask, {}, {}, false}));
    QVERIFY(m_keychain->secrets.isEmpty());
}

void TestConnectionDialog::cancelledWhileStoringLeavesNothing()
{
    m_keychain->holdsBack = true;
    ConnectionDialog* dialog = open(ConnectionProfile::create());
    QSignalSpy saved(dialog, &ConnectionDialog::saved);
    dialog->takeUrl(u"redis://ops:hunter2@redis-1"_s);
    button(dialog, u"Save"_s)->click();
    QVERIFY(!button(dialog, u"Save"_s)->isEnabled());
    dialog->reject();
    m_keychain->holdsBack = false;
    m_keychain->answer();
    QTRY_VERIFY(m_keychain->calls.last().startsWith(u"remove"));
    QTRY_VERIFY(m_keychain->secrets.isEmpty());
    QVERIFY(saved.isEmpty());
}

void TestConnectionDialog::askedEachTimeIsGivenOnce()
{
    ConnectionDialog* dialog = open(ConnectionProfile::create());
    QSignalSpy saved(dialog, &ConnectionDialog::saved);
    dialog->takeUrl(u"redis://ops:hunter2@redis-1"_s);
    choose(Kind::Ask);
    button(dialog, u"Save and connect"_s)->click();
    QCOMPARE(saved.size(), 1);
    const auto profile = saved.front().front().value<ConnectionProfile>();
    QCOMPARE(m_credentials->obtain(profile).result().password, "hunter2");
    QCOMPARE(m_credentials->obtain(profile).result().kind, CredentialOutcome::Kind::Ask);
}

void TestConnectionDialog::closedDialogHoldsNoPassword()
{
    ConnectionDialog* dialog = open(ConnectionProfile::create());
    dialog->takeUrl(u"redis://ops:hunter2@redis-1"_s);
    dialog->reject();
    QVERIFY(dialog->password().isEmpty());
}

void TestConnectionDialog::testShowsEveryStep()
{
    RedisFixture redis(RedisFixtureOptions{.tcp = true, .password = "hunter2"});
    QVERIFY(redis.start());
    redis.command({"HSET", "bull:mail:meta", "version", "x"});
    ConnectionDialog* dialog = open(ConnectionProfile::create());
    dialog->takeUrl(u"redis://:hunter2@127.0.0.1:%1/2"_s.arg(redis.tcpPort()));
    button(dialog, u"Test connection"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(button(dialog, u"Test connection"_s) != nullptr, 30000);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->testPanel()->summary().contains(u"It works"), 30000);
}

void TestConnectionDialog::testShowsWhatFailed()
{
    RedisFixture redis(RedisFixtureOptions{.tcp = true, .password = "hunter2"});
    QVERIFY(redis.start());
    ConnectionDialog* dialog = open(ConnectionProfile::create());
    dialog->takeUrl(u"redis://127.0.0.1:%1"_s.arg(redis.tcpPort()));
    button(dialog, u"Test connection"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(dialog->testPanel()->summary().contains(u"asks for a password"), 30000);
}

void TestConnectionDialog::testUsesTheStoredPassword()
{
    RedisFixture redis(RedisFixtureOptions{.password = "hunter2"});
    QVERIFY(redis.start());
    ConnectionProfile profile = shop();
    profile.options = redis.unixOptions();
    profile.options.password.clear();
    m_keychain->secrets.insert(profile.secretName(), "hunter2");
    ConnectionDialog* dialog = open(profile);
    button(dialog, u"Test connection"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(dialog->testPanel()->summary().contains(u"It works"), 30000);
    QVERIFY(dialog->password().isEmpty());
}

void TestConnectionDialog::everyStepHasWords()
{
    for (size_t i = 0; i < connectionStepCount; ++i) {
        const auto step = static_cast<ConnectionStep>(i);
        QVERIFY(!stepTitle(step).isEmpty());
        for (int code = 0; code <= static_cast<int>(ErrorCode::Cancelled); ++code) {
            ConnectionTestReport report;
            report.isFinished = true;
            report.steps.at(i) = {StepState::Failed, 1, Error{static_cast<ErrorCode>(code), u"detail"_s, {}}};
            QVERIFY(!stepWords(report, step, {"bull"}).sentence.isEmpty());
        }
        ConnectionTestReport good;
        good.steps.at(i) = {StepState::Doubtful, 1, std::nullopt};
        good.addresses = {u"10.0.0.1"_s};
        good.tls = TlsFacts{u"TLS 1.3"_s, u"a"_s, u"b"_s, QDateTime::currentDateTime()};
        QVERIFY2(!stepWords(good, step, {"bull"}).sentence.isEmpty(), qPrintable(stepTitle(step)));
    }
    for (const auto state : {SecretState::Locked, SecretState::Unavailable, SecretState::TimedOut})
        QVERIFY(!keychainWords(state, u"x"_s).remedy.isEmpty());
}

void TestConnectionDialog::pictures_data()
{
    QTest::addColumn<QString>("what");
    for (const auto& what :
        {u"new"_s, u"tested"_s, u"failed"_s, u"locked"_s, u"faults"_s, u"tls"_s, u"pin"_s, u"lines"_s})
        QTest::newRow(qPrintable(what)) << what;
}

void TestConnectionDialog::pictures()
{
    QFETCH(QString, what);
    ConnectionDialog* dialog = open(what == "tls"_L1 ? shop() : ConnectionProfile::create());
    if (what == "tested"_L1 || what == "failed"_L1) {
        dialog->takeUrl(u"rediss://ops:hunter2@redis-1.internal:6380/2"_s);
        ConnectionTestReport report;
        report.isFinished = true;
        report.addresses = QStringList{u"10.0.4.12"_s};
        report.peer = u"10.0.4.12"_s;
        report.latency = 2.1;
        report.tls = TlsFacts{
            u"TLS 1.3"_s, u"redis-1.internal"_s, u"Shop CA"_s, QDateTime::currentDateTime().addDays(80)};
        report.server.version = QVersionNumber(7, 2, 4);
        report.rights.user = "ops";
        report.rights.mayRunScripts = report.rights.mayScan = report.rights.writesAreKnown = true;
        report.rights.mayListClients = true;
        report.evictionPolicy = "allkeys-lru";
        report.prefixes = {{"bull", 43}};
        for (StepReport& step : report.steps)
            step = {StepState::Good, 1.7, std::nullopt};
        report.steps.at(8).state = StepState::Doubtful;
        if (what == "failed"_L1) {
            report.steps.fill({});
            report.steps.at(0) = {StepState::Good, 12, std::nullopt};
            report.steps.at(1) = {StepState::Good, 2, std::nullopt};
            report.steps.at(2) = {StepState::Failed, 31,
                Error{ErrorCode::Tls, u"The certificate is self-signed, and untrusted"_s,
                    {{u"problem"_s, u"self-signed"_s},
                        {u"fingerprint"_s,
                            fingerprintText(QByteArray::fromHex(QByteArray("3f0a91c4").repeated(8)))}}}};
        }
        dialog->testPanel()->show(report, {"bull"});
    }
    if (what == "locked"_L1) {
        m_keychain->trouble = SecretState::Locked;
        dialog->takeUrl(u"redis://ops:hunter2@redis-1"_s);
        button(dialog, u"Save"_s)->click();
        QTRY_VERIFY(dialog->notice()->isVisible());
    }
    if (what == "faults"_L1) {
        named<QLineEdit>(u"Host, port"_s)->clear();
        button(dialog, u"Save"_s)->click();
    }
    if (what == "pin"_L1) {
        PinDialog pin(u"redis-1.internal"_s,
            {ErrorCode::Tls, u"x"_s,
                {{u"fingerprint"_s, fingerprintText(QByteArray::fromHex(QByteArray("3f0a91c4").repeated(8)))},
                    {u"subject"_s, u"redis-1.internal"_s}, {u"issuer"_s, u"redis-1.internal"_s},
                    {u"expires"_s, u"2027-03-01T12:00:00Z"_s}}});
        pin.show();
        QVERIFY(takePictures(pin, u"pindialog"_s));
        return;
    }
    if (what == "lines"_L1)
        dialog->takeUrl(u"REDIS_HOST=shop.internal\nREDIS_PORT=6390\nREDIS_PASSWORD=hunter2\nREDIS_TLS=true\n"
                        u"CACHE_REDIS_HOST=other"_s);
    QVERIFY(takePictures(*dialog, u"connectiondialog-"_s + what));
}

QTEST_MAIN(TestConnectionDialog)
#include "tst_connectiondialog.moc"
