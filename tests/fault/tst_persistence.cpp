// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "faultqueue.h"
#include "support/invariants.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>
#include <csignal>

#include <sys/resource.h>

using namespace drover::test;
using namespace Qt::StringLiterals;

namespace {

// What Redis 7 calls its files.
const QString dataFolder = u"appendonlydir"_s;
const QString changes = u"appendonly.aof.1.incr.aof"_s;

QString dataOf(const RedisFixture& redis)
{
    return redis.directory() + u'/' + dataFolder;
}

//! Puts a copy of a stopped server's data in place of whatever is at `target`.
bool copyData(const QString& source, const QString& target)
{
    if (!QDir(target).removeRecursively() || !QDir().mkpath(target))
        return false;
    for (const QString& name : QDir(source).entryList(QDir::Files))
        if (!QFile::copy(source + u'/' + name, target + u'/' + name))
            return false;
    return true;
}

//! No file of this process may grow beyond `bytes`: a full disk, for it alone.
void limitFiles(const RedisFixture& redis, rlim_t bytes)
{
    const auto pid = static_cast<pid_t>(redis.pid());
    rlimit limit{};
    QCOMPARE(::prlimit(pid, RLIMIT_FSIZE, nullptr, &limit), 0);
    limit.rlim_cur = std::min(bytes, limit.rlim_max);
    QCOMPARE(::prlimit(pid, RLIMIT_FSIZE, &limit, nullptr), 0);
}

} // namespace

//! Faults C2, C3, C5, C6: what Redis has on its disk is damaged, old, or cannot be written.
class TestPersistence final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup();
    // fault: C2
    void tailIsCut();
    void dataDoesNotLoad_data();
    // fault: C3
    void dataDoesNotLoad();
    // fault: C3
    void embeddedSaysHowToMend();
    void diskIsFull_data();
    // fault: C5
    void diskIsFull();
    // fault: C5
    void redisEndsWhenTheDiskIsFull();
    // fault: C6
    void oldCopyComesBack();

private:
    void start(const RedisFixtureOptions& options);
    void startWork();
    void finishWork();
    void addFails(const QByteArray& sentence);

    std::unique_ptr<RedisFixture> m_redis;
    std::unique_ptr<FaultQueue> m_queue;
    std::unique_ptr<DroverProcess> m_worker;
};

//! Children inherit this: a write beyond the limit fails, as on a full disk, instead of ending the process.
void TestPersistence::initTestCase()
{
    ::signal(SIGXFSZ, SIG_IGN);
}

void TestPersistence::cleanup()
{
    m_worker.reset();
    m_queue.reset();
    m_redis.reset();
}

void TestPersistence::start(const RedisFixtureOptions& options)
{
    m_redis = std::make_unique<RedisFixture>(options);
    QVERIFY2(m_redis->start(), m_redis->log().constData());
    m_queue = std::make_unique<FaultQueue>(*m_redis);
    m_queue->setConcurrency(8);
}

//! A worker amid its work.
void TestPersistence::startWork()
{
    m_queue->add("p", 400);
    m_worker = m_queue->startWorker(u"ms=20"_s);
    QVERIFY(QTest::qWaitFor([this] { return m_worker->count("completed"_L1) >= 20; }, 30000));
    QVERIFY(m_queue->active() > 0);
}

void TestPersistence::finishWork()
{
    const QByteArray problems = m_queue->finish(*m_worker);
    QVERIFY2(problems.isEmpty(), problems.constData());
}

void TestPersistence::addFails(const QByteArray& sentence)
{
    const DroverOutput failed =
        DroverProcess::run(QStringList{u"add"_s, m_queue->name(), u"x"_s} + m_queue->connect());
    QCOMPARE(failed.exitCode, 2);
    QVERIFY2(failed.err.contains(sentence), failed.err.constData());
}

//! Wherever the file ends, Redis starts with whole scripts, and nothing is found half-way.
void TestPersistence::tailIsCut()
{
    start({.appendOnly = true});
    if (QTest::currentTestFailed())
        return;
    startWork();
    m_worker->kill(); // jobs stay in its hands
    m_redis->stop();
    InvariantOptions options;
    options.queue = "faults";
    options.quiet = false;
    for (int cut = 1; cut <= 200; cut += isLong() ? 1 : 13) {
        RedisFixture shorter({.appendOnly = true});
        QVERIFY(copyData(dataOf(*m_redis), dataOf(shorter)));
        QFile file(dataOf(shorter) + u'/' + changes);
        QVERIFY(file.resize(file.size() - cut));
        QVERIFY2(shorter.start(), shorter.log().constData());
        QCOMPARE(shorter.integer({"EXISTS", "bull:faults:p-399"}), 1); // added long before
        const auto ask = [&shorter](const QByteArrayList& command) { return shorter.command(command); };
        const QByteArray broken = describe(checkInvariants(ask, options));
        QVERIFY2(
            broken.isEmpty(), QByteArray("cut by " + QByteArray::number(cut) + ": " + broken).constData());
    }
}

void TestPersistence::dataDoesNotLoad_data()
{
    QTest::addColumn<bool>("isCut");
    QTest::newRow("aof-load-truncated no") << true;
    QTest::newRow("damaged in the middle") << false;
}

