// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "faultqueue.h"
#include "support/droverprogram.h"
#include "support/invariants.h"

#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

//! Fault H5: this computer has no more files, threads or memory to give. What cannot be done is said, with
//! the exit code of the contract; nothing aborts and nothing waits for ever.
class TestLimits final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void tooFewFiles_data();
    // fault: H5
    void tooFewFiles();
    // fault: H5
    void ownLimitIsRaised();
    // fault: H5
    void filesRunOut();
    void tooFewThreads_data();
    // fault: H5
    void tooFewThreads();
#ifndef __SANITIZE_ADDRESS__ // which takes terabytes of address space itself
    // fault: H5
    void tooLittleMemory();
    // fault: H5
    void replyThatDoesNotFit();
#endif

private:
    //! Before the options: what follows `--exec` is the command's.
    [[nodiscard]] QStringList verb(const QStringList& words) const
    {
        return words.first(2) + m_queue->connect() + words.sliced(2);
    }

    std::unique_ptr<RedisFixture> m_redis;
    std::unique_ptr<FaultQueue> m_queue;
    std::unique_ptr<DroverProgram> m_program;
};

namespace {

const QStringList counts{u"counts"_s, u"faults"_s, u"--json"_s};
const QStringList add{u"add"_s, u"faults"_s, u"x"_s, u"--json"_s};
const QStringList simulate{
    u"work"_s, u"faults"_s, u"--json"_s, u"--until-empty"_s, u"--simulate"_s, u"ms=1"_s};
const QStringList exec{u"work"_s, u"faults"_s, u"--json"_s, u"--until-empty"_s, u"--concurrency"_s, u"40"_s,
    u"--exec"_s, u"sleep"_s, u"0.2"_s};

QString errorOf(const DroverOutput& output)
{
    const QList<QJsonObject> lines = output.lines();
    return lines.isEmpty() ? QString() : lines.last()["error"_L1]["message"_L1].toString();
}

} // namespace

void TestLimits::init()
{
    m_redis = std::make_unique<RedisFixture>();
    QVERIFY2(m_redis->start(), m_redis->log().constData());
    m_queue = std::make_unique<FaultQueue>(*m_redis);
    m_program = std::make_unique<DroverProgram>(QString());
}

void TestLimits::cleanup()
{
    m_program.reset();
    m_queue.reset();
    m_redis.reset();
}

void TestLimits::tooFewFiles_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<int>("files");
    for (const int files : {10, 20, 40}) {
        QTest::addRow("counts, %d files", files) << counts << files;
        QTest::addRow("work, %d files", files) << simulate << files;
    }
}

void TestLimits::tooFewFiles()
{
    QFETCH(const QStringList, words);
    QFETCH(const int, files);
    const DroverOutput output = m_program->runUnder(u"ulimit -n %1"_s.arg(files), verb(words));
    QCOMPARE(output.exitCode, 2);
    QVERIFY2(output.err.contains("ulimit -n"), output.err.constData());
    QCOMPARE(errorOf(output),
        u"this process may open only %1 files at once and needs 64: raise the limit (ulimit -n)"_s.arg(
            files));
}

void TestLimits::ownLimitIsRaised()
{
    m_queue->add("f", 5);
    QCOMPARE(m_program->runUnder(u"ulimit -Sn 8"_s, verb(simulate)).exitCode, 0);
    QCOMPARE(m_queue->completed(), 5);
}

//! More commands at once than there are files for: those that cannot start fail, and the worker goes on.
void TestLimits::filesRunOut()
{
    m_queue->add("f", 80);
    const DroverOutput output = m_program->runUnder(u"ulimit -n 64"_s, verb(exec));
    QCOMPARE(output.exitCode, 1);
    const qint64 failed = m_queue->count("failed");
    QVERIFY(failed > 0);
    QCOMPARE(m_queue->completed() + failed, 80);
    for (const QByteArray& id : m_redis->list({"ZRANGE", "bull:faults:failed", "0", "-1"})) {
        const QByteArray reason = m_redis->text({"HGET", "bull:faults:" + id, "failedReason"});
        QVERIFY2(reason.startsWith("Cannot run sleep") || reason.contains("Too many open files"),
            reason.constData());
    }
    const auto ask = [this](const QByteArrayList& command) { return m_redis->command(command); };
    InvariantOptions options;
    options.queue = "faults";
    options.drained = true;
    const QByteArray broken = describe(checkInvariants(ask, options));
    QVERIFY2(broken.isEmpty(), broken.constData());
}

void TestLimits::tooFewThreads_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("add") << add;
    QTest::newRow("work, simulated") << simulate;
    QTest::newRow("work, a command") << exec;
}

//! One thread more in each round, until there are enough.
void TestLimits::tooFewThreads()
{
    QFETCH(const QStringList, words);
    m_program->setEnvironment(u"LD_PRELOAD"_s, QStringLiteral(PRELOAD_THREADS));
    m_program->setEnvironment(u"ASAN_OPTIONS"_s,
        qEnvironmentVariable("ASAN_OPTIONS") + u":verify_asan_link_order=0"_s); // ours comes before it
    int refused = 0;
    for (;; ++refused) {
        QVERIFY(refused < 20);
        m_program->setEnvironment(u"DROVER_TEST_THREADS"_s, QString::number(refused));
        const DroverOutput output = m_program->run(verb(words));
        if (output.exitCode == 0)
            break;
        QCOMPARE(output.exitCode, 2);
        QVERIFY2(output.err.contains("no more threads") || output.out.contains("no more threads"),
            QByteArray(output.out + output.err).constData());
    }
    QVERIFY(refused > 0);
}

#ifndef __SANITIZE_ADDRESS__
//! 8 MB more in each round, until there is enough. Below, the system's loader may speak in our place.
void TestLimits::tooLittleMemory()
{
    int sound = 0;
    for (int megabytes = 40; sound < 3; megabytes += 8) {
        QVERIFY(megabytes < 1000);
        const DroverOutput output =
            m_program->runUnder(u"ulimit -v %1"_s.arg(megabytes * 1024), verb(counts));
        sound = output.exitCode == 0 ? sound + 1 : 0;
        const bool isLoader = output.exitCode == 127 && output.err.contains("loading shared libraries");
        const bool isTold = output.exitCode == 2 && !output.err.isEmpty();
        QVERIFY2(sound > 0 || isLoader || isTold,
            QByteArray(QByteArray::number(megabytes) + " MB, " + QByteArray::number(output.exitCode) + ": "
                + output.err)
                .constData());
    }
}

//! A job of 60 MB, which is held twice on its way, and 150 MB for everything.
void TestLimits::replyThatDoesNotFit()
{
    m_queue->add("f", 1);
    const Reply set =
        m_redis->command({"HSET", "bull:faults:f-0", "data", '"' + QByteArray(60'000'000, 'x') + '"'});
    QVERIFY2(!set.isError(), set.text.constData());
    const DroverOutput output =
        m_program->runUnder(u"ulimit -v 150000"_s, verb({u"job"_s, u"faults"_s, u"f-0"_s, u"--json"_s}));
    QCOMPARE(output.exitCode, 2);
    QVERIFY2(errorOf(output).contains(u"memory"), QByteArray(output.out + output.err).constData());
}
#endif

QTEST_GUILESS_MAIN(TestLimits)
#include "tst_limits.moc"
