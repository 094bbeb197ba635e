// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/faultproxy.h"
#include "ui/support/livesession.h"

#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace drover;
using namespace drover::ui;
using namespace drover::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! The session on its own engine thread against a real Redis; npm is producer, worker and judge.
class TestEngineSession final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void countsAndFailuresOfNpm();
    void retriesWithAndWithoutReset();
    void retriesAWholeState();
    void retriesOneCause();
    void readOnlyWritesNothing();
    void productionIsLockedUntilUnlocked();
    // fault: D1
    void refusedPasswordIsToldAsSuch();
    // fault: A8
    void redisGoesAndComesBack();
    // fault: A10
    void longWayLeavesTheThreadAlone();
    void queuesOfAllPrefixesAreFound();
    // fault: B8
    void obliteratedQueueLeavesTheList();
    void questionsThatMeetCountNothingTwice();

private:
    void makeFailedJobs(const QString& queue, int count);
    [[nodiscard]] std::unique_ptr<EngineSession> open(bool readOnly = false);
    [[nodiscard]] std::unique_ptr<EngineSession> open(const ConnectionOptions& connection, bool readOnly);
    [[nodiscard]] QueuesSnapshot queues(EngineSession& session);
    //! The newest failed jobs.
    [[nodiscard]] Result<JobPages> failed(EngineSession& session, const QueueId& queue);
    [[nodiscard]] Result<FailureReport> causes(EngineSession& session, const QueueId& queue);

    QTemporaryDir m_data;
    std::unique_ptr<RedisFixture> m_redis;
    std::unique_ptr<NpmProcess> m_npm;
};

namespace {
QueueId id(const QString& queue)
{
    return {"bull", queue.toUtf8()};
}

//! These jobs, or all failed ones, with their attempts counted anew or not.
ActionRequest retryOf(const QString& queue, const std::vector<JobId>& jobs, bool reset)
{
    ActionRequest request;
    request.jobs.queue = id(queue);
    request.jobs.ids = jobs;
    request.jobs.retry.resetAttemptsMade = reset;
    return request;
}

QueueFacts find(const QueuesSnapshot& snapshot, const QString& queue)
{
    for (const QueueFacts& facts : snapshot.queues) {
        if (facts.summary.queue == id(queue))
            return facts;
    }
    return {};
}
} // namespace

void TestEngineSession::initTestCase()
{
    QVERIFY(m_data.isValid());
}

void TestEngineSession::init()
{
    m_redis = std::make_unique<RedisFixture>(RedisFixtureOptions{.keepsAll = true});
    QVERIFY2(m_redis->start(), m_redis->log().constData());
    m_npm = std::make_unique<NpmProcess>(m_redis->socketPath());
    QVERIFY(m_npm->start());
}

void TestEngineSession::cleanup()
{
    m_npm.reset();
    m_redis.reset();
}

void TestEngineSession::makeFailedJobs(const QString& queue, int count)
{
    const QString worker =
        m_npm->startWorker(queue, {{u"fail"_s, true}, {u"message"_s, u"connect ECONNREFUSED 10.0.0.1:25"_s}});
    QVERIFY(!worker.isEmpty());
    for (int i = 0; i < count; ++i)
        QVERIFY(!m_npm->add(queue, u"mail"_s, QJsonObject{{u"n"_s, i}}).isEmpty());
    QTRY_COMPARE(m_npm->counts(queue).value(u"failed"_s).toInt(), count);
    QVERIFY(m_npm->call(u"workerClose"_s, {{u"worker"_s, worker}}).ok);
}

std::unique_ptr<EngineSession> TestEngineSession::open(bool readOnly)
{
    return open(m_redis->unixOptions(), readOnly);
}

std::unique_ptr<EngineSession> TestEngineSession::open(const ConnectionOptions& connection, bool readOnly)
{
    EngineConfig config;
    config.connection = connection;
    config.identity.title = u"test"_s;
    config.identity.readOnly = readOnly;
    config.dataDir = m_data.path();
    auto session = std::make_unique<EngineSession>(std::move(config));
    [&] { QTRY_COMPARE_WITH_TIMEOUT(session->link().state, LinkState::Ready, 30000); }();
    return session;
}

QueuesSnapshot TestEngineSession::queues(EngineSession& session)
{
    QSignalSpy spy(&session, &Session::queuesRead);
    const RequestId asked = session.readQueues();
    if (!spy.wait(10000) || spy.first().at(0).value<RequestId>() != asked)
        return {};
    return spy.first().at(1).value<QueuesSnapshot>();
}

