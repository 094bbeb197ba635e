// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/askpassworddialog.h"
#include "dialogs/connectiondialog.h"
#include "dialogs/removeconnectiondialog.h"
#include "pages/settings/connectionssection.h"
#include "pages/settings/retentionedit.h"
#include "pages/settings/retentionsection.h"
#include "pages/settings/settingspage.h"
#include "session/connectiondesk.h"
#include "settings/settingsstore.h"
#include "style/theme.h"
#include "support/fakesecretstore.h"
#include "ui/support/fakesession.h"
#include "ui/support/picture.h"
#include "widgets/noticebar.h"
#include "widgets/passwordedit.h"
#include "widgets/welcome.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QDirIterator>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace drover;
using namespace drover::test;
using namespace drover::ui;
using namespace Qt::StringLiterals;

using Kind = SecretSource::Kind;
using Section = SettingsPage::Section;

namespace {

const QByteArray marker = "mArKeR-of-tst_settingspage";

ConnectionProfile named(const QString& name, Kind kind = Kind::None)
{
    ConnectionProfile profile = ConnectionProfile::create();
    profile.name = name;
    profile.options.host = name + u".internal"_s;
    profile.secret.kind = kind;
    return profile;
}

QPushButton* button(QWidget* in, const QString& text)
{
    const auto buttons = in->findChildren<QPushButton*>();
    for (QPushButton* each : buttons) {
        if (each->text().remove(u'&') == text && each->isVisibleTo(in))
            return each;
    }
    return nullptr;
}

template <typename Widget>
Widget* byName(QWidget* in, const QString& name)
{
    const auto all = in->findChildren<Widget*>();
    for (Widget* each : all) {
        if (each->accessibleName() == name)
            return each;
    }
    return nullptr;
}

} // namespace

//! The settings page and the desk behind it, with a keychain in every state.
class TestSettingsPage final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void controlsActAtOnce();
    void controlsFollowTheStore();
    void retentionIsWrittenWhole();
    void retentionEditKeepsWhatItShows_data();
    void retentionEditKeepsWhatItShows();
    void queuesOfTheirOwn();
    void resetSetsBack();
    void connectionsAreListed();
    void removingTakesThePasswordAlong();
    void removingWithALockedKeychain();
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
    void retryStrategyReachesTheConnections();
    void welcomeTakesUrls();
    void noLabelReadsMarkup();
    void pictures_data();
    void pictures();

private:
    void save(const ConnectionProfile& profile)
    {
        m_profiles->save(profile);
        m_desk.reset();
        makeDesk();
    }
    void makeDesk()
    {
        m_desk = std::make_unique<ConnectionDesk>(
            *m_profiles, *m_credentials, *m_settings, *m_hub, EngineConfig());
        m_page = std::make_unique<SettingsPage>(*m_settings, *m_desk);
        m_desk->setWindow(m_page.get());
        m_page->resize(1040, 720);
        m_page->show();
    }
    [[nodiscard]] AskPasswordDialog* asked() const { return m_page->findChild<AskPasswordDialog*>(); }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<FakeSecretStore> m_keychain;
    std::unique_ptr<Credentials> m_credentials;
    std::unique_ptr<ProfileStore> m_profiles;
    std::unique_ptr<SettingsStore> m_settings;
    std::unique_ptr<ConnectionHub> m_hub;
    std::unique_ptr<ConnectionDesk> m_desk;
    std::unique_ptr<SettingsPage> m_page;
    QList<EngineConfig> m_opened;
};

void TestSettingsPage::initTestCase()
{
    Theme::apply(*qApp, ThemeChoice::Light);
}

void TestSettingsPage::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_keychain = std::make_unique<FakeSecretStore>();
    m_credentials = std::make_unique<Credentials>(*m_keychain);
    m_profiles = std::make_unique<ProfileStore>(m_directory->filePath(u"profiles.json"_s));
    m_settings = std::make_unique<SettingsStore>(
        SettingsPaths{m_directory->filePath(u"settings.json"_s), m_directory->filePath(u"local.json"_s)});
    m_opened.clear();
    m_hub = std::make_unique<ConnectionHub>([this](const EngineConfig& config) {
        m_opened.append(config);
        return std::make_unique<FakeSession>();
    });
    makeDesk();
}

void TestSettingsPage::cleanup()
{
    m_page.reset();
    m_desk.reset();
    m_hub.reset();
    m_settings.reset();
    m_profiles.reset();
    m_credentials.reset();
    m_keychain.reset();
    // Everything is on the disk now; no password may be.
    QDirIterator files(m_directory->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains(marker), qPrintable(file.fileName()));
    }
}

