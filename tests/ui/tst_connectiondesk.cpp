// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/connectiondialog.h"
#include "dialogs/removeconnectiondialog.h"
#include "pages/settings/connectionssection.h"
#include "settingsbench.h"
#include "widgets/noticebar.h"
#include "widgets/passwordedit.h"
#include "widgets/welcome.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace drover::ui;
using namespace Qt::StringLiterals;

using Kind = SecretSource::Kind;
using Section = SettingsPage::Section;

//! Connections and their passwords from the settings page, with a keychain in every state.
class TestConnectionDesk final : public SettingsBench {
    Q_OBJECT

private Q_SLOTS:
    void connectionsAreListed();
    void removingTakesThePasswordAlong();
    void removingWithALockedKeychain();
    void removingWaitsUntilItIsClosed();
    void renamingKeepsThePassword();
    void forgettingIsToldInPlace();
    void duplicatesHaveNoPassword();
    void openingUsesTheKeychain();
    void openingAsksWhenItMust_data();
    void openingAsksWhenItMust();
    void givenPasswordGoesWhereItShall_data();
    void givenPasswordGoesWhereItShall();
    void cancelledAskingFailsTheOpening();
    void pastedUrlIsSavedAndOpened();
    void pastedUrlWithoutKeychainStaysInMemory();
    // production: P3
    void retryStrategyReachesTheConnections();
    void welcomeTakesUrls();
    void welcomeShowsWhatItUnderstood();
    void allPrefixesReachTheConnection();
    void onlyProductionCanBeUnlocked_data();
    void onlyProductionCanBeUnlocked();
    void changedWhileOpen_data();
    void changedWhileOpen();
    // fault: D1
    void refusedPasswordIsAskedForAgain();
    void passwordThatNobodyKnewOfIsAskedFor();
    void sessionPasswordIsForgotten();

private:
    [[nodiscard]] FakeSession* session(const ConnectionProfile& profile) const
    {
        return static_cast<FakeSession*>(m_hub->session(profile.id));
    }
    void refuse(const ConnectionProfile& profile) const
    {
        LinkFacts link;
        link.state = LinkState::Connecting;
        session(profile)->setLink(link);
        link.state = LinkState::Refused;
        link.error = Error{ErrorCode::Auth, u"WRONGPASS"_s, {}};
        session(profile)->setLink(link);
    }
};

void TestConnectionDesk::connectionsAreListed()
{
    QAbstractItemModelTester tester(
        &m_page->connections()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(m_page->connections()->model().rowCount(), 0);
    m_profiles->save(named(u"a"_s));
    ConnectionProfile b = named(u"b"_s, Kind::Keychain);
    b.secret.isStored = true;
    b.environment = Environment::Production;
    m_profiles->save(b);
    ProfileModel& model = m_page->connections()->model();
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.row(1).password, u"In the keychain"_s);
    QVERIFY(model.row(1).isLocked);
    QTableView* table = m_page->connections()->table();
    table->selectRow(1);
    QVERIFY(button(m_page.get(), u"Forget password"_s)->isEnabled());
    byName<QPushButton>(m_page.get(), u"Move up"_s)->click();
    QCOMPARE(model.row(0).name, u"b"_s);
    QCOMPARE(table->selectionModel()->selectedRows().front().row(), 0); // it went along
    QCOMPARE(m_profiles->profiles().front().name, u"b"_s);
}

void TestConnectionDesk::removingTakesThePasswordAlong()
{
    ConnectionProfile profile = named(u"a"_s, Kind::Keychain);
    profile.secret.isStored = true;
    m_keychain->secrets.insert(profile.secretName(), marker);
    save(profile);
    QVERIFY(m_hub->knows(profile.id));
    RemoveConnectionDialog* dialog = m_desk->removeConnection(profile.id);
    dialog->removeButton()->click();
    QTRY_VERIFY(m_profiles->profiles().empty());
    QVERIFY(m_keychain->secrets.isEmpty());
    QVERIFY(!m_hub->knows(profile.id));
}