Result<JobPages> TestEngineSession::failed(EngineSession& session, const QueueId& queue)
{
    PageQuestion question;
    question.queue = queue;
    question.ranges = {{0, 99}};
    return answered<JobPages>(
        [&](const Answer<JobPages>& answer) { session.jobs().readPages(question, this, answer); });
}

Result<FailureReport> TestEngineSession::causes(EngineSession& session, const QueueId& queue)
{
    return answered<FailureReport>(
        [&](const Answer<FailureReport>& answer) { session.jobs().readCauses(queue, 10000, this, answer); });
}

void TestEngineSession::countsAndFailuresOfNpm()
{
    const QString queue = RedisFixture::uniqueQueue();
    makeFailedJobs(queue, 3);
    const auto session = open();
    QTRY_COMPARE(find(queues(*session), queue).summary.counts[JobState::Failed], 3);
    const Result<JobPages> pages = failed(*session, id(queue));
    QVERIFY(pages);
    const QList<JobEntry> rows = pages->stretches.first().rows;
    QCOMPARE(pages->total, 3);
    QCOMPARE(rows.size(), 3);
    QCOMPARE(rows.first().reason, QByteArray("connect ECONNREFUSED 10.0.0.1:25"));
    QCOMPARE(rows.first().attemptsMade, 1);

    const Result<JobFacts> job = answered<JobFacts>([&](const Answer<JobFacts>& answer) {
        session->inspector().readJob(id(queue), rows.first().id, std::nullopt, this, answer);
    });
    QVERIFY(job);
    QCOMPARE(job->state, JobState::Failed);
    QVERIFY(job->job().stacktrace.contains("ECONNREFUSED"));

    const Result<FailureReport> grouped = causes(*session, id(queue));
    QVERIFY(grouped);
    QCOMPARE(grouped->groups.size(), size_t(1));
    QCOMPARE(grouped->groups.front().count, 3);

    // Live: what npm adds now is in the next reading.
    QVERIFY(!m_npm->add(queue, u"later"_s).isEmpty());
    QCOMPARE(find(queues(*session), queue).summary.counts[JobState::Waiting], 1);
}

void TestEngineSession::retriesWithAndWithoutReset()
{
    const QString queue = RedisFixture::uniqueQueue();
    makeFailedJobs(queue, 2);
    const auto session = open();
    const Result<JobPages> pages = failed(*session, id(queue));
    QVERIFY(pages);
    const QList<JobEntry> rows = pages->stretches.first().rows;
    QCOMPARE(rows.size(), 2);
    const JobId first = rows.at(0).id;
    const JobId second = rows.at(1).id;
    QCOMPARE(runAction(*session, retryOf(queue, {first}, true)).done, 1);
    QCOMPARE(runAction(*session, retryOf(queue, {second}, false)).done, 1);
    QCOMPARE(m_npm->counts(queue).value(u"failed"_s).toInt(), 0);
    QCOMPARE(m_npm->job(queue, QString::fromLatin1(first)).value(u"attemptsMade"_s).toInt(), 0);
    QCOMPARE(m_npm->job(queue, QString::fromLatin1(second)).value(u"attemptsMade"_s).toInt(), 1);
    // Once more: they have moved on, and the report says so.
    const ActionFacts again = runAction(*session, retryOf(queue, {first}, true));
    QCOMPARE(again.done, 0);
    QCOMPARE(again.skipped, 1);
}

void TestEngineSession::retriesAWholeState()
{
    const QString queue = RedisFixture::uniqueQueue();
    makeFailedJobs(queue, 5);
    const auto session = open();
    const ActionFacts report = runAction(*session, retryOf(queue, {}, true));
    QCOMPARE(report.done, 5);
    QVERIFY(!report.error);
    const QString worker = m_npm->startWorker(queue, {{u"value"_s, 1}});
    QTRY_COMPARE(m_npm->counts(queue).value(u"completed"_s).toInt(), 5);
    QVERIFY(m_npm->call(u"workerClose"_s, {{u"worker"_s, worker}}).ok);
}

