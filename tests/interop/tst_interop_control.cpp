// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "interop/interopbed.h"
#include "interop/scriptedprocessor.h"

#include <QSignalSpy>
#include <QTest>

using namespace drover;
using namespace drover::test;

namespace {

//! One thing that both sides can do to a queue, after the same preparation.
struct Deed {
    const char* name;
    const char* before; //!< JavaScript: prepares the queue; `fail(n)`, `complete(n)` run jobs
    const char* npm; //!< JavaScript: how npm does it; `job` is job 1
    std::function<bool(Queue&)> ours;
};

template <typename T>
bool succeeds(QFuture<Result<T>> future)
{
    return await(future).has_value();
}

const std::vector<Deed>& deeds()
{
    static const std::vector<Deed> all{
        {"retry a failed job", "await queue.add('x', 1, {attempts: 1}); await fail(1)",
            "await job.retry('failed')",
            [](Queue& queue) { return succeeds(queue.retry("1", JobState::Failed)); }},
        {"retry with attempts from zero", "await queue.add('x', 1, {attempts: 1}); await fail(1)",
            "await job.retry('failed', {resetAttemptsMade: true, resetAttemptsStarted: true})",
            [](Queue& queue) {
                return succeeds(queue.retry(
                    "1", JobState::Failed, {.resetAttemptsMade = true, .resetAttemptsStarted = true}));
            }},
        {"retry a failed job of priority", "await queue.add('x', 1, {priority: 3}); await fail(1)",
            "await job.retry('failed')",
            [](Queue& queue) { return succeeds(queue.retry("1", JobState::Failed)); }},
        {"retry a completed job", "await queue.add('x', 1); await complete(1)",
            "await job.retry('completed')",
            [](Queue& queue) { return succeeds(queue.retry("1", JobState::Completed)); }},
        {"promote", "await queue.add('x', 1, {delay: 3600000})", "await job.promote()",
            [](Queue& queue) { return succeeds(queue.promote("1")); }},
        {"promote with priority", "await queue.add('x', 1, {delay: 3600000, priority: 2})",
            "await job.promote()", [](Queue& queue) { return succeeds(queue.promote("1")); }},
        {"promote while paused", "await queue.pause(); await queue.add('x', 1, {delay: 3600000})",
            "await job.promote()", [](Queue& queue) { return succeeds(queue.promote("1")); }},
        {"remove a waiting job", "await queue.add('x', 1)", "await job.remove()",
            [](Queue& queue) { return succeeds(queue.remove("1")); }},
        {"remove a failed job with its log",
            "await queue.add('x', 1); await fail(1); await queue.addJobLog('1', 'row')", "await job.remove()",
            [](Queue& queue) { return succeeds(queue.remove("1")); }},
        {"remove a delayed job", "await queue.add('x', 1, {delay: 3600000})", "await job.remove()",
            [](Queue& queue) { return succeeds(queue.remove("1")); }},
        {"change data", "await queue.add('x', 1)", "await job.updateData({new: 'ü'})",
            [](Queue& queue) { return succeeds(queue.updateData("1", "{\"new\":\"ü\"}")); }},
        {"report progress", "await queue.add('x', 1)", "await job.updateProgress({half: 50})",
            [](Queue& queue) { return succeeds(queue.updateProgress("1", "{\"half\":50}")); }},
        {"change the delay", "await queue.add('x', 1, {delay: 3600000})", "await job.changeDelay(7200000)",
            [](Queue& queue) { return succeeds(queue.changeDelay("1", 7200000)); }},
        {"give a priority", "await queue.add('x', 1); await queue.add('y', 2)",
            "await job.changePriority({priority: 5})",
            [](Queue& queue) { return succeeds(queue.changePriority("1", 5)); }},
        {"give a negative priority", "await queue.add('x', 1, {priority: 2}); await queue.add('y', 2)",
            "await job.changePriority({priority: -5})",
            [](Queue& queue) { return succeeds(queue.changePriority("1", -5)); }},
        {"take a priority away", "await queue.add('x', 1, {priority: 5}); await queue.add('y', 2)",
            "await job.changePriority({priority: 0})",
            [](Queue& queue) { return succeeds(queue.changePriority("1", 0)); }},
        {"to the front", "await queue.add('x', 1, {priority: 5}); await queue.add('y', 2)",
            "await job.changePriority({priority: 0, lifo: true})",
            [](Queue& queue) { return succeeds(queue.changePriority("1", 0, true)); }},
        {"pause", "await queue.add('x', 1)", "await queue.pause()",
            [](Queue& queue) { return succeeds(queue.pause()); }},
        {"resume", "await queue.add('x', 1); await queue.pause(); await queue.add('y', 1, {priority: 1})",
            "await queue.resume()", [](Queue& queue) { return succeeds(queue.resume()); }},
        {"resume an empty queue", "await queue.pause()", "await queue.resume()",
            [](Queue& queue) { return succeeds(queue.resume()); }},
        {"clean the completed", "for (let i = 0; i < 5; i++) await queue.add('x', i); await complete(5)",
            "await queue.clean(0, 3, 'completed')",
            [](Queue& queue) { return succeeds(queue.cleanOnce(JobState::Completed, Milliseconds{0}, 3)); }},
        {"clean the waiting", "for (let i = 0; i < 5; i++) await queue.add('x', i); await sleep(3)",
            "await queue.clean(0, 0, 'wait')",
            [](Queue& queue) { return succeeds(queue.cleanOnce(JobState::Waiting, Milliseconds{0}, 0)); }},
        {"clean the delayed",
            "for (let i = 0; i < 5; i++) await queue.add('x', i, {delay: 3600000}); await sleep(3)",
            "await queue.clean(0, 2, 'delayed')",
            [](Queue& queue) { return succeeds(queue.cleanOnce(JobState::Delayed, Milliseconds{0}, 2)); }},
        {"clean keeps what is young", "await queue.add('x', 1); await fail(1)",
            "await queue.clean(3600000, 0, 'failed')",
            [](Queue& queue) {
                return succeeds(queue.cleanOnce(JobState::Failed, Milliseconds{3600000}, 0));
            }},
    };
    return all;
}

//! Drover does as version 6: jobs of a paused queue stay in `wait`, and a retried job keeps its priority.
bool differsIn5(const char* deed)
{
    static const QByteArrayList all{"pause", "promote while paused", "retry a failed job of priority"};
    return all.contains(deed);
}

//! Runs n jobs to the end inside npm.
constexpr auto Preparation = R"(
    const run = async (n, processor) => {
        const worker = new bull.Worker(queue.name, processor, {connection, autorun: false});
        for (let i = 0; i < n; i++) {
            const job = await worker.getNextJob('token');
            await (processor ? job.moveToFailed(new Error('no'), 'token', false) : job.moveToCompleted('yes', 'token', false));
        }
        await worker.close();
    };
    const fail = (n) => run(n, async () => {});
    const complete = (n) => run(n, null);
)";

} // namespace

