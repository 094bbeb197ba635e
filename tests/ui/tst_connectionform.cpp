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

//! What is typed and pasted into the fields of a connection, and what they make of it.
class TestConnectionForm final : public ConnectionBench {
    Q_OBJECT

private Q_SLOTS:
    void addressesInWhatPeoplePaste_data();
    void addressesInWhatPeoplePaste();
    void urlFillsTheFields_data();
    void urlFillsTheFields();
    void fieldsMakeTheUrl();
    void pastedPasswordLeavesTheUrl();
    void typedPasswordLeavesTheUrlLater();
    void wrongUrlIsToldWhenLeft_data();
    void wrongUrlIsToldWhenLeft();
    void nameFollowsTheHostUntilWritten();
    void faultsStandBesideTheirFields();
    void pastedLinesFillTheFields();
    void linesThatMakeNoSenseAreTold();
    void certificateIsPinnedAfterComparing();
    void pinGoesWithItsHost();
    void whatCanBePinned_data();
    void whatCanBePinned();
    void commandKeepsItsBlanks();
};

void TestConnectionForm::addressesInWhatPeoplePaste_data()
{
    QTest::addColumn<QString>("pasted");
    QTest::addColumn<QString>("address");
    const auto row = [](const char* name, const QString& pasted, const QString& address) {
        QTest::newRow(name) << pasted << address;
    };
    row("a URL", u" redis://h:1/2 \n"_s, u"redis://h:1/2"_s);
    row("env line", u"REDIS_URL=rediss://u:p@h:6380"_s, u"rediss://u:p@h:6380"_s);
    row("quoted", u"export QUEUE_REDIS_URL=\"redis://u:p%20q@h\" # the queue"_s, u"redis://u:p%20q@h"_s);
    row("single quotes", u"REDIS_URL='redis://h'"_s, u"redis://h"_s);
    row("among others", u"PORT=3000\nREDIS_URL=redis://h:6379\nDEBUG=1"_s, u"redis://h:6379"_s);
    row("redis-cli", u"redis-cli -u redis://h:6379/3"_s, u"redis://h:6379/3"_s);
    row("upper case", u"REDIS://H"_s, u"REDIS://H"_s);
    row("host and port", u"redis-1.internal:6380"_s, u"redis://redis-1.internal:6380"_s);
    row("host alone", u"localhost"_s, u"redis://localhost"_s);
    row("host and database", u"10.0.0.5:6379/2"_s, u"redis://10.0.0.5:6379/2"_s);
    row("socket", u"/run/redis/redis.sock"_s, u"unix:///run/redis/redis.sock"_s);
    row("socket URL", u"unix:///run/r.sock?db=1"_s, u"unix:///run/r.sock?db=1"_s);
    row("another scheme stays", u"https://example.org"_s, u"https://example.org"_s);
    row("nothing", u"  "_s, QString());
    row("a number is no host", u"6379"_s, u"6379"_s);
}

void TestConnectionForm::addressesInWhatPeoplePaste()
{
    QFETCH(QString, pasted);
    QTEST(addressIn(pasted), "address");
}

void TestConnectionForm::urlFillsTheFields_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("shown"); // afterwards, in the URL
    const auto row = [](const char* name, const QString& url, const QString& shown = {}) {
        QTest::newRow(name) << url << (shown.isEmpty() ? url : shown);
    };
    row("plain", u"redis://redis-1:6380/2"_s);
    row("without a port", u"redis://redis-1"_s, u"redis://redis-1:6379"_s);
    row("user", u"redis://ops@redis-1:6379"_s);
    row("TLS", u"rediss://redis-1:6380/0?ca=/etc/ca.pem&servername=redis.example"_s,
        u"rediss://redis-1:6380?ca=/etc/ca.pem&servername=redis.example"_s);
    row("client certificate", u"rediss://h:6380?cert=/c.pem&key=/k.pem"_s);
    row("IPv6", u"redis://[::1]:6379"_s);
    row("socket", u"unix:///run/redis.sock?db=3"_s);
    row("env line", u"REDIS_URL=\"redis://h:6379\""_s, u"redis://h:6379"_s);
}

