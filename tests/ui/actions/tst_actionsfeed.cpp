// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/actionsfeed.h"
#include "session/feeds/trashfeed.h"
#include "ui/support/livesession.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

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
    void pausesAndGoesOn();
    void removesAndRestores();
    void cleansAsPreviewed();
    void exportsWhatNpmSees();
    void readOnlyRefusesEveryAction_data();
    void readOnlyRefusesEveryAction();
    void connectionThatIsDown();
    void endsWithTheSession();

private:
    LiveSessions m_live;
};

void TestActionsFeed::initTestCase()
{
    QVERIFY2(m_live.start(), m_live.redis.log().constData());
}

void TestActionsFeed::plansARetry()
{
    const QueueId queue = m_live.makeFailed(3, 1);
    const auto session = m_live.open();
    ActionRequest request;
    request.jobs.queue = queue;
    Result<ActionPlan> planned = planAction(*session, request);
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
    const QString worker = m_live.npm.startWorker(name, {{u"value"_s, 1}});
    QVERIFY(m_live.npm.eval(u"await queue.pause(); await queue.rateLimit(60000);"_s, name).ok);
    planned = planAction(*session, request);
    QVERIFY(planned);
    QCOMPARE(planned->workers, 1);
    QVERIFY(planned->paused);
    QVERIFY(planned->rateLimited > 0);
    QCOMPARE(m_live.count(queue, u"failed"_s), 3); // nothing was done
    QVERIFY(m_live.npm.call(u"workerClose"_s, {{u"worker"_s, worker}}).ok);
}

void TestActionsFeed::retriesWhatWasPlanned()
{
    const QueueId queue = m_live.makeFailed(4, 2);
    const auto session = m_live.open();
    ActionRequest request;
    request.jobs.queue = queue;
    request.jobs.retry.resetAttemptsMade = true;
    request.jobs.filter.count = 3;
    const ActionFacts ended = runAction(*session, request);
    QVERIFY(!ended.error);
    QCOMPARE(ended.done, 3);
    QCOMPARE(m_live.count(queue, u"failed"_s), 1);
    QCOMPARE(m_live.count(queue, u"waiting"_s), 3);
    QCOMPARE(session->actions().actions().size(), 1);
    QVERIFY(!session->actions().isRunning());
    session->actions().dismiss(ended.id);
    QVERIFY(session->actions().actions().isEmpty());
}

void TestActionsFeed::namesWhatHadMovedOn()
{
    const QueueId queue = m_live.makeFailed(2);
    const auto session = m_live.open();
    ActionRequest request;
    request.jobs.queue = queue;
    request.jobs.ids = {"1", "2", "no-such-job"};
    QVERIFY(m_live.npm.eval(u"await (await queue.getJob('1')).retry();"_s, QString::fromUtf8(queue.name)).ok);
    const ActionFacts ended = runAction(*session, request);
    QCOMPARE(ended.done, 1);
    QCOMPARE(ended.skipped, 2);
    QCOMPARE(ended.reasons.value(u"JobNotInState"_s), 1);
    QCOMPARE(ended.reasons.value(u"JobNotExist"_s), 1);
}

void TestActionsFeed::promotes()
{
    const QString name = RedisFixture::uniqueQueue();
    for (int i = 0; i < 3; ++i)
        QVERIFY(!m_live.npm.add(name, u"later"_s, i, {{u"delay"_s, 3600000}}).isEmpty());
    const auto session = m_live.open();
    ActionRequest request;
    request.verb = ActionVerb::Promote;
    request.jobs.queue = {"bull", name.toUtf8()};
    request.jobs.state = JobState::Delayed;
    request.jobs.ids = {"2"};
    QCOMPARE(runAction(*session, request).done, 1);
    QCOMPARE(m_live.npm.state(name, u"2"_s), u"waiting"_s);
    request.jobs.ids.clear();
    QCOMPARE(runAction(*session, request).done, 2);
    QCOMPARE(m_live.npm.counts(name).value(u"delayed"_s).toInt(), 0);
    QCOMPARE(m_live.npm.counts(name).value(u"waiting"_s).toInt(), 3);
}

