// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/diagnosis/diagnosis.h"

#include "health/diagnosis/eventledger_p.h"
#include "health/diagnosis/keynames_p.h"
#include "health/healthrules.h"
#include "redis/readonlycommands.h"
#include "redis/redisconnection.h"
#include "support/invariants.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

namespace {

// A small queue with nothing wrong, whose stream reaches back over everything. Each line is a command; its
// second word is a key of the queue.
constexpr auto soundQueue = R"(
SET id 5
HSET meta opts.maxLenEvents 10000
HSET 1 name a data {} opts {"attempts":1} timestamp 200000 processedOn 200001 finishedOn 200002 atm 1 ats 1
ZADD completed 200002 1
HSET 2 name a data {} opts {"attempts":2} timestamp 1000 processedOn 1001 finishedOn 1002 atm 2 ats 2 failedReason no
RPUSH 2:logs row
ZADD failed 1002 2
HSET 3 name a data {} opts {} timestamp 1000
LPUSH wait 3
ZADD marker 0 0
HSET 4 name a data {} opts {} timestamp 1000 delay 1000
ZADD delayed 9000000000000000 4
HSET 5 name a data {} opts {} timestamp 1000 priority 2
ZADD prioritized 8589934593 5
XADD events 1-1 event added jobId 1
XADD events 1-2 event waiting jobId 1
XADD events 1-3 event active jobId 1
XADD events 1-5 event added jobId 2
XADD events 1-6 event failed jobId 2
XADD events 1-7 event added jobId 3
XADD events 1-8 event added jobId 4
XADD events 1-9 event added jobId 5
XADD events 200002-4 event completed jobId 1
XADD events 400000-0 event drained
)";

// Something of everything: every state, flows of each policy, schedulers, deduplication, retention, logs.
constexpr auto fill = R"(
    const jobs = [];
    for (let i = 0; i < 300; i++) {
        const opts = [{}, {attempts: 3, backoff: 10}, {priority: 1 + i % 50}, {delay: 20}, {lifo: true},
            {removeOnComplete: true, removeOnFail: true}, {jobId: 'own' + i}, {delay: 3600000},
            {deduplication: {id: 'once' + i % 5}}, {deduplication: {id: 'ttl' + i, ttl: 60000}, removeOnComplete: true}][i % 10];
        jobs.push({name: i % 9 ? 'good' : 'bad', data: {i, text: 'ü'}, opts});
    }
    await queue.addBulk(jobs);
    await queue.upsertJobScheduler('often', {every: 100}, {name: 'good'});
    await queue.upsertJobScheduler('yearly', {pattern: '0 0 1 1 *'}, {name: 'good'});
    const flow = new bull.FlowProducer({connection});
    for (const policy of ['failParentOnFailure', 'ignoreDependencyOnFailure', 'removeDependencyOnFailure', 'none', 'none']) {
        await flow.add({name: 'good', queueName: queue.name, opts: {removeOnComplete: policy === 'none'}, children: [
            {name: 'good', queueName: queue.name, data: {}},
            {name: policy === 'none' ? 'good' : 'bad', queueName: queue.name, data: {}, opts: {[policy]: true}}]});
    }
    await flow.add({name: 'good', queueName: queue.name, children: [
        {name: 'never', queueName: queue.name + '-elsewhere', data: {}}]});
    await flow.close();
    return jobs.length)";

QByteArray describe(const std::vector<Finding>& findings)
{
    QByteArray lines;
    for (const Finding& finding : findings)
        lines += finding.rule.toUtf8() + ": "
            + finding.evidence.value(u"details"_s).toStringList().join(u" | ").toUtf8() + '\n';
    return lines;
}

} // namespace