void TestEngineSession::retriesOneCause()
{
    const QString queue = RedisFixture::uniqueQueue();
    makeFailedJobs(queue, 3);
    const QString worker = m_npm->startWorker(queue, {{u"fail"_s, true}, {u"message"_s, u"no such user"_s}});
    QVERIFY(!m_npm->add(queue, u"mail"_s).isEmpty());
    QTRY_COMPARE(m_npm->counts(queue).value(u"failed"_s).toInt(), 4);
    QVERIFY(m_npm->call(u"workerClose"_s, {{u"worker"_s, worker}}).ok);
    const auto session = open();
    const Result<FailureReport> grouped = causes(*session, id(queue));
    QVERIFY(grouped);
    const FailureGroup group = grouped->groups.front();
    QCOMPARE(group.count, 3);
    ActionRequest request = retryOf(queue, {}, false);
    request.jobs.filter.cause = FailureCause{group.cause, group.frame};
    const Result<ActionPlan> planned = planAction(*session, request);
    QVERIFY(planned);
    QCOMPARE(planned->jobs, 3);
    QCOMPARE(planned->numbers.attemptsLeft.value(0), 3); // none has any
    request.jobs.retry.resetAttemptsMade = true;
    QCOMPARE(runAction(*session, request).done, 3);
    QCOMPARE(m_npm->counts(queue).value(u"failed"_s).toInt(), 1);
    QCOMPARE(m_npm->counts(queue).value(u"waiting"_s).toInt(), 3);
}

void TestEngineSession::readOnlyWritesNothing()
{
    const QString queue = RedisFixture::uniqueQueue();
    makeFailedJobs(queue, 1);
    const auto session = open(true);
    const Result<JobPages> pages = failed(*session, id(queue));
    QVERIFY(pages);
    const ActionFacts report =
        runAction(*session, retryOf(queue, {pages->stretches.first().rows.first().id}, true));
    QCOMPARE(report.done, 0);
    QVERIFY(report.error && report.error->code == ErrorCode::ReadOnly);
    QCOMPARE(m_npm->counts(queue).value(u"failed"_s).toInt(), 1);
}

void TestEngineSession::productionIsLockedUntilUnlocked()
{
    const QString queue = RedisFixture::uniqueQueue();
    makeFailedJobs(queue, 3);
    EngineConfig config;
    config.connection = m_redis->unixOptions();
    config.identity.environment = Environment::Production;
    config.identity.readOnly = true;
    config.identity.canUnlock = true;
    config.dataDir = m_data.path();
    EngineSession session(config);
    QTRY_COMPARE(session.link().state, LinkState::Ready);
    const Result<JobPages> pages = failed(session, id(queue));
    QVERIFY(pages);
    const QList<JobEntry> rows = pages->stretches.first().rows;
    const auto retry = [&](qsizetype row) {
        return runAction(session, retryOf(queue, {rows.at(row).id}, true));
    };
    const auto isRefused = [](const ActionFacts& report) {
        return report.done == 0 && report.error && report.error->code == ErrorCode::ReadOnly;
    };
    QVERIFY(isRefused(retry(0)));
    session.unlock(1h);
    QTRY_VERIFY(session.unlockedUntil() > 0);
    QVERIFY(!session.identity().readOnly);
    QCOMPARE(retry(0).done, 1);
    session.lock();
    QTRY_COMPARE(session.unlockedUntil(), 0);
    QVERIFY(session.identity().readOnly);
    QVERIFY(isRefused(retry(1)));
    QSignalSpy changed(&session, &Session::lockChanged);
    session.unlock(1ms);
    QTRY_COMPARE(changed.size(), 2); // and again by itself
    QCOMPARE(session.unlockedUntil(), 0);
    QVERIFY(isRefused(retry(2)));
    QCOMPARE(m_npm->counts(queue).value(u"failed"_s).toInt(), 2);
}

//! What the desk waits for before it asks for the password again.
void TestEngineSession::refusedPasswordIsToldAsSuch()
{
    EngineConfig config;
    config.connection = m_redis->unixOptions();
    config.connection.user = u"nobody"_s;
    config.connection.password = "wrong";
    EngineSession session(config);
    QTRY_COMPARE(session.link().state, LinkState::Refused);
    QVERIFY(session.link().error);
    QCOMPARE(session.link().error->code, ErrorCode::Auth);
}

