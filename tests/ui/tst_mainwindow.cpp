// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/confirmdialog.h"
#include "dialogs/retryplandialog.h"
#include "dialogs/workerdialog.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/statusline.h"
#include "mainwindow/windowactions.h"
#include "mainwindow/workspace.h"
#include "models/jobmodel.h"
#include "pages/health/whydialog.h"
#include "pages/inspector/jobinspector.h"
#include "pages/inspector/payloadcard.h"
#include "pages/queue/failurespane.h"
#include "pages/queuepage.h"
#include "pages/workers/localworkerview.h"
#include "pages/workers/queueworkers.h"
#include "style/theme.h"
#include "ui/support/fakesession.h"
#include "ui/support/picture.h"
#include "widgets/emptystate.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"
#include "widgets/statetabs.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! The whole window on a session without an engine, offscreen.
class TestMainWindow final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void countsAreLive();
    void failedJobsAppearWithReason();
    void selectionSurvivesRefresh();
    void retriesOneJobByKeyboard();
    void severalJobsShowThePlanFirst();
    void aCauseIsRetriedAsPlanned();
    void readOnlyRetriesNothing();
    void productionIsUnlockedForAWhile();
    void queueInViewIsCountedFirst();
    void hiddenWindowAsksNothing();
    // production: P3
    void outageShowsCountdownAndKeepsTheData();
    void emptyRedisOffersTheDemo();
    void noLabelReadsMarkup();
    void localWorkerOfTheQueue();
    void settingsPageLearnsTheQueues();
    void copiesAJobToThisComputer();
    void tellsWhyNothingMoves();
    void diagnosesAQueue();
    void everyPagePaints_data();
    void everyPagePaints();

private:
    void openMail();
    [[nodiscard]] QTableView* table() const { return m_window->queuePage()->table(); }

    FakeSession* m_session = nullptr; //!< the hub owns it
    std::unique_ptr<ConnectionHub> m_hub;
    std::unique_ptr<MainWindow> m_window;
};

void TestMainWindow::initTestCase()
{
    Theme::apply(*qApp, ThemeChoice::Light);
}

void TestMainWindow::init()
{
    m_hub = std::make_unique<ConnectionHub>([this](const EngineConfig& /*config*/) {
        auto session = std::make_unique<FakeSession>();
        session->fillWithShop();
        m_session = session.get();
        return session;
    });
    m_hub->put(u"shop"_s, {});
    m_hub->open(u"shop"_s);
    m_window = std::make_unique<MainWindow>(*m_hub);
    m_window->resize(1280, 800);
    m_window->setRefreshInterval(20ms);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestMainWindow::cleanup()
{
    m_window.reset();
    m_hub.reset();
}

void TestMainWindow::openMail()
{
    QTRY_COMPARE(m_window->workspace()->queues().rowCount(), 7);
    m_window->showQueue({"bull", "mail.outgoing"});
    QTRY_VERIFY(table()->isVisible());
    QTRY_COMPARE(table()->model()->rowCount(), 120);
}

void TestMainWindow::countsAreLive()
{
    QTRY_COMPARE(m_window->workspace()->queues().rowCount(), 7);
    m_session->queues.queues[2].summary.counts[JobState::Failed] = 413;
    QTRY_COMPARE(m_window->workspace()
                     ->queues()
                     .find({"bull", "mail.outgoing"})
                     .data(QueueTableModel::FailedRole)
                     .toLongLong(),
        413);
}

void TestMainWindow::failedJobsAppearWithReason()
{
    openMail();
    QCOMPARE(m_window->queuePage()->findChild<StateTabs*>()->current(), JobState::Failed);
    QCOMPARE(table()->model()->index(0, JobColumns::Reason).data().toString(),
        u"connect ECONNREFUSED 10.0.4.12:587"_s);
    table()->selectRow(0);
    auto* inspector = m_window->findChild<JobInspector*>();
    QTRY_COMPARE(inspector->job(), QByteArray("90412"));
    const auto shows = [inspector](const QString& text) {
        const auto blocks = inspector->findChildren<QPlainTextEdit*>();
        return std::any_of(blocks.begin(), blocks.end(),
            [&](QPlainTextEdit* block) { return block->toPlainText().contains(text); });
    };
    QTRY_VERIFY(shows(u"sendMail (/srv/mail/smtp.js:88:11)"_s));
    inspector->dataCard()->setTreeShown(false);
    QVERIFY(shows(u"\"total\": 1.10"_s)); // digits as stored
    const auto buttons = inspector->dataCard()->findChildren<QToolButton*>();
    const auto copy = std::find_if(buttons.begin(), buttons.end(),
        [](QToolButton* button) { return button->accessibleName().startsWith(u"Copy Data"_s); });
    QVERIFY(copy != buttons.end());
    (*copy)->click();
    QVERIFY(QApplication::clipboard()->text().startsWith(u"{\"order\":770180,\"customer\""_s));
}

void TestMainWindow::selectionSurvivesRefresh()
{
    openMail();
    table()->selectRow(4);
    const QByteArray chosen = table()->currentIndex().data(JobModel::JobIdRole).toByteArray();
    QList<JobEntry>& rows = m_session->jobs().rows[static_cast<int>(JobState::Failed)];
    JobEntry fresh = rows.first();
    fresh.id = "99999";
    rows.prepend(fresh);
    QTRY_COMPARE(table()->model()->index(0, 0).data().toString(), u"99999"_s);
    QCOMPARE(table()->currentIndex().row(), 5);
    QCOMPARE(table()->currentIndex().data(JobModel::JobIdRole).toByteArray(), chosen);
    QCOMPARE(table()->selectionModel()->selectedRows().size(), 1);
}

void TestMainWindow::retriesOneJobByKeyboard()
{
    openMail();
    ActionPlan plan;
    plan.jobs = 1;
    m_session->actions().planValue = plan;
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Down);
    QTRY_COMPARE(table()->selectionModel()->selectedRows().size(), 1);
    QTest::keyClick(table(), Qt::Key_R);
    QTRY_COMPARE(m_session->actions().started.size(), 1);
    QCOMPARE(m_session->actions().started.first().verb, ActionVerb::Retry);
    QCOMPARE(m_session->actions().started.first().jobs.ids.size(), size_t(1));
}

