// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/errorreporter_p.h"
#include "worker/retentionguard_p.h"
#include "worker/retrydecision_p.h"
#include "worker/schedulerstep_p.h"

#include <QTest>

using namespace drover;

namespace {

class HeldClock final : public Clock {
public:
    [[nodiscard]] Milliseconds now() const override { return time; }
    [[nodiscard]] Milliseconds monotonic() const override { return time; }
    Milliseconds time{100'000};
};

Job jobWith(int attempts, int made = 0)
{
    Job job;
    job.id = "1";
    job.options.attempts = attempts;
    job.attemptsMade = made;
    return job;
}

double half()
{
    return 0.5;
}

} // namespace

//! The worker's rules that need no server.
class TestWorkerRules final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void decidesRetries()
    {
        const JobFailure failure{JobFailure::Kind::Failed, "x", {}};
        const WorkerOptions options;
        QCOMPARE(decideRetry(jobWith(0), failure, options, half).kind, RetryDecision::Kind::Fail);
        QCOMPARE(decideRetry(jobWith(2), failure, options, half).kind, RetryDecision::Kind::RetryNow);
        QCOMPARE(decideRetry(jobWith(2, 1), failure, options, half).kind, RetryDecision::Kind::Fail);
        const JobFailure fatal{JobFailure::Kind::Unrecoverable, "x", {}};
        QCOMPARE(decideRetry(jobWith(5), fatal, options, half).kind, RetryDecision::Kind::Fail);
    }

    void countsStartsToo()
    {
        WorkerOptions options;
        options.maxStartedAttempts = 2;
        Job job = jobWith(5);
        job.attemptsStarted = 2;
        const JobFailure failure{JobFailure::Kind::Failed, "x", {}};
        QCOMPARE(decideRetry(job, failure, options, half).kind, RetryDecision::Kind::Fail);
        QCOMPARE(deferredFailure(job, options), QByteArray());
        job.attemptsStarted = 3;
        QCOMPARE(deferredFailure(job, options), QByteArray("job started more than allowable limit"));
        job.deferredFailure = "child failed";
        QCOMPARE(deferredFailure(job, options), QByteArray("child failed"));
    }

    void asksTheCustomStrategy_data()
    {
        QTest::addColumn<double>("answer");
        QTest::addColumn<RetryDecision::Kind>("kind");
        QTest::newRow("fail now") << -1.0 << RetryDecision::Kind::Fail;
        QTest::newRow("at once") << 0.0 << RetryDecision::Kind::RetryNow;
        QTest::newRow("not a number") << qQNaN() << RetryDecision::Kind::RetryNow;
        QTest::newRow("later") << 12.5 << RetryDecision::Kind::Delay;
    }
    void asksTheCustomStrategy()
    {
        QFETCH(double, answer);
        WorkerOptions options;
        options.backoffStrategy = [answer](int attempts, const QByteArray& type, const JobFailure&,
                                      const Job&) { return attempts == 1 && type == "mine" ? answer : -1.0; };
        Job job = jobWith(3);
        job.options.backoff = BackoffOptions{"mine", {}, {}};
        const auto decision = decideRetry(job, {JobFailure::Kind::Failed, "x", {}}, options, half);
        QTEST(decision.kind, "kind");
        if (decision.kind == RetryDecision::Kind::Delay)
            QCOMPARE(decision.delay, answer);
    }

    void failsAnUnknownStrategyAloud()
    {
        Job job = jobWith(3);
        job.options.backoff = BackoffOptions{"mine", {}, {}};
        const auto decision = decideRetry(job, {JobFailure::Kind::Failed, "x", {}}, {}, half);
        QCOMPARE(decision.kind, RetryDecision::Kind::Fail);
        QVERIFY(decision.trouble);
    }

