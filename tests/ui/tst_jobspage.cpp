// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/support/fakesession.h"

#include "models/jobmodel.h"
#include "pages/queue/failurespane.h"
#include "pages/queue/gotodialog.h"
#include "pages/queue/jobspane.h"
#include "pages/queuepage.h"
#include "style/theme.h"
#include "util/layoutmemory.h"
#include "widgets/emptystate.h"
#include "widgets/filterline.h"
#include "widgets/infoline.h"
#include "widgets/jobtable.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

class Memory final : public LayoutMemory {
public:
    [[nodiscard]] QByteArray state(const QString& key) const override { return kept.value(key); }
    void keep(const QString& key, const QByteArray& state) override { kept.insert(key, state); }
    QHash<QString, QByteArray> kept;
};

QList<JobEntry> jobs(int count)
{
    QList<JobEntry> list;
    for (int i = count; i > 0; --i) {
        JobEntry entry;
        entry.id = QByteArray::number(i);
        entry.name = i % 3 == 0 ? "sendReceipt" : "sendWelcome";
        entry.reason = i % 2 == 0 ? "connect ECONNREFUSED 10.0.0.1:25" : "no such user";
        entry.data = "{\"n\":" + QByteArray::number(i) + "}";
        entry.dataSize = entry.data.size();
        entry.attemptsMade = entry.attempts = 3;
        entry.finished = 1700000000000 + i * 1000;
        list.append(entry);
    }
    return list;
}
} // namespace

//! The page of a queue on a session without an engine: a table over many jobs, filter, causes, keys.
class TestJobsPage final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void scrollBarSpansTheWholeState();
    void draggingAsksForLittle();
    void newJobsDoNotMoveWhatIsRead();
    void newJobsPushAtTheTop();
    void moreNewJobsThanAPage();
    void orderOfTheWholeStateTurnsRound();
    void otherColumnsSortWhatIsLoaded();
    void selectsAllThatMatch();
    void unloadedRowsAreResolved();
    void newJobsDoNotGetIntoASelection();
    void selectionThatMovedIsAskedAgain();
    void hugeSelectionKnowsWhatIsLoaded();
    void filterFindsAsItReads();
    void filterStopsAndContinues();
    void filterSaysWhatIsWrong();
    void filterChangesTheState();
    void causesAndTheirJobs();
    void windowOfTimeNarrowsCauses();
    void goesToAnIdAnywhere();
    void goesToAnotherQueue();
    void saysWhereAJobWasLookedFor();
    void keysMeanVerbs();
    void readOnlyWantsNothing();
    void readOnlyExports();
    void oneFailedJobIsEditedAndRetried();
    void jobsOfACauseAreReadAgain();
    void copiesIdsAndJson();
    void columnsAreRemembered();
    void columnFromTheData();
    void firstErrorHasARemedy();
    void emptyStatesSayWhatToDo();

private:
    void open(int count);
    [[nodiscard]] QAction* action(const QString& text) const;
    void selectRows(int first, int last);
    void retryMeans(const JobId& first, const JobId& last);
    [[nodiscard]] JobTable* table() const { return m_page->jobsPane()->table(); }
    [[nodiscard]] QList<JobEntry>& rows()
    {
        return m_session->jobs().rows[static_cast<int>(JobState::Failed)];
    }
    [[nodiscard]] QByteArray idAt(int row) const { return table()->jobModel()->idAt(row); }
    [[nodiscard]] int firstVisible() const { return table()->visibleRows().first; }

    std::unique_ptr<FakeSession> m_session;
    std::unique_ptr<QueuePage> m_page;
};

void TestJobsPage::initTestCase()
{
    Theme::apply(*qApp, ThemeChoice::Light);
}