void TestSettingsPage::controlsActAtOnce()
{
    auto* theme = byName<QComboBox>(m_page.get(), u"Theme"_s);
    theme->setCurrentIndex(2);
    Q_EMIT theme->activated(2);
    QCOMPARE(m_settings->text(key::theme), u"dark"_s);
    byName<QSpinBox>(m_page.get(), u"Shortest wait"_s)->setValue(2500);
    QCOMPARE(m_settings->reconnection().minimum, Milliseconds(2500));
    byName<QDoubleSpinBox>(m_page.get(), u"Jitter"_s)->setValue(15);
    QCOMPARE(m_settings->reconnection().jitter, 0.15);
    byName<QSpinBox>(m_page.get(), u"Grace period"_s)->setValue(12);
    QCOMPARE(m_settings->workerDefaults().grace, Milliseconds(12000));
    auto* masked = byName<QLineEdit>(m_page.get(), u"Masked fields"_s);
    masked->setText(u" pin,  iban ,,"_s);
    Q_EMIT masked->editingFinished();
    QCOMPARE(m_settings->texts(key::maskedFields), (QStringList{u"pin"_s, u"iban"_s}));
}

void TestSettingsPage::controlsFollowTheStore()
{
    QVERIFY(m_settings->set(key::refreshInterval, 30000));
    QCOMPARE(byName<QComboBox>(m_page.get(), u"Every"_s)->currentData().toInt(), 30000);
    QVERIFY(m_settings->set(key::refreshInterval, 7000)); // by hand, in the file
    QCOMPARE(byName<QComboBox>(m_page.get(), u"Every"_s)->currentIndex(), -1);
    QCOMPARE(m_settings->whole(key::refreshInterval), 7000);
}

void TestSettingsPage::retentionIsWrittenWhole()
{
    JobDefaultsForm* form = m_page->retention()->defaultsForm();
    byName<QSpinBox>(form, u"Attempts"_s)->setValue(5);
    auto* failed = form->findChildren<RetentionEdit*>().at(1);
    failed->setValue(KeepJobs{5000, {}, {}});
    Q_EMIT failed->changed();
    const JobDefaults defaults = m_settings->jobDefaults();
    QCOMPARE(defaults.attempts, std::optional(5));
    QCOMPARE(defaults.removeOnFail->count, std::optional<qint64>(5000));
    QVERIFY(!defaults.removeOnComplete);
    byName<QSpinBox>(form, u"Attempts"_s)->setValue(0);
    QVERIFY(!m_settings->jobDefaults().attempts);
}

void TestSettingsPage::retentionEditKeepsWhatItShows_data()
{
    QTest::addColumn<int>("row");
    for (int row = 0; row < 8; ++row)
        QTest::newRow(qPrintable(QString::number(row))) << row;
}

void TestSettingsPage::retentionEditKeepsWhatItShows()
{
    QFETCH(int, row);
    const QList<std::optional<KeepJobs>> all{std::nullopt, KeepJobs{0, {}, {}}, KeepJobs{-1, {}, {}},
        KeepJobs{250, {}, {}}, KeepJobs{{}, 90, {}}, KeepJobs{{}, 7200, {}}, KeepJobs{10, 604800, {}},
        KeepJobs{10, 3600, 77}};
    RetentionEdit edit(u"unset"_s);
    QSignalSpy changed(&edit, &RetentionEdit::changed);
    edit.setValue(all.at(row));
    QCOMPARE(edit.value(), all.at(row));
    QVERIFY(changed.isEmpty()); // nobody touched it
}

void TestSettingsPage::queuesOfTheirOwn()
{
    QVERIFY(m_settings->set(key::jobAttempts, 3));
    RetentionSection* section = m_page->retention();
    section->setKnownQueues({u"bull:mail"_s});
    auto* adding = byName<QComboBox>(section, u"Queue to add"_s);
    adding->setCurrentText(u"mail"_s);
    button(section, u"Add"_s)->click();
    QCOMPARE(m_settings->overriddenQueues(), QStringList{u"bull:mail"_s});
    QCOMPARE(section->queueBox()->currentText(), u"bull:mail"_s);
    byName<QSpinBox>(section->queueForm(), u"Attempts"_s)->setValue(9);
    QCOMPARE(m_settings->jobDefaults({"bull", "mail"}).attempts, std::optional(9));
    QCOMPARE(m_settings->jobDefaults({"bull", "other"}).attempts, std::optional(3));
    button(section, u"As for all queues again"_s)->click();
    QVERIFY(m_settings->overriddenQueues().isEmpty());
}

void TestSettingsPage::resetSetsBack()
{
    m_page->showSection(Section::Reconnection);
    QVERIFY(m_settings->set(key::retryBase, 3.0));
    QVERIFY(m_settings->set(key::retryJitter, 0.1));
    QPushButton* reset = button(m_page.get(), u"Set back to the defaults"_s);
    QVERIFY(reset->isEnabled());
    reset->click();
    QCOMPARE(m_settings->reconnection(), RetryOptions());
    QVERIFY(!reset->isEnabled());
}

void TestSettingsPage::connectionsAreListed()
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

void TestSettingsPage::removingTakesThePasswordAlong()
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

void TestSettingsPage::removingWithALockedKeychain()
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

void TestSettingsPage::renamingKeepsThePassword()
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

void TestSettingsPage::forgettingIsToldInPlace()
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

void TestSettingsPage::duplicatesHaveNoPassword()
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

void TestSettingsPage::openingUsesTheKeychain()
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

void TestSettingsPage::openingAsksWhenItMust_data()
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

void TestSettingsPage::openingAsksWhenItMust()
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

