// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/connectionoptions.h"
#include "redis/silencerule_p.h"

#include <QTest>

#include <vector>

using namespace drover;

//! Faults A6, A7 where the kernel sees nothing, behind tunnels and proxies: how long a dead connection may
//! look alive, on a clock of the test's own.
class TestSilenceRule final : public QObject {
    Q_OBJECT
private:
    //! From the last byte to giving up, when the looks fall `phase` after it and each comes late.
    static Milliseconds noticedAfter(const SilenceRule& rule, Milliseconds phase, Milliseconds late)
    {
        Milliseconds now = phase;
        Milliseconds since{0};
        bool isPinging = false;
        for (; now < Milliseconds(60000); now += rule.checkEvery() + late) {
            switch (rule.deed(now - since, isPinging, isPinging)) {
            case SilenceRule::Deed::Wait:
                break;
            case SilenceRule::Deed::Ping:
                isPinging = true;
                since = now; // silence counts from the question
                break;
            case SilenceRule::Deed::GiveUp:
                return now;
            }
        }
        return now;
    }

private Q_SLOTS:
    void idleConnectionIsNoticedWithin15Seconds_data()
    {
        QTest::addColumn<int>("commandTimeout");
        QTest::newRow("defaults") << int(ConnectionOptions().commandTimeout.count());
        QTest::newRow("commands wait for ever") << 0;
        QTest::newRow("long commands") << 60000;
        QTest::newRow("quick commands") << 1000;
    }
    void idleConnectionIsNoticedWithin15Seconds()
    {
        QFETCH(const int, commandTimeout);
        const SilenceRule rule{Milliseconds(commandTimeout)};
        for (Milliseconds phase{0}; phase <= rule.checkEvery(); ++phase) {
            // Coarse timers of Qt may be 5 % late.
            const Milliseconds noticed = noticedAfter(rule, phase, rule.checkEvery() / 20);
            QVERIFY2(noticed <= Milliseconds(15000), QByteArray::number(qint64(noticed.count())).constData());
        }
    }

    void answersDueAreNoticedAfterTheTimeout()
    {
        const SilenceRule rule{ConnectionOptions().commandTimeout};
        QCOMPARE(rule.deed(Milliseconds(9999), true, false), SilenceRule::Deed::Wait);
        QCOMPARE(rule.deed(Milliseconds(10000), true, false), SilenceRule::Deed::GiveUp);
    }

    void withoutATimeoutAnAnswerIsWaitedForForEver()
    {
        const SilenceRule rule{Milliseconds(0)};
        QCOMPARE(rule.deed(Milliseconds(86400000), true, false), SilenceRule::Deed::Wait);
        QCOMPARE(rule.deed(Milliseconds(4000), true, true), SilenceRule::Deed::GiveUp);
    }
};

QTEST_APPLESS_MAIN(TestSilenceRule)
#include "tst_silencerule.moc"
