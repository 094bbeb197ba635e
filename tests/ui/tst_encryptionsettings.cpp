// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settingsbench.h"

#include "dialogs/confirmdialog.h"
#include "dialogs/exportkeydialog.h"
#include "encryption/keyexport.h"
#include "pages/settings/encryptionsection.h"
#include "support/await.h"
#include "util/clipboard.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"
#include "widgets/textblock.h"

#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTest>

#include <chrono>

using namespace drover;
using namespace drover::test;
using namespace drover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {
const QueueId mail{"bull", "mail"};
}

//! Fields and keys in the settings, with a keychain in whatever state the test wants.
class TestEncryptionSettings final : public SettingsBench {
    Q_OBJECT

private Q_SLOTS:
    void fieldsAreChosen();
    void badPointersAreToldAtOnce_data();
    void badPointersAreToldAtOnce();
    void lockedKeychainChoosesNothing();
    void newKeyKeepsOldOnes();
    void keyThatEncryptsStays();
    void deletionIsTypedAndCounted();
    void deletionWithoutAConnection();
    void exportsToTheClipboardAlone();
    void secretLeavesTheClipboard();
    void whatOthersChangeIsShown();
    void damagedListIsNotWritten();

private:
    EncryptionSection& section() { return *m_page->encryption(); }
    void addQueue()
    {
        m_page->showSection(SettingsPage::Section::Encryption);
        section().newQueueBox()->setCurrentText(u"mail"_s);
        QTest::keyClick(section().newQueueBox()->lineEdit(), Qt::Key_Return);
        QCOMPARE(section().queueBox()->currentText(), u"bull:mail"_s);
    }
    //! Two keys; the second encrypts.
    void makeKeys()
    {
        VERIFY_OK(await(m_keys->makeKey(mail)));
        VERIFY_OK(await(m_keys->makeKey(mail)));
        VERIFY_OK(m_keys->setFields(mail, {"/card"}));
        m_page->showSection(SettingsPage::Section::Encryption);
    }
    QByteArray idOf(size_t key) { return m_keys->queue(mail)->keys.at(key).id; }
    QPushButton* keyButton(const QString& what, size_t key)
    {
        const QString id = QString::fromLatin1(idOf(key));
        return byName<QPushButton>(&section(), what.arg(id));
    }
    //! All that can be read in these widgets.
    static QString wordsIn(QWidget* widget)
    {
        QStringList words;
        for (const QLabel* label : widget->findChildren<QLabel*>())
            words << label->text();
        for (const QPlainTextEdit* edit : widget->findChildren<QPlainTextEdit*>())
            words << edit->toPlainText();
        for (const QLineEdit* edit : widget->findChildren<QLineEdit*>())
            words << edit->text();
        return words.join(u'\n');
    }
};

void TestEncryptionSettings::fieldsAreChosen()
{
    addQueue();
    QVERIFY(!section().saveButton()->isEnabled());
    section().dataEdit()->setPlainText(u"/card/number\n\n /to/0 \n"_s);
    section().resultEdit()->setPlainText(u"\"\""_s);
    QVERIFY(section().saveButton()->isEnabled());
    section().saveButton()->click();
    QTRY_COMPARE(m_keys->queue(mail)->results.fields, QByteArrayList{""});
    const QueueEncryption about = *m_keys->queue(mail);
    QCOMPARE(about.fields, (QByteArrayList{"/card/number", "/to/0"}));
    QCOMPARE(about.keys.size(), 1U);
    QCOMPARE(m_keychain->secrets.size(), 1);
    QVERIFY(!section().saveButton()->isEnabled());
    section().dataEdit()->setPlainText(u"/to/0"_s);
    section().saveButton()->click();
    QCOMPARE(m_keys->queue(mail)->formerFields, QByteArrayList{"/card/number"});
    QVERIFY(wordsIn(&section()).contains(u"still decrypted: /card/number"_s));
    QCOMPARE(m_keys->queue(mail)->keys.size(), 1U);
}

void TestEncryptionSettings::badPointersAreToldAtOnce_data()
{
    QTest::addColumn<QString>("typed");
    QTest::newRow("no pointer") << u"card"_s;
    QTest::newRow("bad escape") << u"/a~2"_s;
    QTest::newRow("one in the other") << u"/a\n/a/b"_s;
    QTest::newRow("all and a part") << u"\"\"\n/a"_s;
}

void TestEncryptionSettings::badPointersAreToldAtOnce()
{
    QFETCH(QString, typed);
    addQueue();
    section().dataEdit()->setPlainText(typed);
    QVERIFY(section().problem()->isVisibleTo(&section()));
    QVERIFY(!section().saveButton()->isEnabled());
    section().dataEdit()->setPlainText(u"/a"_s);
    QVERIFY(!section().problem()->isVisibleTo(&section()));
    QVERIFY(section().saveButton()->isEnabled());
}

// fault: H3
void TestEncryptionSettings::lockedKeychainChoosesNothing()
{
    m_keychain->trouble = SecretState::Locked;
    addQueue();
    section().dataEdit()->setPlainText(u"/card"_s);
    section().saveButton()->click();
    QTRY_VERIFY(section().notice()->text().contains(u"locked"_s));
    QVERIFY(m_keys->queues()->empty());
    QCOMPARE(section().dataEdit()->toPlainText(), u"/card"_s);
    QVERIFY(section().saveButton()->isEnabled()); // once it is open
}