void TestConnectionDesk::removingWithALockedKeychain()
{
    ConnectionProfile profile = named(u"a"_s, Kind::Keychain);
    profile.secret.isStored = true;
    m_keychain->secrets.insert(profile.secretName(), marker);
    save(profile);
    m_keychain->trouble = SecretState::Locked;
    RemoveConnectionDialog* dialog = m_desk->removeConnection(profile.id);
    dialog->removeButton()->click();
    QTRY_VERIFY(dialog->notice()->isVisible());
    QCOMPARE(m_profiles->profiles().size(), size_t(1)); // not removed half
    QSignalSpy said(m_desk.get(), &ConnectionDesk::said);
    button(dialog, u"Remove the rest"_s)->click();
    QVERIFY(m_profiles->profiles().empty());
    QVERIFY(said.front().at(2).toString().contains(profile.secretName())); // where to find it
}

void TestConnectionDesk::removingWaitsUntilItIsClosed()
{
    ConnectionProfile profile = named(u"a"_s, Kind::Keychain);
    profile.secret.isStored = true;
    m_keychain->secrets.insert(profile.secretName(), marker);
    save(profile);
    std::function<void()> closed;
    m_desk->setCloser([&](const QString& id, const std::function<void()>& then) {
        QCOMPARE(id, profile.id);
        closed = then;
    });
    RemoveConnectionDialog* dialog = m_desk->removeConnection(profile.id);
    dialog->removeButton()->click();
    QVERIFY(closed); // somebody may be asked, workers may end their jobs
    QCOMPARE(m_profiles->profiles().size(), size_t(1));
    QVERIFY(m_keychain->secrets.contains(profile.secretName()));
    closed();
    QTRY_VERIFY(m_profiles->profiles().empty());
    QVERIFY(m_keychain->secrets.isEmpty());
}

void TestConnectionDesk::renamingKeepsThePassword()
{
    ConnectionProfile profile = named(u"a"_s, Kind::Keychain);
    profile.secret.isStored = true;
    m_keychain->secrets.insert(profile.secretName(), marker);
    save(profile);
    ConnectionDialog* dialog = m_desk->editConnection(profile.id);
    byName<QLineEdit>(dialog, u"Name"_s)->setText(u"renamed"_s);
    button(dialog, u"Save"_s)->click();
    const ConnectionProfile renamed = *m_profiles->find(profile.id);
    QCOMPARE(renamed.name, u"renamed"_s);
    QCOMPARE(m_hub->identity(profile.id).title, u"renamed"_s);
    const auto read = m_credentials->obtain(renamed);
    QTRY_VERIFY(read.isFinished());
    QCOMPARE(read.result().password, marker);
}

void TestConnectionDesk::forgettingIsToldInPlace()
{
    ConnectionProfile profile = named(u"a"_s, Kind::Keychain);
    profile.secret.isStored = true;
    m_keychain->secrets.insert(profile.secretName(), marker);
    save(profile);
    m_page->connections()->table()->selectRow(0);
    m_keychain->trouble = SecretState::Unavailable;
    button(m_page.get(), u"Forget password"_s)->click();
    QTRY_VERIFY(m_page->connections()->notice()->isVisible());
    QVERIFY(m_profiles->find(profile.id)->secret.isStored);
    m_keychain->trouble = SecretState::Stored;
    button(m_page.get(), u"Forget password"_s)->click();
    QTRY_VERIFY(!m_profiles->find(profile.id)->secret.isStored);
    QVERIFY(m_keychain->secrets.isEmpty());
    QCOMPARE(m_page->connections()->model().row(0).password, u"Not stored yet"_s);
}

void TestConnectionDesk::duplicatesHaveNoPassword()
{
    ConnectionProfile profile = named(u"a"_s, Kind::Keychain);
    profile.secret.isStored = true;
    save(profile);
    m_desk->duplicateConnection(profile.id);
    QCOMPARE(m_profiles->profiles().size(), size_t(2));
    const ConnectionProfile& copy = m_profiles->profiles().at(1);
    QCOMPARE(copy.name, u"a 2"_s);
    QVERIFY(copy.id != profile.id);
    QVERIFY(!copy.secret.isStored);
}