class TestDiagnosis final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_redis.start(), m_redis.log().constData());
        ConnectionOptions options = m_redis.unixOptions();
        options.readOnly = true; // refuses whatever is no plain read
        m_connection = std::make_unique<RedisConnection>(options, ConnectionRole::Queue);
        m_connection->open();
        QTRY_VERIFY(m_connection->isReady());
    }
    void cleanupTestCase() { m_connection.reset(); }
    void init()
    {
        m_queue = RedisFixture::uniqueQueue().toUtf8();
        m_options = {};
        m_isPlayed = false;
    }

    void namesKeys()
    {
        using Kind = KeyName::Kind;
        QCOMPARE(keyNameOf("wait").kind, Kind::Queue);
        QCOMPARE(keyNameOf("12").kind, Kind::Job);
        QCOMPARE(keyNameOf("repeat:s:17").kind, Kind::Job);
        QCOMPARE(keyNameOf("repeat:s:17:lock").id, QByteArray("repeat:s:17"));
        QCOMPARE(keyNameOf("12:dependencies").suffix, QByteArray("dependencies"));
        QCOMPARE(keyNameOf("failed").kind, Kind::Queue);
        QCOMPARE(keyNameOf("12:failed").kind, Kind::Attachment);
        QCOMPARE(keyNameOf("de:a:b").id, QByteArray("a:b"));
        QCOMPARE(globOf("a*[b]\\?:"), QByteArray("a\\*\\[b\\]\\\\\\?:*"));
    }

    void isSilentAboutASoundQueue()
    {
        play(soundQueue);
        QCOMPARE(describe(diagnose()), QByteArray());
        QCOMPARE(m_report.jobs, 5);
        QCOMPARE(m_report.events, 10);
        QVERIFY(m_report.keys >= 12);
        QVERIFY(m_report.isComplete);
    }

    void namesWhatIsBroken_data()
    {
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<QByteArray>("invariant");
        QTest::addColumn<QByteArray>("subject");
        QTest::addColumn<QByteArray>("commands");
        const auto row = [](const char* name, const char* rule, const char* invariant, const char* subject,
                             const char* commands) {
            QTest::newRow(name) << QByteArray(rule) << QByteArray(invariant) << QByteArray(subject)
                                << QByteArray(commands);
        };
        row("in two states", "job-in-two-places", "I1", "3",
            "ZADD failed 1002 3\nHSET 3 finishedOn 1002 failedReason no atm 1 ats 1");
        row("twice in a list", "job-in-two-places", "I1", "3", "LPUSH wait 3");
        row("in a list without hash", "job-without-data", "I2", "77", "LPUSH wait 77");
        row("in a set without hash", "job-without-data", "I2", "77", "ZADD waiting-children 5 77");
        row("hash in no state", "job-in-no-state", "I3", "3", "LREM wait 1 3");
        row("hash of an own id in no state", "job-in-no-state", "I3", "mine",
            "HSET mine name a data {} opts {} timestamp 1");
        row("logs without hash", "keys-without-job", "I5", "55", "RPUSH 55:logs row");
        row("dependencies without hash", "keys-without-job", "I5", "55", "SADD 55:dependencies bull:x:1");
        row("processed without hash", "keys-without-job", "I5", "55", "HSET 55:processed bull:x:1 1");
        row("failed children without hash", "keys-without-job", "I5", "55", "HSET 55:failed bull:x:1 no");
        row("unsuccessful without hash", "keys-without-job", "I5", "55", "ZADD 55:unsuccessful 1 bull:x:1");
        row("lock of a waiting job", "lock-without-work", "I6", "3", "SET 3:lock token");
        row("lock of a gone job", "lock-without-work", "I6", "99", "SET 99:lock token");
        row("stalled but not active", "stalled-mark-left", "I7", "3", "SADD stalled 3");
        row("completed twice", "finished-twice", "I8", "1", "XADD events * event completed jobId 1");
        row("failed twice", "finished-twice", "I8", "2", "XADD events * event failed jobId 2");
        row("completed without event", "completed-elsewhere", "I9", "3",
            "LREM wait 1 3\nZADD completed 200005 3\nHSET 3 timestamp 200003 processedOn 200004 finishedOn "
            "200005 atm 1 ats 1");
        row("completed event, other state", "completed-elsewhere", "I9", "3",
            "XADD events * event completed jobId 3");
        row("begun before it was added", "times-out-of-order", "I11", "2", "HSET 2 timestamp 9999");
        row("finished before it was begun", "times-out-of-order", "I11", "2",
            "HSET 2 processedOn 9999 timestamp 9999");
        row("score differs", "unsound-end", "I12", "1", "ZADD completed 200003 1");
        row("failed without reason", "unsound-end", "I12", "2", "HDEL 2 failedReason");
        row("no attempt made", "unsound-end", "I12", "1", "HSET 1 atm 0");
        row("more made than started", "unsound-end", "I12", "2", "HSET 2 ats 1");
        row("no marker for work", "marker-missing", "I15", "3", "DEL marker");
        row("no marker for prioritized work", "marker-missing", "I15", "5", "DEL marker\nDEL 3\nDEL wait");
        row("completed parent waits", "family-broken", "I16", "1", "SADD 1:dependencies bull:x:1");
        row("missing parent", "family-broken", "I16", "3", "HSET 3 parentKey bull:x:1");
        row("two next iterations", "scheduler-twice", "I17", "repeat:s:5",
            "ZADD repeat 5 s\nHSET repeat:s ic 1\n"
            "HSET repeat:s:5 rjk s name a timestamp 1\nHSET repeat:s:6 rjk s name a timestamp 1\n"
            "ZADD delayed 9000000000000000 repeat:s:5\nZADD delayed 9000000000000001 repeat:s:6");
        row("deduplicates to nothing", "deduplicates-to-nothing", "I18", "mail", "SET de:mail 99");
        row("counter behind", "id-counter-behind", "I18", "5", "SET id 3");
    }

    //! Named by us and, as the same invariant, by the tests' own checker, which shares no code with it.
    // fault: G1, G7, G8
    void namesWhatIsBroken()
    {
        QFETCH(QByteArray, rule);
        QFETCH(QByteArray, invariant);
        QFETCH(QByteArray, subject);
        QFETCH(QByteArray, commands);
        play(soundQueue);
        play(commands);
        m_isPlayed = true;
        const std::vector<Finding> findings = diagnose();
        QVERIFY2(findings.size() == 1, describe(findings).constData());
        const Finding& finding = findings.front();
        QCOMPARE(finding.rule.toUtf8(), rule);
        QCOMPARE(finding.evidence.value(u"invariant"_s).toString().toUtf8(), invariant);
        QCOMPARE(finding.evidence.value(u"jobs"_s).toStringList(), QStringList{QString::fromUtf8(subject)});
        QCOMPARE(finding.evidence.value(u"count"_s).toInt(), 1);
        QCOMPARE(finding.evidence.value(u"queue"_s).toString().toUtf8(), m_queue);
        QVERIFY(!finding.why.isEmpty() && !finding.fix.isEmpty());
        QVERIFY(std::ranges::any_of(healthRules(),
            [&](const HealthRule& one) { return one.id == finding.rule && one.requirement == u"diagnose"; }));
        const QList<Violation> seen = oracle();
        QVERIFY2(std::ranges::any_of(
                     seen, [&](const Violation& violation) { return violation.invariant == invariant; }),
            describe(seen).constData());
    }

    void findsAcrossSmallPages()
    {
        play(soundQueue);
        QByteArray commands;
        for (int i = 10; i < 60; ++i)
            commands += "HSET " + QByteArray::number(i) + " name a timestamp 1\nRPUSH wait "
                + QByteArray::number(i) + '\n';
        play(commands + "SET id 60\nRPUSH wait 200\nLPUSH wait 31\nDEL 17\nLREM wait 1 44");
        m_options.page = 2;
        const std::vector<Finding> findings = diagnose();
        QByteArrayList told;
        for (const Finding& finding : findings)
            told << finding.rule.toUtf8() + ' '
                    + finding.evidence.value(u"jobs"_s).toStringList().join(u',').toUtf8();
        std::ranges::sort(told);
        QCOMPARE(
            told, (QByteArrayList{"job-in-no-state 44", "job-in-two-places 31", "job-without-data 17,200"}));
    }

    void remembersNoMoreThanItMay()
    {
        play(soundQueue);
        m_options.mostJobs = 2;
        QCOMPARE(describe(diagnose()), QByteArray()); // what is not remembered is asked for
        QVERIFY(!m_report.isComplete);
    }

    void countsAreWholeWhereExamplesAreFew()
    {
        QByteArray commands;
        for (int i = 0; i < 150; ++i)
            commands += "RPUSH wait ghost" + QByteArray::number(i) + '\n';
        play(commands + "ZADD marker 0 0");
        const std::vector<Finding> findings = diagnose();
        QCOMPARE(findings.size(), size_t(1));
        QCOMPARE(findings.front().evidence.value(u"count"_s).toInt(), 150);
        QCOMPARE(findings.front().evidence.value(u"jobs"_s).toStringList().size(), 20);
    }

    void isSilentAboutWhatTheNpmPackageDoes()
    {
        NpmProcess npm(m_redis.socketPath());
        QVERIFY(npm.start());
        QVERIFY(npm.eval(QString::fromLatin1(fill), queueName()).ok);
        m_redis.command({"CONFIG", "RESETSTAT"});
        QCOMPARE(describe(diagnose()), QByteArray());
        const QHash<QByteArray, qint64> calls = m_redis.commandCalls();
        for (auto call = calls.cbegin(); call != calls.cend(); ++call) {
            QByteArray name = call.key().toUpper();
            name.replace('|', ' ');
            QVERIFY2(isReadOnlyCommand(name) || name == "CONFIG RESETSTAT", name.constData());
        }
        QVERIFY(calls.value("multi") == calls.value("exec"));

        const QString worker = startWorkers(npm);
        QVERIFY(!worker.isEmpty());
        // Again and again while jobs begin, end, fail, wait for their next attempt, and go.
        int looks = 0;
        do {
            QCOMPARE(describe(diagnose()), QByteArray());
            ++looks;
            if (looks < 8)
                QVERIFY(npm.eval(u"await queue.addBulk([...Array(150).keys()].map(i => ({name: i % 9 ? "
                                 u"'good' : 'bad', data: {i}, opts: {attempts: 1 + i % 3, backoff: 5, "
                                 u"removeOnComplete: i % 2 ? true : 50}})))"_s,
                               queueName())
                            .ok);
        } while (looks < 8 || npm.counts(queueName()).value(u"waiting").toInt() > 0);
        QVERIFY(npm.call(u"workerClose"_s, {{u"worker"_s, worker}}).ok);
        QCOMPARE(describe(diagnose()), QByteArray());
        // The tests' checker is stricter where its tests allow: parents that went by their retention (I16)
        // and throttled ids that outlive their job (I18) are no faults of a queue.
        QList<Violation> seen = oracle();
        seen.removeIf([](const Violation& one) { return one.invariant == "I16" || one.invariant == "I18"; });
        QVERIFY2(seen.isEmpty(), describe(seen).constData());
    }

    void namesWhatIsBrokenWhileWorkersAreBusy()
    {
        NpmProcess npm(m_redis.socketPath());
        QVERIFY(npm.start());
        QVERIFY(npm.eval(QString::fromLatin1(fill), queueName()).ok);
        const QString worker = startWorkers(npm);
        play("HSET lost name a data {} opts {} timestamp 1\nZADD failed 5 ghost\nRPUSH gone:logs row");
        const std::vector<Finding> findings = diagnose();
        QByteArrayList told;
        for (const Finding& finding : findings)
            told << finding.rule.toUtf8() + ' '
                    + finding.evidence.value(u"jobs"_s).toStringList().join(u',').toUtf8();
        std::ranges::sort(told);
        QCOMPARE(told,
            (QByteArrayList{"job-in-no-state lost", "job-without-data ghost", "keys-without-job gone"}));
        QVERIFY(npm.call(u"workerClose"_s, {{u"worker"_s, worker}}).ok);
    }

    void saysThatThereIsNoSuchQueue()
    {
        Diagnosis diagnosis(*m_connection, {"bull", m_queue});
        QCOMPARE(run(diagnosis).error().code, ErrorCode::NotFound);
    }

    void canBeCancelled()
    {
        play(soundQueue);
        Diagnosis diagnosis(*m_connection, {"bull", m_queue});
        QObject::connect(&diagnosis, &Diagnosis::progressed, &diagnosis, &Diagnosis::cancel);
        QCOMPARE(run(diagnosis).error().code, ErrorCode::Cancelled);
        auto* dropped = new Diagnosis(*m_connection, {"bull", m_queue});
        dropped->start();
        delete dropped; // the reading under way ends by itself
        QCOMPARE(describe(diagnose()), QByteArray());
    }

