// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/helptext.h"

#include <QProcess>
#include <QTest>

using namespace drover::cli;

//! Help, manual page and completion name every verb and every option of the table.
class TstHelpText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyVerb_data()
    {
        QTest::addColumn<QByteArray>("verb");
        for (const CommandSpec& command : commandTable())
            QTest::newRow(command.name.constData()) << command.name;
    }

    void everyVerb()
    {
        QFETCH(QByteArray, verb);
        const CommandSpec& command = *findCommand(verb);
        const QByteArray help = commandHelp(command);
        const QByteArray man = manPage();
        QVERIFY(overviewHelp().contains(QByteArray("  " + verb)));
        QVERIFY(help.startsWith(QByteArray("Usage: drover " + verb)));
        QVERIFY(!command.summary.endsWith('.'));
        QVERIFY(!command.examples.isEmpty());
        QVERIFY(command.run);
        for (const OptionSpec& option : command.options) {
            QVERIFY2(help.contains(QByteArray("--" + option.name)), option.name.constData());
            QByteArray inMan = option.name;
            inMan.replace('-', "\\-");
            QVERIFY2(man.contains(QByteArray("\\-\\-" + inMan)), option.name.constData());
            QVERIFY2(
                completionScript("bash").contains(QByteArray("--" + option.name)), option.name.constData());
            QVERIFY2(
                completionScript("zsh").contains(QByteArray("--" + option.name)), option.name.constData());
            QVERIFY2(
                completionScript("fish").contains(QByteArray("-l " + option.name)), option.name.constData());
        }
    }

    void linesAreShort()
    {
        for (const CommandSpec& command : commandTable()) {
            for (const QByteArray& line : commandHelp(command).split('\n')) {
                if (!line.startsWith("  drover ") && !line.startsWith("Usage:"))
                    QVERIFY2(line.size() <= 80, line.constData());
            }
        }
    }

    void bashCompletes_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("offered");
        QTest::newRow("verbs") << QByteArray("drover fail") << QByteArray("failures");
        QTest::newRow("options of a verb")
            << QByteArray("drover retry q --rese") << QByteArray("--reset-attempts");
        QTest::newRow("common options") << QByteArray("drover retry q --jso") << QByteArray("--json");
        QTest::newRow("choices") << QByteArray("drover retry q --state fa") << QByteArray("failed");
        QTest::newRow("choices of arguments") << QByteArray("drover bench lat") << QByteArray("latency");
    }

    //! Sources the script into a real bash and asks it, as readline would.
    void bashCompletes()
    {
        QFETCH(QByteArray, line);
        const QByteArray script = completionScript("bash") + "COMP_WORDS=(" + line
            + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _drover; printf '%s\\n' \"${COMPREPLY[@]}\"";
        QProcess bash;
        bash.start(QStringLiteral("bash"), {QStringLiteral("-c"), QString::fromUtf8(script)});
        QVERIFY(bash.waitForFinished());
        QCOMPARE(bash.readAllStandardError(), QByteArray());
        QTEST(bash.readAllStandardOutput().trimmed(), "offered");
    }

    void unknownShell() { QVERIFY(completionScript("tcsh").isEmpty()); }
};

QTEST_GUILESS_MAIN(TstHelpText)
#include "tst_helptext.moc"
