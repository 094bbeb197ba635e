// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "dialogs/confirmdialog.h"
#include "dialogs/newjobdialog.h"
#include "dialogs/retryplandialog.h"
#include "dialogs/workerdialog.h"
#include "mainwindow/closingcountdown.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/windowactions.h"
#include "mainwindow/workspace.h"
#include "pages/actions/actioncard.h"
#include "pages/actions/actionpanel.h"
#include "pages/page.h"
#include "pages/workers/localworkerview.h"
#include "pages/workers/workerspage.h"
#include "style/theme.h"
#include "ui/support/fakesession.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <memory>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;

//! Actions and workers as the window puts them together.
class TestWindowActions final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void pagesOnlySayWhatTheyWant();
    void closingAsksWhileJobsAreChanged();
    void systemClosesWithoutAQuestion();
    void closingAConnectionAsks();
    void closingAConnectionLetsWorkersEnd();
    void windowWaitsForTheWorkersOfAll();
    void closingCountsDown();
    void localWorkersAreRemembered();
    void workerOfAQueueIsShown();

private:
    [[nodiscard]] Workspace& workspace() const { return *m_window->workspace(); }
    [[nodiscard]] Page* page() const { return workspace().page(PageKind::Queue); }
    ActionFacts begin();

    FakeSession* m_session = nullptr; //!< the hub owns it
    std::unique_ptr<ConnectionHub> m_hub;
    std::unique_ptr<MainWindow> m_window;
};

void TestWindowActions::initTestCase()
{
    Theme::apply(*qApp, ThemeChoice::Light);
}

void TestWindowActions::init()
{
    m_hub = std::make_unique<ConnectionHub>([this](const EngineConfig& /*config*/) {
        auto session = std::make_unique<FakeSession>();
        session->fillWithShop();
        m_session = session.get();
        return session;
    });
    m_hub->put(u"shop"_s, {});
    m_window = std::make_unique<MainWindow>(*m_hub);
    m_window->setRefreshInterval(std::chrono::milliseconds(0));
    QSignalSpy made(m_window.get(), &MainWindow::workspaceMade);
    m_window->showConnection(u"shop"_s);
    QCOMPARE(made.size(), 1);
    m_window->resize(1200, 800);
    m_window->show();
}

void TestWindowActions::cleanup()
{
    m_window.reset();
    m_hub.reset();
}

ActionFacts TestWindowActions::begin()
{
    ActionFacts facts;
    facts.id = 9;
    facts.queue.name = "mail.outgoing";
    facts.total = 1000;
    facts.looked = 10;
    m_session->actions().tell(facts);
    return facts;
}

void TestWindowActions::pagesOnlySayWhatTheyWant()
{
    JobSelection selection;
    selection.kind = JobSelection::Kind::Matching;
    selection.queue.name = "mail.outgoing";
    ActionPlan plan;
    plan.jobs = 7;
    m_session->actions().planValue = plan;
    Q_EMIT page()->actionWanted(JobVerb::Retry, selection);
    QTRY_VERIFY(m_window->findChild<RetryPlanDialog*>());
    Q_EMIT page()->newJobWanted({"bull", "mail.outgoing"});
    QVERIFY(m_window->findChild<NewJobDialog*>());
    Q_EMIT page()->pauseWanted({"bull", "mail.outgoing"}, true);
    QTRY_VERIFY(workspace().actionPanel().isVisible());
    QCOMPARE(m_session->writes().pauses.size(), 1);
}

void TestWindowActions::closingAsksWhileJobsAreChanged()
{
    ActionFacts facts = begin();
    QVERIFY(workspace().actionsRun());
    QVERIFY(workspace().actionPanel().findChild<ActionCard*>()->isVisible());
    QVERIFY(!m_window->close());
    auto* asked = m_window->findChild<ConfirmDialog*>();
    QVERIFY(asked && !asked->verbButton()->isDefault());
    QVERIFY(!m_window->close()); // once is enough
    QCOMPARE(m_window->findChildren<ConfirmDialog*>().size(), 1);
    QTest::keyClick(asked, Qt::Key_Escape);
    QVERIFY(m_window->isVisible());
    QTRY_VERIFY(!m_window->findChild<ConfirmDialog*>());
    QVERIFY(!m_window->close());
    m_window->findChild<ConfirmDialog*>()->verbButton()->click();
    QTRY_VERIFY(!m_window->isVisible());
    facts.phase = ActionPhase::Ended;
    m_session->actions().tell(facts);
}

void TestWindowActions::systemClosesWithoutAQuestion()
{
    begin();
    m_window->closeAnyway();
    QVERIFY(!m_window->isVisible());
    QVERIFY(!m_window->findChild<ConfirmDialog*>());
}

void TestWindowActions::closingAConnectionAsks()
{
    begin();
    m_window->actions().closeConnection->trigger();
    auto* asked = m_window->findChild<ConfirmDialog*>();
    QVERIFY(asked && !asked->verbButton()->isDefault());
    QTest::keyClick(asked, Qt::Key_Escape);
    QTRY_VERIFY(!m_window->findChild<ConfirmDialog*>());
    QVERIFY(m_hub->session(u"shop"_s));
    bool closed = false;
    m_window->closeConnection(u"shop"_s, [&closed] { closed = true; });
    QVERIFY(!closed && m_hub->session(u"shop"_s));
    m_window->findChild<ConfirmDialog*>()->verbButton()->click();
    QVERIFY(closed && !m_hub->session(u"shop"_s));
    QVERIFY(m_window->isVisible());
}

