// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "session/feeds/activityfeed.h"
#include "session/feeds/healthfeed.h"
#include "session/feeds/writesfeed.h"
#include "session/retentionkeeper.h"
#include "support/await.h"
#include "ui/support/livesession.h"
#include "util/words.h"

#include <QJsonObject>
#include <QTest>

#include <algorithm>

using namespace drover;
using namespace drover::ui;
using namespace drover::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {
//! The computer's clock, with hands that the test moves on.
class AheadClock final : public Clock {
public:
    [[nodiscard]] Milliseconds now() const override { return Clock::system().now() + ahead; }
    [[nodiscard]] Milliseconds monotonic() const override { return Clock::system().monotonic() + ahead; }
    Milliseconds ahead{0};
};
} // namespace

//! Limits, policies, options and the server's settings through a session on a real Redis; npm is the judge.
class TestQueueSettingsLive final : public QObject {
    Q_OBJECT

    LiveSessions m_live;

    [[nodiscard]] ActivityEntries activity(Session& session)
    {
        const Result<ActivityEntries> entries = answered<ActivityEntries>(
            [&](const Answer<ActivityEntries>& answer) { session.activity().read(20, 0, this, answer); });
        return entries ? *entries : ActivityEntries();
    }
    //! What the rule says after a new look.
    [[nodiscard]] std::optional<Finding> finding(Session& session, const QString& rule)
    {
        const Status checked =
            answered<Done>([&](const Answer<Done>& answer) { session.health().check(this, answer); });
        const std::vector<Finding>& all = session.health().report().server;
        const auto found = std::find_if(
            all.cbegin(), all.cend(), [&rule](const Finding& each) { return each.rule == rule; });
        return checked && found != all.cend() ? std::optional(*found) : std::nullopt;
    }
    [[nodiscard]] Result<AppliedFix> applied(Session& session, const Finding& what)
    {
        return answered<AppliedFix>(
            [&](const Answer<AppliedFix>& answer) { session.health().applyFix(what, false, this, answer); });
    }
    [[nodiscard]] static RetentionPolicy twoFailedHourly()
    {
        RetentionPolicy policy;
        policy.failed = KeepJobs{.count = 2, .age = {}, .limit = {}};
        policy.every = 1h;
        return policy;
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_live.start(), m_live.redis.log().constData()); }

    // production: P2
    void aFixMakesItsFindingGo()
    {
        m_live.redis.command({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
        const auto session = m_live.open();
        const std::optional<Finding> wrong = finding(*session, u"eviction-policy"_s);
        QVERIFY(wrong);
        QCOMPARE(wrong->severity, Severity::Critical);
        const auto plan = answered<std::vector<PlannedSetting>>(
            [&](const auto& answer) { session->health().planFix(*wrong, this, answer); });
        VERIFY_OK(plan);
        QCOMPARE(*plan, (std::vector<PlannedSetting>{{"maxmemory-policy", "allkeys-lru", "noeviction"}}));
        VERIFY_OK(applied(*session, *wrong));
        QCOMPARE(m_live.redis.list({"CONFIG", "GET", "maxmemory-policy"}).value(1), QByteArray("noeviction"));
        QCOMPARE(finding(*session, u"eviction-policy"_s)->severity, Severity::Ok);
        QTRY_COMPARE(activity(*session).front().action, u"config-set"_s);
        QVERIFY(activity(*session).front().finished);
    }

    void aReadOnlyConnectionMendsNothing()
    {
        m_live.redis.command({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
        const auto session = m_live.open(true);
        const std::optional<Finding> wrong = finding(*session, u"eviction-policy"_s);
        QVERIFY(wrong);
        const Result<AppliedFix> refused = applied(*session, *wrong);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::ReadOnly);
        QVERIFY(!errorWords(refused.error()).sentence.isEmpty());
        QCOMPARE(
            m_live.redis.list({"CONFIG", "GET", "maxmemory-policy"}).value(1), QByteArray("allkeys-lru"));
        const Result<PersistenceCost> cost = answered<PersistenceCost>(
            [&](const auto& answer) { session->health().measureOnServer(this, answer); });
        QVERIFY(!cost);
        QCOMPARE(cost.error().code, ErrorCode::ReadOnly);
        m_live.redis.command({"CONFIG", "SET", "maxmemory-policy", "noeviction"});
    }

    void limitsAreNpms()
    {
        const QueueId queue = m_live.makeDelayed(1);
        const QString name = QString::fromUtf8(queue.name);
        const auto session = m_live.open();
        const Result<ChangedLimits> changed = answered<ChangedLimits>([&](const auto& answer) {
            session->writes().changeLimits(
                queue, {.concurrency = std::make_optional(std::optional<qint64>(6))}, this, answer);
        });
        VERIFY_OK(changed);
        QCOMPARE(m_live.npm.eval(u"return queue.getGlobalConcurrency()"_s, name).value(), 6);
        QVERIFY(m_live.npm.eval(u"await queue.setGlobalRateLimit(3, 500)"_s, name).ok);
        const Result<QueueLimits> read = answered<QueueLimits>(
            [&](const auto& answer) { session->writes().readLimits(queue, this, answer); });
        VERIFY_OK(read);
        QCOMPARE(read->rate, (GlobalRateLimit{3, 500ms}));
    }

    void optionsOfMatchingJobs()
    {
        const QueueId queue = m_live.makeDelayed(40);
        const auto session = m_live.open();
        ActionRequest request;
        request.verb = ActionVerb::EditOptions;
        request.jobs.queue = queue;
        request.jobs.state = JobState::Delayed;
        request.jobs.optionChanges = R"({"attempts":6,"removeOnFail":9})";
        const Result<ActionPlan> plan = planAction(*session, request);
        VERIFY_OK(plan);
        QCOMPARE(plan->jobs, 40);
        const ActionFacts report = runAction(*session, request);
        QCOMPARE(report.done, 40);
        const QJsonValue opts = m_live.npm.job(QString::fromUtf8(queue.name), u"17"_s)[u"opts"_s];
        QCOMPARE(opts[u"attempts"_s], 6);
        QCOMPARE(opts[u"removeOnFail"_s], 9);
        QCOMPARE(opts[u"delay"_s], 3600000);
    }

    // production: P8
    void aPolicyRunsOnTimeAndIsRecorded()
    {
        const QueueId queue = m_live.makeFailed(6);
        const auto session = m_live.open();
        AheadClock clock;
        RetentionKeeper keeper(*session, clock);
        keeper.setPolicy(queue, twoFailedHourly());
        keeper.check();
        QVERIFY(!keeper.isRunning(queue));
        clock.ahead = 61min;
        keeper.check();
        QVERIFY(keeper.isRunning(queue));
        QTRY_VERIFY(!keeper.isRunning(queue));
        QCOMPARE(keeper.policy(queue).lastError, QString());
        const int left = m_live.count(queue, u"failed"_s);
        QVERIFY(left >= 2 && left < 6); // several may have failed in the same millisecond
        QCOMPARE(keeper.policy(queue).lastRemoved, 6 - left);
        QTRY_COMPARE(activity(*session).front().action, u"clean"_s);
        const ActivityEntry entry = activity(*session).front();
        QCOMPARE(entry.queue, queue);
        QCOMPARE(entry.details.value(u"occasion"_s).toString(), u"retention"_s);
        QCOMPARE(entry.outcome.value(u"done"_s).toInt(), 6 - left);
        // The next one finds nothing, and is on record too.
        clock.ahead += 61min;
        keeper.check();
        QTRY_VERIFY(!keeper.isRunning(queue));
        QCOMPARE(keeper.policy(queue).lastRemoved, 0);
        QCOMPARE(m_live.count(queue, u"failed"_s), left);
        const ActivityEntries entries = activity(*session);
        QCOMPARE(std::count_if(entries.cbegin(), entries.cend(),
                     [&queue](const ActivityEntry& each) { return each.queue == queue; }),
            2);
    }

    void noPolicyRunsOnAReadOnlyConnection()
    {
        const QueueId queue = m_live.makeFailed(4);
        const auto session = m_live.open(true);
        AheadClock clock;
        RetentionKeeper keeper(*session, clock);
        keeper.setPolicy(queue, twoFailedHourly());
        clock.ahead = 48h;
        keeper.check();
        QVERIFY(!keeper.isRunning(queue));
        QCOMPARE(m_live.count(queue, u"failed"_s), 4);
    }
};

QTEST_MAIN(TestQueueSettingsLive)
#include "tst_queuesettingslive.moc"