void TestMainWindow::severalJobsShowThePlanFirst()
{
    openMail();
    table()->setFocus();
    QTest::keySequence(table(), QKeySequence::SelectAll);
    QTest::keyClick(table(), Qt::Key_R);
    QTRY_VERIFY(m_window->findChild<RetryPlanDialog*>() != nullptr);
    // The rows that are loaded; the line below the table offers the rest of the set.
    const JobSelection chosen = m_window->queuePage()->selection();
    QCOMPARE(m_session->actions().planned.last().jobs.ids.size(), size_t(chosen.count));
    QVERIFY(chosen.count >= 100 && chosen.count <= 120);
    QVERIFY(m_session->actions().started.isEmpty());
}

void TestMainWindow::aCauseIsRetriedAsPlanned()
{
    openMail();
    m_window->queuePage()->showGroups(true);
    QTableView* groups = m_window->queuePage()->failuresPane()->table();
    QTRY_COMPARE(groups->model()->rowCount(), 3);
    QTRY_VERIFY(groups->isVisible());
    m_window->queuePage()->focusJobs();
    QTest::keyClick(groups, Qt::Key_R);
    QTRY_VERIFY(m_window->findChild<RetryPlanDialog*>() != nullptr);
    const ActionRequest request = m_session->actions().planned.last();
    const FailureGroup& first = m_session->jobs().causes.groups.front();
    QCOMPARE(request.jobs.filter.cause, (FailureCause{first.cause, first.frame}));
    QVERIFY(request.jobs.ids.empty());
    QVERIFY(m_session->actions().started.isEmpty());
}

void TestMainWindow::readOnlyRetriesNothing()
{
    m_window.reset();
    m_session->identityValue.readOnly = true;
    m_window = std::make_unique<MainWindow>(*m_hub);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    openMail();
    table()->selectRow(0);
    QTest::keyClick(table(), Qt::Key_R);
    QVERIFY(m_session->actions().planned.isEmpty() && m_session->actions().started.isEmpty());
}

