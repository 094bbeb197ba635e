// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "actionsbench.h"
#include "dialogs/confirmdialog.h"
#include "dialogs/retryplandialog.h"
#include "dialogs/sampleview.h"
#include "ui/support/picture.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"

#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>

#include <array>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;

//! From the wish to the request: who is asked, what is told, and what goes to the engine.
class TestJobActions final : public ActionsBench {
    Q_OBJECT

private Q_SLOTS:
    void oneJobIsRetriedAtOnce();
    void oneJobWithAttemptsLeftKeepsThem();
    void oneJobOnProductionIsAskedFor();
    void severalShowThePlan();
    void planOfACauseIsTheRequest();
    void planNamesWhatStandsInTheWay();
    void nothingLeftToRetry();
    void planThatFails();
    void closingCancelsTheCount();
    void sampleFirstThenTheRest();
    void sampleThatFailsAgainMakesCareful();
    void sampleNeedsAWorker();
    void promoteOneAndMany();
    void reencryptionIsAskedFor();
    void reencryptionOfNothing();
    void pauseHasUndo();
    void emptySelectionDoesNothing();
    void outcomeOfASample_data();
    void outcomeOfASample();
    void everyDialogPaints();

private:
    [[nodiscard]] static ActionPlan planOf(int jobs);
    [[nodiscard]] RetryPlanDialog* openPlan(const JobSelection& selection, JobVerb verb = JobVerb::Retry);
    [[nodiscard]] static QString textOf(const QWidget& widget);
    //! The newest.
    [[nodiscard]] NoticeBar* news() const
    {
        const QList<NoticeBar*> all = m_panel->findChildren<NoticeBar*>();
        return all.isEmpty() ? nullptr : all.constLast();
    }
    void endSample(int done);
};

ActionPlan TestJobActions::planOf(int jobs)
{
    ActionPlan plan;
    plan.jobs = jobs;
    plan.workers = 2;
    plan.numbers.looked = jobs;
    plan.numbers.attemptsLeft = {{0, jobs}};
    for (int i = 0; i < std::min(jobs, 10); ++i)
        plan.sample.append({QByteArray::number(i + 1), "sendReceipt", 3, 3, 1000 + i});
    return plan;
}

RetryPlanDialog* TestJobActions::openPlan(const JobSelection& selection, JobVerb verb)
{
    m_actions->run(verb, selection);
    auto* dialog = m_window->findChild<RetryPlanDialog*>();
    [&] { QTRY_VERIFY(dialog != nullptr && dialog->retryButton()->isVisible()); }();
    return dialog;
}

QString TestJobActions::textOf(const QWidget& widget)
{
    QStringList texts;
    for (const auto* label : widget.findChildren<PlainLabel*>()) {
        if (label->isVisible())
            texts.append(label->text());
    }
    return texts.join(u'\n');
}

void TestJobActions::oneJobIsRetriedAtOnce()
{
    feed().planValue = planOf(1);
    m_actions->run(JobVerb::Retry, some(1));
    QTRY_COMPARE(feed().started.size(), 1);
    const MassRequest& jobs = feed().started.first().jobs;
    QCOMPARE(jobs.ids, std::vector<JobId>{"1"});
    QCOMPARE(jobs.queue.name, "mail");
    QVERIFY(jobs.retry.resetAttemptsMade); // it had none left
    QVERIFY(!m_window->findChild<QDialog*>());
}

void TestJobActions::oneJobWithAttemptsLeftKeepsThem()
{
    ActionPlan plan = planOf(1);
    plan.numbers.attemptsLeft = {{2, 1}};
    feed().planValue = plan;
    m_actions->run(JobVerb::Retry, some(1));
    QTRY_COMPARE(feed().started.size(), 1);
    QVERIFY(!feed().started.first().jobs.retry.resetAttemptsMade);
}