    void cutsStacks()
    {
        QCOMPARE(withStack({}, "a", {}), JsonText("[\"a\"]"));
        QCOMPARE(withStack("[\"a\",\"b\"]", "c\"d", {}), JsonText("[\"a\",\"b\",\"c\\\"d\"]"));
        QCOMPARE(withStack("[\"a\",\"b\"]", "c", 2), JsonText("[\"b\",\"c\"]"));
        QCOMPARE(withStack("[\"a\"]", "c", 0), JsonText("[]"));
        QCOMPARE(withStack("broken", "c", {}), JsonText("[\"c\"]"));
    }

    void choosesWhatToKeep()
    {
        const KeepJobs all{-1, {}, {}};
        const KeepJobs none{0, {}, {}};
        QCOMPARE(effectiveKeep({}, {}), all);
        QCOMPARE(effectiveKeep({}, none), none);
        QCOMPARE(effectiveKeep(all, none), all);
        const KeepJobs young{{}, 60, {}};
        QCOMPARE(effectiveKeep(young, none), young);
    }

    void lowersTheCountInSteps()
    {
        RetentionGuard guard;
        const KeepJobs keep{100, {}, {}};
        QVERIFY(guard.wantsSize(keep, 0));
        QVERIFY(!guard.wantsSize(keep, 0)); // asked already
        QCOMPARE(guard.bounded(keep, 0).count, -1); // unknown: keep all
        guard.setSize(2600, 0);
        QCOMPARE(guard.bounded(keep, 0).count, 1601);
        QCOMPARE(guard.bounded(keep, 0).count, 602);
        QCOMPARE(guard.bounded(keep, 0).count, 100);
        QCOMPARE(guard.bounded(keep, 0).count, 100);
        QVERIFY(guard.wantsSize(keep, RetentionGuard::trustFor));
        QCOMPARE(guard.bounded(keep, RetentionGuard::trustFor).count, -1);
    }

    void boundsAgesByTheirLimit()
    {
        RetentionGuard guard;
        const KeepJobs keep{{}, 60, 100'000};
        QVERIFY(!guard.wantsSize(keep, 0));
        QCOMPARE(guard.bounded(keep, 0).limit, 1000);
        QCOMPARE(guard.bounded({0, {}, {}}, 0).count, 0);
    }

    void tellsEachCauseOnceASecond()
    {
        HeldClock clock;
        QList<Error> told;
        ErrorReporter reporter(clock, [&](const Error& error) { told.append(error); });
        const Error oom{ErrorCode::Server, QStringLiteral("OOM"), {}};
        for (int i = 0; i < 1000; ++i)
            reporter.report(oom);
        reporter.report({ErrorCode::Server, QStringLiteral("BUSY"), {}});
        QCOMPARE(told.size(), 2);
        clock.time += Milliseconds(1000);
        reporter.report(oom);
        QCOMPARE(told.size(), 3);
        QCOMPARE(told.at(2).context.value(QStringLiteral("repeated")).toInt(), 999);
    }

    void backsOff()
    {
        ErrorBackoff backoff(Milliseconds(15000));
        QList<qint64> waits;
        for (int i = 0; i < 4; ++i)
            waits.append(backoff.next(ReplyClass::Wait).count());
        QCOMPARE(waits, QList<qint64>({1000, 2000, 4000, 4000}));
        QCOMPARE(backoff.next(ReplyClass::Stop), Milliseconds(15000));
        backoff.reset();
        QCOMPARE(backoff.next(ReplyClass::Stop), Milliseconds(1000));
    }

    void knowsLegacyRepeatKeys()
    {
        QVERIFY(SchedulerStep::isLegacyKey("mail::::*/5 * * * *"));
        QVERIFY(SchedulerStep::isLegacyKey("mail:7:1700000000000::5000"));
        QVERIFY(!SchedulerStep::isLegacyKey("every-hour"));
        QVERIFY(!SchedulerStep::isLegacyKey("a:b:c:d:e"));
        QVERIFY(!SchedulerStep::isLegacyKey("a:b:::"));
    }
};

QTEST_GUILESS_MAIN(TestWorkerRules)
#include "tst_workerrules.moc"
