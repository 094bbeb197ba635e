// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "core/duration.h"

#include <QTest>

using namespace drover;
using namespace std::chrono_literals;

class TestDuration : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsUnits()
    {
        QCOMPARE(parseDuration(u"250ms"), 250ms);
        QCOMPARE(parseDuration(u"30s"), 30s);
        QCOMPARE(parseDuration(u"5m"), 5min);
        QCOMPARE(parseDuration(u"2h"), 2h);
        QCOMPARE(parseDuration(u"7d"), 7 * 24h);
        QCOMPARE(parseDuration(u"1.5h"), 90min);
        QCOMPARE(parseDuration(u"0"), 0ms);
    }

    void countsBareNumbersInTheGivenUnit()
    {
        QCOMPARE(parseDuration(u"1500"), 1500ms);
        QCOMPARE(parseDuration(u"30", 1s), 30s);
        QCOMPARE(parseDuration(u"30ms", 1s), 30ms);
    }

    void refusesEverythingElse()
    {
        for (const char16_t* text : {u"", u"s", u"ms", u"-5s", u"+5s", u"5 s", u" 5", u"5x", u"5S", u"1e3",
                 u".5s", u"5.", u"1.2.3", u"5ss", u"999999999999999999d", u"\u0665s", u"NaN", u"inf"})
            QVERIFY2(!parseDuration(text), qPrintable(QString::fromUtf16(text)));
    }
};

QTEST_GUILESS_MAIN(TestDuration)
#include "tst_duration.moc"