void TestActionsFeed::cancelsAndKeepsTheReport()
{
    const QueueId queue = m_live.makeDelayed(20000);
    const QString name = QString::fromUtf8(queue.name);
    const auto session = m_live.open();
    ActionRequest request;
    request.verb = ActionVerb::Promote;
    request.jobs.queue = queue;
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
    const QJsonObject counts = m_live.npm.counts(name);
    QCOMPARE(counts.value(u"waiting"_s).toInt(), last.done);
    QCOMPARE(counts.value(u"delayed"_s).toInt(), 20000 - last.done);
}

void TestActionsFeed::pausesAndGoesOn()
{
    const QueueId queue = m_live.makeDelayed(5000);
    const QString name = QString::fromUtf8(queue.name);
    const auto session = m_live.open();
    ActionRequest request;
    request.verb = ActionVerb::Promote;
    request.jobs.queue = queue;
    request.jobs.state = JobState::Delayed;
    request.jobs.chunk = 10;
    QSignalSpy spy(&session->actions(), &ActionsFeed::changed);
    const ActionId id = session->actions().start(request);
    session->actions().pause(id);
    ActionFacts last;
    const auto until = [&](ActionPhase phase) {
        while (last.phase != phase || last.id != id) {
            if (spy.isEmpty() && !spy.wait(20000))
                return false;
            last = spy.takeFirst().first().value<ActionFacts>();
        }
        return true;
    };
    QVERIFY(until(ActionPhase::Paused));
    QVERIFY(last.canPause);
    QVERIFY(session->actions().isRunning());
    const int promoted = m_live.npm.counts(name).value(u"waiting"_s).toInt();
    QVERIFY(promoted < 5000);
    QCOMPARE(m_live.npm.counts(name).value(u"waiting"_s).toInt(), promoted);
    session->actions().resume(id);
    QVERIFY(until(ActionPhase::Ended));
    QCOMPARE(last.done, 5000);
    QCOMPARE(m_live.npm.counts(name).value(u"waiting"_s).toInt(), 5000);
}

void TestActionsFeed::removesAndRestores()
{
    const QueueId queue = m_live.makeFailed(3, 2);
    const QString name = QString::fromUtf8(queue.name);
    QHash<QString, QByteArray> before;
    for (const QString& id : {u"1"_s, u"2"_s, u"3"_s})
        before[id] = m_live.npm.call(u"job"_s, {{u"queue"_s, name}, {u"jobId"_s, id}}).json;
    QVERIFY(before.value(u"1"_s).contains("failedReason"));
    const auto session = m_live.open();
    ActionRequest request;
    request.verb = ActionVerb::Remove;
    request.jobs.queue = queue;
    request.jobs.ids = {"1", "3"};
    const Result<ActionPlan> planned = planAction(*session, request);
    QVERIFY(planned);
    QCOMPARE(planned->jobs, 2);
    QVERIFY(planned->numbers.restorable);
    const ActionFacts removed = runAction(*session, request);
    QCOMPARE(removed.done, 2);
    QCOMPARE(removed.trashed, 2);
    QVERIFY(removed.trashBatch != 0);
    QCOMPARE(m_live.count(queue, u"failed"_s), 1);
    QCOMPARE(m_live.npm.eval(u"return (await queue.getJob('1')) === undefined;"_s, name).json, "true");

    const auto batches = answered<QList<TrashBatch>>(
        [&](const Answer<QList<TrashBatch>>& answer) { session->trash().readBatches(this, answer); });
    QVERIFY(batches && !batches->isEmpty());
    QCOMPARE(batches->first().id, removed.trashBatch);
    QCOMPARE(batches->first().jobs, 2);
    const auto entries = answered<QList<TrashEntry>>([&](const Answer<QList<TrashEntry>>& answer) {
        session->trash().readEntries(removed.trashBatch, 0, 10, this, answer);
    });
    QVERIFY(entries);
    QCOMPARE(entries->size(), 2);

    ActionRequest back;
    back.verb = ActionVerb::Restore;
    back.jobs.queue = queue;
    back.batch = removed.trashBatch;
    back.entries = {entries->first().id};
    QCOMPARE(runAction(*session, back).done, 1);
    back.entries.clear();
    QCOMPARE(runAction(*session, back).done, 1);
    QCOMPARE(m_live.count(queue, u"failed"_s), 3);
    for (const QString& id : {u"1"_s, u"2"_s, u"3"_s})
        QCOMPARE(m_live.npm.call(u"job"_s, {{u"queue"_s, name}, {u"jobId"_s, id}}).json, before.value(id));
    const auto left = answered<QList<TrashBatch>>(
        [&](const Answer<QList<TrashBatch>>& answer) { session->trash().readBatches(this, answer); });
    QVERIFY(left);
    QVERIFY(left->isEmpty() || left->first().id != removed.trashBatch);
}

