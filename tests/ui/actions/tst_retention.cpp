// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "actionsbench.h"
#include "dialogs/confirmdialog.h"
#include "dialogs/retentiondialog.h"
#include "session/retentionkeeper.h"
#include "ui/support/picture.h"
#include "util/formatting.h"
#include "widgets/keepedit.h"

#include <QComboBox>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {
//! A clock whose hands the test moves.
class HandClock final : public Clock {
public:
    [[nodiscard]] Milliseconds now() const override { return wall; }
    [[nodiscard]] Milliseconds monotonic() const override { return wall; }
    Milliseconds wall{1700000000000};
};

const QueueId mail{"bull", "mail"};
const KeepJobs thousand{.count = 1000, .age = {}, .limit = {}};
} // namespace

//! Policies of retention: shown with what they would do, applied by hand and on time.
class TestRetention final : public ActionsBench {
    Q_OBJECT

    HandClock m_clock;

    [[nodiscard]] FakeWritesFeed& writes() const { return m_session->writes(); }
    void ready(bool readOnly = false)
    {
        m_session->identityValue.readOnly = readOnly;
        LinkFacts link;
        link.state = LinkState::Ready;
        m_session->setLink(link);
    }
    static RetentionPolicy hourly()
    {
        RetentionPolicy policy;
        policy.completed = thousand;
        policy.every = 1h;
        return policy;
    }
    void endLast(qint64 done, std::optional<Error> error = {})
    {
        ActionFacts facts = feed().actions().last();
        facts.phase = ActionPhase::Ended;
        facts.done = done;
        facts.error = std::move(error);
        feed().tell(facts);
    }

private Q_SLOTS:
    // production: P8
    void runsOnTime()
    {
        ready();
        writes().retentionPlan[JobState::Completed] = {
            .total = 5000, .removes = 4000, .until = 1600000000000};
        RetentionKeeper keeper(*m_session, m_clock);
        QSignalSpy edited(&keeper, &RetentionKeeper::edited);
        keeper.check();
        QCOMPARE(keeper.nextRun(mail), 0); // off unless somebody switches it on
        keeper.setPolicy(mail, hourly());
        QCOMPARE(edited.size(), 1);
        QCOMPARE(keeper.nextRun(mail), (m_clock.wall + 1h).count());
        keeper.check();
        QVERIFY(writes().retentionPlans.isEmpty()); // not at once
        m_clock.wall += 1h;
        keeper.check();
        QVERIFY(keeper.isRunning(mail));
        keeper.check(); // one at a time
        QTRY_COMPARE(feed().started.size(), 1);
        QCOMPARE(writes().retentionPlans.size(), 1);
        QCOMPARE(writes().retentionPlans.first().keep, thousand);
        QCOMPARE(writes().retentionPlans.first().now, m_clock.wall.count());
        const ActionRequest& request = feed().started.first();
        QCOMPARE(request.verb, ActionVerb::Clean);
        QCOMPARE(request.jobs.queue, mail);
        QCOMPARE(request.jobs.state, JobState::Completed);
        QCOMPARE(request.jobs.until, std::optional<qint64>(1600000000000));
        QCOMPARE(request.jobs.occasion, u"retention"_s);
        endLast(4000);
        QVERIFY(!keeper.isRunning(mail));
        QCOMPARE(keeper.policy(mail).lastRun, m_clock.wall.count());
        QCOMPARE(keeper.policy(mail).lastRemoved, 4000);
        QCOMPARE(keeper.nextRun(mail), (m_clock.wall + 1h).count());
        QCOMPARE(feed().started.size(), 1); // failed jobs have no bound
    }

    //! Spin boxes pass through values that nobody meant.
    void whoStillChoosesIsNotOvertaken()
    {
        ready();
        RetentionKeeper keeper(*m_session, m_clock);
        keeper.setPolicy(mail, hourly());
        m_clock.wall += 1h;
        RetentionPolicy policy = hourly();
        policy.completed = KeepJobs{.count = 5, .age = {}, .limit = {}};
        keeper.setPolicy(mail, policy);
        keeper.check();
        QVERIFY(!keeper.isRunning(mail));
        policy.completed = KeepJobs{.count = 5000, .age = {}, .limit = {}};
        m_clock.wall += 4min;
        keeper.setPolicy(mail, policy);
        m_clock.wall += 5min;
        keeper.check();
        QTRY_COMPARE(writes().retentionPlans.size(), 1);
        QCOMPARE(writes().retentionPlans.first().keep, policy.completed);
    }

