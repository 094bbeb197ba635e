// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/failuregroupmodel.h"
#include "models/jobtablemodel.h"
#include "models/listdiff.h"
#include "models/queuetablemodel.h"
#include "models/runningjobmodel.h"
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

JobsSnapshot jobs(const QList<QByteArray>& ids, qint64 total = -1)
{
    JobsSnapshot snapshot;
    for (const QByteArray& id : ids) {
        JobEntry row;
        row.id = id;
        row.name = "mail";
        row.reason = "no smtp";
        row.attemptsMade = 3;
        row.attempts = 3;
        row.finished = 1700000000000;
        snapshot.rows.append(row);
    }
    snapshot.total = total < 0 ? ids.size() : total;
    snapshot.readAt = 1700000001000;
    return snapshot;
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
    void jobsKeepSelectionThroughRefreshes();
    void jobsSurviveRandomRefreshes();
    void jobsAskForMore();
    void jobsShowHostileText();
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

void TestModels::jobsKeepSelectionThroughRefreshes()
{
    JobTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.apply(jobs({"5", "4", "3", "2", "1"}));
    QItemSelectionModel selection(&model);
    selection.select(model.index(2, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    const QPersistentModelIndex kept(model.index(2, 0));
    model.apply(jobs({"7", "6", "5", "3", "2"}));
    QCOMPARE(kept.row(), 3);
    QCOMPARE(model.row(kept.row()).id, QByteArray("3"));
    QCOMPARE(selection.selectedRows().size(), 1);
    QCOMPARE(selection.selectedRows().first().row(), 3);
    model.apply(jobs({"7", "6"}));
    QVERIFY(selection.selectedRows().isEmpty());
    QCOMPARE(resets.count(), 0);
}

void TestModels::jobsSurviveRandomRefreshes()
{
    JobTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QRandomGenerator random(11);
    for (int round = 0; round < 60; ++round) {
        QList<QByteArray> ids;
        for (int i = 0, n = random.bounded(30); i < n; ++i)
            ids.append(QByteArray::number(random.bounded(40)));
        model.apply(jobs(ids));
        QCOMPARE(model.rowCount(), int(ids.size()));
        for (int i = 0; i < ids.size(); ++i)
            QCOMPARE(model.row(i).id, ids.at(i));
    }
}

void TestModels::jobsAskForMore()
{
    JobTableModel model;
    QSignalSpy wanted(&model, &JobTableModel::moreWanted);
    QList<QByteArray> ids;
    for (int i = 0; i < 100; ++i)
        ids.append(QByteArray::number(i));
    model.apply(jobs(ids, 5000));
    QVERIFY(model.canFetchMore({}));
    model.fetchMore({});
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(model.wanted(), 200);
    QVERIFY(!model.canFetchMore({})); // until the answer is here
    model.clear(JobState::Completed);
    QCOMPARE(model.wanted(), 100);
    QCOMPARE(model.rowCount(), 0);
}

void TestModels::jobsShowHostileText()
{
    JobTableModel model;
    JobsSnapshot snapshot = jobs({QByteArray("a\0b", 3)});
    snapshot.rows.first().name = "<img src=x>\xe2\x80\xae";
    model.apply(snapshot);
    QCOMPARE(model.index(0, JobTableModel::Name).data().toString(), u"<img src=x>\\u{202e}"_s);
    QVERIFY(!model.index(0, JobTableModel::Name).data(Qt::ToolTipRole).toString().contains(u"<img"));
    QCOMPARE(model.index(0, JobTableModel::Id).data().toString(), u"a\\u{0}b"_s);
    QCOMPARE(model.index(0, JobTableModel::Attempts).data().toString(), u"3 of 3"_s);
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
    QCOMPARE(resets.count(), 0);
}

void TestModels::groupsAndRunningJobs()
{
    FailureGroupModel groups;
    QAbstractItemModelTester groupTester(&groups, QAbstractItemModelTester::FailureReportingMode::QtTest);
    GroupsSnapshot snapshot;
    snapshot.groups = {
        {"a <n>", "a 1", {"x"}, 2, 1, 2, 1, 2, {"9"}}, {"b", "b", {"y"}, 1, 0, 1, 1, 1, {"8"}}};
    groups.apply(snapshot);
    std::swap(snapshot.groups[0], snapshot.groups[1]);
    groups.apply(snapshot);
    QCOMPARE(groups.index(1, FailureGroupModel::Count).data().toString(), u"2"_s);

    RunningJobModel running;
    QAbstractItemModelTester runningTester(&running, QAbstractItemModelTester::FailureReportingMode::QtTest);
    running.apply({{"1", "mail", 1000, "50"}, {"2", "mail", 2000, {}}});
    running.tick(63000);
    QCOMPARE(running.index(0, RunningJobModel::Since).data().toString(), u"1 min"_s);
    running.apply({{"2", "mail", 2000, {}}});
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
