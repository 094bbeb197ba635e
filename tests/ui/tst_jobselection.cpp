// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/support/jobspagebench.h"

#include "widgets/infoline.h"
#include "widgets/noticebar.h"

#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! What is selected is what is acted upon, also where rows come, go or are not loaded.
class TestJobSelection final : public JobsPageBench {
    Q_OBJECT

private Q_SLOTS:
    void selectsAllThatMatch();
    void unloadedRowsAreResolved();
    void newJobsDoNotGetIntoASelection();
    void selectionThatMovedIsAskedAgain();
    void hugeSelectionKnowsWhatIsLoaded();

private:
    void selectRows(int first, int last);
    void retryMeans(const JobId& first, const JobId& last);
};

void TestJobSelection::selectsAllThatMatch()
{
    open(3000);
    QTRY_VERIFY(!idAt(150).isEmpty());
    table()->setFocus();
    QTest::keySequence(table(), QKeySequence::SelectAll);
    QCOMPARE(m_page->selection().ids.size(), 200);
    InfoLine* line = m_page->jobsPane()->selectionLine();
    QVERIFY(line->isVisible());
    line->firstButton()->click();
    JobSelection selection = m_page->selection();
    QCOMPARE(selection.kind, JobSelection::Kind::Matching);
    QVERIFY(selection.isWholeState());
    QCOMPARE(selection.count, 3000);
    QVERIFY(selection.names.contains("sendReceipt"));
    line->secondButton()->click();
    QVERIFY(m_page->selection().isEmpty());
    // A filter's hits, all of them.
    m_page->setFilter(u"error:econnrefused"_s);
    QTRY_VERIFY(!m_page->jobsPane()->isSearching());
    QTest::keySequence(table(), QKeySequence::SelectAll);
    QCOMPARE(m_page->selection().ids.size(), 1500);
}

void TestJobSelection::unloadedRowsAreResolved()
{
    open(3000);
    table()->selectRow(10);
    table()->selectionModel()->select(
        QItemSelection(table()->model()->index(10, 0), table()->model()->index(1009, 0)),
        QItemSelectionModel::Select | QItemSelectionModel::Rows);
    QCOMPARE(m_page->selection().count, 1000);
    QVERIFY(m_page->selection().ids.size() < 1000);
    retryMeans("2990", "1991");
}

void TestJobSelection::newJobsDoNotGetIntoASelection()
{
    open(3000);
    selectRows(10, 1009);
    QVERIFY(m_page->selection().ids.size() < 1000);
    // Others add jobs, and the table does not know of it yet.
    for (int i = 3001; i <= 3250; ++i) {
        JobEntry entry = rows().first();
        entry.id = QByteArray::number(i);
        rows().prepend(entry);
    }
    retryMeans("2990", "1991");
}

void TestJobSelection::selectionThatMovedIsAskedAgain()
{
    open(3000);
    selectRows(10, 1009);
    JobEntry between = rows().first();
    between.id = "between";
    rows().insert(500, between);
    QSignalSpy wanted(m_page.get(), &Page::actionWanted);
    QSignalSpy read(m_page.get(), &Page::dataRead);
    QTest::keyClick(table(), Qt::Key_R);
    QTRY_VERIFY(m_page->findChild<NoticeBar*>()->isVisible());
    QTRY_VERIFY(!read.isEmpty());
    QVERIFY(wanted.isEmpty());
    QVERIFY(m_page->selection().isEmpty());
    // The table has learned of it, and the same is no problem any more.
    selectRows(10, 1010);
    QTest::keyClick(table(), Qt::Key_R);
    QTRY_COMPARE(wanted.size(), 1);
    const QList<JobId> ids = wanted.first().at(1).value<JobSelection>().ids;
    QCOMPARE(ids.size(), 1001);
    QCOMPARE(ids.first(), "2990");
    QCOMPARE(ids.at(490), "between");
    QCOMPARE(ids.last(), "1991");
}

void TestJobSelection::hugeSelectionKnowsWhatIsLoaded()
{
    FakeJobsFeed& feed = m_session->jobs();
    feed.inventedTotal = 2'000'000;
    open(200);
    QTRY_COMPARE(table()->jobModel()->rowCount(), 2'000'000);
    table()->selectionModel()->select(
        QItemSelection(table()->model()->index(5, 0), table()->model()->index(1'999'999, 0)),
        QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    const JobSelection selection = m_page->selection();
    QCOMPARE(selection.count, 1'999'995);
    QVERIFY(selection.ids.size() <= 200);
    QVERIFY(selection.names.contains("sendReceipt"));
    // More than can be picked by hand is said, not tried.
    QSignalSpy wanted(m_page.get(), &Page::actionWanted);
    QTest::keyClick(table(), Qt::Key_R);
    QVERIFY(m_page->findChild<NoticeBar*>()->isVisible());
    QVERIFY(wanted.isEmpty());
}

//! The key for a retry asks for a thousand jobs, from this one to that one.
void TestJobSelection::retryMeans(const JobId& first, const JobId& last)
{
    QSignalSpy wanted(m_page.get(), &Page::actionWanted);
    QTest::keyClick(table(), Qt::Key_R);
    QTRY_COMPARE(wanted.size(), 1);
    const auto selection = wanted.first().at(1).value<JobSelection>();
    QCOMPARE(selection.ids.size(), 1000);
    QCOMPARE(selection.ids.first(), first);
    QCOMPARE(selection.ids.last(), last);
}

//! From one row that is in sight to another far below, as a click and a click with Shift do it.
void TestJobSelection::selectRows(int first, int last)
{
    table()->verticalScrollBar()->setValue(last * table()->rowHeight(0));
    QTRY_VERIFY(!idAt(last).isEmpty());
    table()->selectionModel()->select(
        QItemSelection(table()->model()->index(first, 0), table()->model()->index(last, 0)),
        QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    QCOMPARE(m_page->selection().count, last - first + 1);
}

QTEST_MAIN(TestJobSelection)
#include "tst_jobselection.moc"
