// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/textformat.h"

#include <QTest>

using namespace drover::cli;

class TstTextFormat : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hidesNothing_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << QStringLiteral("grün 好 😀") << QStringLiteral("grün 好 😀");
        QTest::newRow("terminal escape") << QStringLiteral("\x1b[31mred") << QStringLiteral("\\u{1b}[31mred");
        QTest::newRow("C1 control") << QString(QChar(0x9b)) << QStringLiteral("\\u{9b}");
        QTest::newRow("carriage return") << QStringLiteral("ok\rbad") << QStringLiteral("ok\\u{d}bad");
        QTest::newRow("newline") << QStringLiteral("a\nb") << QStringLiteral("a\\nb");
        QTest::newRow("right-to-left override") << QString(QChar(0x202e)) << QStringLiteral("\\u{202e}");
        QTest::newRow("isolate") << QString(QChar(0x2066)) << QStringLiteral("\\u{2066}");
        QTest::newRow("zero width") << QString(QChar(0x200b)) << QStringLiteral("\\u{200b}");
        QTest::newRow("line separator") << QString(QChar(0x2028)) << QStringLiteral("\\u{2028}");
        QTest::newRow("lone surrogate") << QString(QChar(0xd800)) << QString(QChar(0xfffd));
    }

    void hidesNothing()
    {
        QFETCH(QString, text);
        QTEST(printable(text), "shown");
    }

    void keepsLinesWhereAsked()
    {
        QCOMPARE(printable(QStringLiteral("a\n\tb\r"), true), QStringLiteral("a\n\tb\\u{d}"));
    }

    void countsInSentences()
    {
        QCOMPARE(counted(0, QLatin1StringView("job")), QStringLiteral("0 jobs"));
        QCOMPARE(counted(1, QLatin1StringView("failed job")), QStringLiteral("1 failed job"));
        QCOMPARE(counted(1000, QLatin1StringView("job")), QStringLiteral("1000 jobs"));
    }

    void alignsColumns()
    {
        TextTable table({QStringLiteral("NAME"), QStringLiteral(">N")});
        table.add({QStringLiteral("a"), QStringLiteral("5")});
        table.add({QStringLiteral("好好"), QStringLiteral("100")});
        QCOMPARE(QString::fromUtf8(table.render(false)), QStringLiteral("NAME    N\na       5\n好好  100\n"));
    }

    void coloursOnlyWhenAsked()
    {
        TextTable table({QStringLiteral("A")});
        table.add({QStringLiteral("x")}, Colour::Red);
        QVERIFY(!table.render(false).contains('\x1b'));
        QVERIFY(table.render(true).contains("\x1b[31mx\x1b[0m"));
    }

    void ages_data()
    {
        QTest::addColumn<qint64>("milliseconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("ms") << qint64(999) << QStringLiteral("999 ms");
        QTest::newRow("s") << qint64(59'999) << QStringLiteral("59 s");
        QTest::newRow("min") << qint64(3'599'999) << QStringLiteral("59 min");
        QTest::newRow("h") << qint64(86'399'999) << QStringLiteral("23 h");
        QTest::newRow("d") << qint64(86'400'000) << QStringLiteral("1 d");
    }

    void ages()
    {
        QFETCH(qint64, milliseconds);
        QTEST(readableDuration(milliseconds), "text");
    }

    void past() { QCOMPARE(readableAge(1000, 6000), QStringLiteral("5 s ago")); }
    void future() { QCOMPARE(readableAge(6000, 1000), QStringLiteral("in 5 s")); }
};

QTEST_GUILESS_MAIN(TstTextFormat)
#include "tst_textformat.moc"