void TestConnectionForm::urlFillsTheFields()
{
    QFETCH(QString, url);
    ConnectionDialog* dialog = open(ConnectionProfile::create());
    QTest::keyClicks(dialog->urlEdit(), url);
    QTest::keyClick(dialog->urlEdit(), Qt::Key_Return);
    QTEST(dialog->urlEdit()->text(), "shown");
    QVERIFY(dialog->isVisible()); // Return took the URL and saved nothing
    QCOMPARE(dialog->form()->fault(dialog->urlEdit()), QString());
    ConnectionDialog other(dialog->profile(), {}, *m_credentials);
    QCOMPARE(other.profile().options, dialog->profile().options);
}

void TestConnectionForm::fieldsMakeTheUrl()
{
    ConnectionDialog* dialog = open(ConnectionProfile::create());
    auto* host = named<QLineEdit>(u"Host, port"_s);
    host->selectAll();
    QTest::keyClicks(host, u"redis-2"_s);
    QCOMPARE(dialog->urlEdit()->text(), u"redis://redis-2:6379"_s);
    named<QSpinBox>(u"Port"_s)->setValue(7000);
    named<QSpinBox>(u"Database"_s)->setValue(4);
    QTest::keyClicks(named<QLineEdit>(u"User"_s), u"a b"_s);
    QCOMPARE(dialog->urlEdit()->text(), u"redis://a%20b@redis-2:7000/4"_s);
    dialog->findChild<QCheckBox*>();
    const auto boxes = dialog->findChildren<QCheckBox*>();
    for (QCheckBox* box : boxes) {
        if (box->text().contains(u"TLS"))
            box->setChecked(true);
    }
    QTest::keyClicks(named<QLineEdit>(u"Authority"_s), u"/ca.pem"_s);
    QCOMPARE(dialog->urlEdit()->text(), u"rediss://a%20b@redis-2:7000/4?ca=/ca.pem"_s);
    named<QComboBox>(u"By"_s)->setCurrentIndex(1);
    QTest::keyClicks(named<QLineEdit>(u"Path"_s), u"/run/r.sock"_s);
    QCOMPARE(dialog->urlEdit()->text(), u"unix://a%20b@/run/r.sock?db=4"_s);
    // And back: the other fields were kept.
    named<QComboBox>(u"By"_s)->setCurrentIndex(0);
    QCOMPARE(dialog->urlEdit()->text(), u"rediss://a%20b@redis-2:7000/4?ca=/ca.pem"_s);
}

void TestConnectionForm::pastedPasswordLeavesTheUrl()
{
    ConnectionDialog* dialog = open(ConnectionProfile::create());
    QApplication::clipboard()->setText(u"REDIS_URL=redis://ops:hunter%402@redis-1:6379/1"_s);
    dialog->urlEdit()->setFocus();
    dialog->urlEdit()->paste();
    QCOMPARE(dialog->urlEdit()->text(), u"redis://ops@redis-1:6379/1"_s);
    QCOMPARE(dialog->password(), "hunter@2");
    QCOMPARE(dialog->passwordEdit()->echoMode(), QLineEdit::Password);
    QCOMPARE(dialog->profile().secret.kind, Kind::Keychain);
    QCOMPARE(dialog->profile().options.password, QByteArray());
    dialog->urlEdit()->undo();
    QVERIFY(!dialog->urlEdit()->text().contains(u"hunter"));
}

void TestConnectionForm::typedPasswordLeavesTheUrlLater()
{
    ConnectionDialog* dialog = open(ConnectionProfile::create());
    QVERIFY(QTest::qWaitForWindowActive(dialog)); // only there the focus goes on
    QTest::keyClicks(dialog->urlEdit(), u"redis://:hunter2@h"_s);
    QVERIFY(dialog->urlEdit()->text().contains(u"hunter2")); // still being typed
    QTest::keyClick(dialog->urlEdit(), Qt::Key_Tab);
    QCOMPARE(dialog->urlEdit()->text(), u"redis://h:6379"_s);
    QCOMPARE(dialog->password(), "hunter2");
}

void TestConnectionForm::wrongUrlIsToldWhenLeft_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("word");
    QTest::newRow("scheme") << u"http://h"_s << u"redis://"_s;
    QTest::newRow("port") << u"redis://h:70000"_s << u"65535"_s;
    QTest::newRow("database") << u"redis://h/x"_s << u"database"_s;
    QTest::newRow("percent") << u"redis://u%zz@h"_s << u"%25"_s;
    QTest::newRow("hash") << u"redis://u:p#q@h"_s << u"%23"_s;
    QTest::newRow("query") << u"redis://h?timeout=5"_s << u"db, ca"_s;
    QTest::newRow("IPv6") << u"redis://::1:6379"_s << u"brackets"_s;
    QTest::newRow("socket") << u"unix://run/r.sock"_s << u"three slashes"_s;
}