void TestSettingsPage::givenPasswordGoesWhereItShall_data()
{
    QTest::addColumn<AskPasswordDialog::Keep>("keep");
    QTest::newRow("nowhere") << AskPasswordDialog::Keep::Nothing;
    QTest::newRow("memory") << AskPasswordDialog::Keep::Session;
    QTest::newRow("keychain") << AskPasswordDialog::Keep::Keychain;
}

void TestSettingsPage::givenPasswordGoesWhereItShall()
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

void TestSettingsPage::cancelledAskingFailsTheOpening()
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

void TestSettingsPage::pastedUrlIsSavedAndOpened()
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

void TestSettingsPage::pastedUrlWithoutKeychainStaysInMemory()
{
    m_keychain->trouble = SecretState::Unavailable;
    QSignalSpy said(m_desk.get(), &ConnectionDesk::said);
    QVERIFY(m_desk->connectUrl(u"redis://:%1@shop.internal"_s.arg(QString::fromUtf8(marker))));
    QTRY_COMPARE(said.size(), 1);
    const ConnectionProfile profile = m_profiles->profiles().front();
    QCOMPARE(profile.secret, (SecretSource{Kind::Session, {}, {}, false}));
    QVERIFY(m_credentials->isKeptForSession(profile));
}

void TestSettingsPage::retryStrategyReachesTheConnections()
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

void TestSettingsPage::welcomeTakesUrls()
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

void TestSettingsPage::noLabelReadsMarkup()
{
    ConnectionProfile profile = named(u"<b>bold</b>\u202e"_s, Kind::Ask);
    profile.options.host = u"<img-src>"_s;
    save(profile);
    m_hub->open(profile.id);
    QTRY_VERIFY(asked() != nullptr);
    m_desk->removeConnection(profile.id);
    const auto labels = m_page->findChildren<QLabel*>();
    QVERIFY(labels.size() > 50);
    for (const QLabel* label : labels)
        QVERIFY2(label->textFormat() == Qt::PlainText, qPrintable(label->text()));
}

void TestSettingsPage::pictures_data()
{
    QTest::addColumn<QString>("what");
    for (const auto& what :
        {u"connections"_s, u"empty"_s, u"appearance"_s, u"refresh"_s, u"retention"_s, u"reconnection"_s,
            u"safety"_s, u"logging"_s, u"privacy"_s, u"welcome"_s, u"ask"_s, u"ask-locked"_s, u"remove"_s})
        QTest::newRow(qPrintable(what)) << what;
}

void TestSettingsPage::pictures()
{
    QFETCH(QString, what);
    if (what == "welcome"_L1) {
        Welcome welcome;
        welcome.resize(1040, 720);
        welcome.show();
        QVERIFY(takePictures(welcome, u"welcome"_s));
        return;
    }
    if (what != "empty"_L1) {
        ConnectionProfile shop = named(u"shop-eu"_s, Kind::Keychain);
        shop.environment = Environment::Production;
        shop.secret.isStored = true;
        shop.options.tls.enabled = true;
        shop.options.port = 6380;
        m_profiles->save(shop);
        ConnectionProfile staging = named(u"shop-staging"_s, Kind::Ask);
        staging.environment = Environment::Staging;
        m_profiles->save(staging);
        ConnectionProfile local = named(u"local"_s);
        local.environment = Environment::Development;
        local.options.host = u"localhost"_s;
        m_profiles->save(local);
        save(named(u"analytics"_s, Kind::Command));
    }
    const QStringList sections{u"connections"_s, u"appearance"_s, u"refresh"_s, u"retention"_s,
        u"reconnection"_s, u"safety"_s, u"logging"_s, u"privacy"_s};
    if (const auto at = sections.indexOf(what); at >= 0)
        m_page->showSection(static_cast<Section>(at));
    if (what == "connections"_L1)
        m_page->connections()->table()->selectRow(0);
    if (what == "retention"_L1) {
        JobDefaults own;
        own.attempts = 5;
        own.backoff = BackoffOptions{"exponential", 1000, 0.2};
        own.removeOnComplete = KeepJobs{1000, {}, {}};
        m_settings->setQueueOverride(u"bull:mail.outgoing"_s, own);
        QVERIFY(m_settings->set(key::jobAttempts, 3));
        QVERIFY(m_settings->set(key::jobBackoff, backoffToJson(own.backoff)));
    }
    if (what.startsWith("ask"_L1)) {
        ConnectionProfile profile = m_profiles->profiles().front();
        CredentialOutcome outcome;
        if (what == "ask-locked"_L1)
            outcome.state = SecretState::Locked;
        else
            profile.secret.isStored = false;
        AskPasswordDialog dialog(profile, outcome);
        dialog.show();
        QVERIFY(takePictures(dialog, what));
        return;
    }
    if (what == "remove"_L1) {
        RemoveConnectionDialog dialog(m_profiles->profiles().front());
        dialog.show();
        QVERIFY(takePictures(dialog, what));
        return;
    }
    QVERIFY(takePictures(*m_page, u"settings-"_s + what));
}

QTEST_MAIN(TestSettingsPage)
#include "tst_settingspage.moc"