private:
    [[nodiscard]] QString queueName() const { return QString::fromUtf8(m_queue); }

    [[nodiscard]] QString startWorkers(NpmProcess& npm) const
    {
        const QJsonObject script{{u"names"_s,
            QJsonObject{{u"bad"_s, QJsonObject{{u"fail"_s, true}}},
                {u"good"_s, QJsonObject{{u"log"_s, QJsonArray{u"row"_s}}, {u"sleep"_s, 3}}}}}};
        return npm.startWorker(queueName(), script,
            {{u"concurrency"_s, 10}, {u"stalledInterval"_s, 50},
                {u"metrics"_s, QJsonObject{{u"maxDataPoints"_s, 60}}}});
    }

    [[nodiscard]] static Result<DiagnosisReport> run(Diagnosis& diagnosis)
    {
        std::optional<Result<DiagnosisReport>> report;
        QObject::connect(&diagnosis, &Diagnosis::finished, &diagnosis,
            [&report](const Result<DiagnosisReport>& answer) { report = answer; });
        diagnosis.start();
        if (!QTest::qWaitFor([&report] { return report.has_value(); }, 30000))
            return Error{ErrorCode::Timeout, u"the diagnosis never finished"_s, {}};
        return *report;
    }

    [[nodiscard]] std::vector<Finding> diagnose()
    {
        Diagnosis diagnosis(*m_connection, {"bull", m_queue}, m_options);
        const Result<DiagnosisReport> report = run(diagnosis);
        if (!report)
            return {{u"error"_s, Severity::Critical, report.error().message, {}, {}, {}}};
        m_report = *report;
        return report->findings;
    }

    [[nodiscard]] QList<Violation> oracle()
    {
        InvariantOptions options;
        options.queue = m_queue;
        options.markerExpected = m_isPlayed;
        options.repeatedAttempts = false;
        return checkInvariants(
            [this](const QByteArrayList& arguments) { return m_redis.command(arguments); }, options);
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
    std::unique_ptr<RedisConnection> m_connection;
    QByteArray m_queue;
    bool m_isPlayed = false; //!< written by hand: no worker has taken the marker
    DiagnosisOptions m_options;
    DiagnosisReport m_report;
};

QTEST_GUILESS_MAIN(TestDiagnosis)
#include "tst_diagnosis.moc"