void TestActionsFeed::cleansAsPreviewed()
{
    const QueueId queue = m_live.makeFailed(4);
    const QString name = QString::fromUtf8(queue.name);
    // Two of them failed an hour and more ago.
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (const auto& [id, ago] : {std::pair("1", 7200000), std::pair("2", 3700000)}) {
        const QByteArray moment = QByteArray::number(now - ago);
        QVERIFY(!m_live.redis.command({"ZADD", queue.key("failed"), moment, id}).isError());
        QVERIFY(!m_live.redis.command({"HSET", queue.job(id), "finishedOn", moment}).isError());
    }
    const auto session = m_live.open();
    ActionRequest request;
    request.verb = ActionVerb::Clean;
    request.jobs.queue = queue;
    request.jobs.grace = Milliseconds(3600000);
    const Result<ActionPlan> planned = planAction(*session, request);
    QVERIFY(planned);
    QCOMPARE(planned->jobs, 2);
    QCOMPARE(planned->oldest, now - 7200000);
    QCOMPARE(planned->newest, now - 3700000);
    QCOMPARE(planned->sample.size(), 2);
    QCOMPARE(planned->sample.first().id, "1");
    QCOMPARE(m_live.count(queue, u"failed"_s), 4);
    request.jobs.limit = 1;
    QCOMPARE(planAction(*session, request)->jobs, 1);
    request.jobs.limit = 0;
    const ActionFacts cleaned = runAction(*session, request);
    QCOMPARE(cleaned.done, 2);
    QCOMPARE(cleaned.trashed, 2);
    QCOMPARE(m_live.count(queue, u"failed"_s), 2);
    QCOMPARE(
        m_live.npm.eval(u"return (await queue.getJobs('failed')).map((job) => job.id).sort();"_s, name).json,
        R"(["3","4"])");
}

void TestActionsFeed::exportsWhatNpmSees()
{
    const QueueId queue = m_live.makeFailed(3, 2);
    const QString name = QString::fromUtf8(queue.name);
    const auto session = m_live.open(true); // reading is allowed
    ActionRequest request;
    request.verb = ActionVerb::Export;
    request.jobs.queue = queue;
    request.jobs.ids = {"1", "3"};
    request.file = m_live.data.filePath(u"some.jsonl"_s);
    const ActionFacts exported = runAction(*session, request);
    QVERIFY2(!exported.error, qPrintable(exported.error ? exported.error->message : QString()));
    QCOMPARE(exported.done, 2);
    QFile file(request.file);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    for (const auto& [line, id] : {std::pair(0, u"1"_s), std::pair(1, u"3"_s)}) {
        QJsonObject ours = QJsonDocument::fromJson(lines.at(line)).object();
        ours.remove(u"queue"_s); // beside npm's own members
        ours.remove(u"state"_s);
        QJsonObject theirs = m_live.npm.job(name, id);
        theirs.remove(u"queueQualifiedName"_s); // ours is `queue`
        for (const QString& key : ours.keys() + theirs.keys())
            QVERIFY2(ours.value(key) == theirs.value(key), qPrintable(key));
    }
    request.jobs.ids.clear();
    request.format = ExportFormat::Csv;
    request.columns = {"id", "name", "failedReason"};
    request.file = m_live.data.filePath(u"all.csv"_s);
    QCOMPARE(runAction(*session, request).done, 3);
    QFile csv(request.file);
    QVERIFY(csv.open(QIODevice::ReadOnly));
    const QByteArray text = csv.readAll();
    QVERIFY2(
        text.startsWith("id,name,failedReason\r\n") && text.count("smtp is down") == 3, text.constData());
}

