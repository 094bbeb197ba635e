// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/support/jobspagebench.h"

#include "pages/queue/failurespane.h"
#include "pages/queue/gotodialog.h"
#include "widgets/emptystate.h"
#include "widgets/filterline.h"
#include "widgets/infoline.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"

#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! Filter, causes and the way to a job by its id.
class TestJobFinding final : public JobsPageBench {
    Q_OBJECT

private Q_SLOTS:
    void filterFindsAsItReads();
    void filterStopsAndContinues();
    void filterSaysWhatIsWrong();
    void filterChangesTheState();
    void causesAndTheirJobs();
    void windowOfTimeNarrowsCauses();
    void jobsOfACauseAreReadAgain();
    void goesToAnIdAnywhere();
    void goesToAnotherQueue();
    void saysWhereAJobWasLookedFor();
};

void TestJobFinding::filterFindsAsItReads()
{
    open(1000);
    m_page->focusFilter();
    FilterLine* line = m_page->filterLine();
    QTest::keyClicks(line, u"name:receipt"_s);
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(m_session->jobs().searches.size(), 1);
    QCOMPARE(m_session->jobs().searches.first().filter.match, "receipt");
    InfoLine* about = m_page->jobsPane()->infoLine();
    QTRY_VERIFY(table()->model()->rowCount() > 0);
    QVERIFY(m_page->jobsPane()->isSearching()); // hits are there before the end is
    QTRY_VERIFY(!m_page->jobsPane()->isSearching());
    QCOMPARE(table()->model()->rowCount(), 333);
    QVERIFY(about->text().contains(u"333"_s));
    QTest::keyClick(line, Qt::Key_Escape); // empties it: all jobs again
    QTRY_COMPARE(table()->model()->rowCount(), 1000);
    line->setFocus();
    QTest::keyClick(line, Qt::Key_Escape);
    QTRY_VERIFY(table()->hasFocus());
    m_page->setFilter(u"nobody has this"_s);
    auto* empty = m_page->findChild<EmptyState*>(u"noJobs"_s);
    QTRY_VERIFY(empty->isVisible());
    QCOMPARE(empty->title(), u"No job matches"_s);
    empty->button()->click();
    QTRY_COMPARE(table()->model()->rowCount(), 1000);
}

void TestJobFinding::filterStopsAndContinues()
{
    open(5000);
    m_page->setFilter(u"econnrefused"_s);
    InfoLine* about = m_page->jobsPane()->infoLine();
    QTRY_VERIFY(table()->model()->rowCount() > 0);
    about->firstButton()->click(); // Stop
    QTRY_VERIFY(!m_page->jobsPane()->isSearching());
    const int found = table()->model()->rowCount();
    QVERIFY(found < 2500);
    QVERIFY(about->firstButton()->isVisible());
    about->firstButton()->click(); // Continue
    QTRY_VERIFY(!m_page->jobsPane()->isSearching());
    QCOMPARE(table()->model()->rowCount(), 2500);
    QVERIFY(!about->firstButton()->isVisible());
}

void TestJobFinding::filterSaysWhatIsWrong()
{
    open(10);
    m_page->filterLine()->setText(u"age:soon"_s);
    QVERIFY(!m_page->filterLine()->problem().isEmpty());
    const auto labels = m_page->findChildren<PlainLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [this](PlainLabel* label) {
        return label->isVisible() && label->text() == m_page->filterLine()->problem();
    }));
    QTest::keyClick(m_page->filterLine(), Qt::Key_Return);
    QVERIFY(m_session->jobs().searches.isEmpty());
    QCOMPARE(table()->model()->rowCount(), 10);
}

void TestJobFinding::filterChangesTheState()
{
    open(10);
    m_session->jobs().rows.insert(static_cast<int>(JobState::Waiting), jobs(5));
    m_page->setFilter(u"state:waiting"_s);
    QCOMPARE(m_page->state(), JobState::Waiting);
    QTRY_COMPARE(table()->model()->rowCount(), 5);
    QVERIFY(m_session->jobs().searches.isEmpty());
}

void TestJobFinding::causesAndTheirJobs()
{
    m_session->fillWithShop();
    m_page->setLink(m_session->linkValue);
    m_page->setInterval(0ms);
    m_page->applyQueues(m_session->queues);
    m_page->showQueue({"bull", "mail.outgoing"});
    m_page->applyQueues(m_session->queues);
    m_page->setActive(true);
    QSignalSpy chosen(m_page.get(), &Page::jobChosen);
    m_page->showGroups(true);
    FailuresPane* pane = m_page->failuresPane();
    QTRY_COMPARE(pane->causeCount(), 3);
    // The first cause is chosen, and its jobs are below.
    QTRY_VERIFY(pane->jobs()->rowCount() > 0);
    QTRY_VERIFY(!pane->jobs()->isSearching());
    QCOMPARE(m_session->jobs().searches.last().filter.cause->cause, m_session->jobs().causes.groups[0].cause);
    QCOMPARE(chosen.last().at(1).toByteArray(), "90412");
    JobSelection selection = m_page->selection();
    QCOMPARE(selection.kind, JobSelection::Kind::Matching);
    QCOMPARE(selection.count, 301);
    QVERIFY(selection.filter.cause.has_value());
    pane->jobs()->table()->selectRow(1);
    QVERIFY(m_page->selection().isOne());
    pane->table()->selectRow(1);
    QCOMPARE(m_page->selection().kind, JobSelection::Kind::Matching);
    QCOMPARE(m_page->selection().count, 77);
    // Nothing failed meanwhile: ten thousand jobs are not read for nothing.
    const int readings = m_session->jobs().causeReadings;
    QSignalSpy read(m_page.get(), &Page::dataRead);
    m_page->refresh();
    QTRY_VERIFY(!read.isEmpty());
    QCOMPARE(m_session->jobs().causeReadings, readings);
    QVERIFY(!m_page->grab().isNull());
}