void TestMainWindow::productionIsUnlockedForAWhile()
{
    m_session->identityValue.environment = Environment::Production;
    m_session->identityValue.readOnly = true;
    m_session->identityValue.canUnlock = true;
    m_window->setUnlockTime(7min);
    openMail();
    table()->selectRow(0);
    QPushButton* lock = m_window->statusLine()->lockButton();
    QVERIFY(lock->isVisible());
    QCOMPARE(lock->text(), u"Locked"_s);
    QTest::keyClick(table(), Qt::Key_R);
    QVERIFY(m_session->actions().planned.isEmpty() && m_session->actions().started.isEmpty());
    QVERIFY(m_window->actions().unlock->text().contains(u"7 minute"_s));
    m_window->actions().unlock->trigger();
    auto* asked = m_window->findChild<ConfirmDialog*>();
    QVERIFY(asked && !asked->verbButton()->isEnabled());
    asked->typed()->setText(u"shop"_s);
    QVERIFY(!asked->verbButton()->isEnabled());
    asked->typed()->setText(u"shop-eu"_s);
    asked->verbButton()->click();
    QCOMPARE(m_session->unlockedFor, 7min);
    QVERIFY2(lock->text().startsWith(u"Unlocked for "_s), qPrintable(lock->text()));
    QTest::keyClick(table(), Qt::Key_R);
    QTRY_VERIFY(!m_session->actions().planned.isEmpty() || !m_session->actions().started.isEmpty());
    const auto acted = m_session->actions().planned.size() + m_session->actions().started.size();
    m_session->setLock(0ms); // the engine, when the time is over
    QCOMPARE(lock->text(), u"Locked"_s);
    QTest::keyClick(table(), Qt::Key_R);
    QCOMPARE(m_session->actions().planned.size() + m_session->actions().started.size(), acted);
}

void TestMainWindow::queueInViewIsCountedFirst()
{
    QCOMPARE(m_session->shownQueue, QueueId());
    openMail();
    QCOMPARE(m_session->shownQueue, (QueueId{"bull", "mail.outgoing"}));
    m_window->showQueue({"bull", "webhooks"});
    QCOMPARE(m_session->shownQueue, (QueueId{"bull", "webhooks"}));
    m_window->showPage(PageKind::Overview);
    QCOMPARE(m_session->shownQueue, QueueId());
    m_window->showQueue({"bull", "webhooks"});
    m_window->hide(); // nobody looks
    QCOMPARE(m_session->shownQueue, QueueId());
}

void TestMainWindow::hiddenWindowAsksNothing()
{
    openMail();
    m_window->hide();
    QTest::qWait(50); // what was asked before is answered
    const qsizetype asked = m_session->queueReadings + m_session->jobs().pageQuestions.size();
    QTest::qWait(200);
    QCOMPARE(m_session->queueReadings + m_session->jobs().pageQuestions.size(), asked);
    m_window->show();
    QTRY_VERIFY(m_session->queueReadings + m_session->jobs().pageQuestions.size() > asked);
}

void TestMainWindow::outageShowsCountdownAndKeepsTheData()
{
    openMail();
    LinkFacts link;
    link.state = LinkState::Waiting;
    link.attempt = 3;
    link.nextTryAt = QDateTime::currentMSecsSinceEpoch() + 12000;
    link.error = Error{ErrorCode::ConnectionClosed, u"connection refused"_s, {}};
    m_session->error = link.error;
    m_session->jobs().error = link.error;
    m_session->setLink(link);
    QVERIFY(m_window->statusLine()->stateText().contains(u"try 4 in 12 s"_s));
    QVERIFY(m_window->statusLine()->retryButton()->isVisible());
    QVERIFY(table()->property("stale").toBool());
    QTest::qWait(60);
    QCOMPARE(table()->model()->rowCount(), 120);
    table()->selectRow(0);
    QTest::keyClick(table(), Qt::Key_R);
    QVERIFY(m_session->actions().planned.isEmpty() && m_session->actions().started.isEmpty());
    m_session->error.reset();
    m_session->jobs().error.reset();
    link = {};
    link.state = LinkState::Ready;
    m_session->setLink(link);
    QTRY_VERIFY(!table()->property("stale").toBool());
    QVERIFY(!m_window->statusLine()->retryButton()->isVisible());
}

void TestMainWindow::emptyRedisOffersTheDemo()
{
    m_window.reset();
    m_session->queues.queues.clear();
    m_session->identityValue.embedded = true;
    m_window = std::make_unique<MainWindow>(*m_hub);
    m_window->show();
    const auto offered = [this] {
        const auto buttons = m_window->findChildren<QPushButton*>();
        return std::any_of(buttons.begin(), buttons.end(),
            [](QPushButton* button) { return button->isVisible() && button->text().contains(u"demo"_s); });
    };
    QTRY_VERIFY(offered());
}