void TestJobActions::oneJobOnProductionIsAskedFor()
{
    m_session->identityValue.environment = Environment::Production;
    feed().planValue = planOf(1);
    RetryPlanDialog* dialog = openPlan(some(1));
    QVERIFY(feed().started.isEmpty());
    QVERIFY(dialog->cancelButton()->isDefault());
    QVERIFY(!dialog->sampleButton()->isVisible());
    dialog->retryButton()->click();
    QCOMPARE(feed().started.size(), 1);
}

void TestJobActions::severalShowThePlan()
{
    ActionPlan plan = planOf(7);
    plan.numbers.attemptsLeft = {{0, 4}, {1, 1}, {3, 2}};
    plan.numbers.priorities = {{0, 5}, {3, 2}};
    plan.numbers.withParent = 1;
    feed().planValue = plan;
    RetryPlanDialog* dialog = openPlan(some(7));
    const QString text = textOf(*dialog);
    for (const QString& words : {u"Retry 7 jobs?"_s, u"4 of 7 have no attempts left"_s, u"1 has one"_s,
             u"2 have more"_s, u"2 keep priorities"_s, u"1 belongs to a flow"_s, u"2 workers listen"_s,
             u"sendReceipt (1)"_s, u"shop-eu"_s})
        QVERIFY2(text.contains(words), qPrintable(words + u" not in: "_s + text));
    auto* reset = dialog->findChildren<QRadioButton*>().first();
    QVERIFY(reset->isChecked());
    dialog->retryButton()->click();
    QCOMPARE(feed().started.size(), 1);
    QVERIFY(feed().started.first().jobs.retry.resetAttemptsMade);
    QCOMPARE(feed().started.first().jobs.ids.size(), 7);
}

void TestJobActions::planOfACauseIsTheRequest()
{
    JobSelection selection = allFailed();
    selection.filter.cause = FailureCause{"connect ECONNREFUSED <ip>", "sendMail"};
    feed().planValue = planOf(301);
    RetryPlanDialog* dialog = openPlan(selection);
    QVERIFY(textOf(*dialog).contains(u"connect ECONNREFUSED <ip>"_s));
    QCOMPARE(feed().planned.first().jobs.filter.cause, selection.filter.cause);
    dialog->retryButton()->click();
    QCOMPARE(feed().started.first().jobs.filter.cause, selection.filter.cause);
    QCOMPARE(feed().started.first().jobs.filter.count, 301); // no more than was asked about
}

void TestJobActions::planNamesWhatStandsInTheWay()
{
    ActionPlan plan = planOf(20);
    plan.workers = 0;
    plan.paused = true;
    plan.rateLimited = 12000;
    plan.leftAlone = 3;
    feed().planValue = plan;
    const QString text = textOf(*openPlan(allFailed()));
    for (const QString& words :
        {u"Nobody listens"_s, u"is paused"_s, u"rate limit for another 12"_s, u"3 will be left alone"_s})
        QVERIFY2(text.contains(words), qPrintable(words + u" not in: "_s + text));
}

void TestJobActions::nothingLeftToRetry()
{
    feed().planValue = ActionPlan();
    m_actions->run(JobVerb::Retry, some(2));
    QTRY_VERIFY(news());
    QVERIFY(news()->text().contains(u"nothing to retry"_s));
    QVERIFY(feed().started.isEmpty());
}

void TestJobActions::planThatFails()
{
    feed().planValue = Error{ErrorCode::ConnectionClosed, u"refused"_s, {}};
    m_actions->run(JobVerb::Retry, some(2));
    QTRY_VERIFY(news());
    QVERIFY2(news()->text().contains(u"cannot be reached"_s), qPrintable(news()->text()));
    QCOMPARE(news()->mood(), Card::Mood::Bad);
}

void TestJobActions::closingCancelsTheCount()
{
    feed().silent = true;
    m_actions->run(JobVerb::Retry, allFailed());
    auto* dialog = m_window->findChild<RetryPlanDialog*>();
    QVERIFY(dialog);
    QVERIFY(!dialog->retryButton()->isVisible());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_COMPARE(feed().cancelled, QList<ActionId>{1});
}

