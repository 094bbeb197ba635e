// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/enginesession.h"
#include "session/feeds/actionsfeed.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace drover;
using namespace drover::ui;
using namespace drover::test;
using namespace Qt::StringLiterals;

//! Actions of a session on its own engine thread against a real Redis; npm makes the jobs and is the judge.
class TestActionsFeed final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void plansARetry();
    void retriesWhatWasPlanned();
    void namesWhatHadMovedOn();
    void promotes();
    void cancelsAndKeepsTheReport();
    void readOnlyRefusesEveryAction_data();
    void readOnlyRefusesEveryAction();
    void connectionThatIsDown();
    void endsWithTheSession();

private:
    [[nodiscard]] QueueId makeFailed(int count, int attempts = 1);
    [[nodiscard]] std::unique_ptr<EngineSession> open(bool readOnly = false);
    [[nodiscard]] ActionFacts run(EngineSession& session, const ActionRequest& request);
    [[nodiscard]] Result<ActionPlan> plan(EngineSession& session, const ActionRequest& request);
    [[nodiscard]] int count(const QueueId& queue, const QString& state)
    {
        return m_npm.counts(QString::fromUtf8(queue.name)).value(state).toInt();
    }

    QTemporaryDir m_data;
    RedisFixture m_redis;
    NpmProcess m_npm{m_redis.socketPath()};
};

void TestActionsFeed::initTestCase()
{
    QVERIFY(m_data.isValid());
    QVERIFY2(m_redis.start(), m_redis.log().constData());
    QVERIFY(m_npm.start());
}

QueueId TestActionsFeed::makeFailed(int count, int attempts)
{
    const QString queue = RedisFixture::uniqueQueue();
    const QString worker = m_npm.startWorker(queue, {{u"fail"_s, true}, {u"message"_s, u"smtp is down"_s}});
    for (int i = 0; i < count; ++i)
        [&] { QVERIFY(!m_npm.add(queue, u"mail"_s, i, {{u"attempts"_s, attempts}}).isEmpty()); }();
    [&] { QTRY_COMPARE(m_npm.counts(queue).value(u"failed"_s).toInt(), count); }();
    [&] { QVERIFY(m_npm.call(u"workerClose"_s, {{u"worker"_s, worker}}).ok); }();
    return {"bull", queue.toUtf8()};
}

std::unique_ptr<EngineSession> TestActionsFeed::open(bool readOnly)
{
    EngineConfig config;
    config.connection = m_redis.unixOptions();
    config.identity.readOnly = readOnly;
    config.dataDir = m_data.path();
    auto session = std::make_unique<EngineSession>(std::move(config));
    [&] { QTRY_COMPARE(session->link().state, LinkState::Ready); }();
    return session;
}

ActionFacts TestActionsFeed::run(EngineSession& session, const ActionRequest& request)
{
    QSignalSpy spy(&session.actions(), &ActionsFeed::changed);
    const ActionId id = session.actions().start(request);
    ActionFacts last;
    while (last.id != id || last.phase != ActionPhase::Ended) {
        if (spy.isEmpty() && !spy.wait(20000))
            return {};
        last = spy.takeFirst().first().value<ActionFacts>();
    }
    return last;
}

Result<ActionPlan> TestActionsFeed::plan(EngineSession& session, const ActionRequest& request)
{
    std::optional<Result<ActionPlan>> answer;
    session.actions().plan(request, this, [&answer](const Result<ActionPlan>& plan) { answer = plan; });
    [&] { QTRY_VERIFY(answer.has_value()); }();
    return answer.value_or(Error{ErrorCode::Timeout, {}, {}});
}