void TestMainWindow::noLabelReadsMarkup()
{
    Job job;
    job.id = "evil";
    job.name = "<img src='file:///etc/hostname'><b>bold</b>";
    job.failedReason = "<h1>x</h1>";
    job.options.attempts = 1;
    m_session->jobs().rows[static_cast<int>(JobState::Failed)] = {JobEntry::fromJob(job)};
    JobFacts facts;
    facts.row.job = job;
    facts.state = JobState::Failed;
    m_session->inspector().jobs.insert("evil", facts);
    QTRY_COMPARE(m_window->workspace()->queues().rowCount(), 7);
    m_window->showQueue({"bull", "mail.outgoing"});
    QTRY_COMPARE(table()->model()->rowCount(), 1);
    table()->selectRow(0);
    QTRY_COMPARE(m_window->findChild<JobInspector*>()->job(), QByteArray("evil"));
    for (const QLabel* label : m_window->findChildren<QLabel*>())
        QCOMPARE(label->textFormat(), Qt::PlainText);
}

void TestMainWindow::localWorkerOfTheQueue()
{
    openMail();
    QueueWorkers* pane = m_window->queuePage()->workers();
    pane->show();
    QVERIFY(pane->nothing()->isVisibleTo(pane));
    pane->nothing()->button()->click();
    auto* dialog = pane->findChild<WorkerDialog*>();
    QVERIFY(dialog != nullptr);
    QCOMPARE(dialog->queueField()->currentText(), u"mail.outgoing"_s);
    dialog->kindField()->setCurrentText(u"Qt plugin"_s);
    dialog->programField()->setText(u"/opt/my plugins/libmail.so"_s);
    dialog->saveButton()->click();
    LocalWorkerView* view = pane->view();
    QTRY_VERIFY(view->startButton()->isVisibleTo(pane));
    view->startButton()->click();
    QCOMPARE(m_session->workers().started.size(), 1);
    const LocalWorkerSpec spec = m_session->workers().started.first();
    QCOMPARE(spec.queue.name, QByteArray("mail.outgoing"));
    QCOMPARE(spec.kind, LocalWorkerSpec::Kind::Plugin);
    QCOMPARE(spec.program, u"/opt/my plugins/libmail.so"_s);
    QTRY_VERIFY(view->stopButton()->isVisibleTo(pane));
    view->stopButton()->click();
    QTRY_VERIFY(view->startButton()->isVisibleTo(pane));
    // It is the same one that the page of all workers has.
    QCOMPARE(m_session->workers().book().definitions().size(), 1);
    // Of two, the one that runs.
    LocalWorkerDefinition second = m_session->workers().book().blank({"bull", "mail.outgoing"});
    second.spec.simulation = u"ms=5"_s;
    m_session->workers().book().put(second);
    QVERIFY(view->shownDefinition() != second.id);
    m_session->workers().start(second.spec, second.id);
    QTRY_COMPARE(view->shownDefinition(), second.id);
    // Another queue has none.
    m_window->showQueue({"bull", "webhooks"});
    QVERIFY(pane->nothing()->isVisibleTo(pane));
}

void TestMainWindow::settingsPageLearnsTheQueues()
{
    class Learning final : public Page {
    public:
        void setActive(bool /*active*/) override { }
        [[nodiscard]] bool isSettled() const override { return true; }
        void applyQueues(const QueuesSnapshot& snapshot) override { queues = snapshot.queues; }
        QList<drover::ui::QueueFacts> queues;
    };
    QTRY_COMPARE(m_window->workspace()->queues().rowCount(), 7);
    auto* page = new Learning;
    m_window->addApplicationPage({u"settings"_s, u"Settings"_s, u"settings"_s, [page] { return page; }});
    m_window->showApplicationPage(u"settings"_s);
    QCOMPARE(page->queues.size(), 7);
    QCOMPARE(page->queues.first().summary.queue.name, "billing.invoices");
}

