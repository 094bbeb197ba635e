// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "scripts/scriptregistry.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace drover;

class TestScriptRegistry : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Every text that npm's client loads, as its own module has it.
    void hasTheTextsOfNpm()
    {
        const QString program =
            QStringLiteral("const all = require(process.argv[1] + '/bullmq/dist/cjs/scripts');"
                           "process.stdout.write(JSON.stringify(Object.values(all).filter(s => s.content)))");
        QProcess node;
        node.start(QStringLiteral(DROVER_NODE),
            {QStringLiteral("-e"), program, QStringLiteral(DROVER_NODE_MODULES)});
        QVERIFY(node.waitForFinished());
        const QJsonArray theirs = QJsonDocument::fromJson(node.readAllStandardOutput()).array();
        QCOMPARE(theirs.size(), upstreamScriptCount);
        for (const QJsonValue& value : theirs) {
            const QByteArray name = value[QStringLiteral("name")].toString().toUtf8();
            const auto id = scriptByName(name);
            QVERIFY2(id, name.constData());
            const Script& mine = script(*id);
            QVERIFY2(mine.text == value[QStringLiteral("content")].toString().toUtf8(), name.constData());
            QCOMPARE(mine.keys, value[QStringLiteral("keys")].toInt());
            QCOMPARE(mine.sha1, QCryptographicHash::hash(mine.text, QCryptographicHash::Sha1).toHex());
            QCOMPARE(scriptBySha1(mine.sha1.toUpper()), id);
        }
        QVERIFY(!scriptBySha1(QByteArray(40, '0')));
    }

    // Ours stand behind them, with what they include resolved.
    void hasOurOwnTexts()
    {
        for (int i = upstreamScriptCount; i < scriptCount; ++i) {
            const Script& mine = script(static_cast<ScriptId>(i));
            QVERIFY2(!mine.text.contains("@include"), mine.name.constData());
            QVERIFY2(mine.text.contains("redis.call"), mine.name.constData());
            QCOMPARE(mine.sha1, QCryptographicHash::hash(mine.text, QCryptographicHash::Sha1).toHex());
        }
        QCOMPARE(script(ScriptId::RestoreJob).name, QByteArray("restoreJob"));
        QVERIFY(script(ScriptId::RestoreJob).text.contains("addBaseMarkerIfNeeded"));
        QCOMPARE(script(ScriptId::UpdateOptions).name, QByteArray("updateOptions"));
    }

    void findsScriptsByIdAndName()
    {
        QCOMPARE(script(ScriptId::AddDelayedJob).name, QByteArray("addDelayedJob"));
        QCOMPARE(script(ScriptId::MoveToFinished).name, QByteArray("moveToFinished"));
        QCOMPARE(script(ScriptId::UpdateProgress).name, QByteArray("updateProgress"));
        QCOMPARE(scriptByName("moveToActive"), ScriptId::MoveToActive);
        QVERIFY(!scriptByName("movetoactive"));
    }

    void carriesTheNotice()
    {
        QCOMPARE(bullmqVersion().toByteArray(), QByteArray("6.7.0"));
        QVERIFY(bullmqLicense().contains("MIT License"));
        QVERIFY(bullmqLicense().contains("Copyright"));
    }
};

QTEST_GUILESS_MAIN(TestScriptRegistry)
#include "tst_scriptregistry.moc"
