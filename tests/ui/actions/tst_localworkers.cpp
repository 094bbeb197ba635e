// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "queue/activitylog.h"
#include "session/enginesession.h"
#include "session/feeds/workersfeed.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"
#include "util/words.h"

#include <QFile>
#include <QJsonObject>
#include <QSaveFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace drover;
using namespace drover::ui;
using namespace drover::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! Workers that a session runs, on a real Redis; npm is producer, competitor and judge.
class TestLocalWorkers final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void runsJobsOfNpm_data();
    void runsJobsOfNpm();
    void optionsReachTheQueue();
    void badWorkerSaysWhy_data();
    void badWorkerSaysWhy();
    void readOnlyConnectionRefuses();
    void withoutARedisNothingRuns();
    void closingEndsTheRecord();
    void crashingProgramIsHeldBack();
    void startsAnewWhenSaved();
    void brokenFileWaitsForTheNextSave();
    void stopsAtOnceWhenAskedTwice();
    void everybodyIsListed();

private:
    [[nodiscard]] std::unique_ptr<EngineSession> open(bool readOnly = false);
    [[nodiscard]] static QString pluginFile(const QString& name)
    {
        return QStringLiteral(DROVER_TEST_PLUGINS "/lib%1.so").arg(name);
    }
    [[nodiscard]] QString writeProcessor(const QByteArray& code);
    [[nodiscard]] LocalWorkerSpec nodeSpec(const QString& file) const;
    [[nodiscard]] static LocalWorkerFacts first(EngineSession& session)
    {
        return session.workers().workers().value(0);
    }
    [[nodiscard]] int count(const QString& state) { return m_npm.counts(m_queue).value(state).toInt(); }

    QTemporaryDir m_data;
    RedisFixture m_redis;
    NpmProcess m_npm{m_redis.socketPath()};
    QString m_queue;
    int m_files = 0;
};

void TestLocalWorkers::initTestCase()
{
    QVERIFY(m_data.isValid());
    QVERIFY2(m_redis.start(), m_redis.log().constData());
    QVERIFY(m_npm.start());
}

void TestLocalWorkers::init()
{
    m_queue = RedisFixture::uniqueQueue();
}

std::unique_ptr<EngineSession> TestLocalWorkers::open(bool readOnly)
{
    EngineConfig config;
    config.connection = m_redis.unixOptions();
    config.identity.readOnly = readOnly;
    config.dataDir = m_data.path();
    auto session = std::make_unique<EngineSession>(std::move(config));
    [&] { QTRY_COMPARE(session->link().state, LinkState::Ready); }();
    return session;
}

QString TestLocalWorkers::writeProcessor(const QByteArray& code)
{
    QFile file(m_data.filePath(u"processor%1.js"_s.arg(++m_files)));
    [&] { QVERIFY(file.open(QIODevice::WriteOnly)); }();
    file.write(code);
    return file.fileName();
}

LocalWorkerSpec TestLocalWorkers::nodeSpec(const QString& file) const
{
    LocalWorkerSpec spec;
    spec.queue = {"bull", m_queue.toUtf8()};
    spec.kind = LocalWorkerSpec::Kind::Node;
    spec.program = file;
    spec.concurrency = 1;
    return spec;
}

void TestLocalWorkers::runsJobsOfNpm_data()
{
    QTest::addColumn<LocalWorkerSpec::Kind>("kind");
    QTest::newRow("simulate") << LocalWorkerSpec::Kind::Simulate;
    QTest::newRow("node file") << LocalWorkerSpec::Kind::Node;
    QTest::newRow("command") << LocalWorkerSpec::Kind::Command;
    QTest::newRow("plugin") << LocalWorkerSpec::Kind::Plugin;
}

