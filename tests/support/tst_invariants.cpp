// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/invariants.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QTest>

using namespace drover;
using namespace drover::test;

namespace {

// A small queue with nothing wrong. Each line is a command; its second word is a key of the queue.
constexpr auto HealthyQueue = R"(
SET id 4
HSET meta opts.maxLenEvents 10000
HSET 1 name a data {} opts {"attempts":1} timestamp 1000 processedOn 1001 finishedOn 1002 atm 1 ats 1
ZADD completed 1002 1
HSET 2 name a data {} opts {"attempts":2} timestamp 1000 processedOn 1001 finishedOn 1002 atm 2 ats 2 failedReason no
RPUSH 2:logs row
ZADD failed 1002 2
HSET 3 name a data {} opts {} timestamp 1000
LPUSH wait 3
ZADD marker 0 0
HSET 4 name a data {} opts {} timestamp 1000 delay 1000
ZADD delayed 9000000000000000 4
XADD events 1-1 event added jobId 1
XADD events 1-2 event waiting jobId 1
XADD events 1-3 event active jobId 1
XADD events 1-4 event completed jobId 1
XADD events 1-5 event added jobId 2
XADD events 1-6 event failed jobId 2
XADD events 1-7 event added jobId 3
XADD events 1-8 event added jobId 4
)";

} // namespace

