// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/support/jobspagebench.h"

#include "util/layoutmemory.h"
#include "widgets/emptystate.h"
#include "widgets/infoline.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

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

} // namespace

//! The table over many jobs of a state: its place, order and columns, and what its keys ask for.
class TestJobsPage final : public JobsPageBench {
    Q_OBJECT

private Q_SLOTS:
    void scrollBarSpansTheWholeState();
    void draggingAsksForLittle();
    void newJobsDoNotMoveWhatIsRead();
    void newJobsPushAtTheTop();
    void moreNewJobsThanAPage();
    void orderOfTheWholeStateTurnsRound();
    void otherColumnsSortWhatIsLoaded();
    void keysMeanVerbs();
    void readOnlyWantsNothing();
    void readOnlyExports();
    void oneFailedJobIsEditedAndRetried();
    void copiesIdsAndJson();
    void columnsAreRemembered();
    void columnFromTheData();
    void firstErrorHasARemedy();
    void emptyStatesSayWhatToDo();
};

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
