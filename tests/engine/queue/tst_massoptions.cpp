// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/massaction.h"

#include "redis/redisconnection.h"
#include "support/faultproxy.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

//! Options of many stored jobs, changed in place: what was not meant keeps its bytes.
class TestMassOptions final : public QObject {
    Q_OBJECT

    RedisFixture m_redis;
    std::unique_ptr<NpmProcess> m_npm;
    std::unique_ptr<FaultProxy> m_proxy;
    std::unique_ptr<RedisConnection> m_connection;
    QueueId m_id;

    void plant(const QByteArray& id, const QByteArray& opts, const char* state = "failed")
    {
        m_redis.command({"HSET", m_id.job(id), "name", "a", "data", "{}", "opts", opts, "timestamp", "1",
            "priority", "0", "delay", "0"});
        if (qstrcmp(state, "wait") == 0 || qstrcmp(state, "active") == 0)
            m_redis.command({"LPUSH", m_id.key(state), id});
        else
            m_redis.command({"ZADD", m_id.key(state), "1", id});
    }
    QByteArray opts(const QByteArray& id) { return m_redis.text({"HGET", m_id.job(id), "opts"}); }
    MassRequest request(const JsonText& changes, JobState state = JobState::Failed)
    {
        MassRequest wanted;
        wanted.queue = m_id;
        wanted.verb = MassVerb::UpdateOptions;
        wanted.state = state;
        wanted.optionChanges = changes;
        return wanted;
    }
    MassReport run(const MassRequest& wanted, WriteGate& gate = WriteGate::open())
    {
        MassAction action(*m_connection, gate);
        std::optional<MassReport> report;
        connect(&action, &MassAction::finished, this, [&](const MassReport& r) { report = r; });
        action.start(wanted);
        (void)QTest::qWaitFor([&] { return report.has_value(); }, 60000);
        MassReport never;
        never.error = Error{ErrorCode::Timeout, {}, {}};
        return report.value_or(never);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_redis.start(), m_redis.log().constData());
        m_npm = std::make_unique<NpmProcess>(m_redis.socketPath());
        QVERIFY(m_npm->start());
        m_proxy = std::make_unique<FaultProxy>(m_redis.unixOptions());
        ConnectionOptions options = m_proxy->options();
        options.retry.minimum = Milliseconds(20);
        options.retry.maximum = Milliseconds(50);
        m_connection = std::make_unique<RedisConnection>(options, ConnectionRole::Queue);
        m_connection->open();
        QTRY_VERIFY(m_connection->isReady());
    }
    void init()
    {
        m_proxy->clearFault();
        QTRY_VERIFY(m_connection->isReady());
        m_id = {"bull", RedisFixture::uniqueQueue().toUtf8()};
    }

    void otherBytesStay_data()
    {
        QTest::addColumn<QByteArray>("stored");
        QTest::addColumn<QByteArray>("changes");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* name, const char* stored, const char* changes, const char* expected) {
            QTest::newRow(name) << QByteArray(stored) << QByteArray(changes) << QByteArray(expected);
        };
        row("strange numbers", R"({"delay":1.50e3,"attempts":1,"x":12345678901234567890123,"y":-0.0})",
            R"({"attempts":5})", R"({"delay":1.50e3,"attempts":5,"x":12345678901234567890123,"y":-0.0})");
        row("order and spaces", R"({ "b" : 1 , "attempts" : 2 ,	"a":[1, 2] })", R"({"attempts":3})",
            R"({ "b" : 1 , "attempts" : 3 ,	"a":[1, 2] })");
        row("keys that stand twice", R"({"attempts":1,"kl":5,"attempts":2})", R"({"attempts":7})",
            R"({"attempts":1,"kl":5,"attempts":7})"); // JavaScript takes the last one
        row("a short name", R"({"kl":5,"z":"kl"})", R"({"keepLogs":9})", R"({"kl":9,"z":"kl"})");
        row("an escaped key", R"({"\u0061ttempts":1})", R"({"attempts":2})", R"({"\u0061ttempts":2})");
        row("new ones at the end", R"({"attempts":1})", R"({"removeOnComplete":true,"removeOnFail":500})",
            R"({"attempts":1,"removeOnComplete":true,"removeOnFail":500})");
        row("taken out", R"({"attempts":2,"backoff":{"type":"fixed","delay":1},"unknown":1.10})",
            R"({"backoff":null})", R"({"attempts":2,"unknown":1.10})");
        row("escapes and unicode", R"({"x":"\ud83d\ude00 \/","attempts":1,"ä":"ö"})", R"({"attempts":2})",
            R"({"x":"\ud83d\ude00 \/","attempts":2,"ä":"ö"})");
        row("nothing to change", R"({"attempts":4})", R"({"attempts":4})", R"({"attempts":4})");
    }
    void otherBytesStay()
    {
        QFETCH(QByteArray, stored);
        QFETCH(QByteArray, changes);
        QFETCH(QByteArray, expected);
        plant("j1", stored);
        const MassReport report = run(request(changes));
        QVERIFY2(!report.error, report.error ? qPrintable(report.error->message) : "");
        QCOMPARE(report.done, 1);
        QCOMPARE(opts("j1"), expected);
    }

    void wholeStateOfManyJobs()
    {
        for (int i = 0; i < 1200; ++i)
            plant('j' + QByteArray::number(i), R"({"attempts":1,"n":)" + QByteArray::number(i) + '}', "wait");
        const MassReport report = run(request(R"({"attempts":6,"keepLogs":3})", JobState::Waiting));
        QVERIFY(!report.error);
        QCOMPARE(report.matched, 1200);
        QCOMPARE(report.done, 1200);
        for (int i : {0, 1, 599, 1199})
            QCOMPARE(opts('j' + QByteArray::number(i)),
                QByteArray(R"({"attempts":6,"n":)" + QByteArray::number(i) + R"(,"kl":3})"));
        const QJsonObject job = m_npm->job(QString::fromUtf8(m_id.name), u"j7"_s);
        QCOMPARE(job[u"opts"_s][u"attempts"_s], 6);
        QCOMPARE(job[u"opts"_s][u"keepLogs"_s], 3);
        QCOMPARE(m_redis.integer({"LLEN", m_id.key("wait")}), 1200); // nothing has moved
    }

    void chosenJobsAndMatchingOnes()
    {
        for (const char* id : {"j1", "j2", "j3"})
            plant(id, "{}");
        plant("busy", "{}", "active");
        MassRequest chosen = request(R"({"attempts":2})");
        chosen.ids = {"j1", "busy", "gone"};
        const MassReport report = run(chosen);
        QCOMPARE(report.done, 2);
        QCOMPARE(report.skippedCount, 1);
        QCOMPARE(report.skipped.front(), (MassReport::Skipped{"gone", u"JobNotExist"_s}));
        QCOMPARE(opts("busy"), QByteArray(R"({"attempts":2})"));
        QCOMPARE(opts("j2"), QByteArray("{}"));
        MassRequest matching = request(R"({"attempts":3})");
        matching.filter.match = "j3";
        matching.filter.matchIn = MatchField::Id;
        QCOMPARE(run(matching).done, 1);
        QCOMPARE(opts("j3"), QByteArray(R"({"attempts":3})"));
        QCOMPARE(opts("j1"), QByteArray(R"({"attempts":2})"));
    }

    void aDryRunChangesNothing()
    {
        plant("j1", "{}");
        MassRequest look = request(R"({"attempts":2})");
        look.dryRun = true;
        const MassReport report = run(look, WriteGate::readOnly());
        QVERIFY(!report.error);
        QCOMPARE(report.matched, 1);
        QCOMPARE(report.plan->names, (QMap<QByteArray, qint64>{{"a", 1}}));
        QCOMPARE(opts("j1"), QByteArray("{}"));
        QCOMPARE(run(request(R"({"attempts":2})"), WriteGate::readOnly()).error->code, ErrorCode::ReadOnly);
        QCOMPARE(opts("j1"), QByteArray("{}"));
    }

    void nonsenseIsRefused_data()
    {
        QTest::addColumn<QByteArray>("changes");
        for (const char* changes : {"", "{}", "{ }", "[]", "nonsense", R"({"attempts":"many"})",
                 R"({"jobId":"x"})", R"({"priority":3})", R"({"delay":5})", R"({"repeat":{}})"})
            QTest::newRow(changes[0] == 0 ? "nothing" : changes) << QByteArray(changes);
    }
    void nonsenseIsRefused()
    {
        QFETCH(QByteArray, changes);
        plant("j1", "{}");
        const MassReport report = run(request(changes));
        QVERIFY(report.error);
        QCOMPARE(report.error->code, ErrorCode::BadInput);
        QCOMPARE(opts("j1"), QByteArray("{}"));
    }

    //! Somebody else's change between our look and our script is never lost.
    void overtakenByAnotherHand()
    {
        plant("j1", R"({"attempts":1})");
        Fault look; // changes one letter of the name in the answer: what counts is the moment
        look.kind = Fault::Kind::CorruptReply;
        look.match = "HMGET";
        look.bytes = 9;
        m_proxy->setFault(look);
        const QMetaObject::Connection otherHand = connect(m_proxy.get(), &FaultProxy::struck, this, [this] {
            m_redis.command({"HSET", m_id.job("j1"), "opts", R"({"attempts":1,"theirs":true})"});
        });
        const MassReport report = run(request(R"({"attempts":8})"));
        disconnect(otherHand);
        QVERIFY(!report.error);
        QCOMPARE(report.done, 1);
        QCOMPARE(opts("j1"), QByteArray(R"({"attempts":8,"theirs":true})"));
    }

    void lostAnswersDoNoHarm_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("carried out, reply lost") << int(Fault::Kind::CutBeforeReply);
        QTest::newRow("never carried out") << int(Fault::Kind::SwallowRequest);
    }
    // fault: A4
    void lostAnswersDoNoHarm()
    {
        QFETCH(int, kind);
        for (int i = 0; i < 60; ++i)
            plant('j' + QByteArray::number(i), R"({"attempts":1,"x":1.10})");
        Fault cut;
        cut.kind = static_cast<Fault::Kind>(kind);
        cut.match = "EVALSHA";
        cut.request = 30;
        m_proxy->setFault(cut);
        MassRequest wanted = request(R"({"attempts":4})");
        wanted.chunk = 20;
        const MassReport report = run(wanted);
        QVERIFY2(!report.error, report.error ? qPrintable(report.error->message) : "");
        QCOMPARE(report.done, 60);
        QCOMPARE(report.skippedCount, 0);
        for (int i = 0; i < 60; ++i)
            QCOMPARE(opts('j' + QByteArray::number(i)), QByteArray(R"({"attempts":4,"x":1.10})"));
    }
};

QTEST_GUILESS_MAIN(TestMassOptions)
#include "tst_massoptions.moc"
