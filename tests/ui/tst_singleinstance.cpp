// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "singleinstance.h"

#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace Qt::StringLiterals;

//! One window a person: who is first, what reaches it, and what remains of one that died.
class TestSingleInstance final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSecondHandsOver();
    void theNextIsFirstAgain();
    void whatADeadOneLeftIsTakenOver();
    void withoutAFolderEverybodyIsFirst();
    void aFirstOneThatIsSilentIsNotWaitedFor();
};

void TestSingleInstance::theSecondHandsOver()
{
    const QTemporaryDir folder;
    SingleInstance one(folder.path());
    QSignalSpy first(&one, &SingleInstance::first);
    QSignalSpy asked(&one, &SingleInstance::asked);
    one.claim("[\"one\"]");
    QVERIFY(first.isEmpty());
    QTRY_COMPARE(first.size(), 1);
    const auto mode = QFileInfo(folder.filePath(u"drover-window.sock"_s)).permissions();
    QVERIFY(!(mode & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)));

    SingleInstance other(folder.path());
    QSignalSpy otherFirst(&other, &SingleInstance::first);
    QSignalSpy handedOver(&other, &SingleInstance::handedOver);
    other.claim("[\"--connect\",\"redis://a  b\"]");
    QTRY_COMPARE(handedOver.size(), 1);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.first().first().toByteArray(), QByteArray("[\"--connect\",\"redis://a  b\"]"));
    QVERIFY(otherFirst.isEmpty());
}

void TestSingleInstance::theNextIsFirstAgain()
{
    const QTemporaryDir folder;
    {
        SingleInstance one(folder.path());
        QSignalSpy first(&one, &SingleInstance::first);
        one.claim({});
        QTRY_COMPARE(first.size(), 1);
    }
    SingleInstance next(folder.path());
    QSignalSpy first(&next, &SingleInstance::first);
    next.claim({});
    QTRY_COMPARE(first.size(), 1);
}

void TestSingleInstance::whatADeadOneLeftIsTakenOver()
{
    const QTemporaryDir folder;
    QFile socket(folder.filePath(u"drover-window.sock"_s));
    QVERIFY(socket.open(QIODevice::WriteOnly));
    socket.close();
    SingleInstance next(folder.path());
    QSignalSpy first(&next, &SingleInstance::first);
    next.claim({});
    QTRY_COMPARE(first.size(), 1);
    SingleInstance other(folder.path());
    QSignalSpy handedOver(&other, &SingleInstance::handedOver);
    other.claim("[]");
    QTRY_COMPARE(handedOver.size(), 1);
}

void TestSingleInstance::withoutAFolderEverybodyIsFirst()
{
    SingleInstance one(u"/proc/nowhere"_s);
    QSignalSpy first(&one, &SingleInstance::first);
    one.claim({});
    QTRY_COMPARE(first.size(), 1);
}

void TestSingleInstance::aFirstOneThatIsSilentIsNotWaitedFor()
{
    const QTemporaryDir folder;
    SingleInstance one(folder.path());
    QSignalSpy first(&one, &SingleInstance::first);
    one.claim({});
    QTRY_COMPARE(first.size(), 1);
    QVERIFY(QFile::remove(folder.filePath(u"drover-window.sock"_s)));
    SingleInstance other(folder.path());
    QSignalSpy otherFirst(&other, &SingleInstance::first);
    other.claim("[]");
    QTRY_COMPARE(otherFirst.size(), 1);
}

QTEST_GUILESS_MAIN(TestSingleInstance)
#include "tst_singleinstance.moc"
