// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/writesfeed.h"
#include "session/samplewatch.h"
#include "ui/support/livesession.h"

#include <QJsonObject>
#include <QTest>

using namespace drover;
using namespace drover::ui;
using namespace drover::test;
using namespace Qt::StringLiterals;

//! Changes of one job or one queue through a session on a real Redis; npm says what they are.
class TestWritesFeed final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void newJobIsWhatNpmSees();
    void editIsWhatNpmSees();
    void sampleIsFollowed();
    void pausesTheQueue();

private:
    LiveSessions m_live;
};

void TestWritesFeed::initTestCase()
{
    QVERIFY2(m_live.start(), m_live.redis.log().constData());
}

void TestWritesFeed::newJobIsWhatNpmSees()
{
    const QString name = RedisFixture::uniqueQueue();
    const auto session = m_live.open();
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
    QCOMPARE(m_live.npm.state(name, u"order-1"_s), u"prioritized"_s);
    const NpmReply seen = m_live.npm.eval(
        u"const job = await queue.getJob('order-1'); const {jobId, timestamp, delay, ...opts} = job.opts;"
        "return [job.name, job.data, opts];"_s,
        name);
    // The same job, added by npm itself, is the judge.
    const NpmReply own = m_live.npm.eval(
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

void TestWritesFeed::editIsWhatNpmSees()
{
    const QueueId queue = m_live.makeFailed(1);
    const QString name = QString::fromUtf8(queue.name);
    const auto session = m_live.open();
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
    QCOMPARE(m_live.redis.text({"HGET", queue.job("1"), "data"}), *edit.data); // byte for byte
    QCOMPARE(
        m_live.npm
            .eval(
                u"const job = await queue.getJob('1'); return [job.opts.attempts, job.opts.backoff];"_s, name)
            .json,
        R"([7,{"type":"fixed","delay":50}])");
    // It is another job by now: nothing is written, and what it is comes back.
    edit.data = "{}";
    outcome = save(edit);
    QVERIFY(outcome && !outcome->saved && outcome->changed);
    QCOMPARE(outcome->changed->job.options.attempts, 7);
    QVERIFY(m_live.redis.text({"HGET", queue.job("1"), "data"}) != "{}");
    const auto locked = m_live.open(true);
    const Result<JobDetail> now = read();
    edit.knownData = now->job.data;
    edit.knownOptions = now->job.opts;
    const Result<EditOutcome> refused = answered<EditOutcome>(
        [&](const Answer<EditOutcome>& answer) { locked->writes().editJob(edit, this, answer); });
    QVERIFY(!refused && refused.error().code == ErrorCode::ReadOnly);
}

void TestWritesFeed::sampleIsFollowed()
{
    const QueueId queue = m_live.makeFailed(3);
    const QString name = QString::fromUtf8(queue.name);
    const auto session = m_live.open();
    ActionRequest request;
    request.jobs.queue = queue;
    request.jobs.retry.resetAttemptsMade = true;
    const Result<ActionPlan> planned = planAction(*session, request);
    QVERIFY(planned);
    QCOMPARE(planned->sample.size(), 3);
    QCOMPARE(runAction(*session, request).done, 3);
    SampleWatch watch(session->writes());
    watch.start(queue, planned->sample);
    QTRY_COMPARE(watch.count(SampleOutcome::Waiting), 3);
    // The first two complete and are removed at once, the third fails again: only the events still tell.
    QVERIFY(
        m_live.npm.eval(u"const job = await queue.getJob('3'); await job.updateData({fail: true});"_s, name)
            .ok);
    const QString worker = m_live.npm.startWorker(name,
        {{u"code"_s,
            u"async (job) => { if (job.data && job.data.fail) throw new Error('still down'); return 1; }"_s}},
        {{u"removeOnComplete"_s, QJsonObject{{u"count"_s, 0}}}});
    QVERIFY(!worker.isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(watch.isSettled() && watch.jobs().size() == 3, 20000);
    QCOMPARE(watch.count(SampleOutcome::Completed), 2);
    QCOMPARE(watch.count(SampleOutcome::Failed), 1);
    QCOMPARE(watch.jobs().at(2).fate.reason, "still down");
    QVERIFY(!watch.jobs().first().fate.exists);
    QVERIFY(m_live.npm.call(u"workerClose"_s, {{u"worker"_s, worker}}).ok);
}

void TestWritesFeed::pausesTheQueue()
{
    const QString name = RedisFixture::uniqueQueue();
    QVERIFY(!m_live.npm.add(name, u"one"_s).isEmpty());
    const auto session = m_live.open();
    const auto pause = [&](bool paused) {
        return answered<Done>([&](const Answer<Done>& answer) {
            session->writes().setPaused({"bull", name.toUtf8()}, paused, this, answer);
        });
    };
    QVERIFY(pause(true));
    QCOMPARE(m_live.npm.eval(u"return queue.isPaused();"_s, name).json, "true");
    QVERIFY(pause(false));
    QCOMPARE(m_live.npm.eval(u"return queue.isPaused();"_s, name).json, "false");
    const auto locked = m_live.open(true);
    const Result<Done> refused = answered<Done>([&](const Answer<Done>& answer) {
        locked->writes().setPaused({"bull", name.toUtf8()}, true, this, answer);
    });
    QVERIFY(!refused && refused.error().code == ErrorCode::ReadOnly);
    const Result<JobId> notAdded = answered<JobId>([&](const Answer<JobId>& answer) {
        locked->writes().addJob({"bull", name.toUtf8()}, {"a", "{}", {}}, this, answer);
    });
    QVERIFY(!notAdded && notAdded.error().code == ErrorCode::ReadOnly);
    QCOMPARE(m_live.npm.eval(u"return queue.isPaused();"_s, name).json, "false");
}

QTEST_GUILESS_MAIN(TestWritesFeed)
#include "tst_writesfeed.moc"