void TestJobFinding::windowOfTimeNarrowsCauses()
{
    m_session->fillWithShop();
    m_page->setLink(m_session->linkValue);
    m_page->setInterval(0ms);
    m_page->showQueue({"bull", "mail.outgoing"});
    m_page->setActive(true);
    m_page->showGroups(true);
    FailuresPane* pane = m_page->failuresPane();
    QTRY_COMPARE(pane->causeCount(), 3);
    for (auto* button : pane->findChildren<QAbstractButton*>()) {
        if (button->text() == u"1 h"_s)
            button->click();
    }
    QCOMPARE(pane->causeCount(), 2); // the third did not fail within the hour
    QCOMPARE(m_page->selection().count, 12);
    QVERIFY(m_page->selection().filter.since.has_value());
    QVERIFY(m_session->jobs().searches.last().filter.since.has_value());
}

void TestJobFinding::jobsOfACauseAreReadAgain()
{
    m_session->fillWithShop();
    const auto failedNow = [this](qint64 count) {
        m_session->queues.queues[2].summary.counts[JobState::Failed] = count;
        m_page->applyQueues(m_session->queues);
    };
    m_page->setLink(m_session->linkValue);
    m_page->setInterval(0ms);
    m_page->showQueue({"bull", "mail.outgoing"});
    failedNow(412);
    m_page->setActive(true);
    m_page->showGroups(true);
    FailuresPane* pane = m_page->failuresPane();
    JobsPane* below = pane->jobs();
    QTRY_COMPARE(pane->causeCount(), 3);
    QTRY_VERIFY(below->rowCount() > 3 && !below->isSearching());
    const int before = below->rowCount();
    below->table()->selectRow(2);
    const JobId chosen = below->model().idAt(2);
    // Nothing failed: what is in sight is read again, nothing is looked for.
    FakeJobsFeed& feed = m_session->jobs();
    const qsizetype searches = feed.searches.size();
    const int readings = feed.entryReadings;
    m_page->refresh();
    QTRY_VERIFY(feed.entryReadings > readings);
    QCOMPARE(feed.searches.size(), searches);
    // The first of them was retried and is gone.
    const JobId gone = below->model().idAt(0);
    QVERIFY(rows().removeIf([&gone](const JobEntry& row) { return row.id == gone; }) == 1);
    feed.causes.groups[0].count = 300;
    failedNow(411);
    m_page->refresh();
    QTRY_COMPARE(below->rowCount(), before - 1);
    QCOMPARE(feed.searches.size(), searches + 1);
    QVERIFY(below->model().rowOf(gone) < 0);
    QCOMPARE(below->selection().ids, (QList<JobId>{chosen})); // through it all
}

void TestJobFinding::goesToAnIdAnywhere()
{
    open(5000);
    m_session->jobs().places = {{{"bull", "mail"}, "1234", "sendWelcome", JobState::Failed, 5000 - 1234, {}}};
    m_page->goToJob();
    auto* dialog = m_page->findChild<GotoDialog*>();
    QVERIFY(dialog != nullptr);
    dialog->line()->setText(u" 1234 "_s);
    QTest::keyClick(dialog->line(), Qt::Key_Return);
    QTRY_COMPARE(m_page->selection().ids, (QList<JobId>{"1234"}));
    QTRY_COMPARE(idAt(table()->currentIndex().row()), "1234");
    const auto [first, last] = table()->visibleRows();
    QVERIFY(first <= 3766 && 3766 <= last);
}

void TestJobFinding::goesToAnotherQueue()
{
    open(50);
    m_session->jobs().places = {{{"bull", "a"}, "7", "x", JobState::Failed, 43, {}},
        {{"bull", "b"}, "7", "x", JobState::Waiting, 3, {}},
        {{"bull", "c"}, "8", "y", std::nullopt, std::nullopt, {}}};
    QSignalSpy wanted(m_page.get(), &Page::queueWanted);
    m_page->goToJob();
    auto* dialog = m_page->findChild<GotoDialog*>();
    dialog->line()->setText(u"7"_s);
    QTest::keyClick(dialog->line(), Qt::Key_Return);
    auto* list = dialog->findChild<QListWidget*>();
    QTRY_COMPARE(list->count(), 2);
    QTest::keyClick(list, Qt::Key_Return);
    QTRY_COMPARE(wanted.size(), 1);
    QCOMPARE(m_page->queue().name, "a");
    QTRY_COMPARE(m_page->selection().ids, (QList<JobId>{"7"}));
}

void TestJobFinding::saysWhereAJobWasLookedFor()
{
    open(50);
    const auto words = [this] {
        QStringList texts;
        for (const auto* label : m_page->findChild<NoticeBar*>()->findChildren<PlainLabel*>())
            texts.append(label->text());
        return texts.join(u' ');
    };
    m_page->showPlace({{"bull", "mail"}, "7", "x", std::nullopt, std::nullopt, std::nullopt});
    QVERIFY(words().contains(u"in no state"_s));
    m_page->showPlace({{"bull", "mail"}, "7", "x", std::nullopt, std::nullopt, 2'000'000});
    QVERIFY(!words().contains(u"in no state"_s));
    QVERIFY(words().contains(u"not found within"_s));
}

QTEST_MAIN(TestJobFinding)
#include "tst_jobfinding.moc"