void TestLocalWorkers::runsJobsOfNpm()
{
    QFETCH(const LocalWorkerSpec::Kind, kind);
    for (int i = 0; i < 5; ++i)
        QVERIFY(!m_npm.add(m_queue, u"mail"_s).isEmpty());
    const auto session = open();
    LocalWorkerSpec spec = nodeSpec(
        writeProcessor("module.exports = async (job) => { console.log('sent', job.id); return job.name; };"));
    spec.kind = kind;
    spec.simulation = u"ms=5"_s;
    if (kind == LocalWorkerSpec::Kind::Command) {
        spec.program = u"sh"_s;
        spec.arguments = {u"-c"_s, u"printf 'sent %s' $DROVER_JOB_ID >&2"_s}; // and no end of the line
    }
    if (kind == LocalWorkerSpec::Kind::Plugin)
        spec.program = pluginFile(u"jobsplugin"_s);
    QSignalSpy lines(&session->workers(), &WorkersFeed::lines);
    const int worker = session->workers().start(spec, u"d"_s);
    QTRY_COMPARE_WITH_TIMEOUT(count(u"completed"_s), 5, 20000);
    QTRY_COMPARE(first(*session).completed, 5);
    QCOMPARE(first(*session).definition, u"d"_s);
    const auto said = [&lines](const QByteArray& job, const QByteArray& text) {
        return std::any_of(lines.begin(), lines.end(), [&](const QList<QVariant>& portion) {
            const auto told = portion.first().value<QList<WorkerLine>>();
            return std::any_of(told.begin(), told.end(), [&](const WorkerLine& line) {
                return line.kind == WorkerLine::Kind::Output && line.job == job && line.text == text;
            });
        });
    };
    if (kind == LocalWorkerSpec::Kind::Node || kind == LocalWorkerSpec::Kind::Command) {
        QTRY_VERIFY(said("1", "sent 1")); // beside the job that wrote it
        QTRY_VERIFY(said("5", "sent 5"));
    }
    if (kind == LocalWorkerSpec::Kind::Plugin)
        QCOMPARE(m_npm.job(m_queue, u"5"_s).value(u"returnvalue"_s).toObject().value(u"attempt"_s), 1);
    session->workers().stop(worker, false);
    QTRY_COMPARE(first(*session).state, LocalWorkerState::Stopped);
    QVERIFY(!m_npm.add(m_queue, u"mail"_s).isEmpty());
    QCOMPARE(count(u"waiting"_s), 1);
}

void TestLocalWorkers::optionsReachTheQueue()
{
    for (int i = 0; i < 4; ++i)
        QVERIFY(!m_npm.add(m_queue, u"mail"_s).isEmpty());
    const auto session = open();
    LocalWorkerSpec spec = nodeSpec({});
    spec.kind = LocalWorkerSpec::Kind::Simulate;
    spec.simulation = u"ms=1"_s;
    spec.name = u"desk-7"_s;
    spec.removeOnComplete = KeepJobs{.count = 1, .age = {}, .limit = {}};
    session->workers().start(spec, {});
    QTRY_COMPARE_WITH_TIMEOUT(first(*session).completed, 4, 20000);
    QTRY_COMPARE(count(u"completed"_s), 1);
    QCOMPARE(m_npm.eval(u"return (await queue.getJobs('completed'))[0].processedBy;"_s, m_queue).json,
        "\"desk-7\"");
    QCOMPARE(
        m_npm
            .eval(u"return (await queue.getWorkers()).map((worker) => worker.rawname.split(':w:')[1]);"_s,
                m_queue)
            .json,
        "[\"desk-7\"]");
    session->workers().setConcurrency(1, 9);
    QTRY_COMPARE(first(*session).spec.concurrency, 9);
}

void TestLocalWorkers::badWorkerSaysWhy_data()
{
    using Kind = LocalWorkerSpec::Kind;
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("program");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("words");
    const QString nowhere = u"/nowhere/at-all"_s;
    QTest::newRow("command") << Kind::Command << nowhere << ErrorCode::NotFound << nowhere;
    QTest::newRow("node file") << Kind::Node << nowhere << ErrorCode::NotFound << nowhere;
    QTest::newRow("plugin") << Kind::Plugin << nowhere << ErrorCode::NotFound << nowhere;
    QTest::newRow("plugin that is none")
        << Kind::Plugin << u"/bin/sh"_s << ErrorCode::BadInput << u"no Qt plugin"_s;
    QTest::newRow("plugin that cannot start")
        << Kind::Plugin << pluginFile(u"make_throws"_s) << ErrorCode::BadInput << u"no database"_s;
}

void TestLocalWorkers::badWorkerSaysWhy()
{
    QFETCH(const LocalWorkerSpec::Kind, kind);
    QFETCH(const QString, program);
    QFETCH(const ErrorCode, code);
    QFETCH(const QString, words);
    QVERIFY(!m_npm.add(m_queue, u"mail"_s).isEmpty());
    const auto session = open();
    LocalWorkerSpec spec = nodeSpec(program);
    spec.kind = kind;
    session->workers().start(spec, {});
    QTRY_COMPARE(first(*session).state, LocalWorkerState::Stopped);
    QVERIFY(first(*session).error);
    QCOMPARE(first(*session).error->code, code);
    const QString sentence = errorWords(*first(*session).error).sentence;
    QVERIFY2(sentence.startsWith(u"Cannot run jobs: "_s) && sentence.contains(words), qPrintable(sentence));
    QCOMPARE(count(u"waiting"_s), 1);
}