void TestActionsFeed::plansARetry()
{
    const QueueId queue = makeFailed(3, 1);
    const auto session = open();
    ActionRequest request;
    request.jobs.queue = queue;
    Result<ActionPlan> planned = plan(*session, request);
    QVERIFY(planned);
    QCOMPARE(planned->jobs, 3);
    QCOMPARE(planned->numbers.attemptsLeft.value(0), 3);
    QCOMPARE(planned->sample.size(), 3);
    QCOMPARE(planned->sample.first().name, "mail");
    QCOMPARE(planned->sample.first().attemptsMade, 1);
    QCOMPARE(planned->workers, 0);
    QVERIFY(!planned->paused);
    QCOMPARE(planned->rateLimited, 0);
    QVERIFY(session->actions().actions().isEmpty()); // plans leave nothing behind

    const QString name = QString::fromUtf8(queue.name);
    const QString worker = m_npm.startWorker(name, {{u"value"_s, 1}});
    QVERIFY(m_npm.eval(u"await queue.pause(); await queue.rateLimit(60000);"_s, name).ok);
    planned = plan(*session, request);
    QVERIFY(planned);
    QCOMPARE(planned->workers, 1);
    QVERIFY(planned->paused);
    QVERIFY(planned->rateLimited > 0);
    QCOMPARE(count(queue, u"failed"_s), 3); // nothing was done
    QVERIFY(m_npm.call(u"workerClose"_s, {{u"worker"_s, worker}}).ok);
}

void TestActionsFeed::retriesWhatWasPlanned()
{
    const QueueId queue = makeFailed(4, 2);
    const auto session = open();
    ActionRequest request;
    request.jobs.queue = queue;
    request.jobs.retry.resetAttemptsMade = true;
    request.jobs.filter.count = 3;
    const ActionFacts ended = run(*session, request);
    QVERIFY(!ended.error);
    QCOMPARE(ended.done, 3);
    QCOMPARE(count(queue, u"failed"_s), 1);
    QCOMPARE(count(queue, u"waiting"_s), 3);
    QCOMPARE(session->actions().actions().size(), 1);
    QVERIFY(!session->actions().isRunning());
    session->actions().dismiss(ended.id);
    QVERIFY(session->actions().actions().isEmpty());
}

void TestActionsFeed::namesWhatHadMovedOn()
{
    const QueueId queue = makeFailed(2);
    const auto session = open();
    ActionRequest request;
    request.jobs.queue = queue;
    request.jobs.ids = {"1", "2", "no-such-job"};
    QVERIFY(m_npm.eval(u"await (await queue.getJob('1')).retry();"_s, QString::fromUtf8(queue.name)).ok);
    const ActionFacts ended = run(*session, request);
    QCOMPARE(ended.done, 1);
    QCOMPARE(ended.skipped, 2);
    QCOMPARE(ended.reasons.value(u"JobNotInState"_s), 1);
    QCOMPARE(ended.reasons.value(u"JobNotExist"_s), 1);
}

void TestActionsFeed::promotes()
{
    const QString name = RedisFixture::uniqueQueue();
    for (int i = 0; i < 3; ++i)
        QVERIFY(!m_npm.add(name, u"later"_s, i, {{u"delay"_s, 3600000}}).isEmpty());
    const auto session = open();
    ActionRequest request;
    request.verb = ActionVerb::Promote;
    request.jobs.queue = {"bull", name.toUtf8()};
    request.jobs.state = JobState::Delayed;
    request.jobs.ids = {"2"};
    QCOMPARE(run(*session, request).done, 1);
    QCOMPARE(m_npm.state(name, u"2"_s), u"waiting"_s);
    request.jobs.ids.clear();
    QCOMPARE(run(*session, request).done, 2);
    QCOMPARE(m_npm.counts(name).value(u"delayed"_s).toInt(), 0);
    QCOMPARE(m_npm.counts(name).value(u"waiting"_s).toInt(), 3);
}

