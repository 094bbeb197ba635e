// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storewatch.h"

#include "profiles/profilestore.h"
#include "settings/settingsstore.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;

//! Files that cannot be read or written are said aloud, also when nobody looks at the settings.
class TestStoreWatch final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void soundFilesAreNotMentioned();
    void damagedFilesAreTold();
    void failedWritesAreTold();

private:
    void write(const QString& name, const QByteArray& text)
    {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        file.write(text);
    }

    QTemporaryDir m_folder;
};

void TestStoreWatch::soundFilesAreNotMentioned()
{
    ProfileStore profiles(m_folder.filePath(u"none.json"_s));
    SettingsStore settings({m_folder.filePath(u"s.json"_s), m_folder.filePath(u"l.json"_s)});
    StoreWatch watch(profiles, settings);
    QSignalSpy said(&watch, &StoreWatch::said);
    watch.tellFound();
    QVERIFY(said.isEmpty());
}

void TestStoreWatch::damagedFilesAreTold()
{
    write(u"profiles.json"_s, "{ \"profiles");
    write(u"local.json"_s, "]");
    ProfileStore profiles(m_folder.filePath(u"profiles.json"_s));
    SettingsStore settings({m_folder.filePath(u"settings.json"_s), m_folder.filePath(u"local.json"_s)});
    StoreWatch watch(profiles, settings);
    QSignalSpy said(&watch, &StoreWatch::said);
    watch.tellFound();
    QCOMPARE(said.size(), 1);
    const QString sentence = said.first().at(1).toString();
    QVERIFY2(sentence.contains(u"saved connections was damaged"_s), qPrintable(sentence));
    QVERIFY2(sentence.contains(u"places and sizes"_s), qPrintable(sentence));
    QVERIFY(!said.first().at(2).toString().isEmpty());
}

void TestStoreWatch::failedWritesAreTold()
{
    write(u"file"_s, {});
    ProfileStore profiles(
        m_folder.filePath(u"file/profiles.json"_s)); // no folder there, and none can be made
    SettingsStore settings({m_folder.filePath(u"s.json"_s), m_folder.filePath(u"l.json"_s)});
    StoreWatch watch(profiles, settings);
    QSignalSpy said(&watch, &StoreWatch::said);
    ConnectionProfile profile = ConnectionProfile::create();
    profile.name = u"shop"_s;
    profiles.save(profile);
    QTRY_COMPARE(said.size(), 1);
    QCOMPARE(said.first().at(0).value<Card::Mood>(), Card::Mood::Bad);
    QVERIFY(said.first().at(1).toString().contains(u"saved connections cannot be written"_s));
}

QTEST_MAIN(TestStoreWatch)
#include "tst_storewatch.moc"
