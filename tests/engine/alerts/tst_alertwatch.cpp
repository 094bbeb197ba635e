// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "alerts/alertwatch.h"

#include <QTest>

using namespace drover;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 start = 1700000000000;
const QueueId mail{"bull", "mail"};

//! A rule alone; none of the others can speak.
AlertRules noRules()
{
    AlertRules rules;
    rules.queues = {0, 5min, 0, 0ms, 0ms, 0ms};
    rules.memory = 0;
    rules.lost = 0ms;
    return rules;
}

QueueAlertSample calm()
{
    QueueAlertSample sample;
    sample.queue = mail;
    sample.workers = 1;
    sample.isFlowKnown = true;
    return sample;
}

QueueAlertSample failing(qint64 failed, qint64 completed = 0)
{
    QueueAlertSample sample = calm();
    sample.failed = failed;
    sample.completed = completed;
    return sample;
}

//! The job that is next waits since a second of the test's time.
QueueAlertSample waiting(int sinceSecond, bool paused = false)
{
    QueueAlertSample sample = calm();
    sample.waiting = 3;
    sample.nextSince = start + sinceSecond * 1000;
    sample.paused = paused;
    return sample;
}

QueueAlertSample attended(int workers, qint64 waitingJobs = 3, bool paused = false)
{
    QueueAlertSample sample = calm();
    sample.waiting = waitingJobs;
    sample.workers = workers;
    sample.paused = paused;
    return sample;
}

QueueAlertSample adding(qint64 added, bool isFlowKnown = true)
{
    QueueAlertSample sample = calm();
    sample.added = added;
    sample.isFlowKnown = isFlowKnown;
    return sample;
}

//! "began 5, ended 5": kinds are left out, for rules are looked at one by one.
QString words(const std::vector<AlertChange>& changes)
{
    QStringList all;
    for (const AlertChange& change : changes)
        all.append(QStringList{u"began"_s, u"grew"_s, u"ended"_s}.at(static_cast<int>(change.what)) + u' '
            + QString::number(change.alert.value));
    return all.join(u", "_s);
}

struct Step {
    int second = 0;
    QueueAlertSample sample;
    QString told; //!< empty = nothing
};

} // namespace

Q_DECLARE_METATYPE(QList<Step>)
Q_DECLARE_METATYPE(drover::AlertRules)

//! When readings become a problem, and when they stop being one.
class TestAlertWatch final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rulesOfAQueue_data();
    void rulesOfAQueue();
    void queuesHaveRulesOfTheirOwn();
    void memory();
    void connectionLost();
    void vanishedQueueIsNoProblem();
    void changedRulesCountAtOnce();
    void clockThatIsSetBack();
    void newFailuresInAnInexactReading();
};