void TestActionsFeed::readOnlyRefusesEveryAction_data()
{
    QTest::addColumn<ActionVerb>("verb");
    QTest::addColumn<JobState>("state");
    QTest::newRow("retry") << ActionVerb::Retry << JobState::Failed;
    QTest::newRow("promote") << ActionVerb::Promote << JobState::Delayed;
    QTest::newRow("remove") << ActionVerb::Remove << JobState::Failed;
    QTest::newRow("clean") << ActionVerb::Clean << JobState::Failed;
    QTest::newRow("restore") << ActionVerb::Restore << JobState::Failed;
}

void TestActionsFeed::readOnlyRefusesEveryAction()
{
    QFETCH(const ActionVerb, verb);
    QFETCH(const JobState, state);
    const QueueId queue = m_live.makeFailed(1);
    const auto session = m_live.open(true);
    ActionRequest request;
    request.verb = verb;
    request.jobs.queue = queue;
    request.jobs.state = state;
    const QHash<QByteArray, qint64> before = m_live.redis.commandCalls();
    const ActionFacts ended = runAction(*session, request);
    QVERIFY(ended.error && ended.error->code == ErrorCode::ReadOnly);
    QCOMPARE(ended.done, 0);
    const QHash<QByteArray, qint64> after = m_live.redis.commandCalls();
    for (const char* write : {"evalsha", "eval", "script|load", "del", "zrem"})
        QCOMPARE(after.value(write), before.value(write));
    QCOMPARE(m_live.count(queue, u"failed"_s), 1);
}

void TestActionsFeed::connectionThatIsDown()
{
    EngineConfig config;
    config.connection.unixSocket = m_live.data.filePath(u"nobody.sock"_s);
    EngineSession session(std::move(config));
    QTRY_COMPARE(session.link().state, LinkState::Waiting);
    ActionRequest request;
    request.jobs.queue = {"bull", "mail"};
    const ActionFacts ended = runAction(session, request);
    QVERIFY(ended.error);
    QCOMPARE(ended.phase, ActionPhase::Ended);
    const Result<ActionPlan> planned = planAction(session, request);
    QVERIFY(!planned);
}

void TestActionsFeed::endsWithTheSession()
{
    const QueueId queue = m_live.makeDelayed(5000);
    const QString name = QString::fromUtf8(queue.name);
    auto session = m_live.open();
    ActionRequest request;
    request.verb = ActionVerb::Promote;
    request.jobs.queue = queue;
    request.jobs.state = JobState::Delayed;
    request.jobs.chunk = 10;
    QSignalSpy spy(&session->actions(), &ActionsFeed::changed);
    session->actions().start(request);
    QVERIFY(spy.wait(20000));
    session->actions().plan(
        request, this, [](const Result<ActionPlan>&) { QFAIL("the session had gone before"); });
    session.reset();
    const QJsonObject counts = m_live.npm.counts(name);
    QCOMPARE(counts.value(u"waiting"_s).toInt() + counts.value(u"delayed"_s).toInt(), 5000);
}

QTEST_GUILESS_MAIN(TestActionsFeed)
#include "tst_actionsfeed.moc"