//! What people do to queues from here leaves the keys and events that npm's own calls leave.
class TestInteropControl final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_bed.start(), m_bed.redis.log().constData()); }

    void doesAsNpmDoes_data()
    {
        QTest::addColumn<size_t>("index");
        QTest::addColumn<int>("version");
        for (size_t i = 0; i < deeds().size(); ++i) {
            QTest::addRow("%s, 6.7.0", deeds()[i].name) << i << 6;
            if (!differsIn5(deeds()[i].name))
                QTest::addRow("%s, 5.81.5", deeds()[i].name) << i << 5;
        }
    }

    void doesAsNpmDoes()
    {
        QFETCH(size_t, index);
        QFETCH(int, version);
        const auto& deed = deeds()[index];
        const QString theirs = RedisFixture::uniqueQueue(QStringLiteral("npm"));
        const QString ours = RedisFixture::uniqueQueue(QStringLiteral("our"));
        for (const auto& queue : {theirs, ours})
            QVERIFY(
                m_bed.npm
                    .eval(QString::fromUtf8(Preparation) + QString::fromUtf8(deed.before), queue, {}, version)
                    .ok);
        QVERIFY(
            m_bed.npm
                .eval(QStringLiteral("const job = await queue.getJob('1');") + QString::fromUtf8(deed.npm),
                    theirs, {}, version)
                .ok);
        QVERIFY(deed.ours(m_bed.queue(ours)));
        QCOMPARE(m_bed.comparable(ours, "1"), m_bed.comparable(theirs, "1"));
        QCOMPARE(picture(ours), picture(theirs));
        QCOMPARE(m_bed.violations(ours), QByteArray());
    }

    void refusesWithUpstreamsReason()
    {
        const QString queue = RedisFixture::uniqueQueue();
        auto& ours = m_bed.queue(queue);
        QVERIFY(!m_bed.npm.add(queue, QStringLiteral("x"), 1).isEmpty());
        QCOMPARE(codeOf(ours.retry("1", JobState::Failed)), ErrorCode::JobNotInState);
        QCOMPARE(codeOf(ours.retry("99", JobState::Failed)), ErrorCode::JobNotExist);
        QCOMPARE(codeOf(ours.promote("1")), ErrorCode::JobNotInState);
        QCOMPARE(codeOf(ours.changeDelay("1", 5)), ErrorCode::JobNotInState);
        QCOMPARE(codeOf(ours.updateData("99", "{}")), ErrorCode::JobNotExist);
        QCOMPARE(codeOf(ours.updateProgress("99", "1")), ErrorCode::JobNotExist);
        QCOMPARE(codeOf(ours.changePriority("99", 1)), ErrorCode::JobNotExist);
    }

    void doesNotRemoveWhatAWorkerHolds()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(!m_bed.npm.add(queue, QStringLiteral("x"), 1).isEmpty());
        const auto worker = m_bed.npm.startWorker(queue, j("{'sleep':500,'value':1}"));
        QTRY_COMPARE(m_bed.npm.state(queue, QStringLiteral("1")), QStringLiteral("active"));
        QCOMPARE(codeOf(m_bed.queue(queue).remove("1")), ErrorCode::JobLockMismatch);
        QTRY_COMPARE(m_bed.npm.state(queue, QStringLiteral("1")), QStringLiteral("completed"));
        QVERIFY(m_bed.npm.call(QStringLiteral("workerClose"), {{QStringLiteral("worker"), worker}}).ok);
    }

    void retriedJobsCompleteAtNpm()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(m_bed.npm
                    .eval(QString::fromUtf8(Preparation)
                            + QStringLiteral("await queue.add('x', 1); await fail(1)"),
                        queue)
                    .ok);
        QVERIFY(succeeds(m_bed.queue(queue).retry("1", JobState::Failed)));
        for (const int version : {6, 5}) {
            const auto worker = m_bed.npm.startWorker(queue, j("{'value':'mended'}"), {}, version);
            QTRY_COMPARE(m_bed.npm.state(queue, QStringLiteral("1"), version), QStringLiteral("completed"));
            QVERIFY(m_bed.npm.call(QStringLiteral("workerClose"), {{QStringLiteral("worker"), worker}}).ok);
            QVERIFY(succeeds(m_bed.queue(queue).retry("1", JobState::Completed)));
        }
        QCOMPARE(m_bed.violations(queue), QByteArray());
    }

    void ourPauseHoldsNpmsWorker()
    {
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(succeeds(m_bed.queue(queue).pause()));
        QCOMPARE(m_bed.npm.call(QStringLiteral("isPaused"), {{QStringLiteral("queue"), queue}}).json,
            QByteArray("true"));
        const auto worker = m_bed.npm.startWorker(queue, j("{'value':1}"));
        QVERIFY(succeeds(m_bed.queue(queue).add({"x", "1", {}})));
        // The worker fetched, or tried to, when it answers this.
        QVERIFY(m_bed.npm.eval(QStringLiteral("await sleep(100)")).ok);
        QCOMPARE(m_bed.npmCount(queue, "waiting"), 1);
        QVERIFY(succeeds(m_bed.queue(queue).resume()));
        QTRY_COMPARE(m_bed.npmCount(queue, "completed"), 1);
        QVERIFY(m_bed.npm.call(QStringLiteral("workerClose"), {{QStringLiteral("worker"), worker}}).ok);
    }

    void resumeMovesLegacyPausedJobs()
    {
        // Paused by 5.x: its jobs stand in the list `paused`.
        const QString queue = RedisFixture::uniqueQueue();
        QVERIFY(
            m_bed.npm
                .eval(QStringLiteral("await queue.add('x', 1); await queue.add('x', 2); await queue.pause()"),
                    queue, {}, 5)
                .ok);
        QCOMPARE(m_bed.redis.integer({"LLEN", m_bed.key(queue, "paused")}), 2);
        QVERIFY(succeeds(m_bed.queue(queue).resume()));
        QCOMPARE(
            m_bed.redis.list({"LRANGE", m_bed.key(queue, "wait"), "0", "-1"}), (QByteArrayList{"2", "1"}));
        QCOMPARE(m_bed.redis.integer({"EXISTS", m_bed.key(queue, "paused")}), 0);
        QCOMPARE(m_bed.violations(queue, {.markerExpected = true}), QByteArray());
    }

