// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/connectiondialog.h"
#include "dialogs/removeconnectiondialog.h"
#include "pages/settings/connectionssection.h"
#include "pages/settings/retentionsection.h"
#include "settingsbench.h"
#include "support/await.h"
#include "ui/support/picture.h"
#include "widgets/keepedit.h"
#include "widgets/welcome.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace drover::ui;
using namespace Qt::StringLiterals;

using Kind = SecretSource::Kind;
using Section = SettingsPage::Section;

//! Sections of the settings page and how they follow what is stored.
class TestSettingsPage final : public SettingsBench {
    Q_OBJECT

private Q_SLOTS:
    void controlsActAtOnce();
    void controlsFollowTheStore();
    void retentionIsWrittenWhole();
    void retentionEditKeepsWhatItShows_data();
    void retentionEditKeepsWhatItShows();
    void queuesOfTheirOwn();
    void resetSetsBack();
    void noLabelReadsMarkup();
    void pictures_data();
    void pictures();
};

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
    auto* failed = form->findChildren<KeepEdit*>().at(1);
    failed->setKeep(KeepJobs{5000, {}, {}});
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
    KeepEdit edit(u"name"_s, u"unset"_s);
    QSignalSpy changed(&edit, &KeepEdit::changed);
    edit.setKeep(all.at(row));
    QCOMPARE(edit.keep(), all.at(row));
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
    for (const auto& what : {u"connections"_s, u"empty"_s, u"appearance"_s, u"refresh"_s, u"retention"_s,
             u"reconnection"_s, u"safety"_s, u"encryption"_s, u"logging"_s, u"privacy"_s, u"welcome"_s,
             u"ask"_s, u"ask-locked"_s, u"remove"_s})
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
        u"reconnection"_s, u"safety"_s, u"encryption"_s, u"logging"_s, u"privacy"_s};
    if (const auto at = sections.indexOf(what); at >= 0)
        m_page->showSection(static_cast<Section>(at));
    if (what == "encryption"_L1) {
        const QueueId mail{"bull", "mail.outgoing"};
        VERIFY_OK(await(m_keys->makeKey(mail)));
        VERIFY_OK(await(m_keys->makeKey(mail)));
        VERIFY_OK(m_keys->setFields(mail, {"/card/number", "/to/email"}));
        VERIFY_OK(m_keys->setResultFields(mail, {"/receipt"}));
    }
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
