// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/importdialog.h"
#include "settingsbench.h"
#include "ui/support/picture.h"

#include <QCheckBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace drover::ui;
using namespace Qt::StringLiterals;

using Kind = SecretSource::Kind;

//! Connections from files of other programs, and into files of our own.
class TestConnectionPorter final : public SettingsBench {
    Q_OBJECT

private Q_SLOTS:
    void importsWhatIsTicked_data();
    void importsWhatIsTicked();
    void importWithoutKeychainAsksLater();
    void damagedImportIsTold_data();
    void damagedImportIsTold();
    void exportComesBack();
    void pictures();

private:
    //! As RedisInsight writes it.
    [[nodiscard]] static QByteArray foreignFile()
    {
        const QJsonObject shop{{u"name"_s, u"Shop"_s}, {u"host"_s, u"shop.internal"_s}, {u"port"_s, 6380},
            {u"password"_s, QString::fromUtf8(marker)}, {u"tls"_s, true},
            {u"connectionType"_s, u"STANDALONE"_s}};
        const QJsonObject other{{u"name"_s, u"Other"_s}, {u"host"_s, u"other.internal"_s}};
        const QJsonObject hop{{u"name"_s, u"Hop"_s}, {u"host"_s, u"hop"_s}, {u"ssh"_s, true}};
        const QJsonObject plain{{u"name"_s, u"Plain"_s}, {u"host"_s, u"plain.internal"_s}};
        return QJsonDocument(QJsonArray{shop, other, hop, plain}).toJson();
    }
    [[nodiscard]] QString write(const QByteArray& content) const
    {
        QFile file(m_foreign.filePath(u"in.json"_s));
        const bool isWritten = file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
        return isWritten ? file.fileName() : QString();
    }
    [[nodiscard]] ImportDialog* openImport(const QByteArray& content)
    {
        QSignalSpy planned(&m_desk->porter(), &ConnectionPorter::planned);
        m_desk->porter().importFrom(write(content));
        if (!QTest::qWaitFor([&] { return !planned.isEmpty(); }))
            return nullptr;
        return planned.first().first().value<ImportDialog*>();
    }

    //! Where files of other programs are: passwords may stand in those.
    QTemporaryDir m_foreign;
};

void TestConnectionPorter::importsWhatIsTicked_data()
{
    QTest::addColumn<bool>("consent");
    QTest::newRow("passwords stay in the file") << false;
    QTest::newRow("passwords go to the keychain") << true;
}

void TestConnectionPorter::importsWhatIsTicked()
{
    QFETCH(const bool, consent);
    ImportDialog* const dialog = openImport(foreignFile());
    QVERIFY(dialog);
    QCOMPARE(dialog->table()->rowCount(), 4);
    QVERIFY(m_profiles->profiles().empty()); // a preview makes nothing
    QVERIFY(dialog->table()->item(2, 2)->text().contains(u"SSH"));
    QVERIFY(!(dialog->table()->item(2, 0)->flags() & Qt::ItemIsUserCheckable));
    dialog->table()->item(1, 0)->setCheckState(Qt::Unchecked);
    QVERIFY(!dialog->passwordBox()->isChecked()); // nobody has agreed yet
    dialog->passwordBox()->setChecked(consent);
    QSignalSpy said(m_desk.get(), &ConnectionDesk::said);
    dialog->importButton()->click();
    QTRY_COMPARE(said.size(), 1);
    QCOMPARE(m_profiles->profiles().size(), size_t(2));
    const ConnectionProfile shop = m_profiles->profiles().front();
    QCOMPARE(shop.name, u"Shop"_s);
    QCOMPARE(shop.secret.kind, consent ? Kind::Keychain : Kind::Ask);
    QCOMPARE(shop.secret.isStored, consent);
    QCOMPARE(m_keychain->secrets.value(shop.secretName()), consent ? marker : QByteArray());
    QVERIFY(m_hub->knows(shop.id));
    QCOMPARE(m_profiles->profiles().back().name, u"Plain"_s);
    QVERIFY(m_opened.isEmpty());
}

void TestConnectionPorter::importWithoutKeychainAsksLater()
{
    m_keychain->trouble = SecretState::Locked;
    ImportDialog* const dialog = openImport(foreignFile());
    QVERIFY(dialog);
    dialog->passwordBox()->setChecked(true);
    QSignalSpy said(m_desk.get(), &ConnectionDesk::said);
    dialog->importButton()->click();
    QTRY_COMPARE(said.size(), 1);
    QCOMPARE(m_profiles->profiles().front().secret, (SecretSource{Kind::Ask, {}, {}, false}));
    QVERIFY(said.first().at(1).toString().contains(u"could not be stored"));
}

void TestConnectionPorter::damagedImportIsTold_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("cut off") << foreignFile().first(100);
    QTest::newRow("another file") << QByteArray("hello");
    QTest::newRow("empty") << QByteArray();
}

void TestConnectionPorter::damagedImportIsTold()
{
    QFETCH(const QByteArray, content);
    QSignalSpy said(m_desk.get(), &ConnectionDesk::said);
    QSignalSpy planned(&m_desk->porter(), &ConnectionPorter::planned);
    m_desk->porter().importFrom(write(content));
    QTRY_COMPARE(said.size(), 1);
    QVERIFY(planned.isEmpty());
    QVERIFY(!said.first().at(1).toString().isEmpty() && !said.first().at(2).toString().isEmpty());
    m_desk->porter().importFrom(u"/no/such/file"_s);
    QTRY_COMPARE(said.size(), 2);
}

void TestConnectionPorter::exportComesBack()
{
    ConnectionProfile profile = named(u"Shop"_s, Kind::Keychain);
    profile.secret.isStored = true;
    m_keychain->secrets.insert(profile.secretName(), marker);
    save(profile);
    QSignalSpy said(m_desk.get(), &ConnectionDesk::said);
    const QString file = m_directory->filePath(u"out.json"_s);
    m_desk->porter().exportTo(file);
    QTRY_COMPARE(said.size(), 1);
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QVERIFY(!written.readAll().contains(marker));
    m_profiles->remove(profile.id);
    QSignalSpy planned(&m_desk->porter(), &ConnectionPorter::planned);
    m_desk->porter().importFrom(file);
    QTRY_COMPARE(planned.size(), 1);
    auto* const dialog = planned.first().first().value<ImportDialog*>();
    QVERIFY(!dialog->passwordBox()); // there is none in the file
    dialog->importButton()->click();
    QTRY_COMPARE(m_profiles->profiles().size(), size_t(1));
    QCOMPARE(m_profiles->profiles().front().name, u"Shop"_s);
    m_desk->porter().exportTo(u"/no/such/folder/x.json"_s);
    QTRY_COMPARE(said.size(), 3);
    QCOMPARE(said.last().first().value<Card::Mood>(), Card::Mood::Warn);
}

void TestConnectionPorter::pictures()
{
    ImportDialog* const dialog = openImport(foreignFile());
    QVERIFY(dialog);
    QVERIFY(takePictures(*dialog, u"importdialog"_s));
    dialog->reject();
}

QTEST_MAIN(TestConnectionPorter)
#include "tst_connectionporter.moc"