void TestConnectionForm::wrongUrlIsToldWhenLeft()
{
    QFETCH(QString, url);
    QFETCH(QString, word);
    ConnectionDialog* dialog = open(ConnectionProfile::create());
    QSignalSpy saved(dialog, &ConnectionDialog::saved);
    QTest::keyClicks(dialog->urlEdit(), url);
    QCOMPARE(dialog->form()->fault(dialog->urlEdit()), QString());
    QTest::keyClick(dialog->urlEdit(), Qt::Key_Return);
    QVERIFY2(dialog->form()->fault(dialog->urlEdit()).contains(word),
        qPrintable(dialog->form()->fault(dialog->urlEdit())));
    QCOMPARE(dialog->urlEdit()->text(), url); // nothing is lost
    button(dialog, u"Save"_s)->click();
    QVERIFY(saved.isEmpty());
}

void TestConnectionForm::nameFollowsTheHostUntilWritten()
{
    ConnectionDialog* dialog = open(ConnectionProfile::create());
    QTest::keyClicks(dialog->urlEdit(), u"redis://redis-1.internal"_s);
    QCOMPARE(dialog->profile().name, u"redis-1.internal"_s);
    auto* name = named<QLineEdit>(u"Name"_s);
    name->selectAll();
    QTest::keyClicks(name, u"Shop"_s);
    dialog->takeUrl(u"redis://elsewhere"_s);
    QCOMPARE(dialog->profile().name, u"Shop"_s);
}

void TestConnectionForm::faultsStandBesideTheirFields()
{
    ConnectionDialog* dialog = open(ConnectionProfile::create());
    QSignalSpy saved(dialog, &ConnectionDialog::saved);
    named<QLineEdit>(u"Host, port"_s)->clear();
    named<QLineEdit>(u"Prefixes"_s)->setText(u" , "_s);
    choose(Kind::Environment);
    QTest::keyClicks(named<QLineEdit>(u"Variable"_s), u"$PW"_s);
    button(dialog, u"Save"_s)->click();
    QVERIFY(saved.isEmpty());
    QVERIFY(!dialog->form()->fault(named<QLineEdit>(u"Name"_s)).isEmpty());
    QVERIFY(!dialog->form()->fault(named<QLineEdit>(u"Host, port"_s)).isEmpty());
    QVERIFY(!dialog->form()->fault(named<QLineEdit>(u"Prefixes"_s)).isEmpty());
    QVERIFY(!dialog->form()->fault(named<QLineEdit>(u"Variable"_s)).isEmpty());
    QCOMPARE(dialog->focusWidget(), named<QLineEdit>(u"Name"_s)); // the first of them
}

void TestConnectionForm::pastedLinesFillTheFields()
{
    ConnectionDialog* dialog = open(ConnectionProfile::create());
    QApplication::clipboard()->setText(
        u"# shop\nexport "
        u"REDIS_HOST=shop.internal\nREDIS_PORT=6390\nREDIS_PASSWORD='hunter2'\nREDIS_TLS=true\n"
        u"BULL_PREFIX=jobs\nCACHE_REDIS_HOST=other\n"_s);
    dialog->urlEdit()->paste();
    QCOMPARE(dialog->urlEdit()->text(), u"rediss://shop.internal:6390"_s);
    QCOMPARE(dialog->password(), QByteArray("hunter2"));
    const ConnectionProfile profile = dialog->profile();
    QCOMPARE(profile.options.host, u"shop.internal"_s);
    QCOMPARE(profile.prefixes, QByteArrayList{"jobs"});
    QCOMPARE(profile.secret.kind, Kind::Keychain);
    QString shown;
    for (const PlainLabel* label : dialog->findChildren<PlainLabel*>())
        shown += label->text() + u'\n';
    QVERIFY2(shown.contains(u"REDIS_PORT = 6390"), qPrintable(shown));
    QVERIFY2(shown.contains(u"Not used: CACHE_REDIS_HOST"), qPrintable(shown));
    QVERIFY(shown.contains(u"REDIS_PASSWORD"));
    QVERIFY(!shown.contains(u"hunter2"));
    QApplication::clipboard()->clear();
}