//! 300 ms there and back. The proxy lives on this thread, as the window does: if anything here waited for
//! Redis, no answer would ever come.
void TestEngineSession::longWayLeavesTheThreadAlone()
{
    makeFailedJobs(u"far"_s, 3);
    FaultProxy proxy(m_redis->unixOptions());
    proxy.setDelay(150ms);
    const auto session = open(proxy.options(), false);
    const auto pages = failed(*session, id(u"far"_s));
    QVERIFY(pages);
    QCOMPARE(pages->stretches.first().rows.size(), 3);
    const ActionFacts retried = runAction(*session, retryOf(u"far"_s, {"1", "2", "3"}, false));
    QCOMPARE(retried.phase, ActionPhase::Ended);
    QCOMPARE(m_npm->counts(u"far"_s).value(u"waiting"_s).toInt(), 3);
    QCOMPARE(find(queues(*session), u"far"_s).summary.counts[JobState::Waiting], 3);
}

void TestEngineSession::queuesOfAllPrefixesAreFound()
{
    m_redis->command({"HSET", "bull:mail:meta", "version", "bullmq:5"});
    m_redis->command({"HSET", "shop:mail:meta", "version", "bullmq:5"});
    m_redis->command({"HSET", "other:mail:meta", "version", "bullmq:5"});
    EngineConfig config;
    config.connection = m_redis->unixOptions();
    config.identity.prefixes = {"bull", "shop"};
    config.dataDir = m_data.path();
    EngineSession session(config);
    QTRY_COMPARE(session.link().state, LinkState::Ready);
    QTRY_COMPARE(queues(session).queues.size(), 2);
    QSet<QByteArray> prefixes;
    const QueuesSnapshot snapshot = queues(session);
    for (const QueueFacts& facts : snapshot.queues)
        prefixes.insert(facts.summary.queue.prefix);
    QCOMPARE(prefixes, (QSet<QByteArray>{"bull", "shop"}));
    QCOMPARE(snapshot.otherPrefixes.keys(), QByteArrayList{"other"});
}

void TestEngineSession::obliteratedQueueLeavesTheList()
{
    m_redis->command({"HSET", "bull:mail:meta", "version", "bullmq:5"});
    m_redis->command({"HSET", "bull:gone:meta", "version", "bullmq:5"});
    const auto session = open();
    QTRY_COMPARE(queues(*session).queues.size(), 2);
    m_redis->command({"DEL", "bull:gone:meta"});
    const auto left = [&] {
        QSignalSpy spy(session.get(), &Session::queuesRead);
        session->readQueues(Extent::Full);
        return spy.wait(10000) ? spy.first().at(1).value<QueuesSnapshot>().queues : QList<QueueFacts>();
    };
    QTRY_COMPARE(left().size(), 1);
    QCOMPARE(left().first().summary.queue.name, QByteArray("mail"));
}

void TestEngineSession::redisGoesAndComesBack()
{
    const QString queue = RedisFixture::uniqueQueue();
    makeFailedJobs(queue, 1);
    const auto session = open();
    m_npm.reset();
    m_redis->killHard();
    QTRY_COMPARE(session->link().state, LinkState::Waiting);
    QVERIFY(session->link().error);
    QVERIFY(session->link().nextTryAt > 0);
    const QueuesSnapshot down = queues(*session);
    QVERIFY(down.error);
    QVERIFY(!failed(*session, id(queue)));
    QVERIFY(m_redis->start());
    session->reconnectNow();
    QTRY_COMPARE(session->link().state, LinkState::Ready);
    QTRY_COMPARE(find(queues(*session), queue).summary.counts[JobState::Failed], 1);
    m_npm = std::make_unique<NpmProcess>(m_redis->socketPath());
}

void TestEngineSession::questionsThatMeetCountNothingTwice()
{
    const QString queue = RedisFixture::uniqueQueue();
    QVERIFY(!m_npm->add(queue, u"first"_s).isEmpty());
    const auto session = open();
    QTRY_COMPARE(find(queues(*session), queue).summary.counts[JobState::Waiting], 1);
    (void)queues(*session); // from here on events are what happened since
    for (int i = 0; i < 7; ++i)
        QVERIFY(!m_npm->add(queue, u"more"_s).isEmpty());
    QSignalSpy spy(session.get(), &Session::queuesRead);
    for (int i = 0; i < 4; ++i)
        (void)session->readQueues();
    QTRY_COMPARE(spy.size(), 4);
    // The first reading saw them come; the others asked while it was under way and are told what came since.
    QList<qint64> added;
    for (const QList<QVariant>& answer : spy)
        added.append(find(answer.at(1).value<QueuesSnapshot>(), queue).last.added);
    QCOMPARE(added, (QList<qint64>{7, 0, 0, 0}));
}

QTEST_GUILESS_MAIN(TestEngineSession)
#include "tst_enginesession.moc"