void TestMainWindow::copiesAJobToThisComputer()
{
    EngineConfig here;
    here.identity.embedded = true;
    m_hub->put(u"here"_s, here);
    openMail();
    FakeSession* shop = m_session;
    JobDetail detail;
    detail.job.id = "90391";
    detail.job.name = "sendReceipt";
    detail.job.data = R"({"order":12345678901234567890123})";
    detail.job.options.jobId = "90391";
    detail.job.options.attempts = 3;
    shop->writes().details.insert("90391", detail);
    JobSelection one;
    one.kind = JobSelection::Kind::Jobs;
    one.queue = {"bull", "mail.outgoing"};
    one.ids = {"90391"};
    one.count = 1;
    Q_EMIT m_window->queuePage()->actionWanted(JobVerb::RunHere, one);
    QTRY_VERIFY(m_session != shop); // the other connection was opened
    QTRY_COMPARE(m_session->writes().added.size(), 1);
    const NewJob copy = m_session->writes().added.first();
    QCOMPARE(copy.data, detail.job.data);
    QCOMPARE(copy.options.attempts, 3);
    QVERIFY(!copy.options.jobId);
    QVERIFY(shop->writes().added.isEmpty());
    QTRY_COMPARE(m_window->workspace()->shownPage(), PageKind::Workers);
    QTRY_VERIFY(m_window->workspace()->findChild<WorkerDialog*>()); // one to run it is offered
}

void TestMainWindow::tellsWhyNothingMoves()
{
    openMail();
    QPushButton* why = nullptr;
    for (auto* button : m_window->queuePage()->findChildren<QPushButton*>()) {
        if (button->accessibleName() == u"Why does nothing move?"_s)
            why = button;
    }
    QVERIFY(why != nullptr && why->isEnabled());
    m_session->health().verdict = {
        {u"queue-paused"_s, Severity::Warning, {}, {{u"waiting"_s, qint64(7)}}, {}, {u"drover resume m"_s}},
        {u"no-workers"_s, Severity::Warning, {}, {}, {}, {}}};
    why->click();
    auto* dialog = m_window->findChild<WhyDialog*>();
    QVERIFY(dialog != nullptr);
    QTRY_COMPARE(dialog->verdict(), u"queue-paused"_s);
    QVERIFY(takePictures(*dialog, u"why"_s));
    m_session->health().verdict.clear();
    dialog->againButton()->click();
    QTRY_VERIFY(dialog->nothing()->isVisibleTo(dialog));
    QCOMPARE(dialog->nothing()->title(), u"Nothing holds this queue back"_s);
    QVERIFY(dialog->verdict().isEmpty());
    m_session->health().error = Error{ErrorCode::NotFound, u"gone"_s, {}};
    dialog->againButton()->click();
    QTRY_VERIFY(dialog->nothing()->title() != u"Nothing holds this queue back"_s);
    dialog->reject();
    // It reads only; without a connection it can read nothing.
    LinkFacts down = m_session->link();
    down.state = LinkState::Waiting;
    m_session->setLink(down);
    QVERIFY(!why->isEnabled());
}

void TestMainWindow::diagnosesAQueue()
{
    openMail();
    QAction* diagnose = nullptr;
    for (QAction* action : m_window->queuePage()->pageActions()) {
        if (action->text().remove(u'&').startsWith(u"Diagnose"_s))
            diagnose = action;
    }
    QVERIFY(diagnose != nullptr && diagnose->isEnabled());
    m_session->health().diagnosis.jobs = 12;
    m_session->health().diagnosis.findings = {{u"job-in-no-state"_s, Severity::Critical, {},
        {{u"count"_s, qint64(1)}, {u"details"_s, QStringList{u"7: has data, and is in no state"_s}},
            {u"jobs"_s, QStringList{u"7"_s}}},
        {}, {u"drover job mail 7"_s}}};
    diagnose->trigger();
    auto* dialog = m_window->findChild<WhyDialog*>();
    QVERIFY(dialog != nullptr);
    QTRY_COMPARE(dialog->verdict(), u"job-in-no-state"_s);
    QVERIFY(dialog->progressText().startsWith(u"Looked at 12 jobs"_s));
    QVERIFY(takePictures(*dialog, u"diagnosis"_s));
    m_session->health().diagnosis.findings.clear();
    dialog->againButton()->click();
    QTRY_COMPARE(dialog->nothing()->title(), u"Every invariant holds"_s);
    dialog->reject();
}

void TestMainWindow::everyPagePaints_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestMainWindow::everyPagePaints()
{
    QFETCH(bool, dark);
    Theme::apply(*qApp, dark ? ThemeChoice::Dark : ThemeChoice::Light);
    QVERIFY(!m_window->grab().isNull());
    openMail();
    table()->selectRow(0);
    m_window->queuePage()->workers()->show();
    const QImage picture = m_window->grab().toImage();
    QCOMPARE(picture.pixelColor(4, picture.height() / 2), Theme::tokens().window);
    m_window->queuePage()->showGroups(true);
    QVERIFY(!m_window->grab().isNull());
    Theme::apply(*qApp, ThemeChoice::Light);
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
