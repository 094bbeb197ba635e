// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/productiongate.h"

#include "queue/activitylog.h"

#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace std::chrono_literals;

namespace {
//! A clock whose hands the test moves.
class HandClock final : public Clock {
public:
    [[nodiscard]] Milliseconds now() const override { return wall; }
    [[nodiscard]] Milliseconds monotonic() const override { return running; }

    Milliseconds wall{1700000000000};
    Milliseconds running{5000};
};

const WriteIntent retry{{"bull", "mail"}, QStringLiteral("retry"), {}};
} // namespace

//! Production is locked until somebody unlocks it, and again by itself.
class TestProductionGate final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesUntilUnlocked()
    {
        HandClock clock;
        ProductionGate gate(nullptr, clock);
        QCOMPARE(gate.left(), 0ms);
        QCOMPARE(gate.begin(retry).error().code, ErrorCode::ReadOnly);
        gate.unlock(10min);
        QCOMPARE(gate.left(), 10min);
        QVERIFY(gate.begin(retry).has_value());
        gate.lock();
        QCOMPARE(gate.left(), 0ms);
        QVERIFY(!gate.begin(retry));
    }
    void locksByItself_data()
    {
        QTest::addColumn<qint64>("wall"); // ms by which each hand has moved
        QTest::addColumn<qint64>("monotonic");
        QTest::addColumn<bool>("isOpen");
        QTest::newRow("a moment before") << qint64(599999) << qint64(599999) << true;
        QTest::newRow("in time") << qint64(600000) << qint64(600000) << false;
        QTest::newRow("after a night's sleep of the computer") << qint64(28800000) << qint64(100) << false;
        QTest::newRow("with the clock set back") << qint64(-3600000) << qint64(600000) << false;
    }
    void locksByItself()
    {
        QFETCH(qint64, wall);
        QFETCH(qint64, monotonic);
        QFETCH(bool, isOpen);
        HandClock clock;
        ProductionGate gate(nullptr, clock);
        gate.unlock(10min);
        clock.wall += Milliseconds(wall);
        clock.running += Milliseconds(monotonic);
        QCOMPARE(gate.begin(retry).has_value(), isOpen);
    }
    void unlockingAgainCountsFromNow()
    {
        HandClock clock;
        ProductionGate gate(nullptr, clock);
        gate.unlock(10min);
        gate.unlock(1min);
        QCOMPARE(gate.left(), 1min);
    }
    void unlockingIsRecorded()
    {
        const QTemporaryDir folder;
        ActivityLogOptions options;
        options.path = folder.filePath(QStringLiteral("activity.sqlite"));
        {
            HandClock clock;
            ProductionGate gate(std::make_unique<ActivityLog>(options), clock);
            QVERIFY(!gate.begin(retry)); // what was refused was not done
            gate.unlock(10min);
            const Result<qint64> record = gate.begin(retry);
            QVERIFY(record.has_value());
            gate.finish(*record, {{QStringLiteral("done"), 1}});
        }
        ActivityLog log(options);
        const auto newest = log.newest(10);
        QTRY_VERIFY(newest.isFinished());
        const auto entries = newest.result();
        QVERIFY(entries.has_value());
        QCOMPARE(entries->size(), size_t(2));
        QCOMPARE(entries->at(0).action, QStringLiteral("retry"));
        QVERIFY(entries->at(0).finished);
        QCOMPARE(entries->at(1).action, QStringLiteral("unlock"));
        QCOMPARE(entries->at(1).details.value(QStringLiteral("minutes")).toDouble(), 10.0);
        QVERIFY(entries->at(1).finished); // locked when the gate went
    }
};

QTEST_GUILESS_MAIN(TestProductionGate)
#include "tst_productiongate.moc"