//! Redis refuses to start until somebody mends its file; the worker waits for that.
void TestPersistence::dataDoesNotLoad()
{
    QFETCH(const bool, isCut);
    start({.appendOnly = true, .arguments = {u"--aof-load-truncated"_s, u"no"_s}});
    if (QTest::currentTestFailed())
        return;
    startWork();
    m_redis->killHard();
    const QString sound = m_redis->directory() + u"/sound"_s;
    QVERIFY(copyData(dataOf(*m_redis), sound));
    QFile file(dataOf(*m_redis) + u'/' + changes);
    if (isCut) {
        QVERIFY(file.resize(file.size() - 10));
    } else {
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(file.size() / 2));
        file.write(QByteArray(200, 'x'));
        file.close();
    }
    QVERIFY(!m_redis->start());
    QVERIFY2(m_redis->log().contains("redis-check-aof --fix"), m_redis->log().constData());
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->count("error"_L1) > 0, 30000);
    addFails("Cannot reach Redis");
    QVERIFY(copyData(sound, dataOf(*m_redis))); // a backup is what helps without a loss
    QVERIFY2(m_redis->start(), m_redis->log().constData());
    finishWork();
    QCOMPARE(m_worker->count("stalled"_L1), 0);
}

void TestPersistence::embeddedSaysHowToMend()
{
    DroverProgram program({});
    QCOMPARE(program.run({u"add"_s, u"mail"_s, u"welcome"_s}).exitCode, 0);
    QCOMPARE(program.run({u"redis"_s, u"--stop"_s}).exitCode, 0);
    const QString folder = program.home() + u"/XDG_DATA_HOME/drover/redis/"_s + dataFolder + u'/';
    QFile file(folder + changes);
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(10));
    file.write("damage");
    file.close();
    const DroverOutput refused = program.run({u"queues"_s, u"--json"_s});
    (void)program.run({u"redis"_s, u"--stop"_s}); // in case it runs
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains("redis-check-aof --fix"), refused.err.constData());
}

void TestPersistence::diskIsFull_data()
{
    QTest::addColumn<RedisFixtureOptions>("options");
    QTest::addColumn<bool>("saves");
    QTest::newRow("AOF, every second") << RedisFixtureOptions{.appendOnly = true} << false;
    QTest::newRow("snapshots") << RedisFixtureOptions{.arguments = {u"--save"_s, u"3600 1"_s}} << true;
}

//! Redis takes no changes while it cannot write them down. Nothing is lost, and nobody has to do anything
//! but make room.
void TestPersistence::diskIsFull()
{
    QFETCH(const RedisFixtureOptions, options);
    QFETCH(const bool, saves);
    start(options);
    if (QTest::currentTestFailed())
        return;
    startWork();
    limitFiles(*m_redis, 1);
    if (saves)
        m_redis->command({"BGSAVE"});
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->errors(u"MISCONF") > 0, 30000);
    addFails("cannot save to disk");
    QVERIFY(!m_queue->isDone());
    limitFiles(*m_redis, RLIM_INFINITY);
    if (saves)
        m_redis->command({"BGSAVE"});
    finishWork();
    QCOMPARE(m_worker->count("completed"_L1), 400);
    QCOMPARE(m_worker->count("stalled"_L1), 0);
}

//! With appendfsync always it ends instead, and comes back when there is room.
void TestPersistence::redisEndsWhenTheDiskIsFull()
{
    start({.keepsAll = true});
    if (QTest::currentTestFailed())
        return;
    startWork();
    limitFiles(*m_redis, 1);
    QTRY_VERIFY_WITH_TIMEOUT(!m_redis->isRunning(), 30000);
    QTRY_VERIFY_WITH_TIMEOUT(m_worker->count("error"_L1) > 0, 30000);
    addFails("Cannot reach Redis");
    QVERIFY2(m_redis->start(), m_redis->log().constData());
    finishWork();
    QCOMPARE(m_worker->count("stalled"_L1), 0);
}

//! A backup is put back while a worker lives: what it had in hand is not there any more, and ids that were
//! given out will be given out again. It says both, and goes on with what is there.
void TestPersistence::oldCopyComesBack()
{
    start({.appendOnly = true});
    if (QTest::currentTestFailed())
        return;
    m_queue->add("kept", 10);
    m_worker = m_queue->startWorker(u"ms=1500"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_queue->isDone(), 30000);
    m_redis->stop();
    const QString old = m_redis->directory() + u"/old"_s;
    QVERIFY(copyData(dataOf(*m_redis), old));
    QVERIFY2(m_redis->start(), m_redis->log().constData());

    FaultQueue forgotten(*m_redis); // a record of its own: nobody can complete these
    const QStringList add{u"add"_s, forgotten.name(), u"numbered"_s};
    QCOMPARE(DroverProcess::run(add + forgotten.connect()).exitCode, 0);
    forgotten.add("later", 7);
    QTRY_COMPARE_WITH_TIMEOUT(m_worker->count("active"_L1), 18, 30000);
    m_redis->killHard();
    QVERIFY(copyData(old, dataOf(*m_redis)));
    QVERIFY2(m_redis->start(), m_redis->log().constData());
    QTRY_COMPARE_WITH_TIMEOUT(m_worker->errors(u"the counter of job ids went back from 11 to 10"), 1, 30000);
    m_queue->add("after", 8);
    finishWork();
    QCOMPARE(m_worker->errors(u"lost the lock"), 8);
}

QTEST_GUILESS_MAIN(TestPersistence)
#include "tst_persistence.moc"
