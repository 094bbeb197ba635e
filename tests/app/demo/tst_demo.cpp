// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "demo/demo.h"
#include "support/redisfixture.h"

#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace drover;
using drover::test::RedisFixture;

namespace {

constexpr int patience = 30000;
const QByteArrayList queues{
    "mail.outgoing", "billing.invoices", "media.transcode", "search.index", "webhooks.deliver"};

} // namespace

class TestDemo final : public QObject {
    Q_OBJECT

    RedisFixture m_redis;

    DemoOptions options(const QByteArray& prefix) const
    {
        DemoOptions options;
        options.connection = m_redis.unixOptions();
        options.prefix = prefix;
        options.scale = 0.3;
        return options;
    }
    static DemoReport fill(Demo& demo)
    {
        QSignalSpy filled(&demo, &Demo::filled);
        QSignalSpy failed(&demo, &Demo::failed);
        demo.fill();
        if (!QTest::qWaitFor([&] { return !filled.isEmpty() || !failed.isEmpty(); }, patience)
            || filled.isEmpty()) {
            qWarning() << "not filled"
                       << (failed.isEmpty() ? QString() : failed.first().first().value<Error>().message);
            return {};
        }
        return filled.first().first().value<DemoReport>();
    }
    qint64 size(const QByteArray& key) { return m_redis.integer({"ZCARD", key}); }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_redis.start()); }

    void fillsEveryQueueWithEveryState()
    {
        Demo demo(options("one"));
        const DemoReport report = fill(demo);
        QCOMPARE(report.queues, int(queues.size()));
        QVERIFY(report.added > 200);
        qint64 failed = 0;
        qint64 retrying = 0;
        QSet<QByteArray> reasons;
        for (const QByteArray& queue : queues) {
            const QByteArray base = "one:" + queue + ':';
            QVERIFY2(size(base + "completed") > 0, queue.constData());
            QVERIFY2(size(base + "delayed") > 0, queue.constData());
            QVERIFY2(size(base + "prioritized") > 0, queue.constData());
            QVERIFY2(m_redis.integer({"LLEN", base + "wait"}) > 0, queue.constData());
            for (const QByteArray& id : m_redis.list({"ZRANGE", base + "failed", "0", "-1"})) {
                reasons.insert(m_redis.text({"HGET", base + id, "failedReason"}));
                QVERIFY(m_redis.text({"HGET", base + id, "stacktrace"}).contains("\\n    at "));
            }
            failed += size(base + "failed");
            for (const QByteArray& id : m_redis.list({"ZRANGE", base + "delayed", "0", "-1"})) {
                retrying += m_redis.text({"HGET", base + id, "atm"}).toInt() > 0 ? 1 : 0;
            }
        }
        QCOMPARE(qint64(report.failed), failed);
        QVERIFY(failed > 15);
        QVERIFY(reasons.size() > 5);
        QVERIFY(retrying > 0);
        // Left behind as by a killed worker: active, and nobody holds its lock.
        const QByteArrayList active = m_redis.list({"LRANGE", "one:billing.invoices:active", "0", "-1"});
        QCOMPARE(active.size(), 1);
        QCOMPARE(m_redis.integer({"EXISTS", "one:billing.invoices:" + active.first() + ":lock"}), 0);
    }

    void secondFillAddsNothing()
    {
        Demo first(options("two"));
        QVERIFY(fill(first).added > 0);
        const QByteArray lastId = m_redis.text({"GET", "two:mail.outgoing:id"});
        Demo second(options("two"));
        const DemoReport report = fill(second);
        QCOMPARE(report.queues, int(queues.size()));
        QCOMPARE(report.added, 0);
        QCOMPARE(m_redis.text({"GET", "two:mail.outgoing:id"}), lastId);
    }

    void liveWorksAndStops()
    {
        Demo demo(options("three"));
        QVERIFY(fill(demo).added > 0);
        const qint64 before = size("three:mail.outgoing:completed");
        demo.mend("smtp");
        demo.live();
        QTRY_VERIFY_WITH_TIMEOUT(size("three:mail.outgoing:completed") > before, patience);
        QSignalSpy stopped(&demo, &Demo::stopped);
        demo.stop();
        QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 1, patience);
        for (const QByteArray& queue : queues) {
            // The one that was stalled before may still be there.
            QVERIFY(m_redis.integer({"LLEN", "three:" + queue + ":active"}) <= 1);
        }
    }

    void stopWithoutStart()
    {
        Demo demo(options("four"));
        QSignalSpy stopped(&demo, &Demo::stopped);
        demo.stop();
        QTRY_COMPARE(stopped.size(), 1);
    }

    void missingRedisIsTold()
    {
        DemoOptions nowhere = options("five");
        nowhere.connection.unixSocket = QStringLiteral("/nowhere/r.sock");
        Demo demo(nowhere);
        QSignalSpy failed(&demo, &Demo::failed);
        demo.fill();
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, patience);
    }
};

QTEST_GUILESS_MAIN(TestDemo)
#include "tst_demo.moc"