private:
    template <typename T>
    static std::optional<ErrorCode> codeOf(QFuture<Result<T>> future)
    {
        const auto result = await(future);
        return result ? std::nullopt : std::optional(result.error().code);
    }

    //! States with their ids, markers, meta and events: everything but times.
    QStringList picture(const QString& queue)
    {
        QStringList lines;
        for (const char* list : {"wait", "paused", "active"})
            lines.append(QString::fromLatin1(list)
                + joined(m_bed.redis.list({"LRANGE", m_bed.key(queue, list), "0", "-1"})));
        for (const char* set :
            {"delayed", "prioritized", "completed", "failed", "waiting-children", "marker"})
            lines.append(QString::fromLatin1(set)
                + joined(m_bed.redis.list({"ZRANGE", m_bed.key(queue, set), "0", "-1"})));
        lines.append(
            joined(m_bed.redis.list({"ZRANGE", m_bed.key(queue, "prioritized"), "0", "-1", "WITHSCORES"})));
        auto meta = m_bed.redis.list({"HGETALL", m_bed.key(queue, "meta")});
        lines.append(joined(meta));
        for (auto event : m_bed.events(queue)) {
            if (event.contains("delay"))
                event["delay"] = "set";
            QByteArrayList fields;
            for (auto it = event.begin(); it != event.end(); ++it)
                fields.append(it.key() + '=' + it.value());
            lines.append(joined(fields));
        }
        return lines;
    }

    static QString joined(const QByteArrayList& parts)
    {
        return QStringLiteral(" ") + QString::fromUtf8(parts.join(' '));
    }

    InteropBed m_bed;
};

QTEST_GUILESS_MAIN(TestInteropControl)
#include "tst_interop_control.moc"
