// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "faultqueue.h"
#include "scripts/scriptregistry.h"
#include "support/droverprocess.h"
#include "support/faultproxy.h"

#include <QTest>

#include <csignal>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

//! Faults A3 - A5: a connection is cut when Redis has carried out a script and its reply is on the way. The
//! job that the lost reply brought is taken up, none runs twice, none gets a stall count, no job is added
//! twice.
class TestLostReply final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ofAWorker_data();
    // fault: A3, A4, A5
    void ofAWorker();
    void ofAProducer_data();
    // fault: A3, A4, A5
    void ofAProducer();

private:
    [[nodiscard]] static QStringList through(const FaultProxy& proxy)
    {
        return {u"--connect"_s, u"redis://127.0.0.1:%1"_s.arg(proxy.port())};
    }
};

void TestLostReply::ofAWorker_data()
{
    QTest::addColumn<ScriptId>("script");
    QTest::addColumn<Fault::Kind>("kind");
    QTest::addColumn<QString>("simulate");

    const QString sound = u"ms=20"_s;
    const QString failing = u"ms=20,fail=0.5,seed=7"_s;
    const auto rows = [](const char* name, ScriptId script, const QString& simulate) {
        QTest::addRow("%s, before the reply", name) << script << Fault::Kind::CutBeforeReply << simulate;
        QTest::addRow("%s, within the reply", name) << script << Fault::Kind::CutInReply << simulate;
        QTest::addRow("%s, after the reply", name) << script << Fault::Kind::CutAfterReply << simulate;
        QTest::addRow("%s, before the server", name) << script << Fault::Kind::SwallowRequest << simulate;
    };
    rows("moveToActive", ScriptId::MoveToActive, sound);
    rows("moveToFinished", ScriptId::MoveToFinished, sound);
    rows("moveToDelayed", ScriptId::MoveToDelayed, failing);
    rows("extendLocks", ScriptId::ExtendLocks, u"ms=4000"_s);
}

void TestLostReply::ofAWorker()
{
    QFETCH(const ScriptId, script);
    QFETCH(const Fault::Kind, kind);
    QFETCH(const QString, simulate);
    RedisFixture redis;
    QVERIFY2(redis.start(), redis.log().constData());
    FaultQueue queue(redis);
    const int jobs = script == ScriptId::ExtendLocks ? 4 : 60;
    queue.add("j", jobs, "\"attempts\":20,\"backoff\":{\"type\":\"fixed\",\"delay\":10}");

    FaultProxy proxy(redis.unixOptions());
    Fault fault;
    fault.kind = kind;
    fault.request = script == ScriptId::ExtendLocks ? 1 : 3;
    fault.bytes = 5;
    fault.match = drover::script(script).sha1;
    proxy.setFault(fault);

    DroverProcess worker;
    queue.setConcurrency(4);
    queue.watch(worker);
    worker.start(QStringList{u"work"_s, queue.name(), u"--json"_s} + through(proxy)
        + QStringList{u"--concurrency"_s, u"4"_s, u"--lock-duration"_s, u"6000"_s, u"--no-stalled-check"_s,
            u"--simulate"_s, simulate});
    QTRY_VERIFY_WITH_TIMEOUT(proxy.hits() >= 1, 30000);
    // Nobody checks for stalled jobs here: only the worker's own reconciliation can take up what a reply
    // lost.
    QTRY_VERIFY_WITH_TIMEOUT(queue.isDone(), 30000);
    worker.sendSignal(SIGTERM);
    QVERIFY(worker.finish() >= 0);
    const QByteArray problems = queue.problems();
    QVERIFY2(problems.isEmpty(), problems.constData());
    for (int i = 0; i < jobs; ++i)
        QCOMPARE(redis.text({"HGET", "bull:faults:j-" + QByteArray::number(i), "stc"}), QByteArray());
}

void TestLostReply::ofAProducer_data()
{
    QTest::addColumn<Fault::Kind>("kind");
    QTest::addColumn<QByteArray>("match");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("error");

    const QByteArray addScript = script(ScriptId::AddStandardJob).sha1;
    const auto both = [](const char* name, const QByteArray& match, const QStringList& arguments,
                          int exitCode, const QString& error) {
        QTest::addRow("%s, before the reply", name)
            << Fault::Kind::CutBeforeReply << match << arguments << exitCode << error;
        QTest::addRow("%s, within the reply", name)
            << Fault::Kind::CutInReply << match << arguments << exitCode << error;
    };
    both("add without an id", addScript, {u"add"_s, u"faults"_s, u"x"_s}, 2, u"InDoubt"_s);
    both("add with an id", addScript,
        {u"add"_s, u"faults"_s, u"x"_s, u"{}"_s, u"--opts"_s, u"{\"jobId\":\"mine\"}"_s}, 0, {});
    both("pause", script(ScriptId::Pause).sha1, {u"pause"_s, u"faults"_s}, 0, {});
    both("update", script(ScriptId::UpdateData).sha1,
        {u"update"_s, u"faults"_s, u"--id"_s, u"j-0"_s, u"--data"_s, u"{\"a\":1}"_s}, 0, {});
    both("resume", script(ScriptId::Pause).sha1, {u"resume"_s, u"faults"_s}, 0, {});
    both("remove", script(ScriptId::RemoveJob).sha1, {u"remove"_s, u"faults"_s, u"--id"_s, u"j-0"_s}, 0, {});
}

void TestLostReply::ofAProducer()
{
    QFETCH(const Fault::Kind, kind);
    QFETCH(const QByteArray, match);
    QFETCH(const QStringList, arguments);
    QFETCH(const int, exitCode);
    QFETCH(const QString, error);
    RedisFixture redis;
    QVERIFY2(redis.start(), redis.log().constData());
    FaultQueue queue(redis);
    queue.add("j", 2);
    if (arguments.front() == u"resume")
        redis.command({"HSET", "bull:faults:meta", "paused", "1"});
    const qint64 before = queue.count("wait");

    FaultProxy proxy(redis.unixOptions());
    Fault fault;
    fault.kind = kind;
    fault.bytes = 2;
    fault.match = match;
    proxy.setFault(fault);
    DroverProcess program;
    program.start(arguments + QStringList{u"--json"_s} + through(proxy));
    QCOMPARE(program.finish(30000), exitCode);
    QCOMPARE(proxy.hits(), 1);
    if (!error.isEmpty()) {
        QVERIFY(!program.lines().empty());
        QCOMPARE(program.lines().front()["error"_L1]["code"_L1].toString(), error);
    }
    // Carried out once, never twice.
    if (arguments.front() == u"add")
        QCOMPARE(queue.count("wait"), before + 1);
    else if (arguments.front() == u"remove")
        QCOMPARE(queue.count("wait"), before - 1);
    else if (arguments.front() == u"resume")
        QCOMPARE(redis.integer({"HEXISTS", "bull:faults:meta", "paused"}), 0);
    else if (arguments.front() == u"pause")
        QCOMPARE(redis.text({"HGET", "bull:faults:meta", "paused"}), QByteArray("1"));
    else
        QCOMPARE(redis.text({"HGET", "bull:faults:j-0", "data"}), QByteArray("{\"a\":1}"));
}

QTEST_GUILESS_MAIN(TestLostReply)
#include "tst_lostreply.moc"