void TestAlertWatch::rulesOfAQueue_data()
{
    QTest::addColumn<AlertRules>("rules");
    QTest::addColumn<QList<Step>>("steps");

    AlertRules rules = noRules();
    rules.queues.failures = 6;
    rules.queues.failuresWithin = 60s;
    QTest::newRow("failures: below the number nothing is told")
        << rules << QList<Step>{{0, failing(2), {}}, {5, failing(3), {}}};
    QTest::newRow("failures: told once, on the edge")
        << rules << QList<Step>{{0, failing(3), {}}, {5, failing(3), u"began 6"_s}, {10, failing(1), {}}};
    QTest::newRow("failures: again when they have doubled")
        << rules
        << QList<Step>{{0, failing(6), u"began 6"_s}, {5, failing(5), {}}, {10, failing(1), u"grew 12"_s},
               {15, failing(11), {}}, {20, failing(1), u"grew 24"_s}};
    QTest::newRow("failures: one reading begins and does not grow")
        << rules << QList<Step>{{0, failing(900), u"began 900"_s}, {5, failing(0), {}}};
    QTest::newRow("failures: slow ones leave the window")
        << rules
        << QList<Step>{
               {0, failing(2), {}}, {40, failing(2), {}}, {80, failing(2), {}}, {120, failing(2), {}}};
    QTest::newRow("failures: over at half, not just below the number")
        << rules
        << QList<Step>{{0, failing(2), {}}, {30, failing(4), u"began 6"_s}, {61, failing(0), {}},
               {91, failing(0), u"ended 6"_s}, {95, failing(6), u"began 6"_s}};
    rules.queues.failures = 1;
    QTest::newRow("failures: a single one is over when none is left")
        << rules
        << QList<Step>{{0, failing(0), {}}, {5, failing(1), u"began 1"_s}, {50, failing(0), {}},
               {66, failing(0), u"ended 1"_s}};

    rules = noRules();
    rules.queues.failureRate = 50;
    QTest::newRow("rate: needs twenty jobs")
        << rules << QList<Step>{{0, failing(19), {}}, {5, failing(1), u"began 100"_s}};
    QTest::newRow("rate: over at four fifths of the limit")
        << rules
        << QList<Step>{{0, failing(10, 10), u"began 50"_s}, {5, failing(0, 2), {}}, // 45 %
               {10, failing(0, 2), {}}, // 41 %
               {15, failing(0, 1), u"ended 41"_s}, // 40 %
               {20, failing(3, 0), {}}}; // 46 %
    QTest::newRow("rate: nothing ends any more")
        << rules << QList<Step>{{0, failing(20), u"began 100"_s}, {700, failing(0), u"ended 100"_s}};

    rules = noRules();
    rules.queues.waiting = 60s;
    QTest::newRow("waiting: from the limit on, over at half of it")
        << rules
        << QList<Step>{{59, waiting(0), {}}, {60, waiting(0), u"began 60000"_s}, {90, waiting(0), {}},
               {95, waiting(60), {}}, // 35 s
               {100, waiting(70), u"ended 35000"_s}};
    QTest::newRow("waiting: not on a paused queue, and over when it is paused")
        << rules
        << QList<Step>{{99, waiting(0, true), {}}, {100, waiting(0), u"began 100000"_s},
               {101, waiting(0, true), u"ended 100000"_s}};
    QTest::newRow("waiting: nothing is known of the next job")
        << rules << QList<Step>{{100, attended(1), {}}};

    rules = noRules();
    rules.queues.unattended = 30s;
    QTest::newRow("unattended: not for as long as a deployment takes")
        << rules
        << QList<Step>{{0, attended(0), {}}, {25, attended(0), {}}, {29, attended(2), {}},
               {31, attended(0), {}}, {60, attended(0), {}}, {61, attended(0), u"began 3"_s},
               {70, attended(0, 9), {}}, {75, attended(1), u"ended 9"_s}};
    QTest::newRow("unattended: nobody has to listen to nothing")
        << rules << QList<Step>{{0, attended(0, 0), {}}, {40, attended(0, 0), {}}, {80, attended(0, 0), {}}};
    QTest::newRow("unattended: a paused queue waits on purpose")
        << rules << QList<Step>{{0, attended(0, 3, true), {}}, {90, attended(0, 3, true), {}}};
    QTest::newRow("unattended: unknown is neither")
        << rules
        << QList<Step>{{0, attended(-1), {}}, {90, attended(-1), {}}, {95, attended(0), {}},
               {125, attended(0), u"began 3"_s}, {130, attended(-1), {}}, {140, attended(0), {}},
               {150, attended(1), u"ended 3"_s}};

    rules = noRules();
    rules.queues.silence = 10min;
    QTest::newRow("silence: from the first look on")
        << rules
        << QList<Step>{{0, adding(0), {}}, {599, adding(0), {}}, {600, adding(0), u"began 600000"_s},
               {900, adding(0), {}}, {905, adding(1), u"ended 900000"_s}, {1500, adding(0), {}},
               {1505, adding(0), u"began 600000"_s}};
    QTest::newRow("silence: what nobody saw is not silence")
        << rules
        << QList<Step>{{0, adding(0), {}}, {500, adding(0, false), {}}, {1000, adding(0), {}},
               {1100, adding(0), u"began 600000"_s}};

    QTest::newRow("everything off: nothing is told")
        << noRules()
        << QList<Step>{{0, failing(99), {}}, {100, waiting(0), {}}, {200, attended(0), {}},
               {300, attended(0), {}}, {90000, adding(0), {}}};
}

void TestAlertWatch::rulesOfAQueue()
{
    QFETCH(AlertRules, rules);
    QFETCH(QList<Step>, steps);
    AlertWatch watch(rules);
    for (const Step& step : std::as_const(steps)) {
        const auto changes = watch.take({start + step.second * 1000LL, {step.sample}});
        QCOMPARE(
            u"%1: %2"_s.arg(step.second).arg(words(changes)), u"%1: %2"_s.arg(step.second).arg(step.told));
        for (const AlertChange& change : changes)
            QCOMPARE(change.alert.queue, mail);
    }
}