void TestConnectionDesk::openingUsesTheKeychain()
{
    ConnectionProfile profile = named(u"a"_s, Kind::Keychain);
    profile.secret.isStored = true;
    m_keychain->secrets.insert(profile.secretName(), marker);
    save(profile);
    QSignalSpy opened(m_hub.get(), &ConnectionHub::opened);
    m_hub->open(profile.id);
    QTRY_COMPARE(opened.size(), 1);
    QCOMPARE(m_opened.front().connection.password, marker);
    QCOMPARE(m_opened.front().identity.title, u"a"_s);
    QVERIFY(!m_opened.front().identity.address.contains(QString::fromUtf8(marker)));
    QVERIFY(!asked());
}

void TestConnectionDesk::openingAsksWhenItMust_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<bool>("isStored");
    QTest::addColumn<SecretState>("state");
    QTest::addColumn<QString>("word"); // in the notice; empty = no notice
    QTest::newRow("each time") << Kind::Ask << false << SecretState::Stored << QString();
    QTest::newRow("once") << Kind::Session << false << SecretState::Stored << QString();
    QTest::newRow("never stored") << Kind::Keychain << false << SecretState::Stored << QString();
    QTest::newRow("deleted outside") << Kind::Keychain << true << SecretState::Stored << u"no longer"_s;
    QTest::newRow("locked") << Kind::Keychain << true << SecretState::Locked << u"locked"_s;
    QTest::newRow("absent") << Kind::Keychain << true << SecretState::Unavailable << u"no usable keychain"_s;
    QTest::newRow("silent") << Kind::Keychain << true << SecretState::TimedOut << u"does not answer"_s;
    QTest::newRow("variable not set")
        << Kind::Environment << false << SecretState::Stored << u"DROVER_NOT_SET"_s;
    QTest::newRow("command fails") << Kind::Command << false << SecretState::Stored << u"command"_s;
}

void TestConnectionDesk::openingAsksWhenItMust()
{
    QFETCH(Kind, kind);
    QFETCH(bool, isStored);
    QFETCH(SecretState, state);
    QFETCH(QString, word);
    ConnectionProfile profile = named(u"a"_s, kind);
    profile.secret.isStored = isStored;
    profile.secret.variable = u"DROVER_NOT_SET"_s;
    profile.secret.command = QStringList{u"false"_s};
    save(profile);
    m_keychain->trouble = state;
    m_hub->open(profile.id);
    QTRY_VERIFY(asked() != nullptr);
    QCOMPARE(asked()->notice()->isVisible(), !word.isEmpty());
    QVERIFY2(
        word.isEmpty() || asked()->notice()->text().contains(word), qPrintable(asked()->notice()->text()));
    QVERIFY(m_opened.isEmpty());
    const bool isShut = state != SecretState::Stored;
    QCOMPARE(asked()->keep() == AskPasswordDialog::Keep::Keychain, kind == Kind::Keychain && !isShut);
}

void TestConnectionDesk::givenPasswordGoesWhereItShall_data()
{
    QTest::addColumn<AskPasswordDialog::Keep>("keep");
    QTest::newRow("nowhere") << AskPasswordDialog::Keep::Nothing;
    QTest::newRow("memory") << AskPasswordDialog::Keep::Session;
    QTest::newRow("keychain") << AskPasswordDialog::Keep::Keychain;
}