void TestJobActions::endSample(int done)
{
    ActionFacts facts = feed().actions().constLast();
    facts.phase = ActionPhase::Ended;
    facts.done = done;
    facts.matched = done;
    feed().tell(facts);
}

void TestJobActions::sampleFirstThenTheRest()
{
    feed().planValue = planOf(40);
    RetryPlanDialog* dialog = openPlan(allFailed(), JobVerb::RetrySample);
    QVERIFY(dialog->sampleButton()->isDefault());
    dialog->sampleButton()->click();
    QCOMPARE(feed().started.size(), 1);
    QCOMPARE(feed().started.first().jobs.ids, (std::vector<JobId>{"1", "2", "3", "4", "5"}));
    QVERIFY(!dialog->retryButton()->isVisible()); // not while they are on their way
    for (int i = 1; i <= 5; ++i) {
        JobFate fate;
        fate.exists = true;
        fate.state = i == 5 ? JobState::Active : JobState::Completed;
        m_session->writes().fates.insert(QByteArray::number(i), fate);
    }
    endSample(5);
    auto* view = dialog->findChild<SampleView*>();
    QTRY_VERIFY(view->verdict().contains(u"4 of 5 completed"_s));
    QVERIFY(dialog->cancelButton()->isDefault());
    m_session->writes().fates["5"].state = JobState::Completed;
    QTRY_VERIFY(view->isSettled());
    QVERIFY(view->verdict().contains(u"All of them completed"_s));
    QVERIFY(dialog->retryButton()->isDefault());
    QCOMPARE(dialog->retryButton()->text(), u"Retry the other 35"_s);
    dialog->retryButton()->click();
    QCOMPARE(feed().started.size(), 2);
    QVERIFY(feed().started.last().jobs.ids.empty());
    QCOMPARE(feed().started.last().jobs.filter.count, 35);
}

void TestJobActions::sampleThatFailsAgainMakesCareful()
{
    feed().planValue = planOf(8);
    RetryPlanDialog* dialog = openPlan(some(8));
    dialog->sampleButton()->click();
    for (int i = 1; i <= 5; ++i) {
        JobFate fate;
        fate.exists = true;
        fate.state = JobState::Failed;
        fate.finishedOn = 99999;
        fate.reason = "smtp is <b>down</b>";
        m_session->writes().fates.insert(QByteArray::number(i), fate);
    }
    endSample(5);
    auto* view = dialog->findChild<SampleView*>();
    QTRY_COMPARE(view->failedAgain(), 5);
    QVERIFY(view->verdict().contains(u"the cause is still there"_s));
    QVERIFY(textOf(*dialog).contains(u"smtp is <b>down</b>"_s));
    QVERIFY(dialog->cancelButton()->isDefault());
    QCOMPARE(dialog->retryButton()->text(), u"Retry the other 3 anyway"_s);
    dialog->retryButton()->click();
    QCOMPARE(feed().started.last().jobs.ids, (std::vector<JobId>{"6", "7", "8"}));
}

void TestJobActions::sampleNeedsAWorker()
{
    ActionPlan plan = planOf(8);
    plan.workers = 0;
    feed().planValue = plan;
    RetryPlanDialog* dialog = openPlan(some(8));
    dialog->sampleButton()->click();
    for (int i = 1; i <= 5; ++i) {
        JobFate fate;
        fate.exists = true;
        fate.state = JobState::Waiting;
        m_session->writes().fates.insert(QByteArray::number(i), fate);
    }
    endSample(5);
    QTRY_VERIFY(dialog->findChild<SampleView*>()->verdict().contains(u"Nobody listens"_s));
    QVERIFY(!dialog->isModal()); // so that one can be started
}

void TestJobActions::promoteOneAndMany()
{
    m_actions->run(JobVerb::Promote, some(1, JobState::Delayed));
    QCOMPARE(feed().started.size(), 1);
    QCOMPARE(feed().started.first().verb, ActionVerb::Promote);
    feed().planValue = planOf(3);
    m_actions->run(JobVerb::Promote, some(3, JobState::Delayed));
    QTRY_VERIFY(m_window->findChild<ConfirmDialog*>());
    auto* dialog = m_window->findChild<ConfirmDialog*>();
    QCOMPARE(dialog->verbButton()->text(), u"Promote 3 jobs"_s);
    dialog->verbButton()->click();
    QTRY_COMPARE(feed().started.size(), 2);
}

