// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/enginesession.h"
#include "session/feeds/actionsfeed.h"
#include "session/feeds/trashfeed.h"
#include "session/feeds/writesfeed.h"
#include "session/samplewatch.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QFile>
#include <QJsonDocument>
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
    void pausesAndGoesOn();
    void removesAndRestores();
    void cleansAsPreviewed();
    void newJobIsWhatNpmSees();
    void editIsWhatNpmSees();
    void exportsWhatNpmSees();
    void sampleIsFollowed();
    void pausesTheQueue();
    void readOnlyRefusesEveryAction_data();
    void readOnlyRefusesEveryAction();
    void connectionThatIsDown();
    void endsWithTheSession();

private:
    [[nodiscard]] QueueId makeFailed(int count, int attempts = 1);
    [[nodiscard]] std::unique_ptr<EngineSession> open(bool readOnly = false);
    [[nodiscard]] ActionFacts run(EngineSession& session, const ActionRequest& request);
    [[nodiscard]] Result<ActionPlan> plan(EngineSession& session, const ActionRequest& request);
    template <typename T>
    [[nodiscard]] Result<T> answered(const std::function<void(Answer<T>)>& ask);
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
    config.identity.address = u"test"_s;
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

template <typename T>
Result<T> TestActionsFeed::answered(const std::function<void(Answer<T>)>& ask)
{
    std::optional<Result<T>> answer;
    ask([&answer](const Result<T>& result) { answer = result; });
    [&] { QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), 20000); }();
    return answer.value_or(Error{ErrorCode::Timeout, {}, {}});
}

