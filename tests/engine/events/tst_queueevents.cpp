// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "events/queueevents.h"

#include "queue/workerlist.h"
#include "redis/redisconnection.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace drover;
using namespace drover::test;

class TestQueueEvents final : public QObject {
    Q_OBJECT

    std::unique_ptr<RedisFixture> m_redis;
    QueueId m_id;

    QByteArray emitEvent(const QueueId& queue, const QByteArray& event, const QByteArray& jobId)
    {
        return m_redis->text({"XADD", queue.key("events"), "*", "event", event, "jobId", jobId});
    }
    struct Seen {
        explicit Seen(QueueEvents& events)
        {
            QObject::connect(
                &events, &QueueEvents::eventsRead, &context, [this](const std::vector<QueueEvent>& batch) {
                    all.insert(all.end(), batch.begin(), batch.end());
                });
            QObject::connect(&events, &QueueEvents::following, &context,
                [this](const QueueId& queue, const QByteArray& from) { following.insert(queue, from); });
        }
        QByteArrayList jobIds(const QueueId& queue) const
        {
            QByteArrayList ids;
            for (const QueueEvent& event : all) {
                if (event.queue == queue)
                    ids.append(event.field("jobId"));
            }
            return ids;
        }
        QObject context;
        std::vector<QueueEvent> all;
        QHash<QueueId, QByteArray> following;
    };

private Q_SLOTS:
    void init()
    {
        m_redis = std::make_unique<RedisFixture>(RedisFixtureOptions{.keepsAll = true});
        QVERIFY2(m_redis->start(), m_redis->log().constData());
        m_id = {"bull", RedisFixture::uniqueQueue().toUtf8()};
    }
    void readsFieldsInOrder()
    {
        const QueueEvent event{
            m_id, "1-0", "completed", {{"jobId", "7"}, {"returnvalue", "{}"}, {"jobId", "8"}}};
        QCOMPARE(event.field("jobId"), QByteArray("7"));
        QCOMPARE(event.field("none"), QByteArray());
    }
    void beginsNow()
    {
        emitEvent(m_id, "waiting", "old");
        QueueEvents events(m_redis->unixOptions());
        Seen seen(events);
        events.follow(m_id);
        QTRY_VERIFY(seen.following.contains(m_id));
        QCOMPARE(events.lastId(m_id), seen.following.value(m_id));
        const QByteArray id = emitEvent(m_id, "waiting", "new");
        QTRY_COMPARE(seen.all.size(), size_t(1));
        QCOMPARE(seen.all[0], (QueueEvent{m_id, id, "waiting", {{"jobId", "new"}}}));
        QCOMPARE(events.lastId(m_id), id);
    }
    void beginsOnAnAbsentStream()
    {
        QueueEvents events(m_redis->unixOptions());
        Seen seen(events);
        events.follow(m_id);
        QTRY_VERIFY(seen.following.contains(m_id));
        QCOMPARE(seen.following.value(m_id), QByteArray("0-0"));
        emitEvent(m_id, "waiting", "first");
        QTRY_COMPARE(seen.jobIds(m_id), QByteArrayList{"first"});
    }
    void beginsAnywhere()
    {
        emitEvent(m_id, "waiting", "a");
        const QByteArray second = emitEvent(m_id, "waiting", "b");
        emitEvent(m_id, "waiting", "c");
        QueueEvents fromStart(m_redis->unixOptions());
        Seen all(fromStart);
        fromStart.follow(m_id, "0");
        QTRY_COMPARE(all.jobIds(m_id), (QByteArrayList{"a", "b", "c"}));
        QueueEvents resumed(m_redis->unixOptions());
        Seen rest(resumed);
        resumed.follow(m_id, second);
        QTRY_COMPARE(rest.jobIds(m_id), QByteArrayList{"c"});
    }
    void readsLongStreamsInPieces()
    {
        m_redis->command({"EVAL",
            "for i = 1, 3500 do redis.call('XADD', KEYS[1], '*', 'event', 'waiting', 'jobId', i) end", "1",
            m_id.key("events")});
        QueueEvents events(m_redis->unixOptions());
        Seen seen(events);
        events.follow(m_id, "0");
        QTRY_COMPARE(seen.all.size(), size_t(3500));
        QCOMPARE(seen.all.back().field("jobId"), QByteArray("3500"));
    }
    void followsMoreWhileItWaits()
    {
        const QueueId other{"bull", m_id.name + "2"};
        QueueEvents events(m_redis->unixOptions());
        Seen seen(events);
        events.follow(m_id);
        QTRY_VERIFY(seen.following.contains(m_id));
        QTRY_VERIFY(m_redis->text({"CLIENT", "LIST"}).contains("cmd=xread"));
        events.follow(other);
        QTRY_VERIFY(seen.following.contains(other));
        emitEvent(m_id, "waiting", "1");
        emitEvent(other, "waiting", "2");
        QTRY_COMPARE(seen.all.size(), size_t(2));
        QCOMPARE(seen.jobIds(m_id), QByteArrayList{"1"});
        QCOMPARE(seen.jobIds(other), QByteArrayList{"2"});
        events.unfollow(m_id);
        emitEvent(m_id, "waiting", "3");
        emitEvent(other, "waiting", "4");
        QTRY_COMPARE(seen.jobIds(other), (QByteArrayList{"2", "4"}));
        QCOMPARE(seen.jobIds(m_id), QByteArrayList{"1"});
        QCOMPARE(events.lastId(m_id), QByteArray());
    }
    void isNamedAsQueueEventsAre()
    {
        QueueEvents events(m_redis->unixOptions());
        Seen seen(events);
        events.follow(m_id);
        QTRY_VERIFY(seen.following.contains(m_id));
        const QByteArray clients = m_redis->text({"CLIENT", "LIST"});
        const QByteArray expected = "name=bull:" + m_id.name.toBase64() + ":qe";
        QVERIFY2(clients.contains(expected), clients.constData());
        QVERIFY(parseWorkers(clients, std::vector{m_id}).empty());
    }
    void missesAndDoublesNothingOverARestart()
    {
        QueueEvents events(m_redis->unixOptions());
        Seen seen(events);
        events.follow(m_id);
        QTRY_VERIFY(seen.following.contains(m_id));
        QByteArrayList expected;
        for (int round = 0; round < 3; ++round) {
            for (int i = 0; i < 50; ++i) {
                expected.append(QByteArray::number(round * 100 + i));
                emitEvent(m_id, "waiting", expected.last());
            }
            m_redis->killHard();
            QVERIFY(m_redis->start());
            for (int i = 50; i < 100; ++i) {
                expected.append(QByteArray::number(round * 100 + i));
                emitEvent(m_id, "waiting", expected.last());
            }
        }
        QTRY_COMPARE_WITH_TIMEOUT(seen.jobIds(m_id).size(), expected.size(), 20000);
        QCOMPARE(seen.jobIds(m_id), expected);
    }
    void survivesKilledConnections()
    {
        QueueEvents events(m_redis->unixOptions());
        Seen seen(events);
        events.follow(m_id, "0");
        QByteArrayList expected;
        for (int i = 0; i < 30; ++i) {
            expected.append(QByteArray::number(i));
            emitEvent(m_id, "waiting", expected.last());
            if (i % 10 == 5)
                m_redis->command({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
        }
        QTRY_COMPARE_WITH_TIMEOUT(seen.jobIds(m_id).size(), expected.size(), 20000);
        QCOMPARE(seen.jobIds(m_id), expected);
    }
    void oneWrongKeySilencesOnlyItself()
    {
        const QueueId wrong{"bull", m_id.name + "wrong"};
        m_redis->command({"SET", wrong.key("events"), "x"});
        QueueEvents events(m_redis->unixOptions());
        Seen seen(events);
        QSignalSpy errors(&events, &QueueEvents::errorOccurred);
        events.follow(wrong, "0");
        events.follow(m_id, "0");
        emitEvent(m_id, "waiting", "1");
        QTRY_COMPARE(seen.jobIds(m_id), QByteArrayList{"1"});
        QVERIFY(!errors.isEmpty());
        QVERIFY(
            errors.first().first().value<Error>().message.contains(QString::fromUtf8(wrong.key("events"))));
    }
    void closesWhileItWaits()
    {
        QueueEvents events(m_redis->unixOptions());
        Seen seen(events);
        events.follow(m_id);
        QTRY_VERIFY(seen.following.contains(m_id));
        events.close();
        emitEvent(m_id, "waiting", "1");
        QTRY_VERIFY(!m_redis->text({"CLIENT", "LIST"}).contains(":qe"));
        QVERIFY(seen.all.empty());
        seen.following.clear();
        events.follow(m_id, "0");
        QTRY_COMPARE(seen.jobIds(m_id), QByteArrayList{"1"});
    }
    void seesWhatNpmDoes()
    {
        NpmProcess npm(m_redis->socketPath());
        QVERIFY(npm.start());
        QueueEvents events(m_redis->unixOptions());
        Seen seen(events);
        events.follow(m_id);
        QTRY_VERIFY(seen.following.contains(m_id));
        const QString queue = QString::fromUtf8(m_id.name);
        QCOMPARE(npm.add(queue, QStringLiteral("a")), QStringLiteral("1"));
        QVERIFY(!npm.startWorker(queue, {{QStringLiteral("value"), 5}}).isEmpty());
        QTRY_VERIFY(!seen.all.empty() && seen.all.back().event == "drained");
        QByteArrayList names;
        for (const QueueEvent& event : seen.all)
            names.append(event.event);
        QVERIFY(names.contains("added") && names.contains("waiting") && names.contains("active"));
        const auto completed = std::find_if(seen.all.begin(), seen.all.end(),
            [](const QueueEvent& event) { return event.event == "completed"; });
        QVERIFY(completed != seen.all.end());
        QCOMPARE(completed->field("returnvalue"), QByteArray("5"));
        QVERIFY(npm.close());
    }
};

QTEST_GUILESS_MAIN(TestQueueEvents)
#include "tst_queueevents.moc"