void TestEncryptionSettings::newKeyKeepsOldOnes()
{
    makeKeys();
    section().newKeyButton()->click();
    QTRY_COMPARE(m_keys->queue(mail)->keys.size(), 3U);
    QTRY_VERIFY(keyButton(u"Export the key %1"_s, 2) != nullptr);
    QVERIFY(keyButton(u"Export the key %1"_s, 0) != nullptr);
    QCOMPARE(m_keychain->secrets.size(), 3);
}

void TestEncryptionSettings::keyThatEncryptsStays()
{
    makeKeys();
    QVERIFY(!keyButton(u"Delete the key %1"_s, 1)->isEnabled());
    QVERIFY(keyButton(u"Delete the key %1"_s, 0)->isEnabled());
}

void TestEncryptionSettings::deletionIsTypedAndCounted()
{
    makeKeys();
    const QByteArray old = idOf(0);
    ConnectionProfile shop = named(u"shop"_s);
    save(shop);
    m_hub->open(shop.id);
    auto* session = dynamic_cast<FakeSession*>(m_hub->session(shop.id));
    QVERIFY(session != nullptr);
    ActionPlan plan;
    plan.numbers.keyIds = {{old, 6}, {idOf(1), 100}};
    session->actions().planValue = plan;
    m_page->showSection(SettingsPage::Section::Encryption);
    keyButton(u"Delete the key %1"_s, 0)->click();
    ConfirmDialog* dialog = section().deletion();
    QVERIFY(!dialog->verbButton()->isEnabled());
    QTRY_VERIFY(wordsIn(dialog).contains(u"42 job"_s)); // seven states
    QVERIFY(wordsIn(dialog).contains(u"can never be read again"_s));
    for (const ActionRequest& request : std::as_const(session->actions().planned))
        QVERIFY(request.verb == ActionVerb::Reencrypt && request.jobs.queue == mail);
    QTest::keyClicks(dialog->typed(), u"bull:mail"_s);
    QVERIFY(dialog->verbButton()->isEnabled());
    dialog->verbButton()->click();
    QTRY_COMPARE(m_keys->queue(mail)->keys.size(), 1U);
    QVERIFY(!m_keychain->secrets.contains(u"encryption/"_s + QString::fromLatin1(old)));
}

void TestEncryptionSettings::deletionWithoutAConnection()
{
    makeKeys();
    keyButton(u"Delete the key %1"_s, 0)->click();
    QTRY_VERIFY(wordsIn(section().deletion()).contains(u"No connection is open"_s));
    section().deletion()->reject();
    QCOMPARE(m_keys->queue(mail)->keys.size(), 2U);
}

void TestEncryptionSettings::exportsToTheClipboardAlone()
{
    makeKeys();
    QGuiApplication::clipboard()->setText(u"before"_s);
    keyButton(u"Export the key %1"_s, 0)->click();
    ExportKeyDialog* dialog = section().exported();
    QVERIFY(!dialog->copyButton()->isEnabled());
    QVERIFY(dialog->example()->toPlainText().contains(u"queue: 'bull:mail'"_s));
    QTest::keyClicks(dialog->typed(), u"bull:mail"_s);
    dialog->copyButton()->click();
    const EncryptionKey key = *await(m_keys->key(idOf(0)));
    QTRY_COMPARE(QGuiApplication::clipboard()->text().toUtf8(), jsonWebKey(key));
    QTRY_VERIFY(dialog->notice()->text().contains(u"30 s"_s));
    const QString secret = QString::fromLatin1(key.toBase64Url());
    QVERIFY(!wordsIn(dialog).contains(secret));
    QVERIFY(!wordsIn(m_page.get()).contains(secret));
    m_keychain->trouble = SecretState::Locked;
    QGuiApplication::clipboard()->clear();
    dialog->copyButton()->click();
    QTRY_VERIFY(dialog->notice()->text().contains(u"locked"_s));
    QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
}

void TestEncryptionSettings::secretLeavesTheClipboard()
{
    copySecret("secret", 1ms);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"secret"_s);
    QTRY_VERIFY(QGuiApplication::clipboard()->text().isEmpty());
    // What somebody has copied since then stays.
    copySecret("secret", 1ms);
    copyText("mine");
    bool later = false;
    QTimer::singleShot(50ms, this, [&later] { later = true; });
    QTRY_VERIFY(later);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"mine"_s);
}

void TestEncryptionSettings::whatOthersChangeIsShown()
{
    makeKeys();
    KeyStore other(m_keys->path(), *m_keychain);
    VERIFY_OK(other.setFields(mail, {"/a", "/b"}));
    VERIFY_OK(other.setFields({"bull", "pay"}, {"/iban"}));
    m_page->setActive(true);
    QCOMPARE(section().queueBox()->count(), 2);
    QCOMPARE(section().dataEdit()->toPlainText(), u"/a\n/b"_s);
    // But not over what somebody is typing.
    section().dataEdit()->setPlainText(u"/a\n/b\n/c"_s);
    m_page->setActive(true);
    QCOMPARE(section().dataEdit()->toPlainText(), u"/a\n/b\n/c"_s);
}

void TestEncryptionSettings::damagedListIsNotWritten()
{
    makeKeys();
    for (const QString& path : {m_keys->path(), QString(m_keys->path() + u".bak"_s)}) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write("{"), 1);
    }
    m_page->setActive(true);
    QVERIFY(!section().isEnabled());
    QVERIFY(section().notice()->text().contains(u"cannot be used"_s));
}

QTEST_MAIN(TestEncryptionSettings)
#include "tst_encryptionsettings.moc"