void TestActionsFeed::pausesAndGoesOn()
{
    const QString name = RedisFixture::uniqueQueue();
    QVERIFY(m_npm
                .eval(u"await queue.addBulk(Array.from({length: 5000}, (_, i) => "
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
    const int promoted = m_npm.counts(name).value(u"waiting"_s).toInt();
    QVERIFY(promoted < 5000);
    QCOMPARE(m_npm.counts(name).value(u"waiting"_s).toInt(), promoted);
    session->actions().resume(id);
    QVERIFY(until(ActionPhase::Ended));
    QCOMPARE(last.done, 5000);
    QCOMPARE(m_npm.counts(name).value(u"waiting"_s).toInt(), 5000);
}

void TestActionsFeed::removesAndRestores()
{
    const QueueId queue = makeFailed(3, 2);
    const QString name = QString::fromUtf8(queue.name);
    QHash<QString, QByteArray> before;
    for (const QString& id : {u"1"_s, u"2"_s, u"3"_s})
        before[id] = m_npm.call(u"job"_s, {{u"queue"_s, name}, {u"jobId"_s, id}}).json;
    QVERIFY(before.value(u"1"_s).contains("failedReason"));
    const auto session = open();
    ActionRequest request;
    request.verb = ActionVerb::Remove;
    request.jobs.queue = queue;
    request.jobs.ids = {"1", "3"};
    const Result<ActionPlan> planned = plan(*session, request);
    QVERIFY(planned);
    QCOMPARE(planned->jobs, 2);
    QVERIFY(planned->numbers.restorable);
    const ActionFacts removed = run(*session, request);
    QCOMPARE(removed.done, 2);
    QCOMPARE(removed.trashed, 2);
    QVERIFY(removed.trashBatch != 0);
    QCOMPARE(count(queue, u"failed"_s), 1);
    QCOMPARE(m_npm.eval(u"return (await queue.getJob('1')) === undefined;"_s, name).json, "true");

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
    QCOMPARE(run(*session, back).done, 1);
    back.entries.clear();
    QCOMPARE(run(*session, back).done, 1);
    QCOMPARE(count(queue, u"failed"_s), 3);
    for (const QString& id : {u"1"_s, u"2"_s, u"3"_s})
        QCOMPARE(m_npm.call(u"job"_s, {{u"queue"_s, name}, {u"jobId"_s, id}}).json, before.value(id));
    const auto left = answered<QList<TrashBatch>>(
        [&](const Answer<QList<TrashBatch>>& answer) { session->trash().readBatches(this, answer); });
    QVERIFY(left);
    QVERIFY(left->isEmpty() || left->first().id != removed.trashBatch);
}

void TestActionsFeed::cleansAsPreviewed()
{
    const QueueId queue = makeFailed(4);
    const QString name = QString::fromUtf8(queue.name);
    // Two of them failed an hour and more ago.
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (const auto& [id, ago] : {std::pair("1", 7200000), std::pair("2", 3700000)}) {
        const QByteArray moment = QByteArray::number(now - ago);
        QVERIFY(!m_redis.command({"ZADD", queue.key("failed"), moment, id}).isError());
        QVERIFY(!m_redis.command({"HSET", queue.job(id), "finishedOn", moment}).isError());
    }
    const auto session = open();
    ActionRequest request;
    request.verb = ActionVerb::Clean;
    request.jobs.queue = queue;
    request.jobs.grace = Milliseconds(3600000);
    const Result<ActionPlan> planned = plan(*session, request);
    QVERIFY(planned);
    QCOMPARE(planned->jobs, 2);
    QCOMPARE(planned->oldest, now - 7200000);
    QCOMPARE(planned->newest, now - 3700000);
    QCOMPARE(planned->sample.size(), 2);
    QCOMPARE(planned->sample.first().id, "1");
    QCOMPARE(count(queue, u"failed"_s), 4);
    request.jobs.limit = 1;
    QCOMPARE(plan(*session, request)->jobs, 1);
    request.jobs.limit = 0;
    const ActionFacts cleaned = run(*session, request);
    QCOMPARE(cleaned.done, 2);
    QCOMPARE(cleaned.trashed, 2);
    QCOMPARE(count(queue, u"failed"_s), 2);
    QCOMPARE(m_npm.eval(u"return (await queue.getJobs('failed')).map((job) => job.id).sort();"_s, name).json,
        R"(["3","4"])");
}

void TestActionsFeed::newJobIsWhatNpmSees()
{
    const QString name = RedisFixture::uniqueQueue();
    const auto session = open();
    NewJob job;
    job.name = "sendReceipt";
    job.data = R"({"order":1,"total":2.5})";
    job.options.attempts = 4;
    job.options.priority = 7;
    job.options.backoff = BackoffOptions{"exponential", 1000, 0.5};
    job.options.removeOnFail = KeepJobs{.count = 50, .age = 3600, .limit = {}};
    job.options.keepLogs = 20;
    job.options.stackTraceLimit = 3;
    job.options.jobId = "order-1";
    const auto add = [&] {
        return answered<JobId>([&](const Answer<JobId>& answer) {
            session->writes().addJob({"bull", name.toUtf8()}, job, this, answer);
        });
    };
    const Result<JobId> id = add();
    QVERIFY(id);
    QCOMPARE(*id, "order-1");
    QCOMPARE(m_npm.state(name, u"order-1"_s), u"prioritized"_s);
    const NpmReply seen = m_npm.eval(
        u"const job = await queue.getJob('order-1'); const {jobId, timestamp, delay, ...opts} = job.opts;"
        "return [job.name, job.data, opts];"_s,
        name);
    // The same job, added by npm itself, is the judge.
    const NpmReply own = m_npm.eval(
        u"const job = await queue.add('sendReceipt', {order: 1, total: 2.5}, {attempts: 4, priority: 7, "
        "backoff: {type: 'exponential', delay: 1000, jitter: 0.5}, removeOnFail: {count: 50, age: 3600}, "
        "keepLogs: 20, stackTraceLimit: 3, jobId: 'order-2'});"
        "const stored = await queue.getJob('order-2'); const {jobId, timestamp, delay, ...opts} = "
        "stored.opts;"
        "return [stored.name, stored.data, opts];"_s,
        name);
    QVERIFY(seen.ok && own.ok);
    QCOMPARE(seen.value(), own.value());
    job.options.jobId = "7"; // what npm's client refuses is refused before it is sent
    const Result<JobId> refused = add();
    QVERIFY(!refused && refused.error().code == ErrorCode::BadInput);
}

void TestActionsFeed::editIsWhatNpmSees()
{
    const QueueId queue = makeFailed(1);
    const QString name = QString::fromUtf8(queue.name);
    const auto session = open();
    const auto read = [&] {
        return answered<JobDetail>(
            [&](const Answer<JobDetail>& answer) { session->writes().readJob(queue, "1", this, answer); });
    };
    const auto save = [&](const JobEdit& edit) {
        return answered<EditOutcome>(
            [&](const Answer<EditOutcome>& answer) { session->writes().editJob(edit, this, answer); });
    };
    const Result<JobDetail> before = read();
    QVERIFY(before);
    JobEdit edit;
    edit.queue = queue;
    edit.job = "1";
    edit.knownData = before->job.data;
    edit.knownOptions = before->job.opts;
    edit.data = R"({ "b":1.10, "a":12345678901234567890123, "b":2 })";
    edit.optionChanges = R"({"attempts":7,"backoff":{"type":"fixed","delay":50}})";
    Result<EditOutcome> outcome = save(edit);
    QVERIFY(outcome && outcome->saved);
    QCOMPARE(m_redis.text({"HGET", queue.job("1"), "data"}), *edit.data); // byte for byte
    QCOMPARE(
        m_npm
            .eval(
                u"const job = await queue.getJob('1'); return [job.opts.attempts, job.opts.backoff];"_s, name)
            .json,
        R"([7,{"type":"fixed","delay":50}])");
    // It is another job by now: nothing is written, and what it is comes back.
    edit.data = "{}";
    outcome = save(edit);
    QVERIFY(outcome && !outcome->saved && outcome->changed);
    QCOMPARE(outcome->changed->job.options.attempts, 7);
    QVERIFY(m_redis.text({"HGET", queue.job("1"), "data"}) != "{}");
    const auto locked = open(true);
    const Result<JobDetail> now = read();
    edit.knownData = now->job.data;
    edit.knownOptions = now->job.opts;
    const Result<EditOutcome> refused = answered<EditOutcome>(
        [&](const Answer<EditOutcome>& answer) { locked->writes().editJob(edit, this, answer); });
    QVERIFY(!refused && refused.error().code == ErrorCode::ReadOnly);
}

void TestActionsFeed::exportsWhatNpmSees()
{
    const QueueId queue = makeFailed(3, 2);
    const QString name = QString::fromUtf8(queue.name);
    const auto session = open(true); // reading is allowed
    ActionRequest request;
    request.verb = ActionVerb::Export;
    request.jobs.queue = queue;
    request.jobs.ids = {"1", "3"};
    request.file = m_data.filePath(u"some.jsonl"_s);
    const ActionFacts exported = run(*session, request);
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
        QJsonObject theirs = m_npm.job(name, id);
        theirs.remove(u"queueQualifiedName"_s); // ours is `queue`
        for (const QString& key : ours.keys() + theirs.keys())
            QVERIFY2(ours.value(key) == theirs.value(key), qPrintable(key));
    }
    request.jobs.ids.clear();
    request.format = ExportFormat::Csv;
    request.columns = {"id", "name", "failedReason"};
    request.file = m_data.filePath(u"all.csv"_s);
    QCOMPARE(run(*session, request).done, 3);
    QFile csv(request.file);
    QVERIFY(csv.open(QIODevice::ReadOnly));
    const QByteArray text = csv.readAll();
    QVERIFY2(
        text.startsWith("id,name,failedReason\r\n") && text.count("smtp is down") == 3, text.constData());
}

void TestActionsFeed::sampleIsFollowed()
{
    const QueueId queue = makeFailed(3);
    const QString name = QString::fromUtf8(queue.name);
    const auto session = open();
    ActionRequest request;
    request.jobs.queue = queue;
    request.jobs.retry.resetAttemptsMade = true;
    const Result<ActionPlan> planned = plan(*session, request);
    QVERIFY(planned);
    QCOMPARE(planned->sample.size(), 3);
    QCOMPARE(run(*session, request).done, 3);
    SampleWatch watch(session->writes());
    watch.start(queue, planned->sample);
    QTRY_COMPARE(watch.count(SampleOutcome::Waiting), 3);
    // The first two complete and are removed at once, the third fails again: only the events still tell.
    QVERIFY(
        m_npm.eval(u"const job = await queue.getJob('3'); await job.updateData({fail: true});"_s, name).ok);
    const QString worker = m_npm.startWorker(name,
        {{u"code"_s,
            u"async (job) => { if (job.data && job.data.fail) throw new Error('still down'); return 1; }"_s}},
        {{u"removeOnComplete"_s, QJsonObject{{u"count"_s, 0}}}});
    QVERIFY(!worker.isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(watch.isSettled() && watch.jobs().size() == 3, 20000);
    QCOMPARE(watch.count(SampleOutcome::Completed), 2);
    QCOMPARE(watch.count(SampleOutcome::Failed), 1);
    QCOMPARE(watch.jobs().at(2).fate.reason, "still down");
    QVERIFY(!watch.jobs().first().fate.exists);
    QVERIFY(m_npm.call(u"workerClose"_s, {{u"worker"_s, worker}}).ok);
}

void TestActionsFeed::pausesTheQueue()
{
    const QString name = RedisFixture::uniqueQueue();
    QVERIFY(!m_npm.add(name, u"one"_s).isEmpty());
    const auto session = open();
    const auto pause = [&](bool paused) {
        return answered<Done>([&](const Answer<Done>& answer) {
            session->writes().setPaused({"bull", name.toUtf8()}, paused, this, answer);
        });
    };
    QVERIFY(pause(true));
    QCOMPARE(m_npm.eval(u"return queue.isPaused();"_s, name).json, "true");
    QVERIFY(pause(false));
    QCOMPARE(m_npm.eval(u"return queue.isPaused();"_s, name).json, "false");
    const auto locked = open(true);
    const Result<Done> refused = answered<Done>([&](const Answer<Done>& answer) {
        locked->writes().setPaused({"bull", name.toUtf8()}, true, this, answer);
    });
    QVERIFY(!refused && refused.error().code == ErrorCode::ReadOnly);
    const Result<JobId> notAdded = answered<JobId>([&](const Answer<JobId>& answer) {
        locked->writes().addJob({"bull", name.toUtf8()}, {"a", "{}", {}}, this, answer);
    });
    QVERIFY(!notAdded && notAdded.error().code == ErrorCode::ReadOnly);
    QCOMPARE(m_npm.eval(u"return queue.isPaused();"_s, name).json, "false");
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