void TestJobsPage::init()
{
    m_session = std::make_unique<FakeSession>();
    m_session->linkValue.state = LinkState::Ready;
    m_page = std::make_unique<QueuePage>(*m_session);
    m_page->resize(900, 600);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void TestJobsPage::cleanup()
{
    m_page.reset();
    m_session.reset();
}

void TestJobsPage::open(int count)
{
    m_session->jobs().rows.insert(static_cast<int>(JobState::Failed), jobs(count));
    m_page->setLink(m_session->linkValue);
    m_page->setInterval(0ms); // by hand: each test says when
    m_page->showQueue({"bull", "mail"});
    m_page->setActive(true);
    QTRY_VERIFY(table()->jobModel()->rowCount() >= count);
    QTRY_VERIFY(table()->isVisible());
}

void TestJobsPage::scrollBarSpansTheWholeState()
{
    open(50000);
    QCOMPARE(table()->model()->rowCount(), 50000);
    QVERIFY(table()->verticalScrollBar()->maximum() > 49000 * table()->rowHeight(0));
    table()->verticalScrollBar()->setValue(25000 * table()->rowHeight(0));
    QCOMPARE(firstVisible(), 25000);
    QVERIFY(table()->model()->index(25000, 0).data(JobModel::LoadingRole).toBool());
    QTRY_COMPARE(idAt(25000), "25000");
    QVERIFY(!m_page->grab().isNull());
}

void TestJobsPage::draggingAsksForLittle()
{
    open(50000);
    QTRY_VERIFY(m_session->jobs().pageQuestions.size() >= 1);
    QTest::qWait(50);
    const qsizetype before = m_session->jobs().pageQuestions.size();
    for (int row = 100; row < 40000; row += 100)
        table()->verticalScrollBar()->setValue(row * table()->rowHeight(0));
    QTRY_VERIFY(!idAt(firstVisible()).isEmpty());
    QVERIFY(m_session->jobs().pageQuestions.size() - before < 10);
}

void TestJobsPage::newJobsDoNotMoveWhatIsRead()
{
    open(5000);
    table()->verticalScrollBar()->setValue(300 * table()->rowHeight(0) + 7);
    QTRY_VERIFY(!idAt(300).isEmpty());
    table()->selectRow(302);
    const QByteArray top = idAt(firstVisible());
    const QByteArray chosen = idAt(302);
    for (int i = 5001; i <= 5012; ++i) {
        JobEntry entry = rows().first();
        entry.id = QByteArray::number(i);
        rows().prepend(entry);
    }
    m_page->refresh();
    QTRY_COMPARE(table()->model()->rowCount(), 5012);
    QCOMPARE(idAt(firstVisible()), top);
    QCOMPARE(table()->verticalScrollBar()->value(), 312 * table()->rowHeight(0) + 7);
    QCOMPARE(idAt(table()->currentIndex().row()), chosen);
    QCOMPARE(m_page->selection().ids, (QList<JobId>{chosen}));
    QCOMPARE(table()->newRows(), 12);
    auto* pill = table()->findChild<QPushButton*>(u"newRows"_s);
    QVERIFY(pill->isVisible());
    pill->click();
    QTRY_COMPARE(firstVisible(), 0);
    QVERIFY(!pill->isVisible());
    QTRY_COMPARE(idAt(0), "5012");
}

void TestJobsPage::newJobsPushAtTheTop()
{
    open(500);
    JobEntry entry = rows().first();
    entry.id = "999";
    rows().prepend(entry);
    m_page->refresh();
    QTRY_COMPARE(idAt(0), "999");
    QCOMPARE(firstVisible(), 0);
    QCOMPARE(table()->newRows(), 0);
}

void TestJobsPage::moreNewJobsThanAPage()
{
    open(2000);
    table()->verticalScrollBar()->setValue(300 * table()->rowHeight(0));
    QTRY_VERIFY(!idAt(300).isEmpty());
    table()->selectRow(301);
    const QByteArray chosen = idAt(301);
    const QByteArray top = idAt(firstVisible());
    for (int i = 2001; i <= 3500; ++i) {
        JobEntry entry = rows().first();
        entry.id = QByteArray::number(i);
        rows().prepend(entry);
    }
    m_page->refresh();
    QTRY_COMPARE(table()->model()->rowCount(), 3500);
    QCOMPARE(idAt(firstVisible()), top);
    QCOMPARE(m_page->selection().ids, (QList<JobId>{chosen}));
    QCOMPARE(table()->newRows(), 1500);
}

void TestJobsPage::orderOfTheWholeStateTurnsRound()
{
    open(3000);
    QHeaderView* header = table()->horizontalHeader();
    Q_EMIT header->sectionClicked(JobColumns::Finished);
    QTRY_COMPARE(idAt(0), "1");
    QCOMPARE(table()->model()->rowCount(), 3000);
    Q_EMIT header->sectionClicked(JobColumns::Finished);
    QTRY_COMPARE(idAt(0), "3000");
}

void TestJobsPage::otherColumnsSortWhatIsLoaded()
{
    open(3000);
    QTRY_VERIFY(!idAt(150).isEmpty()); // one page ahead
    Q_EMIT table()->horizontalHeader()->sectionClicked(JobColumns::Name);
    QCOMPARE(table()->model()->rowCount(), 200);
    QCOMPARE(table()->model()->index(0, JobColumns::Name).data().toString(), u"sendReceipt"_s);
    InfoLine* line = m_page->jobsPane()->infoLine();
    QVERIFY(line->isVisible());
    QVERIFY(line->text().contains(u"200"_s) && line->text().contains(u"Name"_s));
    line->firstButton()->click();
    QCOMPARE(table()->model()->rowCount(), 3000);
    QTRY_COMPARE(idAt(0), "3000");
    QVERIFY(!line->isVisible());
}

void TestJobsPage::selectsAllThatMatch()
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

void TestJobsPage::unloadedRowsAreResolved()
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

//! The key for a retry asks for a thousand jobs, from this one to that one.
void TestJobsPage::retryMeans(const JobId& first, const JobId& last)
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
void TestJobsPage::selectRows(int first, int last)
{
    table()->verticalScrollBar()->setValue(last * table()->rowHeight(0));
    QTRY_VERIFY(!idAt(last).isEmpty());
    table()->selectionModel()->select(
        QItemSelection(table()->model()->index(first, 0), table()->model()->index(last, 0)),
        QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    QCOMPARE(m_page->selection().count, last - first + 1);
}

void TestJobsPage::newJobsDoNotGetIntoASelection()
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

void TestJobsPage::selectionThatMovedIsAskedAgain()
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

void TestJobsPage::hugeSelectionKnowsWhatIsLoaded()
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

void TestJobsPage::filterFindsAsItReads()
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

void TestJobsPage::filterStopsAndContinues()
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

void TestJobsPage::filterSaysWhatIsWrong()
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

void TestJobsPage::filterChangesTheState()
{
    open(10);
    m_session->jobs().rows.insert(static_cast<int>(JobState::Waiting), jobs(5));
    m_page->setFilter(u"state:waiting"_s);
    QCOMPARE(m_page->state(), JobState::Waiting);
    QTRY_COMPARE(table()->model()->rowCount(), 5);
    QVERIFY(m_session->jobs().searches.isEmpty());
}

void TestJobsPage::causesAndTheirJobs()
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

void TestJobsPage::windowOfTimeNarrowsCauses()
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

void TestJobsPage::goesToAnIdAnywhere()
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

void TestJobsPage::goesToAnotherQueue()
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

void TestJobsPage::saysWhereAJobWasLookedFor()
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

void TestJobsPage::keysMeanVerbs()
{
    open(20);
    QSignalSpy wanted(m_page.get(), &Page::actionWanted);
    QSignalSpy inspector(m_page.get(), &Page::inspectorWanted);
    m_page->focusJobs();
    QTest::keyClick(table(), Qt::Key_R);
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.last().at(0).value<JobVerb>(), JobVerb::Retry);
    QVERIFY(wanted.last().at(1).value<JobSelection>().isOne());
    QTest::keyClick(table(), Qt::Key_P); // not of failed jobs
    QCOMPARE(wanted.size(), 1);
    QSignalSpy pressed(table(), &JobTable::verbPressed);
    QTest::keyClick(table(), Qt::Key_Delete);
    QCOMPARE(pressed.last().at(0).value<JobVerb>(), JobVerb::Remove);
    QTest::keyClick(table(), Qt::Key_Return);
    QCOMPARE(inspector.size(), 1);
    QTest::keyClick(table(), Qt::Key_S); // no type-ahead
    QCOMPARE(table()->currentIndex().row(), 0);
}

void TestJobsPage::readOnlyWantsNothing()
{
    m_session->identityValue.readOnly = true;
    open(20);
    QSignalSpy wanted(m_page.get(), &Page::actionWanted);
    m_page->focusJobs();
    for (const Qt::Key key : {Qt::Key_R, Qt::Key_Delete, Qt::Key_P})
        QTest::keyClick(table(), key);
    m_page->retryAll();
    QVERIFY(wanted.isEmpty());
}

//! Of the page, by its text without the mark of its key.
QAction* TestJobsPage::action(const QString& text) const
{
    for (QAction* each : m_page->pageActions()) {
        if (each->text().remove(u'&') == text)
            return each;
    }
    return nullptr;
}

void TestJobsPage::readOnlyExports()
{
    m_session->identityValue.readOnly = true;
    open(20);
    QSignalSpy wanted(m_page.get(), &Page::actionWanted);
    m_page->focusJobs();
    action(u"Export selected\u2026"_s)->trigger();
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.last().at(0).value<JobVerb>(), JobVerb::Export);
    QVERIFY(wanted.last().at(1).value<JobSelection>().isOne());
    action(u"Export all\u2026"_s)->trigger();
    QCOMPARE(wanted.size(), 2);
    QVERIFY(wanted.last().at(1).value<JobSelection>().isWholeState());
    QCOMPARE(wanted.last().at(1).value<JobSelection>().count, 20);
    QVERIFY(!action(u"Edit and retry\u2026"_s)->isEnabled());
    Q_EMIT table()->customContextMenuRequested({10, 10});
    auto* menu = m_page->findChild<QMenu*>();
    QVERIFY(menu != nullptr);
    for (QAction* each : menu->actions()) {
        if (each->text() == u"Export\u2026"_s || each->text().startsWith(u"Copy"_s)
            || each->text().startsWith(u"Only"_s) || each->isSeparator())
            QVERIFY2(each->isEnabled(), qPrintable(each->text()));
        else
            QVERIFY2(!each->isEnabled(), qPrintable(each->text()));
    }
    // Without a connection there is nothing to read from.
    m_session->linkValue.state = LinkState::Waiting;
    m_page->setLink(m_session->linkValue);
    QVERIFY(!action(u"Export selected\u2026"_s)->isEnabled());
    QVERIFY(!action(u"Export all\u2026"_s)->isEnabled());
}