void TestConnectionForm::linesThatMakeNoSenseAreTold()
{
    ConnectionDialog* dialog = open(ConnectionProfile::create());
    dialog->takeUrl(u"REDIS_HOST=h\nREDIS_PORT=many"_s);
    QVERIFY(dialog->form()->fault(dialog->urlEdit()).contains(u"65535"));
}

void TestConnectionForm::certificateIsPinnedAfterComparing()
{
    RedisFixture redis(RedisFixtureOptions{.tls = true, .tlsCertificate = u"imposter"_s});
    QVERIFY2(redis.start(), redis.log().constData());
    const QString fingerprint = QString::fromLatin1(redis.certificates()->fingerprint(u"imposter"_s));
    ConnectionDialog* dialog = open(ConnectionProfile::create());
    dialog->takeUrl(u"rediss://localhost:%1"_s.arg(redis.tlsPort()));
    QVERIFY(!dialog->pinButton()->isVisible());
    button(dialog, u"Test connection"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(dialog->pinButton()->isVisible(), 30000);
    QVERIFY2(
        dialog->testPanel()->summary().contains(fingerprint), qPrintable(dialog->testPanel()->summary()));
    dialog->pinButton()->click();
    auto* pin = dialog->findChild<PinDialog*>();
    QVERIFY(pin);
    QCOMPARE(fingerprintText(pin->fingerprint()), fingerprint);
    QVERIFY(!pin->pinButton()->isEnabled());
    pin->comparedBox()->setChecked(true);
    pin->pinButton()->click();
    QCOMPARE(dialog->profile().options.tls.caFile, pinText(fingerprintFrom(fingerprint)));
    QTRY_VERIFY_WITH_TIMEOUT(dialog->testPanel()->summary().contains(u"It works"), 30000);
    QVERIFY(!dialog->pinButton()->isVisible());
}

void TestConnectionForm::pinGoesWithItsHost()
{
    ConnectionProfile profile = shop();
    profile.options.tls.caFile = pinText(QByteArray(32, '\x21'));
    ConnectionDialog* dialog = open(profile);
    QCOMPARE(dialog->profile().options.tls.caFile, profile.options.tls.caFile);
    QTest::keyClicks(named<QLineEdit>(u"Host, port"_s), u"x"_s);
    QVERIFY(dialog->profile().options.tls.caFile.isEmpty());
    QVERIFY(!dialog->urlEdit()->text().contains(u"sha256"));
    // The same in the URL itself, key by key.
    dialog = open(profile);
    dialog->urlEdit()->setCursorPosition(dialog->urlEdit()->text().indexOf(u":6380"_s));
    QTest::keyClicks(dialog->urlEdit(), u"xy"_s);
    QCOMPARE(dialog->profile().options.host, u"redis-1.internalxy"_s);
    QVERIFY(dialog->profile().options.tls.caFile.isEmpty());
}

void TestConnectionForm::whatCanBePinned_data()
{
    QTest::addColumn<QString>("problem");
    QTest::addColumn<bool>("can");
    QTest::newRow("self-signed") << u"self-signed"_s << true;
    QTest::newRow("unknown authority") << u"unknown-authority"_s << true;
    QTest::newRow("host name") << u"host-name"_s << true;
    QTest::newRow("common name") << u"common-name"_s << true;
    QTest::newRow("another one was pinned") << u"pin"_s << true;
    QTest::newRow("expired") << u"expired"_s << false;
    QTest::newRow("not valid yet") << u"not-yet-valid"_s << false;
}

void TestConnectionForm::whatCanBePinned()
{
    QFETCH(const QString, problem);
    const Error refusal{ErrorCode::Tls, u"x"_s, {{u"problem"_s, problem}, {u"fingerprint"_s, u"AA"_s}}};
    QTEST(PinDialog::canPin(refusal), "can");
    QVERIFY(!PinDialog::canPin({ErrorCode::ConnectionClosed, u"x"_s, {}}));
}

void TestConnectionForm::commandKeepsItsBlanks()
{
    ConnectionProfile profile = ConnectionProfile::create();
    profile.secret.kind = Kind::Command;
    profile.secret.command = {u"/opt/my tools/pass"_s, u"show"_s, u"redis/shop eu"_s, QString()};
    QCOMPARE(open(profile)->profile().secret.command, profile.secret.command);
    profile.secret.command.clear();
    QVERIFY(open(profile)->profile().secret.command.isEmpty());
}

QTEST_MAIN(TestConnectionForm)
#include "tst_connectionform.moc"
