// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/failuregroupmodel.h"
#include "models/listdiff.h"
#include "models/localjobmodel.h"
#include "models/queuetablemodel.h"
#include "session/refresher.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {
QList<QByteArray> keys(const char* letters)
{
    QList<QByteArray> result;
    for (const char* c = letters; *c != '\0'; ++c)
        result.append(QByteArray(1, *c));
    return result;
}

QueuesSnapshot queues(std::initializer_list<std::pair<const char*, qint64>> failed)
{
    QueuesSnapshot snapshot;
    for (const auto& [name, count] : failed) {
        QueueFacts facts;
        facts.summary.queue.name = name;
        facts.summary.counts[JobState::Failed] = count;
        snapshot.queues.append(facts);
    }
    return snapshot;
}
} // namespace

class TestModels final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void diffIsSmall_data();
    void diffIsSmall();
    void diffReachesAnyList();
    void repeatedIdsStayApart();
    void queuesAreSortedAndPatched();
    void groupsAndRunningJobs();
    void refresherWaitsForTheAnswer();
    void refresherStopsWhenHidden();
};

void TestModels::diffIsSmall_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<int>("steps");
    QTest::newRow("nothing") << QByteArray("abc") << QByteArray("abc") << 0;
    QTest::newRow("new ones at the top") << QByteArray("abc") << QByteArray("xyabc") << 1;
    QTest::newRow("a page moves on") << QByteArray("abcdef") << QByteArray("xyabcd") << 2;
    QTest::newRow("one in the middle goes") << QByteArray("abcd") << QByteArray("abd") << 1;
    QTest::newRow("one rises") << QByteArray("abcd") << QByteArray("dabc") << 1;
    QTest::newRow("one sinks") << QByteArray("abcd") << QByteArray("bcda") << 1;
    QTest::newRow("all go") << QByteArray("abcd") << QByteArray("") << 1;
}

void TestModels::diffIsSmall()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(int, steps);
    QCOMPARE(int(listDiff(keys(before.constData()), keys(after.constData())).size()), steps);
}

void TestModels::diffReachesAnyList()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 300; ++round) {
        QList<QByteArray> before = keys("abcdefghijklmnop");
        QList<QByteArray> after = keys("klmnopqrstuvwxyz");
        std::shuffle(before.begin(), before.end(), random);
        std::shuffle(after.begin(), after.end(), random);
        before.resize(random.bounded(16));
        after.resize(random.bounded(16));
        QList<QByteArray> rows = before;
        for (const ListStep& step : listDiff(before, after)) {
            if (step.kind == ListStep::Kind::Remove)
                rows.remove(step.first, step.count);
            else if (step.kind == ListStep::Kind::Move)
                rows.move(step.first, step.to);
            else
                for (qsizetype i = step.first; i < step.first + step.count; ++i)
                    rows.insert(i, after.at(i));
        }
        QCOMPARE(rows, after);
    }
}

void TestModels::repeatedIdsStayApart()
{
    const QList<QByteArray> unique = uniqueKeys({"1", "2", "1", "1"});
    QCOMPARE(QSet<QByteArray>(unique.begin(), unique.end()).size(), 4);
    QCOMPARE(unique.first(), QByteArray("1"));
}

void TestModels::queuesAreSortedAndPatched()
{
    QueueTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.apply(queues({{"mail", 3}, {"billing", 0}}));
    QCOMPARE(model.index(0, 0).data().toString(), u"billing"_s);
    const QPersistentModelIndex mail(model.index(1, 0));
    model.apply(queues({{"mail", 5}, {"billing", 0}, {"media", 1}, {"accounts", 0}}));
    QCOMPARE(mail.row(), 2);
    QCOMPARE(mail.data(QueueTableModel::FailedRole).toLongLong(), 5);
    QCOMPARE(mail.data(QueueTableModel::TrendRole).value<QList<qint64>>().size(), 2);
    QCOMPARE(model.totals()[JobState::Failed], 6);
    QCOMPARE(model.find({"bull", "media"}).row(), 3);
    QVERIFY(!model.find({"bull", "nobody"}).isValid());
    // Rows are found where they are after every kind of step.
    model.apply(queues({{"mail", 5}, {"media", 1}, {"zebra", 0}}));
    QCOMPARE(model.find({"bull", "media"}).row(), 1);
    QCOMPARE(model.find({"bull", "zebra"}).row(), 2);
    QVERIFY(!model.find({"bull", "accounts"}).isValid());
    model.apply(queues({}));
    QVERIFY(!model.find({"bull", "mail"}).isValid());
    QCOMPARE(resets.count(), 0);
}

void TestModels::groupsAndRunningJobs()
{
    FailureGroupModel groups;
    QAbstractItemModelTester groupTester(&groups, QAbstractItemModelTester::FailureReportingMode::QtTest);
    FailureReport report;
    report.groups = {{"a <n>", "a 1", 20, 1, 2, {"x"}, "9", 1, 2, 3},
        {"b", "b", 10, 1, 1, {"y"}, "8", 0, 5, 7}, {"c", "", 1, 1, 1, {"y"}, "7", 0, 0, 0}};
    groups.apply(report, 1700000000000);
    QCOMPARE(groups.rowCount(), 3);
    QCOMPARE(groups.index(0, FailureGroupModel::All).data().toString(), u"20"_s);
    const QPersistentModelIndex first = groups.index(0, 0);
    groups.setSpan(FailureSpan::Day); // most frequent in it first, without what did not happen in it
    QCOMPARE(groups.rowCount(), 2);
    QCOMPARE(groups.index(0, FailureGroupModel::LastDay).data().toString(), u"7"_s);
    QCOMPARE(first.row(), 1);
    groups.setSpan(FailureSpan::Hour);
    QCOMPARE(groups.rowCount(), 1);
    QCOMPARE(first.row(), 0);

    LocalJobModel running;
    QAbstractItemModelTester runningTester(&running, QAbstractItemModelTester::FailureReportingMode::QtTest);
    running.apply({{"1", "mail", 1000, "50"}, {"2", "mail", 2000, {}}}, {});
    running.tick(63000);
    QCOMPARE(running.index(0, LocalJobModel::Took).data().toString(), u"1 min"_s);
    running.apply({{"2", "mail", 2000, {}}}, {});
    QCOMPARE(running.rowCount(), 1);
}

void TestModels::refresherWaitsForTheAnswer()
{
    Refresher refresher;
    refresher.setInterval(1ms);
    QSignalSpy due(&refresher, &Refresher::due);
    refresher.setActive(true);
    QCOMPARE(due.count(), 1);
    QTest::qWait(20); // no answer, no question
    QCOMPARE(due.count(), 1);
    refresher.refreshNow(); // asked while waiting: once, right after the answer
    refresher.refreshNow();
    QCOMPARE(due.count(), 1);
    refresher.answered();
    QCOMPARE(due.count(), 2);
    refresher.answered();
    QTRY_COMPARE(due.count(), 3);
}

void TestModels::refresherStopsWhenHidden()
{
    Refresher refresher;
    refresher.setInterval(1ms);
    QSignalSpy due(&refresher, &Refresher::due);
    refresher.setActive(true);
    refresher.setActive(false);
    refresher.answered();
    QTest::qWait(20);
    QCOMPARE(due.count(), 1);
    refresher.setActive(true);
    QCOMPARE(due.count(), 2);
}

QTEST_MAIN(TestModels)
#include "tst_models.moc"