void TestJobsPage::oneFailedJobIsEditedAndRetried()
{
    open(20);
    QSignalSpy wanted(m_page.get(), &Page::actionWanted);
    m_page->focusJobs();
    QPushButton* edit = nullptr;
    for (auto* button : m_page->findChildren<QPushButton*>()) {
        if (button->text() == u"Edit and retry\u2026"_s)
            edit = button;
    }
    QVERIFY(edit && edit->isVisible() && edit->isEnabled());
    edit->click();
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.last().at(0).value<JobVerb>(), JobVerb::EditAndRetry);
    table()->selectionModel()->select( // two are no case for it
        table()->model()->index(1, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    QVERIFY(!edit->isEnabled());
    QVERIFY(!action(u"Edit and retry\u2026"_s)->isEnabled());
}

void TestJobsPage::jobsOfACauseAreReadAgain()
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

void TestJobsPage::copiesIdsAndJson()
{
    open(20);
    m_page->focusJobs();
    QTest::keyClick(table(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keySequence(table(), QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), u"20\n19"_s);
    QTest::keyClick(table(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(QApplication::clipboard()->text(), u"{\"id\":\"20\",\"19\"}"_s);
}

void TestJobsPage::columnsAreRemembered()
{
    Memory memory;
    m_page->setLayoutMemory(&memory);
    open(20);
    QHeaderView* header = table()->horizontalHeader();
    QVERIFY(header->isSectionHidden(JobColumns::Data));
    header->setSectionHidden(JobColumns::Data, false);
    header->moveSection(header->visualIndex(JobColumns::Data), 1);
    header->resizeSection(JobColumns::Name, 177);
    QTRY_VERIFY(memory.kept.contains(u"jobs.failed.columns"_s));
    QTest::qWait(600); // the last change is kept some moments later
    m_page->showState(JobState::Completed);
    QVERIFY(!table()->horizontalHeader()->isSectionHidden(JobColumns::Took));
    QueuePage other(*m_session);
    other.setLayoutMemory(&memory);
    other.showQueue({"bull", "mail"});
    QHeaderView* again = other.jobsPane()->table()->horizontalHeader();
    QVERIFY(!again->isSectionHidden(JobColumns::Data));
    QCOMPARE(again->visualIndex(JobColumns::Data), 1);
    QCOMPARE(again->sectionSize(JobColumns::Name), 177);
}

void TestJobsPage::columnFromTheData()
{
    Memory memory;
    m_page->setLayoutMemory(&memory);
    open(20);
    m_page->jobsPane()->addPath({"user", "id"});
    QCOMPARE(table()->model()->columnCount(), JobColumns::FixedCount + 1);
    QVERIFY(!table()->isColumnHidden(JobColumns::FixedCount));
    QTRY_COMPARE(m_session->jobs().pageQuestions.last().paths, (QList<JsonPath>{{"user", "id"}}));
    m_page->showState(JobState::Completed);
    QCOMPARE(table()->model()->columnCount(), int(JobColumns::FixedCount));
    m_page->showState(JobState::Failed); // each state has its own
    QCOMPARE(table()->model()->columnCount(), JobColumns::FixedCount + 1);
    m_page->jobsPane()->removePath(JobColumns::FixedCount);
    QCOMPARE(table()->model()->columnCount(), int(JobColumns::FixedCount));
}

void TestJobsPage::firstErrorHasARemedy()
{
    m_session->jobs().error = Error{ErrorCode::Denied, u"no permission"_s, {}};
    m_page->setLink(m_session->linkValue);
    m_page->showQueue({"bull", "mail"});
    m_page->setActive(true);
    auto* empty = m_page->findChild<EmptyState*>(u"noJobs"_s);
    QTRY_VERIFY(empty->isVisible());
    QVERIFY(m_page->isSettled());
    QVERIFY(!empty->title().isEmpty());
    m_session->jobs().error.reset();
    m_session->jobs().rows.insert(static_cast<int>(JobState::Failed), jobs(3));
    m_page->refresh();
    QTRY_VERIFY_WITH_TIMEOUT(table()->isVisible(), 20000); // sanitizers are slow
    // Later errors leave what is there, looking old.
    m_session->jobs().error = Error{ErrorCode::ConnectionClosed, {}, {}};
    m_page->refresh();
    QTRY_VERIFY(table()->property("stale").toBool());
    QCOMPARE(table()->model()->rowCount(), 3);
}

void TestJobsPage::emptyStatesSayWhatToDo()
{
    open(3);
    rows().clear();
    m_page->refresh();
    auto* empty = m_page->findChild<EmptyState*>(u"noJobs"_s);
    QTRY_VERIFY(empty->isVisible());
    for (const JobState state : allJobStates) {
        m_page->showState(state);
        QTRY_VERIFY(empty->isVisible());
        QVERIFY(!empty->title().isEmpty());
        QVERIFY(!m_page->grab().isNull());
    }
}

QTEST_MAIN(TestJobsPage)
#include "tst_jobspage.moc"