void TestConnectionDesk::givenPasswordGoesWhereItShall()
{
    QFETCH(AskPasswordDialog::Keep, keep);
    const ConnectionProfile profile = named(u"a"_s, Kind::Ask);
    save(profile);
    QSignalSpy opened(m_hub.get(), &ConnectionHub::opened);
    m_hub->open(profile.id);
    QTRY_VERIFY(asked() != nullptr);
    QTest::keyClicks(asked()->passwordEdit(), QString::fromUtf8(marker));
    asked()->setKeep(keep);
    button(asked(), u"Connect"_s)->click();
    QTRY_COMPARE(opened.size(), 1);
    QCOMPARE(m_opened.front().connection.password, marker);
    QCOMPARE(m_credentials->isKeptForSession(profile), keep == AskPasswordDialog::Keep::Session);
    const bool isStored = keep == AskPasswordDialog::Keep::Keychain;
    QCOMPARE(m_keychain->secrets.contains(profile.secretName()), isStored);
    QCOMPARE(m_profiles->find(profile.id)->secret.isStored, isStored);
}

void TestConnectionDesk::cancelledAskingFailsTheOpening()
{
    const ConnectionProfile profile = named(u"a"_s, Kind::Ask);
    save(profile);
    QSignalSpy failed(m_hub.get(), &ConnectionHub::openFailed);
    m_hub->open(profile.id);
    QTRY_VERIFY(asked() != nullptr);
    asked()->reject();
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed.front().at(1).value<Error>().code, ErrorCode::Cancelled);
    QVERIFY(m_opened.isEmpty());
}

void TestConnectionDesk::pastedUrlIsSavedAndOpened()
{
    QSignalSpy wanted(m_desk.get(), &ConnectionDesk::connectWanted);
    QVERIFY(m_desk->connectUrl(
        u"REDIS_URL=redis://ops:%1@shop.internal:6380/2"_s.arg(QString::fromUtf8(marker))));
    QCOMPARE(wanted.size(), 1);
    QTRY_VERIFY(m_profiles->profiles().front().secret.isStored);
    const ConnectionProfile profile = m_profiles->profiles().front();
    QCOMPARE(profile.name, u"shop.internal"_s);
    QCOMPARE(profile.options.port, quint16(6380));
    QCOMPARE(m_keychain->secrets.value(profile.secretName()), marker);
    QVERIFY(!m_desk->connectUrl(u"http://x"_s));
}

void TestConnectionDesk::pastedUrlWithoutKeychainStaysInMemory()
{
    m_keychain->trouble = SecretState::Unavailable;
    QSignalSpy said(m_desk.get(), &ConnectionDesk::said);
    QVERIFY(m_desk->connectUrl(u"redis://:%1@shop.internal"_s.arg(QString::fromUtf8(marker))));
    QTRY_COMPARE(said.size(), 1);
    const ConnectionProfile profile = m_profiles->profiles().front();
    QCOMPARE(profile.secret, (SecretSource{Kind::Session, {}, {}, false}));
    QVERIFY(m_credentials->isKeptForSession(profile));
}

void TestConnectionDesk::retryStrategyReachesTheConnections()
{
    ConnectionProfile plain = named(u"plain"_s);
    ConnectionProfile own = named(u"own"_s);
    own.hasOwnRetry = true;
    own.options.retry.minimum = Milliseconds(77);
    save(plain);
    save(own);
    QVERIFY(m_settings->set(key::retryMinimum, 4000));
    m_hub->open(plain.id);
    m_hub->open(own.id);
    QTRY_COMPARE(m_opened.size(), 2);
    QCOMPARE(m_opened.at(0).connection.retry.minimum, Milliseconds(4000));
    QCOMPARE(m_opened.at(1).connection.retry.minimum, Milliseconds(77));
}

