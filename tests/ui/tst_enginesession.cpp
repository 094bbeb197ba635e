// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/enginesession.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QFile>
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
    void localWorkerRunsJobsOfNpm_data();
    void localWorkerRunsJobsOfNpm();
    void badWorkerSaysWhy();
    void redisGoesAndComesBack();

private:
    void makeFailedJobs(const QString& queue, int count);
    [[nodiscard]] std::unique_ptr<EngineSession> open(bool readOnly = false);
    [[nodiscard]] QueuesSnapshot queues(EngineSession& session);
    [[nodiscard]] JobsSnapshot jobs(EngineSession& session, const QueueId& queue, JobState state);
    [[nodiscard]] ActionReport retry(EngineSession& session, const RetryRequest& request);

    QTemporaryDir m_data;
    std::unique_ptr<RedisFixture> m_redis;
    std::unique_ptr<NpmProcess> m_npm;
};

namespace {
QueueId id(const QString& queue)
{
    return {"bull", queue.toUtf8()};
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
    m_redis = std::make_unique<RedisFixture>(RedisFixtureOptions{.appendOnly = true});
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
    EngineConfig config;
    config.connection = m_redis->unixOptions();
    config.identity.title = u"test"_s;
    config.identity.readOnly = readOnly;
    config.dataDir = m_data.path();
    auto session = std::make_unique<EngineSession>(std::move(config));
    [&] { QTRY_COMPARE(session->link().state, LinkState::Ready); }();
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

JobsSnapshot TestEngineSession::jobs(EngineSession& session, const QueueId& queue, JobState state)
{
    QSignalSpy spy(&session, &Session::jobsRead);
    session.readJobs(queue, state, 100);
    return spy.wait(10000) ? spy.first().first().value<JobsSnapshot>() : JobsSnapshot();
}

ActionReport TestEngineSession::retry(EngineSession& session, const RetryRequest& request)
{
    QSignalSpy spy(&session, &Session::actionReported);
    session.retry(request);
    while (spy.isEmpty() || !spy.last().first().value<ActionReport>().finished) {
        if (!spy.wait(10000))
            return {};
    }
    return spy.last().first().value<ActionReport>();
}

void TestEngineSession::countsAndFailuresOfNpm()
{
    const QString queue = RedisFixture::uniqueQueue();
    makeFailedJobs(queue, 3);
    const auto session = open();
    QTRY_COMPARE(find(queues(*session), queue).summary.counts[JobState::Failed], 3);
    const JobsSnapshot failed = jobs(*session, id(queue), JobState::Failed);
    QCOMPARE(failed.total, 3);
    QCOMPARE(failed.rows.size(), 3);
    QCOMPARE(failed.rows.first().reason, QByteArray("connect ECONNREFUSED 10.0.0.1:25"));
    QCOMPARE(failed.rows.first().attemptsMade, 1);

    QSignalSpy details(session.get(), &Session::jobRead);
    session->readJob(id(queue), failed.rows.first().id);
    QVERIFY(details.wait(10000));
    const auto job = details.first().first().value<JobSnapshot>();
    QVERIFY(!job.error);
    QCOMPARE(job.detail.state, JobState::Failed);
    QVERIFY(job.detail.job.stacktrace.contains("ECONNREFUSED"));

    QSignalSpy groups(session.get(), &Session::groupsRead);
    session->readGroups(id(queue));
    QVERIFY(groups.wait(10000));
    const auto grouped = groups.first().first().value<GroupsSnapshot>();
    QCOMPARE(grouped.groups.size(), 1);
    QCOMPARE(grouped.groups.first().count, 3);

    // Live: what npm adds now is in the next reading.
    QVERIFY(!m_npm->add(queue, u"later"_s).isEmpty());
    QCOMPARE(find(queues(*session), queue).summary.counts[JobState::Waiting], 1);
}

void TestEngineSession::retriesWithAndWithoutReset()
{
    const QString queue = RedisFixture::uniqueQueue();
    makeFailedJobs(queue, 2);
    const auto session = open();
    const JobsSnapshot failed = jobs(*session, id(queue), JobState::Failed);
    QCOMPARE(failed.rows.size(), 2);
    const JobId first = failed.rows.at(0).id;
    const JobId second = failed.rows.at(1).id;
    QCOMPARE(retry(*session, {id(queue), JobState::Failed, {first}, true}).done, 1);
    QCOMPARE(retry(*session, {id(queue), JobState::Failed, {second}, false}).done, 1);
    QCOMPARE(m_npm->counts(queue).value(u"failed"_s).toInt(), 0);
    QCOMPARE(m_npm->job(queue, QString::fromLatin1(first)).value(u"attemptsMade"_s).toInt(), 0);
    QCOMPARE(m_npm->job(queue, QString::fromLatin1(second)).value(u"attemptsMade"_s).toInt(), 1);
    // Once more: they have moved on, and the report says so.
    const ActionReport again = retry(*session, {id(queue), JobState::Failed, {first}, true});
    QCOMPARE(again.done, 0);
    QCOMPARE(again.skippedTotal, 1);
}

void TestEngineSession::retriesAWholeState()
{
    const QString queue = RedisFixture::uniqueQueue();
    makeFailedJobs(queue, 5);
    const auto session = open();
    const ActionReport report = retry(*session, {id(queue), JobState::Failed, {}, true});
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
    QSignalSpy groups(session.get(), &Session::groupsRead);
    session->readGroups(id(queue));
    QVERIFY(groups.wait(10000));
    const FailureGroupRow group = groups.first().first().value<GroupsSnapshot>().groups.first();
    QCOMPARE(group.count, 3);
    RetryRequest request{id(queue), JobState::Failed, {}, true};
    request.cause = FailureCause{group.cause, group.frame};
    QSignalSpy plans(session.get(), &Session::retryPlanned);
    session->planRetry(request);
    QVERIFY(plans.wait(10000));
    const auto outlook = plans.first().first().value<RetryOutlook>();
    QVERIFY(!outlook.error);
    QCOMPARE(outlook.jobs, 3);
    QCOMPARE(outlook.exhausted, 3);
    QCOMPARE(retry(*session, request).done, 3);
    QCOMPARE(m_npm->counts(queue).value(u"failed"_s).toInt(), 1);
    QCOMPARE(m_npm->counts(queue).value(u"waiting"_s).toInt(), 3);
}

void TestEngineSession::readOnlyWritesNothing()
{
    const QString queue = RedisFixture::uniqueQueue();
    makeFailedJobs(queue, 1);
    const auto session = open(true);
    const JobsSnapshot failed = jobs(*session, id(queue), JobState::Failed);
    const ActionReport report =
        retry(*session, {id(queue), JobState::Failed, {failed.rows.first().id}, true});
    QCOMPARE(report.done, 0);
    QVERIFY(report.error || report.skippedTotal == 1);
    QCOMPARE(m_npm->counts(queue).value(u"failed"_s).toInt(), 1);
}

void TestEngineSession::localWorkerRunsJobsOfNpm_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("simulate") << static_cast<int>(LocalWorkerSpec::Kind::Simulate);
    QTest::newRow("node file") << static_cast<int>(LocalWorkerSpec::Kind::Node);
    QTest::newRow("command") << static_cast<int>(LocalWorkerSpec::Kind::Command);
}

void TestEngineSession::localWorkerRunsJobsOfNpm()
{
    QFETCH(int, kind);
    QFile processor(m_data.filePath(u"processor.js"_s));
    QVERIFY(processor.open(QIODevice::WriteOnly));
    processor.write("module.exports = async (job) => { console.log('sent', job.id); return job.name; };");
    processor.close();
    const QString queue = RedisFixture::uniqueQueue();
    for (int i = 0; i < 5; ++i)
        QVERIFY(!m_npm->add(queue, u"mail"_s).isEmpty());
    const auto session = open();
    LocalWorkerSpec spec;
    spec.queue = id(queue);
    spec.kind = static_cast<LocalWorkerSpec::Kind>(kind);
    spec.simulation = u"ms=5"_s;
    spec.program = spec.kind == LocalWorkerSpec::Kind::Node ? processor.fileName() : u"cat"_s;
    QSignalSpy lines(session.get(), &Session::workerLines);
    const int worker = session->startWorker(spec);
    QTRY_COMPARE(m_npm->counts(queue).value(u"completed"_s).toInt(), 5);
    QTRY_COMPARE(session->localWorkers().value(0).completed, 5);
    const auto said = [&lines](const QByteArray& text) {
        return std::any_of(lines.begin(), lines.end(), [&text](const QList<QVariant>& portion) {
            const auto told = portion.first().value<QList<WorkerLine>>();
            return std::any_of(told.begin(), told.end(), [&text](const WorkerLine& line) {
                return line.kind == WorkerLine::Kind::Output && line.text.startsWith(text);
            });
        });
    };
    if (spec.kind == LocalWorkerSpec::Kind::Node)
        QTRY_VERIFY(said("sent"));
    session->stopWorker(worker);
    QTRY_COMPARE(session->localWorkers().value(0).state, LocalWorkerState::Stopped);
    QVERIFY(!m_npm->add(queue, u"mail"_s).isEmpty());
    QCOMPARE(m_npm->counts(queue).value(u"waiting"_s).toInt(), 1);
}

void TestEngineSession::badWorkerSaysWhy()
{
    const auto session = open();
    LocalWorkerSpec spec;
    spec.queue = id(RedisFixture::uniqueQueue());
    spec.kind = LocalWorkerSpec::Kind::Command;
    spec.program = u"no-such-program-anywhere"_s;
    session->startWorker(spec);
    QTRY_COMPARE(session->localWorkers().size(), 1);
    QTRY_COMPARE(session->localWorkers().first().state, LocalWorkerState::Stopped);
    QVERIFY(session->localWorkers().first().error);
    QCOMPARE(session->localWorkers().first().error->code, ErrorCode::NotFound);
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
    QVERIFY(jobs(*session, id(queue), JobState::Failed).error);
    QVERIFY(m_redis->start());
    session->reconnectNow();
    QTRY_COMPARE(session->link().state, LinkState::Ready);
    QTRY_COMPARE(find(queues(*session), queue).summary.counts[JobState::Failed], 1);
    m_npm = std::make_unique<NpmProcess>(m_redis->socketPath());
}

QTEST_GUILESS_MAIN(TestEngineSession)
#include "tst_enginesession.moc"