void TestLocalWorkers::readOnlyConnectionRefuses()
{
    QVERIFY(!m_npm.add(m_queue, u"mail"_s).isEmpty());
    const auto session = open(true);
    LocalWorkerSpec spec = nodeSpec({});
    spec.kind = LocalWorkerSpec::Kind::Simulate;
    spec.simulation = u"ms=1"_s;
    session->workers().start(spec, {});
    QTRY_COMPARE(first(*session).state, LocalWorkerState::Stopped);
    QVERIFY(first(*session).error && first(*session).error->code == ErrorCode::ReadOnly);
    QCOMPARE(count(u"waiting"_s), 1);
}

void TestLocalWorkers::withoutARedisNothingRuns()
{
    QFile inTheWay(m_data.filePath(u"no-folder"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    EngineConfig config;
    config.identity.embedded = true;
    config.embeddedDir = inTheWay.fileName() + u"/redis"_s;
    config.dataDir = m_data.path();
    EngineSession session(config);
    LocalWorkerSpec spec = nodeSpec({});
    spec.kind = LocalWorkerSpec::Kind::Simulate;
    spec.simulation = u"ms=1"_s;
    session.workers().start(spec, {}); // as early as a person can
    QTRY_COMPARE(first(session).state, LocalWorkerState::Stopped);
    QVERIFY(first(session).error);
    QTRY_VERIFY(session.link().error);
    session.workers().start(spec, {});
    QTRY_COMPARE(session.workers().workers().value(1).state, LocalWorkerState::Stopped);
    QCOMPARE(session.workers().workers().value(1).error->code, session.link().error->code);
}

void TestLocalWorkers::closingEndsTheRecord()
{
    auto session = open();
    LocalWorkerSpec spec = nodeSpec({});
    spec.kind = LocalWorkerSpec::Kind::Simulate;
    spec.simulation = u"ms=1"_s;
    QVERIFY(!m_npm.add(m_queue, u"mail"_s).isEmpty());
    session->workers().start(spec, {});
    QTRY_COMPARE_WITH_TIMEOUT(first(*session).completed, 1, 20000);
    session.reset();
    ActivityLogOptions options;
    options.path = m_data.filePath(u"activity.sqlite"_s);
    ActivityLog log(options);
    const auto newest = log.newest(1);
    QTRY_VERIFY(newest.isFinished());
    QVERIFY(newest.result() && !newest.result()->empty());
    const ActivityEntry entry = newest.result()->front();
    QCOMPARE(entry.queue.name, m_queue.toUtf8());
    QVERIFY(entry.finished);
    QCOMPARE(entry.outcome.value(u"completed"_s).toInt(), 1);
}

void TestLocalWorkers::crashingProgramIsHeldBack()
{
    for (int i = 0; i < 20; ++i)
        QVERIFY(!m_npm.add(m_queue, u"mail"_s).isEmpty());
    const auto session = open();
    session->workers().start(nodeSpec(writeProcessor("module.exports = async () => process.exit(3);")), {});
    QTRY_COMPARE_WITH_TIMEOUT(first(*session).state, LocalWorkerState::BackingOff, 30000);
    QVERIFY(first(*session).crashes >= 3);
    QVERIFY(first(*session).nextTryAt > 0);
    // It has not eaten the queue meanwhile.
    QTRY_VERIFY(first(*session).running.isEmpty());
    QVERIFY(count(u"waiting"_s) >= 10);
    // It goes on by itself, and is held back again, for longer.
    const qint64 before = first(*session).nextTryAt;
    QTRY_VERIFY_WITH_TIMEOUT(
        first(*session).state == LocalWorkerState::BackingOff && first(*session).nextTryAt > before, 30000);
    session->workers().stop(1, false);
    QTRY_COMPARE_WITH_TIMEOUT(first(*session).state, LocalWorkerState::Stopped, 20000);
}

void TestLocalWorkers::startsAnewWhenSaved()
{
    const QString file = writeProcessor("module.exports = async () => 'old';");
    QVERIFY(!m_npm.add(m_queue, u"mail"_s).isEmpty());
    const auto session = open();
    LocalWorkerSpec spec = nodeSpec(file);
    spec.restartOnSave = true;
    session->workers().start(spec, {});
    QTRY_COMPARE_WITH_TIMEOUT(first(*session).completed, 1, 20000);
    QCOMPARE(m_npm.job(m_queue, u"1"_s).value(u"returnvalue"_s).toString(), u"old"_s);
    // As editors save: a new file in the place of the old one.
    QSaveFile saved(file);
    QVERIFY(saved.open(QIODevice::WriteOnly));
    saved.write("module.exports = async () => 'new';");
    QVERIFY(saved.commit());
    QSignalSpy lines(&session->workers(), &WorkersFeed::lines);
    const auto restarted = [&lines] {
        return std::any_of(lines.begin(), lines.end(), [](const QList<QVariant>& portion) {
            const auto told = portion.first().value<QList<WorkerLine>>();
            return std::any_of(told.begin(), told.end(),
                [](const WorkerLine& line) { return line.text.contains("was saved"); });
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(restarted(), 20000);
    QTRY_COMPARE_WITH_TIMEOUT(first(*session).state, LocalWorkerState::Running, 20000);
    QVERIFY(!m_npm.add(m_queue, u"mail"_s).isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(m_npm.job(m_queue, u"2"_s).value(u"returnvalue"_s).toString(), u"new"_s, 20000);
    QTRY_COMPARE(first(*session).completed, 2); // counted on
}

void TestLocalWorkers::brokenFileWaitsForTheNextSave()
{
    const QString file = writeProcessor("module.exports = async ( => 1;");
    QVERIFY(!m_npm.add(m_queue, u"mail"_s).isEmpty());
    const auto session = open();
    LocalWorkerSpec spec = nodeSpec(file);
    spec.restartOnSave = true;
    session->workers().start(spec, {});
    QTRY_COMPARE_WITH_TIMEOUT(first(*session).state, LocalWorkerState::BackingOff, 20000);
    QVERIFY(first(*session).error);
    QCOMPARE(first(*session).nextTryAt, 0);
    QFile mended(file);
    QVERIFY(mended.open(QIODevice::WriteOnly | QIODevice::Truncate));
    mended.write("module.exports = async () => 1;");
    mended.close();
    QTRY_COMPARE_WITH_TIMEOUT(first(*session).completed, 1, 20000);
    QVERIFY(!first(*session).error);
}

void TestLocalWorkers::stopsAtOnceWhenAskedTwice()
{
    QVERIFY(!m_npm.add(m_queue, u"mail"_s).isEmpty());
    const auto session = open();
    LocalWorkerSpec spec = nodeSpec({});
    spec.kind = LocalWorkerSpec::Kind::Simulate;
    spec.simulation = u"ms=600000"_s;
    spec.grace = 300000ms;
    session->workers().start(spec, {});
    QTRY_COMPARE(first(*session).running.size(), 1);
    session->workers().stop(1, false);
    QTRY_COMPARE(first(*session).state, LocalWorkerState::Stopping);
    QVERIFY(first(*session).stopBy > QDateTime::currentMSecsSinceEpoch() + 200000);
    QCOMPARE(count(u"active"_s), 1);
    session->workers().stop(1, false);
    QTRY_COMPARE_WITH_TIMEOUT(first(*session).state, LocalWorkerState::Stopped, 20000);
    QCOMPARE(count(u"waiting"_s), 1); // handed back
    QCOMPARE(count(u"active"_s), 0);
}

void TestLocalWorkers::everybodyIsListed()
{
    QVERIFY(!m_npm.add(m_queue, u"mail"_s).isEmpty());
    const QString other = m_npm.startWorker(m_queue, {{u"value"_s, 1}}, {{u"name"_s, u"npm-0"_s}});
    const auto session = open();
    LocalWorkerSpec spec = nodeSpec({});
    spec.kind = LocalWorkerSpec::Kind::Simulate;
    spec.simulation = u"ms=1"_s;
    session->workers().start(spec, {});
    QTRY_COMPARE(first(*session).state, LocalWorkerState::Running);
    ListenersSnapshot seen;
    const auto listeners = [&] {
        session->readQueues();
        std::optional<Result<ListenersSnapshot>> answer;
        session->workers().readListeners(
            this, [&answer](const Result<ListenersSnapshot>& read) { answer = read; });
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 5000) || !*answer)
            return false;
        seen.workers.clear();
        for (const ListeningWorker& worker : (*answer)->workers) {
            if (worker.info.queue.name == m_queue.toUtf8())
                seen.workers.append(worker);
        }
        return seen.workers.size() == 2;
    };
    QTRY_VERIFY_WITH_TIMEOUT(listeners(), 20000);
    for (const ListeningWorker& worker : seen.workers)
        QCOMPARE(worker.own, worker.info.name != "npm-0");
    QVERIFY(m_npm.call(u"workerClose"_s, {{u"worker"_s, other}}).ok);
}

QTEST_GUILESS_MAIN(TestLocalWorkers)
#include "tst_localworkers.moc"