void TestJobActions::reencryptionIsAskedFor()
{
    ActionPlan plan = planOf(3);
    plan.leftAlone = 1;
    plan.numbers.keyIds = {{"2026-old", 2}};
    feed().planValue = plan;
    m_actions->run(JobVerb::Reencrypt, some(4, JobState::Waiting));
    QTRY_VERIFY(m_window->findChild<ConfirmDialog*>() != nullptr);
    auto* dialog = m_window->findChild<ConfirmDialog*>();
    QCOMPARE(dialog->verbButton()->text(), u"Re-encrypt 3 jobs"_s);
    const QString words = textOf(*dialog);
    QVERIFY2(words.contains(u"2 have fields under the key 2026-old"_s), qPrintable(words));
    QVERIFY2(words.contains(u"1 cannot be decrypted"_s), qPrintable(words));
    QVERIFY(feed().started.isEmpty());
    dialog->verbButton()->click();
    QCOMPARE(feed().started.size(), 1);
    QCOMPARE(feed().started.first().verb, ActionVerb::Reencrypt);
    QCOMPARE(feed().started.first().jobs.ids.size(), 4U);
}

void TestJobActions::reencryptionOfNothing()
{
    feed().planValue = planOf(0);
    m_actions->run(JobVerb::Reencrypt, some(4, JobState::Waiting));
    QTRY_VERIFY(news() != nullptr && news()->text().contains(u"as they should be"_s));
    QVERIFY(m_window->findChild<ConfirmDialog*>() == nullptr);
    feed().planValue = Error{ErrorCode::Encryption, u"its key is not known"_s, {}};
    m_actions->run(JobVerb::Reencrypt, some(4, JobState::Waiting));
    QTRY_VERIFY(news()->text().contains(u"its key is not known"_s));
}

void TestJobActions::pauseHasUndo()
{
    m_actions->setPaused({"bull", "mail"}, true);
    QTRY_VERIFY(news());
    QVERIFY(news()->text().contains(u"mail is paused"_s));
    news()->findChild<QPushButton*>()->click();
    QCOMPARE(m_session->writes().pauses.size(), 2);
    QCOMPARE(m_session->writes().pauses.last().second, false);
    QTRY_VERIFY(news() && news()->text().contains(u"goes on"_s));

    m_session->writes().error = Error{ErrorCode::ReadOnly, {}, {}};
    m_actions->setPaused({"bull", "other"}, true);
    QTRY_VERIFY(news() && news()->text().contains(u"read-only"_s));
}

void TestJobActions::emptySelectionDoesNothing()
{
    for (const JobVerb verb : {JobVerb::Retry, JobVerb::Promote, JobVerb::Remove, JobVerb::Export}) {
        m_actions->run(verb, {});
        m_actions->run(verb, some(0)); // would be the whole state
    }
    QVERIFY(feed().planned.isEmpty());
    QVERIFY(feed().started.isEmpty());
}