void TestConnectionDesk::welcomeTakesUrls()
{
    Welcome welcome;
    welcome.show();
    QSignalSpy given(&welcome, &Welcome::urlGiven);
    QTest::keyClicks(welcome.urlEdit(), u"redis://h:port"_s);
    QTest::keyClick(welcome.urlEdit(), Qt::Key_Return);
    QVERIFY(given.isEmpty());
    QVERIFY(welcome.fault().contains(u"65535"));
    welcome.urlEdit()->clear();
    QTest::keyClicks(welcome.urlEdit(), u"redis://:%1@h"_s.arg(QString::fromUtf8(marker)));
    QVERIFY(welcome.fault().isEmpty());
    welcome.connectButton()->click();
    QCOMPARE(given.size(), 1);
    QVERIFY(welcome.urlEdit()->text().isEmpty()); // no password stays in sight
    welcome.urlEdit()->undo();
    QVERIFY(!welcome.urlEdit()->text().contains(QString::fromUtf8(marker)));
    QSignalSpy demo(&welcome, &Welcome::demoWanted);
    QSignalSpy local(&welcome, &Welcome::localhostWanted);
    QSignalSpy embedded(&welcome, &Welcome::embeddedWanted);
    for (const auto& name : {u"Open demo data"_s, u"Try localhost:6379"_s, u"Local Redis"_s})
        byName<QAbstractButton>(&welcome, name)->click();
    QCOMPARE(demo.size() + local.size() + embedded.size(), 3);
}

void TestConnectionDesk::welcomeShowsWhatItUnderstood()
{
    Welcome welcome;
    welcome.show();
    QApplication::clipboard()->setText(
        u"REDIS_HOST=h\nREDIS_PORT=7000\nREDIS_PASSWORD=%1\n"_s.arg(QString::fromUtf8(marker)));
    welcome.urlEdit()->paste();
    QVERIFY2(welcome.preview().contains(u"REDIS_PORT = 7000"), qPrintable(welcome.preview()));
    QVERIFY(!welcome.preview().contains(QString::fromUtf8(marker)));
    QSignalSpy given(&welcome, &Welcome::urlGiven);
    welcome.connectButton()->click();
    QCOMPARE(given.size(), 1);
    QVERIFY(m_desk->connectUrl(given.first().first().toString()));
    QCOMPARE(m_profiles->profiles().front().options.port, quint16(7000));
    QApplication::clipboard()->clear();
}

void TestConnectionDesk::allPrefixesReachTheConnection()
{
    ConnectionProfile profile = named(u"a"_s);
    profile.prefixes = {"bull", "shop"};
    save(profile);
    m_hub->open(profile.id);
    QTRY_COMPARE(m_opened.size(), 1);
    QCOMPARE(m_opened.front().identity.prefixes, (QByteArrayList{"bull", "shop"}));
}

void TestConnectionDesk::onlyProductionCanBeUnlocked_data()
{
    QTest::addColumn<Environment>("environment");
    QTest::addColumn<bool>("isReadOnly");
    QTest::addColumn<bool>("locked");
    QTest::addColumn<bool>("canUnlock");
    QTest::newRow("development") << Environment::Development << false << false << false;
    QTest::newRow("read-only") << Environment::Development << true << true << false;
    QTest::newRow("production") << Environment::Production << false << true << true;
    QTest::newRow("production, read-only") << Environment::Production << true << true << false;
}

void TestConnectionDesk::onlyProductionCanBeUnlocked()
{
    QFETCH(Environment, environment);
    QFETCH(bool, isReadOnly);
    QFETCH(bool, locked);
    QFETCH(bool, canUnlock);
    ConnectionProfile profile = named(u"a"_s);
    profile.environment = environment;
    profile.isReadOnly = isReadOnly;
    save(profile);
    const ConnectionIdentity identity = m_hub->identity(profile.id);
    QCOMPARE(identity.readOnly, locked);
    QCOMPARE(identity.canUnlock, canUnlock);
}

void TestConnectionDesk::changedWhileOpen_data()
{
    QTest::addColumn<QString>("field"); // what is changed
    QTest::addColumn<bool>("connects");
    QTest::addColumn<bool>("reopens");
    QTest::addColumn<bool>("told");
    QTest::newRow("another host") << u"host"_s << false << false << true;
    QTest::newRow("another host, wanted open") << u"host"_s << true << true << false;
    QTest::newRow("nothing") << QString() << true << false << false;
    QTest::newRow("only its folder") << u"folder"_s << false << false << false;
    QTest::newRow("read-only") << u"read-only"_s << false << true << false;
    QTest::newRow("production") << u"production"_s << false << true << false;
}