void TestAlertWatch::queuesHaveRulesOfTheirOwn()
{
    const QueueId bills{"bull", "bills"};
    AlertRules rules = noRules();
    rules.queues.failures = 10;
    QueueAlertRules strict = rules.queues;
    strict.failures = 1;
    rules.own.insert(bills, strict);
    AlertWatch watch(rules);
    QueueAlertSample other = failing(1);
    other.queue = bills;
    const auto changes = watch.take({start, {failing(1), other}});
    QCOMPARE(words(changes), u"began 1"_s);
    QCOMPARE(changes.front().alert.queue, bills);
    QCOMPARE(changes.front().alert.since, start);
}

void TestAlertWatch::memory()
{
    AlertRules rules = noRules();
    rules.memory = 90;
    AlertWatch watch(rules);
    const auto told = [&](qint64 used, qint64 most) { return words(watch.take({start, {}, used, most})); };
    QCOMPARE(told(95, 0), QString()); // no limit
    QCOMPARE(told(89, 100), QString());
    QCOMPARE(told(90, 100), u"began 90"_s);
    QCOMPARE(told(-1, 0), QString()); // not known just now
    QCOMPARE(told(86, 100), QString());
    QCOMPARE(told(85, 100), u"ended 86"_s);
    QCOMPARE(told(89, 100), QString());
}

void TestAlertWatch::connectionLost()
{
    AlertRules rules = noRules();
    rules.lost = 30s;
    AlertWatch watch(rules);
    const auto told = [&](bool isThere, int second) {
        return words(watch.takeLink(isThere, start + second * 1000LL));
    };
    QCOMPARE(told(false, 0), QString());
    QCOMPARE(told(false, 100), QString()); // it never was there
    QCOMPARE(told(true, 101), QString());
    QCOMPARE(told(false, 110), QString());
    QCOMPARE(told(true, 120), QString());
    QCOMPARE(told(false, 130), QString());
    QCOMPARE(told(false, 159), QString());
    QCOMPARE(told(false, 160), u"began 30000"_s);
    QCOMPARE(told(false, 200), QString());
    QCOMPARE(told(true, 210), u"ended 70000"_s);
}

void TestAlertWatch::vanishedQueueIsNoProblem()
{
    AlertRules rules = noRules();
    rules.queues.failures = 1;
    AlertWatch watch(rules);
    QCOMPARE(words(watch.take({start, {failing(4)}})), u"began 4"_s);
    QCOMPARE(words(watch.take({start + 1000, {}})), u"ended 4"_s);
    QCOMPARE(words(watch.take({start + 2000, {}})), QString());
}

void TestAlertWatch::changedRulesCountAtOnce()
{
    AlertRules rules = noRules();
    rules.queues.waiting = 60s;
    AlertWatch watch(rules);
    QCOMPARE(words(watch.take({start + 70000, {waiting(0)}})), u"began 70000"_s);
    watch.setRules(noRules());
    QCOMPARE(words(watch.take({start + 80000, {waiting(0)}})), u"ended 70000"_s);
    rules.queues.waiting = 90s;
    watch.setRules(rules);
    QCOMPARE(words(watch.take({start + 90000, {waiting(0)}})), u"began 90000"_s);
}

void TestAlertWatch::clockThatIsSetBack()
{
    AlertRules rules = noRules();
    rules.queues.failures = 5;
    AlertWatch watch(rules);
    QCOMPARE(words(watch.take({start, {failing(4)}})), QString());
    // What was counted in a future that is gone does not count for ever.
    QCOMPARE(words(watch.take({start - 3600000, {failing(4)}})), QString());
    QCOMPARE(words(watch.take({start - 3599000, {failing(1)}})), u"began 5"_s);
}

void TestAlertWatch::newFailuresInAnInexactReading()
{
    AlertRules rules = noRules();
    rules.queues.failures = 1;
    AlertWatch watch(rules);
    QueueAlertSample sample = failing(2000);
    sample.exact = false;
    const auto changes = watch.take({start, {sample}});
    QCOMPARE(words(changes), u"began 2000"_s);
    QVERIFY(!changes.front().alert.exact);
}

QTEST_GUILESS_MAIN(TestAlertWatch)
#include "tst_alertwatch.moc"
