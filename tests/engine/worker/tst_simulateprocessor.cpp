// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/simulateprocessor.h"

#include <QTest>

using namespace drover;

class TestSimulateProcessor final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsEveryPart()
    {
        const auto spec = parseSimulateSpec(
            "ms=20..80,fail=0.25,fatal=0.5,error=out of luck,progress=4,log=2,result={\"a\":1},seed=7");
        QVERIFY(spec);
        SimulateSpec expected;
        expected.shortest = Milliseconds(20);
        expected.longest = Milliseconds(80);
        expected.failShare = 0.25;
        expected.fatalShare = 0.5;
        expected.error = "out of luck";
        expected.progressSteps = 4;
        expected.logRows = 2;
        expected.result = "{\"a\":1}";
        expected.seed = 7;
        QCOMPARE(*spec, expected);
    }
    void nothingIsANoOp()
    {
        const auto spec = parseSimulateSpec("");
        QVERIFY(spec);
        QCOMPARE(*spec, SimulateSpec{});
    }
    void oneTimeIsBothEnds()
    {
        const auto spec = parseSimulateSpec("ms=50");
        QVERIFY(spec);
        QCOMPARE(spec->shortest, Milliseconds(50));
        QCOMPARE(spec->longest, Milliseconds(50));
    }
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"ms=", "ms=-1", "ms=5..2", "ms=x", "fail=1.1", "fail=", "fatal=-0.1",
                 "progress=-1", "log=x", "seed=-1", "error=", "speed=3", "50", "ms=5,,fail=0.1"})
            QTest::newRow(text) << QByteArray(text);
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        const auto spec = parseSimulateSpec(text);
        QVERIFY(!spec);
        QCOMPARE(spec.error().code, ErrorCode::BadInput);
    }
};

QTEST_GUILESS_MAIN(TestSimulateProcessor)
#include "tst_simulateprocessor.moc"