void TestJobActions::outcomeOfASample_data()
{
    QTest::addColumn<bool>("exists");
    QTest::addColumn<std::optional<JobState>>("state");
    QTest::addColumn<qint64>("finishedOn");
    QTest::addColumn<std::optional<bool>>("completed");
    QTest::addColumn<SampleOutcome>("outcome");
    using State = std::optional<JobState>;
    using Flag = std::optional<bool>;
    QTest::newRow("in line") << true << State(JobState::Waiting) << qint64(0) << Flag()
                             << SampleOutcome::Waiting;
    QTest::newRow("backs off") << true << State(JobState::Delayed) << qint64(0) << Flag()
                               << SampleOutcome::Waiting;
    QTest::newRow("runs") << true << State(JobState::Active) << qint64(0) << Flag() << SampleOutcome::Running;
    QTest::newRow("completed") << true << State(JobState::Completed) << qint64(9) << Flag()
                               << SampleOutcome::Completed;
    QTest::newRow("failed again") << true << State(JobState::Failed) << qint64(9) << Flag()
                                  << SampleOutcome::Failed;
    QTest::newRow("was not retried") << true << State(JobState::Failed) << qint64(5) << Flag()
                                     << SampleOutcome::LeftAlone;
    QTest::newRow("completed and removed")
        << false << State() << qint64(0) << Flag(true) << SampleOutcome::Completed;
    QTest::newRow("failed and removed")
        << false << State() << qint64(0) << Flag(false) << SampleOutcome::Failed;
    QTest::newRow("gone") << false << State() << qint64(0) << Flag() << SampleOutcome::Gone;
}

void TestJobActions::outcomeOfASample()
{
    QFETCH(const bool, exists);
    QFETCH(const std::optional<JobState>, state);
    QFETCH(const qint64, finishedOn);
    QFETCH(const std::optional<bool>, completed);
    QFETCH(const SampleOutcome, outcome);
    PlannedJob job;
    job.time = 5;
    JobFate fate;
    fate.exists = exists;
    fate.state = state;
    fate.finishedOn = finishedOn;
    fate.completed = completed;
    QCOMPARE(sampleOutcome(job, fate), outcome);
}

void TestJobActions::everyDialogPaints()
{
    const auto picture = [](QWidget& widget, const QString& name) {
        QVERIFY(takePictures(widget, name));
        for (const ThemeChoice theme : {ThemeChoice::Dark, ThemeChoice::Light}) {
            Theme::apply(*qApp, theme);
            QVERIFY(widget.grab().toImage().pixelColor(1, 1) == Theme::tokens().window);
        }
    };
    feed().silent = true;
    m_actions->run(JobVerb::Retry, allFailed());
    auto* dialog = m_window->findChild<RetryPlanDialog*>();
    ActionFacts counting;
    counting.id = feed().last();
    counting.phase = ActionPhase::Counting;
    counting.total = 48213;
    counting.looked = 12000;
    counting.perSecond = 21000;
    Q_EMIT feed().counting(counting);
    picture(*dialog, u"retry-counting"_s);
    delete dialog;

    feed().silent = false;
    ActionPlan plan = planOf(301);
    plan.numbers.attemptsLeft = {{0, 188}, {1, 77}, {2, 36}};
    plan.numbers.priorities = {{0, 289}, {5, 12}};
    plan.numbers.withParent = 4;
    plan.paused = true;
    feed().planValue = plan;
    JobSelection selection = allFailed();
    selection.filter.cause = FailureCause{"connect ECONNREFUSED <ip>:<n>", "sendMail"};
    dialog = openPlan(selection);
    picture(*dialog, u"retry-plan"_s);
    dialog->sampleButton()->click();
    const std::array states{
        JobState::Completed, JobState::Completed, JobState::Failed, JobState::Delayed, JobState::Active};
    for (size_t i = 0; i < states.size(); ++i) {
        JobFate fate;
        fate.exists = true;
        fate.state = states.at(i);
        fate.finishedOn = 99999;
        fate.reason = "connect ECONNREFUSED 10.0.4.12:587";
        m_session->writes().fates.insert(QByteArray::number(i + 1), fate);
    }
    endSample(5);
    QTRY_COMPARE(dialog->findChild<SampleView*>()->failedAgain(), 1);
    picture(*dialog, u"retry-sample"_s);
    delete dialog;

    m_session->identityValue.environment = Environment::Production;
    m_actions->run(JobVerb::Promote, some(3, JobState::Delayed));
    QTRY_VERIFY(m_window->findChild<ConfirmDialog*>());
    picture(*m_window->findChild<ConfirmDialog*>(), u"promote"_s);
}

QTEST_MAIN(TestJobActions)
#include "tst_jobactions.moc"