    void closingKeepsWhatWasChosenLast()
    {
        ready();
        RetentionKeeper keeper(*m_session, m_clock);
        RetentionDialog dialog(*m_session, keeper, mail, m_clock, m_window.get());
        dialog.show();
        dialog.completedField()->setKeep(thousand);
        Q_EMIT dialog.completedField()->changed();
        dialog.reject();
        QCOMPARE(keeper.policy(mail).completed, thousand);
    }

    void bothStatesOneAfterTheOther()
    {
        ready();
        RetentionKeeper keeper(*m_session, m_clock);
        RetentionPolicy policy = hourly();
        policy.failed = KeepJobs{.count = {}, .age = 3600, .limit = {}};
        keeper.setPolicy(mail, policy);
        m_clock.wall += 2h;
        keeper.check();
        QTRY_COMPARE(feed().started.size(), 1);
        endLast(3);
        QTRY_COMPARE(feed().started.size(), 2); // also where nothing goes: that it ran is on record
        QCOMPARE(feed().started.last().jobs.state, JobState::Failed);
        endLast(2);
        QCOMPARE(keeper.policy(mail).lastRemoved, 5);
    }

    void neverWhereNothingMayBeWritten_data()
    {
        QTest::addColumn<bool>("readOnly");
        QTest::addColumn<bool>("up");
        QTest::newRow("read-only or locked") << true << true;
        QTest::newRow("not connected") << false << false;
    }
    void neverWhereNothingMayBeWritten()
    {
        QFETCH(bool, readOnly);
        QFETCH(bool, up);
        ready(readOnly);
        if (!up)
            m_session->setLink({});
        RetentionKeeper keeper(*m_session, m_clock);
        keeper.setPolicy(mail, hourly());
        m_clock.wall += 5h;
        keeper.check();
        QTest::qWait(0);
        QVERIFY(writes().retentionPlans.isEmpty());
        QVERIFY(feed().started.isEmpty());
        QVERIFY(keeper.nextRun(mail) <= m_clock.wall.count()); // it waits
        ready();
        keeper.check();
        QTRY_COMPARE(feed().started.size(), 1);
    }

    void aFailureIsTriedAgainSoon()
    {
        ready();
        RetentionKeeper keeper(*m_session, m_clock);
        keeper.setPolicy(mail, hourly());
        m_clock.wall += 1h;
        keeper.check();
        QTRY_COMPARE(feed().started.size(), 1);
        endLast(0, Error{ErrorCode::ConnectionClosed, {}, {}});
        QCOMPARE(keeper.policy(mail).lastError, u"ConnectionClosed"_s);
        QCOMPARE(keeper.nextRun(mail), (m_clock.wall + 5min).count());
        keeper.check();
        QCOMPARE(feed().started.size(), 1);
        m_clock.wall += 5min;
        keeper.check();
        QTRY_COMPARE(feed().started.size(), 2);
        endLast(7);
        QVERIFY(keeper.policy(mail).lastError.isEmpty());
        // Who cancels one does not want it again at once.
        m_clock.wall += 1h;
        keeper.check();
        QTRY_COMPARE(feed().started.size(), 3);
        endLast(1, Error{ErrorCode::Cancelled, {}, {}});
        QCOMPARE(keeper.nextRun(mail), (m_clock.wall + 1h).count());
    }

    void aClockThatWasSetBackPostponesNothing()
    {
        ready();
        RetentionKeeper keeper(*m_session, m_clock);
        keeper.setPolicy(mail, hourly());
        m_clock.wall -= 240h;
        QCOMPARE(keeper.nextRun(mail), (m_clock.wall + 1h).count());
    }

    void isRemembered()
    {
        RetentionPolicy policy = hourly();
        policy.failed = KeepJobs{.count = 50, .age = 86400, .limit = {}};
        policy.lastRun = 1700000000123;
        policy.lastRemoved = 12;
        const RetentionPolicies all{{mail, policy}, {{"a:b", "c"}, hourly()}};
        const QJsonDocument written(policiesToJson(all));
        QCOMPARE(policiesFromJson(QJsonDocument::fromJson(written.toJson()).object()), all);
        QVERIFY(policiesFromJson(
            {{u"nocolon"_s, QJsonObject{{u"every"_s, 5}}}, {u"bull:x"_s, 7}, {u"bull:y"_s, QJsonObject()}})
                    .isEmpty());
    }