void TestWindowActions::closingAConnectionLetsWorkersEnd()
{
    FakeWorkersFeed& workers = m_session->workers();
    workers.isObedient = false;
    workers.start({}, {});
    bool closed = false;
    m_window->closeConnection(u"shop"_s, [&closed] { closed = true; });
    QVERIFY(m_hub->session(u"shop"_s));
    QCOMPARE(workers.stopped, (QList<std::pair<int, bool>>{{1, false}}));
    m_window->actions().closeConnection->trigger(); // sooner: their jobs go back
    QCOMPARE(workers.stopped.size(), 2);
    LocalWorkerFacts facts = workers.workers().first();
    facts.state = LocalWorkerState::Stopped;
    workers.tell(facts);
    QTRY_VERIFY(!m_hub->session(u"shop"_s));
    QVERIFY(closed);
    QVERIFY(m_window->isVisible());
}

void TestWindowActions::windowWaitsForTheWorkersOfAll()
{
    FakeWorkersFeed& first = m_session->workers();
    m_hub->put(u"stock"_s, {});
    m_window->showConnection(u"stock"_s);
    FakeWorkersFeed& second = m_session->workers();
    for (FakeWorkersFeed* each : {&first, &second}) {
        each->isObedient = false;
        each->start({}, {});
    }
    QVERIFY(!m_window->close());
    LocalWorkerFacts facts = first.workers().first();
    facts.state = LocalWorkerState::Stopped;
    first.tell(facts);
    QCoreApplication::processEvents(); // what the window does about it is queued
    QCOMPARE(second.stopped, (QList<std::pair<int, bool>>{{1, false}})); // keeps its grace
    QVERIFY(m_window->isVisible());
    facts = second.workers().first();
    facts.state = LocalWorkerState::Stopped;
    second.tell(facts);
    QTRY_VERIFY(!m_window->isVisible());
}

void TestWindowActions::closingCountsDown()
{
    FakeWorkersFeed& workers = m_session->workers();
    workers.isObedient = false;
    workers.start({}, {});
    LocalWorkerFacts facts = workers.workers().first();
    facts.spec.grace = Milliseconds(60000);
    facts.running = {{"1", "mail", 0, {}}, {"2", "mail", 0, {}}};
    workers.tell(facts);
    auto* countdown = m_window->findChild<ClosingCountdown*>();
    QVERIFY(!countdown->isVisible());
    QVERIFY(!m_window->close());
    m_window->showPage(PageKind::Health); // wherever one is
    QVERIFY(countdown->isVisible());
    QVERIFY2(countdown->text().startsWith(u"2 ") && countdown->text().contains(u" 1 min."),
        qPrintable(countdown->text()));
    facts.state = LocalWorkerState::Stopping;
    facts.running.removeFirst();
    facts.stopBy = Clock::system().now().count() + 30000;
    workers.tell(facts);
    QTRY_VERIFY2(countdown->text().startsWith(u"1 ") && countdown->text().contains(u" s."),
        qPrintable(countdown->text()));
    const QString before = countdown->text();
    QTRY_VERIFY(countdown->text() != before); // the seconds run
    QList<std::pair<int, bool>> told{{1, false}};
    QCOMPARE(workers.stopped, told);
    for (auto* button : countdown->findChildren<QPushButton*>())
        button->click();
    told.append({1, false}); // who is told twice hands back at once
    QCOMPARE(workers.stopped, told);
    facts.state = LocalWorkerState::Stopped;
    facts.running.clear();
    workers.tell(facts);
    QTRY_VERIFY(!m_window->isVisible());
}

void TestWindowActions::localWorkersAreRemembered()
{
    LocalWorkerDefinition definition;
    definition.id = u"one"_s;
    definition.spec.queue.name = "webhooks";
    definition.spec.simulation = u"ms=5"_s;
    WorkerBook& book = workspace().session().workers().book();
    book.set({definition}, {});
    QSignalSpy changed(&book, &WorkerBook::edited);
    m_window->showPage(PageKind::Workers);
    auto* workers = static_cast<WorkersPage*>(workspace().page(PageKind::Workers));
    QCOMPARE(workers->workerTable()->model()->rowCount(), 1);
    Q_EMIT workers->view()->removeWanted(u"one"_s);
    QCOMPARE(changed.size(), 1);
    QVERIFY(changed.first().first().value<QList<LocalWorkerDefinition>>().isEmpty());
}

void TestWindowActions::workerOfAQueueIsShown()
{
    Q_EMIT page()->workerWanted({"bull", "webhooks"});
    QCOMPARE(workspace().shownPage(), PageKind::Workers);
    QTRY_VERIFY(workspace().findChild<WorkerDialog*>()); // there is none yet
}

QTEST_MAIN(TestWindowActions)
#include "tst_windowactions.moc"
