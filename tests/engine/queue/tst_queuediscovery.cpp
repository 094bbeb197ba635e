// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/queuediscovery.h"

#include "redis/redisconnection.h"
#include "support/redisfixture.h"

#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace drover;
using namespace drover::test;

class TestQueueDiscovery final : public QObject {
    Q_OBJECT

    RedisFixture m_redis;
    std::unique_ptr<RedisConnection> m_connection;

    struct Found {
        QSet<QueueId> queues;
        int signalsSeen = 0;
        DiscoveryReport report;
        bool finished = false;
    };

    Found discover(const DiscoveryOptions& options)
    {
        QueueDiscovery discovery(*m_connection);
        Found result;
        connect(&discovery, &QueueDiscovery::found, this, [&](const std::vector<QueueId>& queues) {
            ++result.signalsSeen;
            for (const QueueId& queue : queues)
                result.queues.insert(queue);
        });
        connect(&discovery, &QueueDiscovery::finished, this, [&](const DiscoveryReport& report) {
            result.report = report;
            result.finished = true;
        });
        discovery.start(options);
        (void)QTest::qWaitFor([&] { return result.finished; }, 20000);
        return result;
    }
    void plant(const QueueId& queue)
    {
        m_redis.command({"HSET", queue.key("meta"), "opts.maxLenEvents", "10000"});
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_redis.start(), m_redis.log().constData());
        m_connection = std::make_unique<RedisConnection>(m_redis.unixOptions(), ConnectionRole::Queue);
        m_connection->open();
        QTRY_VERIFY(m_connection->isReady());
    }
    void cleanup() { m_redis.command({"FLUSHALL"}); }

    void readsMetaKeys_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<bool>("isQueue");
        QTest::addColumn<QByteArray>("prefix");
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("plain") << QByteArray("bull:mail:meta") << true << QByteArray("bull")
                               << QByteArray("mail");
        QTest::newRow("prefix with colons")
            << QByteArray("a:b:mail:meta") << true << QByteArray("a:b") << QByteArray("mail");
        QTest::newRow("hash tag") << QByteArray("{bull}:mail:meta") << true << QByteArray("{bull}")
                                  << QByteArray("mail");
        QTest::newRow("another key") << QByteArray("bull:mail:wait") << false << QByteArray() << QByteArray();
        QTest::newRow("relay") << QByteArray("bull::relay:{x}:meta") << false << QByteArray() << QByteArray();
        QTest::newRow("no name") << QByteArray("bull::meta") << false << QByteArray() << QByteArray();
        QTest::newRow("no prefix") << QByteArray("mail:meta") << false << QByteArray() << QByteArray();
    }
    // fault: G5
    void readsMetaKeys()
    {
        QFETCH(QByteArray, key);
        QFETCH(bool, isQueue);
        QFETCH(QByteArray, prefix);
        QFETCH(QByteArray, name);
        const auto queue = queueOfMetaKey(key);
        QCOMPARE(queue.has_value(), isQueue);
        if (isQueue)
            QCOMPARE(*queue, (QueueId{prefix, name}));
    }
    // fault: G5
    void findsQueuesOfAPrefixAndCountsTheOthers()
    {
        const QSet<QueueId> planted{{"bull", "mail"}, {"bull", "caf\xc3\xa9 [*?]\\"},
            {"bull", QByteArray("\xff\x00z", 3)}, {"bull", "{tag}"}, {"bull", QByteArray(512, 'n')}};
        for (const QueueId& queue : planted)
            plant(queue);
        plant({"staging", "mail"});
        plant({"staging", "other"});
        m_redis.command({"SET", "bull:text:meta", "not a hash"});
        m_redis.command({"HSET", "bull::relay:{x}:meta", "a", "b"});
        const Found found = discover({});
        QVERIFY(found.finished);
        QVERIFY(!found.report.error);
        QCOMPARE(found.queues, planted);
        QCOMPARE(found.report.queues, planted.size());
        QCOMPARE(found.report.otherPrefixes, (QMap<QByteArray, int>{{"staging", 2}}));
        QVERIFY(found.report.keysRead >= planted.size());
    }
    // fault: G5
    void findsSeveralPrefixesAndAll()
    {
        plant({"bull", "a"});
        plant({"x:y", "b"});
        plant({"z*", "c"});
        QCOMPARE(discover({{"bull", "z*"}}).queues, (QSet<QueueId>{{"bull", "a"}, {"z*", "c"}}));
        QCOMPARE(discover({{}}).queues, (QSet<QueueId>{{"bull", "a"}, {"x:y", "b"}, {"z*", "c"}}));
    }
    void schedulersAndJobsNamedMetaAreNoQueues()
    {
        plant({"bull", "mail"});
        m_redis.command({"HSET", "bull:mail:repeat:meta", "name", "x", "ic", "1"});
        m_redis.command({"HSET", "bull:mail:a:b:meta", "name", "x", "data", "{}", "timestamp", "1"});
        QCOMPARE(discover({{}}).queues, (QSet<QueueId>{{"bull", "mail"}}));
    }
    // fault: I3
    void tellsProgressivelyAndReadsOnly()
    {
        for (int i = 0; i < 3000; ++i)
            m_redis.command({"SET", "noise:" + QByteArray::number(i), "x"});
        for (int i = 0; i < 2000; ++i)
            plant({"bull", "q" + QByteArray::number(i)});
        const Found found = discover({{"bull"}, 100});
        QCOMPARE(found.queues.size(), 2000);
        QVERIFY(found.signalsSeen > 3);
        QVERIFY(found.report.scans > 10);
        QVERIFY(m_redis.commandCalls().value("keys") == 0);
    }
    // fault: D2
    void endsWithAnErrorWhenScanIsForbidden()
    {
        m_redis.command({"ACL", "SETUSER", "blind", "on", ">pw", "~*", "+@all", "-scan"});
        ConnectionOptions options = m_redis.unixOptions();
        options.user = QStringLiteral("blind");
        options.password = "pw";
        RedisConnection connection(options, ConnectionRole::Queue);
        connection.open();
        QTRY_VERIFY(connection.isReady());
        QueueDiscovery discovery(connection);
        std::optional<DiscoveryReport> report;
        connect(&discovery, &QueueDiscovery::finished, this, [&](const DiscoveryReport& r) { report = r; });
        discovery.start();
        QTRY_VERIFY(report.has_value());
        QVERIFY(report->error);
        QCOMPARE(report->error->code, ErrorCode::Denied);
    }
    void cancelsOnce()
    {
        plant({"bull", "a"});
        QueueDiscovery discovery(*m_connection);
        int finished = 0;
        connect(&discovery, &QueueDiscovery::finished, this, [&](const DiscoveryReport& report) {
            ++finished;
            QVERIFY(report.error);
            QCOMPARE(report.error->code, ErrorCode::Cancelled);
        });
        discovery.start();
        discovery.cancel();
        QVERIFY(!discovery.isRunning());
        QCOMPARE(finished, 1);
        const auto settled = m_connection->request(Command({"PING"}));
        QTRY_VERIFY(settled.isFinished());
        QCOMPARE(finished, 1);
    }
};

QTEST_GUILESS_MAIN(TestQueueDiscovery)
#include "tst_queuediscovery.moc"