    // production: P8
    void showsWhatIsKeptAndWhatWouldGo()
    {
        ready();
        RetentionReport& report = writes().retention;
        report.failed.state = JobState::Failed;
        report.completed = {.state = JobState::Completed,
            .total = 12345,
            .looked = 1000,
            .bytes = 14000000,
            .lastDay = 1200,
            .oldest = (m_clock.wall - 48h).count(),
            .names = {{"sendReceipt", 700, thousand, 1}, {"import", 300, {}, 2}}};
        writes().retentionPlan[JobState::Completed] = {.total = 12345,
            .removes = 11345,
            .until = 1,
            .bytes = 12000000,
            .oldest = (m_clock.wall - 48h).count(),
            .newest = (m_clock.wall - 1h).count(),
            .sample = {"7", "8"}};
        RetentionKeeper keeper(*m_session, m_clock);
        RetentionDialog dialog(*m_session, keeper, mail, m_clock, m_window.get());
        dialog.show();
        QTRY_VERIFY2(dialog.factsText(JobState::Completed).contains(u"12,345 jobs"),
            qPrintable(dialog.factsText(JobState::Completed)));
        QVERIFY(dialog.factsText(JobState::Failed).contains(u"no jobs"));
        QVERIFY(!dialog.applyButton()->isEnabled());
        QVERIFY2(dialog.code().contains(u"removeOnComplete: {"), qPrintable(dialog.code()));
        QVERIFY(dialog.scheduleText().contains(u"by itself"));
        // A policy is counted before it can be applied.
        dialog.completedField()->setKeep(thousand);
        Q_EMIT dialog.completedField()->changed();
        QTRY_VERIFY2(dialog.planText(JobState::Completed).contains(u"11,345 of 12,345"),
            qPrintable(dialog.planText(JobState::Completed)));
        QVERIFY(dialog.planText(JobState::Completed).contains(formatBytes(12000000)));
        QVERIFY(dialog.planText(JobState::Completed).contains(u"7, 8"));
        QCOMPARE(dialog.code(), u"defaultJobOptions: { removeOnComplete: 1000 }"_s);
        QVERIFY(dialog.applyButton()->isEnabled());
        dialog.everyField()->setCurrentIndex(2);
        QCOMPARE(keeper.policy(mail).every, Milliseconds(1h));
        QVERIFY2(dialog.scheduleText().contains(u"not run yet"), qPrintable(dialog.scheduleText()));
        QVERIFY(takePictures(dialog, u"retention"_s));
        QSignalSpy wanted(&dialog, &RetentionDialog::applyWanted);
        dialog.applyButton()->click();
        QCOMPARE(wanted.size(), 1);
        const auto requests = wanted.first().first().value<QList<ActionRequest>>();
        QCOMPARE(requests.size(), 1);
        QCOMPARE(requests.first().jobs.until, std::optional<qint64>(1));
        QCOMPARE(requests.first().jobs.limit, 11345);
        QCOMPARE(wanted.first().last().toLongLong(), 11345);
        // Locked: said, and nothing to press.
        m_session->identityValue.canUnlock = true;
        m_session->identityValue.readOnly = true;
        Q_EMIT m_session->lockChanged();
        QVERIFY(!dialog.applyButton()->isEnabled());
        QVERIFY2(dialog.scheduleText().contains(u"locked"), qPrintable(dialog.scheduleText()));
    }

    void isAppliedAfterAQuestion()
    {
        ready();
        writes().retentionPlan[JobState::Completed] = {.total = 300, .removes = 250, .until = 5};
        writes().retentionPlan[JobState::Failed] = {.total = 30, .removes = 20, .until = 6};
        RetentionPolicy policy;
        policy.completed = thousand;
        policy.failed = thousand;
        m_actions->retentionKeeper().setPolicy(mail, policy);
        m_actions->retention(mail);
        auto* shown = dialog<RetentionDialog>();
        QTRY_VERIFY(shown->applyButton()->isEnabled());
        QTRY_VERIFY(shown->planText(JobState::Failed).contains(u"20 of 30"));
        shown->applyButton()->click();
        auto* question = dialog<ConfirmDialog>();
        QVERIFY(feed().started.isEmpty());
        QVERIFY(question->verbButton()->text().contains(u"270"));
        QVERIFY(!question->verbButton()->isEnabled()); // more than a hundred: the name is typed
        question->typed()->setText(u"mail"_s);
        question->verbButton()->click();
        QTRY_COMPARE(feed().started.size(), 2);
        QCOMPARE(feed().started.first().jobs.limit, 250);
        QCOMPARE(feed().started.last().jobs.state, JobState::Failed);
    }
};

QTEST_MAIN(TestRetention)
#include "tst_retention.moc"