void TestActionsFeed::cancelsAndKeepsTheReport()
{
    const QString name = RedisFixture::uniqueQueue();
    QVERIFY(m_npm
                .eval(u"await queue.addBulk(Array.from({length: 20000}, (_, i) => "
                      "({name: 'later', data: i, opts: {delay: 3600000}})));"_s,
                    name)
                .ok);
    const auto session = open();
    ActionRequest request;
    request.verb = ActionVerb::Promote;
    request.jobs.queue = {"bull", name.toUtf8()};
    request.jobs.state = JobState::Delayed;
    request.jobs.chunk = 10;
    QSignalSpy spy(&session->actions(), &ActionsFeed::changed);
    const ActionId id = session->actions().start(request);
    ActionFacts last;
    const auto next = [&] {
        if (spy.isEmpty() && !spy.wait(20000))
            return false;
        last = spy.takeFirst().first().value<ActionFacts>();
        return true;
    };
    while (last.done == 0)
        QVERIFY(next());
    QCOMPARE(last.total, 20000);
    session->actions().cancel(id);
    while (last.phase != ActionPhase::Ended)
        QVERIFY(next());
    QVERIFY(last.error && last.error->code == ErrorCode::Cancelled);
    QVERIFY(last.done < 20000);
    const QJsonObject counts = m_npm.counts(name);
    QCOMPARE(counts.value(u"waiting"_s).toInt(), last.done);
    QCOMPARE(counts.value(u"delayed"_s).toInt(), 20000 - last.done);
}

void TestActionsFeed::readOnlyRefusesEveryAction_data()
{
    QTest::addColumn<ActionVerb>("verb");
    QTest::addColumn<JobState>("state");
    QTest::newRow("retry") << ActionVerb::Retry << JobState::Failed;
    QTest::newRow("promote") << ActionVerb::Promote << JobState::Delayed;
    QTest::newRow("remove") << ActionVerb::Remove << JobState::Failed;
    QTest::newRow("clean") << ActionVerb::Clean << JobState::Failed;
}

void TestActionsFeed::readOnlyRefusesEveryAction()
{
    QFETCH(const ActionVerb, verb);
    QFETCH(const JobState, state);
    const QueueId queue = makeFailed(1);
    const auto session = open(true);
    ActionRequest request;
    request.verb = verb;
    request.jobs.queue = queue;
    request.jobs.state = state;
    const QHash<QByteArray, qint64> before = m_redis.commandCalls();
    const ActionFacts ended = run(*session, request);
    QVERIFY(ended.error && ended.error->code == ErrorCode::ReadOnly);
    QCOMPARE(ended.done, 0);
    const QHash<QByteArray, qint64> after = m_redis.commandCalls();
    for (const char* write : {"evalsha", "eval", "script|load", "del", "zrem"})
        QCOMPARE(after.value(write), before.value(write));
    QCOMPARE(count(queue, u"failed"_s), 1);
}

void TestActionsFeed::connectionThatIsDown()
{
    EngineConfig config;
    config.connection.unixSocket = m_data.filePath(u"nobody.sock"_s);
    EngineSession session(std::move(config));
    QTRY_COMPARE(session.link().state, LinkState::Waiting);
    ActionRequest request;
    request.jobs.queue = {"bull", "mail"};
    const ActionFacts ended = run(session, request);
    QVERIFY(ended.error);
    QCOMPARE(ended.phase, ActionPhase::Ended);
    const Result<ActionPlan> planned = plan(session, request);
    QVERIFY(!planned);
}

void TestActionsFeed::endsWithTheSession()
{
    const QString name = RedisFixture::uniqueQueue();
    QVERIFY(m_npm
                .eval(u"await queue.addBulk(Array.from({length: 5000}, (_, i) => "
                      "({name: 'later', data: i, opts: {delay: 3600000}})));"_s,
                    name)
                .ok);
    auto session = open();
    ActionRequest request;
    request.verb = ActionVerb::Promote;
    request.jobs.queue = {"bull", name.toUtf8()};
    request.jobs.state = JobState::Delayed;
    request.jobs.chunk = 10;
    QSignalSpy spy(&session->actions(), &ActionsFeed::changed);
    session->actions().start(request);
    QVERIFY(spy.wait(20000));
    session->actions().plan(
        request, this, [](const Result<ActionPlan>&) { QFAIL("the session had gone before"); });
    session.reset();
    const QJsonObject counts = m_npm.counts(name);
    QCOMPARE(counts.value(u"waiting"_s).toInt() + counts.value(u"delayed"_s).toInt(), 5000);
}

QTEST_GUILESS_MAIN(TestActionsFeed)
#include "tst_actionsfeed.moc"
