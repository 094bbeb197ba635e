// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "history/queuesampler.h"

#include "redis/readonlycommands.h"
#include "redis/redisconnection.h"
#include "support/await.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QDateTime>
#include <QTest>

#include <memory>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! npm adds, works and judges; the sampler looks on through a connection that refuses writes.
class TestQueueSampler final : public QObject {
    Q_OBJECT

    RedisFixture m_redis;
    std::unique_ptr<NpmProcess> m_npm;
    std::unique_ptr<RedisConnection> m_connection;
    std::unique_ptr<QueueSampler> m_sampler;
    QueueId m_id;

    using Readings = Result<std::vector<QueueReading>>;

    [[nodiscard]] QString name() const { return QString::fromUtf8(m_id.name); }
    void open(const SamplerOptions& options = {}, std::vector<QueueId> queues = {})
    {
        m_sampler = std::make_unique<QueueSampler>(*m_connection, options);
        m_sampler->setQueues(queues.empty() ? std::vector{m_id} : queues);
    }
    Readings read(QueueSampler::Extent extent = QueueSampler::Extent::Usual)
    {
        return await(m_sampler->read(extent));
    }
    //! The one queue's reading; an empty one after an error, which is printed.
    QueueReading one(QueueSampler::Extent extent = QueueSampler::Extent::Usual)
    {
        const Readings readings = read(extent);
        if (!readings || readings->size() != 1) {
            qWarning() << (readings ? u"not one queue"_s : readings.error().message);
            return {};
        }
        return readings->front();
    }
    //! What the connection under test has sent while `step` ran.
    template <typename Step>
    quint64 cost(Step step)
    {
        const quint64 before = m_connection->commandsSent();
        step();
        return m_connection->commandsSent() - before;
    }
    //! Adds good and bad jobs (bad ones are tried twice) and waits until all are finished.
    void addAndRun(int good, int bad)
    {
        const QJsonObject before = m_npm->counts(name());
        const QString worker = m_npm->startWorker(
            name(), {{u"names"_s, QJsonObject{{u"bad"_s, QJsonObject{{u"fail"_s, true}}}}}});
        QVERIFY(!worker.isEmpty());
        for (int i = 0; i < good; ++i)
            QVERIFY(!m_npm->add(name(), u"good"_s).isEmpty());
        for (int i = 0; i < bad; ++i)
            QVERIFY(!m_npm->add(name(), u"bad"_s, QJsonObject(), {{u"attempts"_s, 2}}).isEmpty());
        QTRY_COMPARE(
            m_npm->counts(name()).value(u"completed"_s).toInt(), before.value(u"completed"_s).toInt() + good);
        QTRY_COMPARE(
            m_npm->counts(name()).value(u"failed"_s).toInt(), before.value(u"failed"_s).toInt() + bad);
        QVERIFY(m_npm->call(u"workerClose"_s, {{u"worker"_s, worker}}).ok);
    }
    void event(const QByteArray& id, const QByteArray& kind)
    {
        m_redis.command({"XADD", m_id.key("events"), id, "event", kind, "jobId", "1"});
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_redis.start(), m_redis.log().constData());
        m_npm = std::make_unique<NpmProcess>(m_redis.socketPath());
        QVERIFY(m_npm->start());
        ConnectionOptions options = m_redis.unixOptions();
        options.readOnly = true;
        m_connection = std::make_unique<RedisConnection>(options, ConnectionRole::Queue);
        m_connection->open();
        QTRY_VERIFY(m_connection->isReady());
    }
    void init() { m_id = {"bull", RedisFixture::uniqueQueue().toUtf8()}; }
    void cleanup() { m_sampler.reset(); }
    void cleanupTestCase()
    {
        m_connection.reset();
        m_npm.reset();
    }

    void flowsAreWhatNpmDid()
    {
        open();
        QVERIFY(one().last.isIdle());
        QueueFlow sum;
        for (const auto& [good, bad] : {std::pair(30, 7), std::pair(5, 0), std::pair(0, 3)}) {
            addAndRun(good, bad);
            const QueueReading reading = one();
            QVERIFY(reading.last.exact);
            QVERIFY(reading.last.spanMs > 0);
            sum += reading.last;
        }
        const QJsonObject counts = m_npm->counts(name());
        QCOMPARE(sum.completed, counts.value(u"completed"_s).toInteger());
        QCOMPARE(sum.failed, counts.value(u"failed"_s).toInteger());
        QCOMPARE(sum.added, 45);
        QCOMPARE(one().recent.completed, 35);
    }

    void ratesAreThereAtTheFirstReading()
    {
        addAndRun(4, 1);
        open();
        const QueueReading reading = one();
        QCOMPARE(reading.recent.added, 5);
        QCOMPARE(reading.recent.completed, 4);
        QCOMPARE(reading.recent.failed, 1);
        QCOMPARE(reading.last.spanMs, 0); // the time before is not this reading's
        QCOMPARE(one().recent.completed, 4);
    }

    void idleQueuesCostOneCommand()
    {
        addAndRun(1, 0);
        open();
        (void)one();
        QCOMPARE(cost([this] { (void)one(); }), 1);
        QVERIFY(!m_npm->add(name(), u"a"_s).isEmpty());
        QVERIFY(cost([this] { QCOMPARE(one().summary.counts[JobState::Waiting], 1); }) <= 9);
        QCOMPARE(cost([this] { (void)one(); }), 1);
        QVERIFY(cost([this] { (void)one(QueueSampler::Extent::Full); }) >= 9);
    }

    void countsAreThoseOfNpm()
    {
        open();
        QVERIFY(!m_npm->add(name(), u"a"_s).isEmpty());
        QVERIFY(!m_npm->add(name(), u"b"_s, QJsonObject(), {{u"delay"_s, 600000}}).isEmpty());
        QVERIFY(!m_npm->add(name(), u"c"_s, QJsonObject(), {{u"priority"_s, 5}}).isEmpty());
        const auto compare = [this] {
            const QJsonObject counts = m_npm->counts(name());
            const QueueReading reading = one();
            for (const JobState state : allJobStates)
                QCOMPARE(reading.summary.counts[state], counts.value(QString(stateName(state))).toInteger());
        };
        compare();
        QVERIFY(!m_npm->add(name(), u"d"_s).isEmpty());
        compare();
        QVERIFY(m_npm->call(u"promote"_s, {{u"queue"_s, name()}, {u"jobId"_s, u"2"_s}}).ok);
        compare();
        QVERIFY(m_npm->call(u"pause"_s, {{u"queue"_s, name()}}).ok);
        QVERIFY(one().summary.paused);
        QVERIFY(m_npm->call(u"drain"_s, {{u"queue"_s, name()}, {u"delayed"_s, true}}).ok);
        QCOMPARE(one(QueueSampler::Extent::Full).summary.counts[JobState::Waiting], 0);
    }

    void changesWithoutEventsAreSeenLater()
    {
        SamplerOptions options;
        options.recountAfter = 0ms; // with one queue: a second
        open(options);
        (void)one();
        m_redis.command({"LPUSH", m_id.key("wait"), "x"});
        QTRY_COMPARE(one().summary.counts[JobState::Waiting], 1);
    }

    void busyQueuesShareTheBudget()
    {
        std::vector<QueueId> queues;
        for (int i = 0; i < 30; ++i)
            queues.push_back({"bull", RedisFixture::uniqueQueue().toUtf8()});
        SamplerOptions options;
        options.latestCount = 1h;
        open(options, queues);
        m_sampler->setPreferred(queues.back());
        VERIFY_OK(read());
        const auto touch = [&] {
            for (const QueueId& queue : queues)
                m_redis.command({"XADD", queue.key("events"), "*", "event", "added", "jobId", "1"});
        };
        // The first readings may spend what was saved; in the end the one in view is counted each time.
        for (int i = 0; i < 3; ++i) {
            touch();
            VERIFY_OK(read());
        }
        touch();
        m_redis.command({"LPUSH", queues.back().key("wait"), "x"});
        Readings last = Error();
        QVERIFY(cost([&] { last = read(); }) <= 30);
        VERIFY_OK(last);
        QCOMPARE(last->back().summary.counts[JobState::Waiting], 1);
        for (const QueueReading& reading : *last)
            QVERIFY(reading.last.added >= 1); // flows are there for all
        QVERIFY(cost([&] { VERIFY_OK(read(QueueSampler::Extent::Full)); }) >= 8 * 30);
    }

    // fault: I3
    void fastStreamsAreEstimated()
    {
        open();
        (void)one();
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        for (int i = 0; i < 10000; ++i)
            event(QByteArray::number(now) + '-' + QByteArray::number(i + 1), "completed");
        const QueueReading reading = one();
        QVERIFY(!reading.last.exact);
        QCOMPARE(reading.last.completed, 2000);
        QVERIFY(reading.last.spanMs >= 1);
        // The rest was passed over, not put off.
        QVERIFY(one().last.isIdle());
    }

    void timeBeforeAStartIsNotCounted()
    {
        open();
        (void)one();
        QVERIFY(!m_npm->add(name(), u"unseen"_s).isEmpty());
        m_sampler->startOver();
        QueueReading reading = one();
        QCOMPARE(reading.last, QueueFlow()); // no span: unknown, not zero
        QCOMPARE(reading.summary.counts[JobState::Waiting], 1);
        QVERIFY(!m_npm->add(name(), u"seen"_s).isEmpty());
        reading = one();
        QCOMPARE(reading.last.added, 1);
    }

    void aStreamThatWasCutSaysSo()
    {
        m_redis.command({"HSET", m_id.key("meta"), "opts.maxLenEvents", "10"});
        open();
        (void)one();
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        for (int i = 0; i < 40; ++i)
            event(QByteArray::number(now) + '-' + QByteArray::number(i + 1), "completed");
        m_redis.command({"XTRIM", m_id.key("events"), "MAXLEN", "10"});
        const QueueReading reading = one();
        QCOMPARE(reading.last.completed, 10);
        QVERIFY(!reading.last.exact);
    }

    void wrongKeysHurtOnlyTheirQueue()
    {
        const QueueId other{"bull", RedisFixture::uniqueQueue().toUtf8()};
        open({}, {m_id, other});
        VERIFY_OK(read());
        m_redis.command({"SET", m_id.key("events"), "no stream"});
        m_redis.command({"SET", m_id.key("failed"), "no set"});
        m_redis.command({"XADD", other.key("events"), "*", "event", "added", "jobId", "1"});
        m_redis.command({"LPUSH", other.key("wait"), "1"});
        const Readings readings = read();
        VERIFY_OK(readings);
        QCOMPARE(readings->back().last.added, 1);
        QCOMPARE(readings->back().summary.counts[JobState::Waiting], 1);
        QCOMPARE(readings->front().summary.counts[JobState::Failed], 0);
    }

    void legacyMarkersAndPausedJobsAreSeen()
    {
        m_redis.command({"RPUSH", m_id.key("wait"), "5", "0:0"});
        m_redis.command({"RPUSH", m_id.key("paused"), "6"});
        open();
        const QueueReading reading = one();
        QCOMPARE(reading.summary.counts[JobState::Waiting], 1);
        QCOMPARE(reading.summary.counts[JobState::Paused], 1);
    }

    void tellsHowLongTheNextJobWaits()
    {
        QVERIFY(!m_npm->add(name(), u"first"_s).isEmpty());
        QVERIFY(!m_npm->add(name(), u"second"_s).isEmpty());
        open();
        const qint64 stamp = m_npm->job(name(), u"1"_s).value(u"timestamp"_s).toInteger();
        QVERIFY(stamp > 0);
        QCOMPARE(one().nextSince, stamp);
        QCOMPARE(one().nextSince, stamp);
        const QString worker = m_npm->startWorker(name(), {});
        QTRY_COMPARE(m_npm->counts(name()).value(u"completed"_s).toInt(), 2);
        QVERIFY(m_npm->call(u"workerClose"_s, {{u"worker"_s, worker}}).ok);
        QCOMPARE(one().nextSince, 0);
    }

    void readsOnly()
    {
        // Errors of a read-only connection would have failed the tests before; the server's own count says it
        // again, for what the sampler sent in them.
        const QHash<QByteArray, qint64> before = m_redis.commandCalls();
        open();
        (void)one();
        (void)one(QueueSampler::Extent::Full);
        const QHash<QByteArray, qint64> after = m_redis.commandCalls();
        for (auto it = after.cbegin(); it != after.cend(); ++it) {
            if (it.value() > before.value(it.key()))
                QVERIFY2(isReadOnlyCommand(it.key().toUpper().replace('|', ' ')), it.key().constData());
        }
        QVERIFY(after.value("xrevrange") > before.value("xrevrange"));
    }

    void aBrokenConnectionIsAnError()
    {
        open();
        (void)one();
        m_connection->close();
        const Readings readings = read();
        QVERIFY(!readings);
        QCOMPARE(readings.error().code, ErrorCode::ConnectionClosed);
        m_connection->open();
        QTRY_VERIFY(m_connection->isReady());
        VERIFY_OK(read());
    }
};

QTEST_GUILESS_MAIN(TestQueueSampler)
#include "tst_queuesampler.moc"