void TestConnectionDesk::changedWhileOpen()
{
    QFETCH(QString, field);
    QFETCH(bool, connects);
    QFETCH(bool, reopens);
    QFETCH(bool, told);
    ConnectionProfile profile = named(u"a"_s);
    save(profile);
    m_hub->open(profile.id);
    QTRY_COMPARE(m_opened.size(), 1);
    connect(m_desk.get(), &ConnectionDesk::connectWanted, m_hub.get(), &ConnectionHub::open);
    QSignalSpy said(m_desk.get(), &ConnectionDesk::said);
    ConnectionProfile changed = profile;
    if (field == "host"_L1)
        changed.options.host = u"elsewhere"_s;
    else if (field == "folder"_L1)
        changed.folder = u"shops"_s;
    else if (field == "read-only"_L1)
        changed.isReadOnly = true;
    else if (field == "production"_L1)
        changed.environment = Environment::Production;
    Q_EMIT m_desk->editConnection(profile.id)->saved(changed, connects);
    QTRY_COMPARE(m_opened.size(), reopens ? 2 : 1);
    QCOMPARE(said.size(), told ? 1 : 0);
    QVERIFY(m_hub->session(profile.id));
}

void TestConnectionDesk::refusedPasswordIsAskedForAgain()
{
    const ConnectionProfile profile = named(u"a"_s, Kind::Session);
    save(profile);
    m_credentials->keepForSession(profile, "wrong");
    connect(m_desk.get(), &ConnectionDesk::connectWanted, m_hub.get(), &ConnectionHub::open);
    m_hub->open(profile.id);
    QTRY_COMPARE(m_opened.size(), 1);
    refuse(profile);
    QVERIFY(asked());
    QVERIFY(asked()->notice()->text().contains(u"refused"_s));
    QVERIFY(!m_credentials->isKeptForSession(profile));
    refuse(profile); // once is enough
    QCOMPARE(m_page->findChildren<AskPasswordDialog*>().size(), 1);
    Q_EMIT asked()->given(marker, AskPasswordDialog::Keep::Session);
    QTRY_COMPARE(m_opened.size(), 2);
    QCOMPARE(m_opened.last().connection.password, marker);
    QVERIFY(m_credentials->isKeptForSession(profile));
    QTRY_VERIFY(!asked());
    refuse(profile); // of the new session: wrong again
    QVERIFY(asked());
    asked()->reject();
    QTRY_VERIFY(!asked());
    refuse(profile); // tried again by hand
    QVERIFY(asked());
    QCOMPARE(m_opened.size(), 2);
}

void TestConnectionDesk::passwordThatNobodyKnewOfIsAskedFor()
{
    const ConnectionProfile profile = named(u"a"_s, Kind::None);
    save(profile);
    connect(m_desk.get(), &ConnectionDesk::connectWanted, m_hub.get(), &ConnectionHub::open);
    m_hub->open(profile.id);
    QTRY_COMPARE(m_opened.size(), 1);
    refuse(profile);
    QVERIFY(asked());
    Q_EMIT asked()->given(marker, AskPasswordDialog::Keep::Nothing);
    QTRY_COMPARE(m_opened.size(), 2);
    QCOMPARE(m_opened.last().connection.password, marker);
    QCOMPARE(m_profiles->find(profile.id)->secret.kind, Kind::Ask);
}

void TestConnectionDesk::sessionPasswordIsForgotten()
{
    const ConnectionProfile profile = named(u"a"_s, Kind::Session);
    m_credentials->keepForSession(profile, marker);
    save(profile);
    m_page->connections()->table()->selectRow(0);
    QPushButton* forget = button(m_page.get(), u"Forget password"_s);
    QVERIFY(forget->isEnabled());
    forget->click();
    QTRY_VERIFY(!m_credentials->isKeptForSession(profile));
    QTRY_VERIFY(!forget->isEnabled());
}

QTEST_MAIN(TestConnectionDesk)
#include "tst_connectiondesk.moc"