//! The checker stays silent about healthy queues and names each planted violation, and only that.
class TestInvariants final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_redis.start(), m_redis.log().constData()); }

    void init()
    {
        m_queue = RedisFixture::uniqueQueue().toUtf8();
        play(HealthyQueue);
    }

    void isSilentAboutAHealthyQueue() { QCOMPARE(describe(check()), QByteArray()); }

    void isSilentAboutWhatTheNpmPackageDoes()
    {
        NpmProcess npm(m_redis.socketPath());
        QVERIFY(npm.start());
        const QString queue = QString::fromUtf8(m_queue) + QStringLiteral("-npm");
        const auto added = npm.eval(QStringLiteral(R"(
            const jobs = [];
            for (let i = 0; i < 200; i++) {
                const opts = [{}, {attempts: 3}, {priority: 5}, {delay: 20}, {lifo: true}, {removeOnComplete: true},
                    {jobId: 'own' + i}][i % 7];
                jobs.push({name: i % 9 ? 'good' : 'bad', data: {i, text: 'ü'}, opts});
            }
            await queue.addBulk(jobs);
            return jobs.length)"),
            queue);
        QVERIFY(added.ok);
        const QJsonObject script{{QStringLiteral("names"),
            QJsonObject{{QStringLiteral("bad"), QJsonObject{{QStringLiteral("fail"), true}}},
                {QStringLiteral("good"),
                    QJsonObject{{QStringLiteral("log"), QJsonArray{QStringLiteral("row")}},
                        {QStringLiteral("value"), 1}}}}}};
        const auto worker = npm.startWorker(queue, script,
            {{QStringLiteral("concurrency"), 5},
                {QStringLiteral("metrics"), QJsonObject{{QStringLiteral("maxDataPoints"), 60}}}});
        QTRY_COMPARE_WITH_TIMEOUT(
            [&] {
                const auto counts = npm.counts(queue);
                return counts.value(QLatin1String("completed")).toInt()
                    + counts.value(QLatin1String("failed")).toInt();
            }(),
            200 - 25, 15000);
        QVERIFY(npm.call(QStringLiteral("workerClose"), {{QStringLiteral("worker"), worker}}).ok);
        InvariantOptions options;
        options.queue = queue.toUtf8();
        options.drained = true;
        options.metricsComplete = true;
        QCOMPARE(describe(checkInvariants(command(), options)), QByteArray());
    }

    void namesWhatIsBroken_data()
    {
        QTest::addColumn<QByteArray>("invariant");
        QTest::addColumn<QByteArray>("subject");
        QTest::addColumn<QByteArray>("commands");
        const auto row = [](const char* name, const char* invariant, const char* subject,
                             const char* commands) {
            QTest::newRow(name) << QByteArray(invariant) << QByteArray(subject) << QByteArray(commands);
        };
        row("in two states", "I1", "3",
            "ZADD failed 1002 3\nHSET 3 finishedOn 1002 failedReason no atm 1 ats 1");
        row("twice in a list", "I1", "3", "LPUSH wait 3");
        row("in a state without hash", "I2", "77", "LPUSH wait 77");
        row("hash in no state", "I3", "3", "LREM wait 1 3");
        row("hash of an own id in no state", "I3", "mine", "HSET mine name a data {} opts {} timestamp 1");
        row("logs without hash", "I5", "55", "RPUSH 55:logs row");
        row("dependencies without hash", "I5", "55", "SADD 55:dependencies bull:x:1");
        row("lock of a waiting job", "I6", "3", "SET 3:lock token");
        row("lock of a gone job", "I6", "99", "SET 99:lock token");
        row("lock while nothing works", "I6", "3", "LREM wait 1 3\nLPUSH active 3\nSET 3:lock token");
        row("stalled but not active", "I7", "3", "SADD stalled 3");
        row("completed twice", "I8", "1", "XADD events * event completed jobId 1");
        row("completed without event", "I9", "3",
            "LREM wait 1 3\nZADD completed 5 3\nHSET 3 timestamp 1 processedOn 2 finishedOn 5 atm 1 ats 1");
        row("completed event, other state", "I9", "3", "XADD events * event completed jobId 3");
        row("processed before it was added", "I11", "1", "HSET 1 timestamp 1010");
        row("finished before it was processed", "I11", "1", "HSET 1 processedOn 1010 timestamp 1010");
        row("score differs", "I12", "1", "ZADD completed 1003 1");
        row("failed without reason", "I12", "2", "HDEL 2 failedReason");
        row("no attempt made", "I12", "1", "HSET 1 atm 0");
        row("more made than started", "I12", "2", "HSET 2 ats 1");
        row("more made than allowed", "I12", "2", "HSET 2 atm 3 ats 3");
        row("completed parent waits", "I16", "1", "SADD 1:dependencies bull:x:1");
        row("missing parent", "I16", "3", "HSET 3 parentKey bull:x:1");
        row("two next iterations", "I17", "s",
            "ZADD repeat 5 s\nHSET repeat:s:5 rjk s name a\nHSET repeat:s:6 rjk s name a\n"
            "ZADD delayed 9000000000000000 repeat:s:5\nZADD delayed 9000000000000001 repeat:s:6");
        row("deduplicates to nothing", "I18", "mail", "SET de:mail 99");
        row("counter behind", "I18", "id", "SET id 3");
    }

    void namesWhatIsBroken()
    {
        QFETCH(QByteArray, invariant);
        QFETCH(QByteArray, subject);
        QFETCH(QByteArray, commands);
        play(commands);
        const auto violations = check();
        QVERIFY2(violations.size() == 1, describe(violations).constData());
        QCOMPARE(violations.first().invariant, invariant);
        QCOMPARE(violations.first().subject, subject);
    }

    void retriedJobsMayCompleteAgain()
    {
        play("XADD events * event waiting jobId 1 prev completed\nXADD events * event completed jobId "
             "1\nHSET 1 atm 2 ats 2");
        QCOMPARE(describe(check()), QByteArray());
    }

    void drainedQueuesHoldNoWork()
    {
        m_options.drained = true;
        play("ZADD delayed 4096000 4\nSET pc 1");
        QCOMPARE(invariants(check()), (QByteArrayList{"I14", "I14", "I18"}));
        m_options.drained = false;
    }

    void waitingWorkNeedsAMarker()
    {
        m_options.markerExpected = true;
        QCOMPARE(describe(check()), QByteArray());
        play("DEL marker");
        QCOMPARE(invariants(check()), (QByteArrayList{"I15"}));
        play("LREM wait 1 3\nDEL 3");
        QCOMPARE(invariants(check()), (QByteArrayList{"I15"}));
        play("HSET meta paused 1");
        QCOMPARE(describe(check()), QByteArray());
        m_options.markerExpected = false;
    }

    void metricsCountTheCompletedEvents()
    {
        m_options.metricsComplete = true;
        play("HSET metrics:completed count 2");
        QCOMPARE(invariants(check()), (QByteArrayList{"I9"}));
        play("HSET metrics:completed count 1");
        QCOMPARE(describe(check()), QByteArray());
        m_options.metricsComplete = false;
    }

    void journalKnowsWhatWasLost()
    {
        Journal journal;
        for (const char* id : {"1", "2", "3", "4"})
            journal.added(id, "{}");
        m_options.journal = &journal;
        QCOMPARE(describe(check()), QByteArray());
        journal.added("5", "{}");
        QCOMPARE(invariants(check()), (QByteArrayList{"I4"}));
        journal.removed("5");
        QCOMPARE(describe(check()), QByteArray());
        play("HSET 3 data {\"x\":1}");
        QCOMPARE(invariants(check()), (QByteArrayList{"I13"}));
        play("HSET 3 data {}\nHSET 6 name a data {}\nLPUSH wait 6\nSET id 6");
        QCOMPARE(invariants(check()), (QByteArrayList{"I4"}));
        journal.addInDoubt();
        QCOMPARE(describe(check()), QByteArray());
        m_options.journal = nullptr;
    }

    void journalJustifiesEveryStart()
    {
        Journal journal;
        for (const char* id : {"1", "2", "3", "4"})
            journal.added(id, "{}");
        m_options.journal = &journal;
        journal.ended(journal.started("1", 100), 200);
        journal.ended(journal.started("1", 300), 400);
        QCOMPARE(invariants(check()), (QByteArrayList{"I10"}));
        journal.excuse("1");
        QCOMPARE(describe(check()), QByteArray());
        m_options.concurrency = 1;
        QCOMPARE(describe(check()), QByteArray());
        journal.ended(journal.started("2", 350), 500);
        QCOMPARE(invariants(check()), (QByteArrayList{"I19"}));
        m_options.concurrency = 0;
        m_options.limiterMax = 2;
        m_options.limiterDuration = 1000;
        QCOMPARE(invariants(check()), (QByteArrayList{"I19"}));
        m_options.limiterMax = 3;
        QCOMPARE(describe(check()), QByteArray());
        m_options = {};
    }

private:
    [[nodiscard]] RedisCommand command()
    {
        return [this](const QByteArrayList& arguments) { return m_redis.command(arguments); };
    }

    QList<Violation> check()
    {
        m_options.queue = m_queue;
        return checkInvariants(command(), m_options);
    }

    static QByteArrayList invariants(const QList<Violation>& violations)
    {
        QByteArrayList names;
        for (const auto& violation : violations)
            names.append(violation.invariant);
        return names;
    }

    void play(const QByteArray& commands)
    {
        for (const auto& line : commands.split('\n')) {
            if (line.isEmpty())
                continue;
            auto words = line.split(' ');
            words[1].prepend("bull:" + m_queue + ':');
            QVERIFY2(!m_redis.command(words).isError(), line.constData());
        }
    }

    RedisFixture m_redis;
    QByteArray m_queue;
    InvariantOptions m_options;
};

QTEST_GUILESS_MAIN(TestInvariants)
#include "tst_invariants.moc"
