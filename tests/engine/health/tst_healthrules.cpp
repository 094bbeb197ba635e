// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/healthrules.h"

#include "health/healthcollector.h"
#include "redis/redisconnection.h"
#include "support/await.h"
#include "support/redisfixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

using namespace drover;
using namespace drover::test;

namespace {

std::optional<Finding> findingOf(const std::vector<Finding>& findings, const QString& rule)
{
    for (const Finding& finding : findings) {
        if (finding.rule == rule)
            return finding;
    }
    return std::nullopt;
}

QByteArray severityOf(const std::vector<Finding>& findings, const char* rule)
{
    const auto finding = findingOf(findings, QString::fromLatin1(rule));
    return finding ? QByteArray(severityName(finding->severity).data()) : QByteArray("none");
}

ServerFacts soundServer()
{
    ServerFacts facts;
    facts.info = ServerInfo::parse(
        "redis_version:7.2.4\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n"
        "aof_last_write_status:ok\r\naof_last_bgrewrite_status:ok\r\nrdb_last_bgsave_status:ok\r\n"
        "evicted_keys:0\r\nused_memory:1000\r\nmaxmemory:0\r\nrole:master\r\n");
    facts.config = QHash<QByteArray, QByteArray>{
        {"save", "3600 1"}, {"appendfsync", "everysec"}, {"protected-mode", "yes"}};
    facts.slow = SlowFacts();
    facts.latencyMs = 0.4;
    facts.clockSkewMs = 3;
    return facts;
}

} // namespace

class TestHealthRules final : public QObject {
    Q_OBJECT

    std::vector<Finding> judge(RedisFixture& redis)
    {
        RedisConnection connection(redis.unixOptions(), ConnectionRole::Queue);
        connection.open();
        (void)QTest::qWaitFor([&] { return connection.isReady(); });
        const auto facts = await(collectServerFacts(connection));
        return facts ? judgeServer(*facts) : std::vector<Finding>();
    }

private Q_SLOTS:
    void soundServerHasOnlyOk()
    {
        const std::vector<Finding> findings = judgeServer(soundServer());
        for (const Finding& finding : findings)
            QVERIFY2(finding.severity == Severity::Ok,
                qPrintable(finding.rule + QLatin1Char(' ') + finding.title));
        QCOMPARE(worst(findings), Severity::Ok);
        QCOMPARE(worst({}), Severity::Ok);
    }
    void everyRuleIsListedAndSpeaksOnce()
    {
        QSet<QString> listed;
        for (const HealthRule& rule : healthRules()) {
            QVERIFY2(!listed.contains(rule.id), qPrintable(rule.id));
            listed.insert(rule.id);
        }
        QSet<QString> seen;
        for (const Finding& finding : judgeServer(soundServer())) {
            QVERIFY2(listed.contains(finding.rule), qPrintable(finding.rule));
            QVERIFY2(!seen.contains(finding.rule), qPrintable(finding.rule));
            QVERIFY(!finding.title.isEmpty() && !finding.why.isEmpty());
            seen.insert(finding.rule);
        }
        for (const HealthRule& rule : healthRules())
            QVERIFY2(
                seen.contains(rule.id) == rule.requirement.startsWith(QLatin1Char('P')), qPrintable(rule.id));
    }
    void judgesServers_data()
    {
        QTest::addColumn<QByteArray>("info");
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<QByteArray>("severity");
        QTest::newRow("eviction") << QByteArray("maxmemory_policy:volatile-lru")
                                  << QByteArray("eviction-policy") << QByteArray("critical");
        QTest::newRow("eviction untold")
            << QByteArray("maxmemory_policy:") << QByteArray("eviction-policy") << QByteArray("info");
        QTest::newRow("evicted") << QByteArray("evicted_keys:3") << QByteArray("evicted-keys")
                                 << QByteArray("critical");
        QTest::newRow("half full") << QByteArray("used_memory:50\r\nmaxmemory:100")
                                   << QByteArray("memory-headroom") << QByteArray("ok");
        QTest::newRow("nearly full") << QByteArray("used_memory:85\r\nmaxmemory:100")
                                     << QByteArray("memory-headroom") << QByteArray("warning");
        QTest::newRow("full") << QByteArray("used_memory:99\r\nmaxmemory:100")
                              << QByteArray("memory-headroom") << QByteArray("critical");
        QTest::newRow("AOF off, snapshots on")
            << QByteArray("aof_enabled:0") << QByteArray("aof-off") << QByteArray("warning");
        QTest::newRow("AOF write error") << QByteArray("aof_last_write_status:err")
                                         << QByteArray("aof-write-failed") << QByteArray("critical");
        QTest::newRow("snapshot error") << QByteArray("rdb_last_bgsave_status:err")
                                        << QByteArray("rdb-save-failed") << QByteArray("critical");
        QTest::newRow("too old") << QByteArray("redis_version:4.0.9") << QByteArray("server-version")
                                 << QByteArray("critical");
        QTest::newRow("old") << QByteArray("redis_version:6.0.16") << QByteArray("server-version")
                             << QByteArray("warning");
        const auto warns = [](const char* name, const char* info, const char* rule) {
            QTest::newRow(name) << QByteArray(info) << QByteArray(rule) << QByteArray("warning");
        };
        warns("replica behind",
            "connected_slaves:1\r\nslave0:ip=10.0.0.2,port=1,state=online,offset=5,lag=30",
            "replication-lag");
        warns("replica out of step",
            "connected_slaves:1\r\nslave0:ip=10.0.0.2,port=1,state=wait_bgsave,offset=0,lag=0",
            "replication-lag");
        warns("replica without a master", "role:slave\r\nmaster_link_status:down", "replication-lag");
        QTest::newRow("replica in step")
            << QByteArray("connected_slaves:1\r\nslave0:ip=10.0.0.2,port=1,state=online,offset=5,lag=1")
            << QByteArray("replication-lag") << QByteArray("ok");
        warns("clients nearly all", "connected_clients:90\r\nmaxclients:100", "clients");
        warns(
            "clients refused", "connected_clients:1\r\nmaxclients:100\r\nrejected_connections:4", "clients");
        QTest::newRow("replica") << QByteArray("role:slave") << QByteArray("read-replica")
                                 << QByteArray("critical");
    }
    // fault: B6, B11
    // production: P2
    void judgesServers()
    {
        QFETCH(QByteArray, info);
        QFETCH(QByteArray, rule);
        QFETCH(QByteArray, severity);
        ServerFacts facts = soundServer();
        QByteArray lines;
        for (auto field = facts.info.fields.cbegin(); field != facts.info.fields.cend(); ++field)
            lines += field.key() + ':' + field.value() + "\r\n";
        facts.info = ServerInfo::parse(lines + info + "\r\n");
        QCOMPARE(severityOf(judgeServer(facts), rule.constData()), severity);
    }
    void judgesTheConnection()
    {
        ServerFacts facts = soundServer();
        facts.latencyMs = 400;
        facts.clockSkewMs = -5000;
        facts.retry.minimum = Milliseconds(1);
        facts.role = ConnectionRole::Worker;
        facts.maxRetriesPerRequest = 3;
        const std::vector<Finding> findings = judgeServer(facts);
        QCOMPARE(severityOf(findings, "latency"), QByteArray("warning"));
        QCOMPARE(severityOf(findings, "clock-skew"), QByteArray("warning"));
        QCOMPARE(severityOf(findings, "retry-strategy"), QByteArray("warning"));
        QCOMPARE(severityOf(findings, "max-retries"), QByteArray("warning"));
    }
    void judgesWhoGetsIn_data()
    {
        QTest::addColumn<AccessFacts>("access");
        QTest::addColumn<QByteArray>("mode");
        QTest::addColumn<QByteArray>("bind");
        QTest::addColumn<QByteArrayList>("severities"); // no-password, no-tls, protected-mode
        const QString far = QStringLiteral("redis.example.org");
        QTest::newRow("unix socket") << AccessFacts{{}, true, false, false} << QByteArray("yes")
                                     << QByteArray("* -::*") << QByteArrayList{"ok", "ok", "ok"};
        QTest::newRow("far away, nothing set")
            << AccessFacts{far, false, false, false} << QByteArray("no") << QByteArray("* -::*")
            << QByteArrayList{"warning", "warning", "critical"};
        QTest::newRow("far away, password") << AccessFacts{far, false, false, true} << QByteArray("no")
                                            << QByteArray("* -::*") << QByteArrayList{"ok", "warning", "ok"};
        QTest::newRow("far away, password and TLS")
            << AccessFacts{far, false, true, true} << QByteArray("no") << QByteArray("* -::*")
            << QByteArrayList{"ok", "ok", "ok"};
        QTest::newRow("here, listens to all")
            << AccessFacts{QStringLiteral("127.0.0.1"), true, false, false} << QByteArray("no")
            << QByteArray("0.0.0.0") << QByteArrayList{"ok", "ok", "critical"};
        QTest::newRow("here, listens to itself")
            << AccessFacts{QStringLiteral("127.0.0.1"), true, false, false} << QByteArray("no")
            << QByteArray("127.0.0.1 -::1") << QByteArrayList{"ok", "ok", "ok"};
    }
    void judgesWhoGetsIn()
    {
        QFETCH(AccessFacts, access);
        QFETCH(QByteArray, mode);
        QFETCH(QByteArray, bind);
        QFETCH(QByteArrayList, severities);
        ServerFacts facts = soundServer();
        facts.access = access;
        facts.config->insert("protected-mode", mode);
        facts.config->insert("bind", bind);
        facts.config->insert("port", "6379");
        const std::vector<Finding> findings = judgeServer(facts);
        QCOMPARE(severityOf(findings, "no-password"), severities[0]);
        QCOMPARE(severityOf(findings, "no-tls"), severities[1]);
        QCOMPARE(severityOf(findings, "protected-mode"), severities[2]);
    }
    void judgesCertificates_data()
    {
        QTest::addColumn<int>("serverDays");
        QTest::addColumn<int>("clientDays");
        QTest::addColumn<QByteArrayList>("severities"); // server-certificate, client-certificate
        QTest::newRow("fresh") << 90 << 90 << QByteArrayList{"ok", "ok"};
        QTest::newRow("30 days") << 30 << 30 << QByteArrayList{"ok", "ok"};
        QTest::newRow("29 days") << 29 << 90 << QByteArrayList{"warning", "ok"};
        QTest::newRow("7 days") << 7 << 90 << QByteArrayList{"warning", "ok"};
        QTest::newRow("6 days") << 6 << 90 << QByteArrayList{"critical", "ok"};
        QTest::newRow("over") << -1 << 90 << QByteArrayList{"critical", "ok"};
        QTest::newRow("our own, 29 days") << 90 << 29 << QByteArrayList{"ok", "warning"};
        QTest::newRow("our own, 6 days") << 90 << 6 << QByteArrayList{"ok", "critical"};
    }
    void judgesCertificates()
    {
        QFETCH(int, serverDays);
        QFETCH(int, clientDays);
        QFETCH(QByteArrayList, severities);
        ServerFacts facts = soundServer();
        facts.access.readAt = QDateTime(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);
        TlsFacts tls{QStringLiteral("TLS 1.3"), QStringLiteral("redis"), QStringLiteral("ca"),
            facts.access.readAt.addDays(serverDays)};
        tls.fingerprint = QByteArray(32, '\x1f');
        tls.clientExpires = facts.access.readAt.addDays(clientDays);
        facts.access.tls = tls;
        const std::vector<Finding> findings = judgeServer(facts);
        QCOMPARE(severityOf(findings, "server-certificate"), severities[0]);
        QCOMPARE(severityOf(findings, "client-certificate"), severities[1]);
        facts.access.tls.reset();
        QCOMPARE(severityOf(judgeServer(facts), "server-certificate"), QByteArray("ok"));
        QCOMPARE(severityOf(judgeServer(facts), "client-certificate"), QByteArray("ok"));
    }
    void findsACertificateThatExpiresSoon()
    {
        RedisFixture redis({.tls = true, .tlsCertificate = QStringLiteral("ending")});
        QVERIFY2(redis.start(), redis.log().constData());
        RedisConnection connection(redis.tlsOptions(), ConnectionRole::Queue);
        connection.open();
        const auto facts = collectServerFacts(connection);
        QTRY_VERIFY(facts.isFinished());
        QVERIFY(facts.result());
        QCOMPARE(severityOf(judgeServer(*facts.result()), "server-certificate"), QByteArray("critical"));
    }
    void judgesGrowth()
    {
        ServerFacts facts = soundServer();
        facts.info.fields["used_memory"] = "500";
        facts.info.fields["maxmemory"] = "1000";
        for (const auto& [growth, severity] :
            {std::pair(-5, "ok"), {10, "ok"}, {100, "warning"}, {1000, "critical"}}) {
            facts.memoryGrowth = growth;
            QCOMPARE(severityOf(judgeServer(facts), "memory-growth"), QByteArray(severity));
        }
        facts.info.fields["maxmemory"] = "0";
        QCOMPARE(severityOf(judgeServer(facts), "memory-growth"), QByteArray("ok"));
    }
    void findsSlowCommands()
    {
        RedisFixture redis;
        QVERIFY(redis.start());
        redis.command({"DEBUG", "SLEEP", "1.1"});
        const auto finding = findingOf(judge(redis), QStringLiteral("slow-commands"));
        QVERIFY(finding);
        QCOMPARE(finding->severity, Severity::Warning);
        QCOMPARE(
            finding->evidence.value(QStringLiteral("command")).toString().toLower(), QStringLiteral("debug"));
        redis.command({"SLOWLOG", "RESET"});
        QVERIFY(severityOf(judge(redis), "slow-commands") != "warning");
    }
    void whatCannotBeReadIsUnknown()
    {
        ServerFacts facts = soundServer();
        facts.config.reset();
        const auto finding = findingOf(judgeServer(facts), QStringLiteral("aof-fsync"));
        QVERIFY(finding);
        QCOMPARE(finding->severity, Severity::Info);
        QCOMPARE(finding->evidence.value(QStringLiteral("appendfsync")).toString(),
            QStringLiteral("unknown: needs +config|get"));
    }
    void writesTheContractsJson()
    {
        ServerFacts facts = soundServer();
        facts.info = ServerInfo::parse("redis_version:7.0.0\r\nmaxmemory_policy:allkeys-lru\r\n");
        const QByteArray json = findingsToJson(judgeServer(facts));
        const QJsonArray findings =
            QJsonDocument::fromJson(json).object().value(QStringLiteral("findings")).toArray();
        QCOMPARE(findings.size(), qsizetype(judgeServer(facts).size()));
        for (const QJsonValue& value : findings) {
            const QJsonObject finding = value.toObject();
            const bool isEviction =
                finding.value(QStringLiteral("rule")) == QStringLiteral("eviction-policy");
            QCOMPARE(finding.keys().size(), isEviction ? 7 : 6);
            if (!isEviction)
                continue;
            const QJsonArray settings = finding.value(QStringLiteral("settings")).toArray();
            QCOMPARE(settings,
                (QJsonArray{QJsonObject{{QStringLiteral("name"), QStringLiteral("maxmemory-policy")},
                    {QStringLiteral("value"), QStringLiteral("noeviction")}}}));
            QCOMPARE(finding.value(QStringLiteral("severity")).toString(), QStringLiteral("critical"));
            QCOMPARE(finding.value(QStringLiteral("fix")).toArray().first().toString(),
                QStringLiteral("CONFIG SET maxmemory-policy noeviction"));
        }
    }
    // fault: B6, C4
    void readsARealServer()
    {
        RedisFixture sound({.appendOnly = true,
            .arguments = {QStringLiteral("--maxmemory-policy"), QStringLiteral("noeviction")}});
        QVERIFY2(sound.start(), sound.log().constData());
        const std::vector<Finding> good = judge(sound);
        QVERIFY(!good.empty());
        for (const char* rule : {"aof-off", "aof-fsync", "aof-write-failed", "rdb-save-failed",
                 "eviction-policy", "evicted-keys", "memory-headroom", "server-version", "read-replica",
                 "clock-skew", "retry-strategy", "max-retries", "memory-growth", "replication-lag", "clients",
                 "no-password", "no-tls", "protected-mode"})
            QVERIFY2(severityOf(good, rule) == "ok", rule);

        RedisFixture bad({.arguments = {QStringLiteral("--save"), QString(), QStringLiteral("--maxmemory"),
                              QStringLiteral("3mb"), QStringLiteral("--maxmemory-policy"),
                              QStringLiteral("allkeys-lru")}});
        QVERIFY2(bad.start(), bad.log().constData());
        for (int i = 0; i < 400; ++i)
            bad.command({"SET", "filler" + QByteArray::number(i), QByteArray(10000, 'x')});
        const std::vector<Finding> findings = judge(bad);
        QCOMPARE(severityOf(findings, "aof-off"), QByteArray("critical"));
        QCOMPARE(severityOf(findings, "eviction-policy"), QByteArray("critical"));
        QCOMPARE(severityOf(findings, "evicted-keys"), QByteArray("critical"));
        QVERIFY(severityOf(findings, "memory-headroom") != "ok");
        QCOMPARE(worst(findings), Severity::Critical);
    }
    void managesWithoutConfigGet()
    {
        RedisFixture redis;
        QVERIFY(redis.start());
        redis.command({"ACL", "SETUSER", "guest", "on", ">pw", "~*", "+@all", "-config|get", "-time"});
        ConnectionOptions options = redis.unixOptions();
        options.user = QStringLiteral("guest");
        options.password = "pw";
        RedisConnection connection(options, ConnectionRole::Queue);
        connection.open();
        QTRY_VERIFY(connection.isReady());
        const auto facts = await(collectServerFacts(connection));
        VERIFY_OK(facts);
        QVERIFY(!facts->config);
        QVERIFY(facts->missingRights.contains(QStringLiteral("+config|get")));
        QVERIFY(!facts->clockSkewMs);
        QVERIFY(facts->latencyMs.has_value());
    }
    void judgesQueues()
    {
        RedisFixture redis;
        QVERIFY(redis.start());
        const QueueId sick{"bull", "sick"};
        const QueueId well{"bull", "well"};
        const auto key = [&](const char* name) { return sick.key(name); };
        redis.command(
            {"HSET", key("meta"), "paused", "1", "concurrency", "1", "max", "5", "version", "bullmq:5.1.0"});
        redis.command({"RPUSH", key("wait"), "a", "0:0"});
        redis.command({"RPUSH", key("active"), "b"});
        redis.command({"RPUSH", key("paused"), "c", "d"});
        redis.command({"ZADD", key("priority"), "1", "a"});
        redis.command({"SET", key("limiter"), "5", "PX", "60000"});
        redis.command({"ZADD", key("repeat"), "1", "mail:::5000", "2", "modern"});
        redis.command({"HSET", key("repeat:modern"), "name", "x", "ic", "3"});
        RedisConnection connection(redis.unixOptions(), ConnectionRole::Queue);
        connection.open();
        QTRY_VERIFY(connection.isReady());
        redis.command({"CONFIG", "RESETSTAT"});
        const auto facts = await(collectQueueFacts(connection, {sick, well}));
        VERIFY_OK(facts);
        QCOMPARE(facts->size(), size_t(2));
        const std::vector<Finding> findings = judgeQueue(facts->at(0));
        const std::pair<const char*, const char*> expected[]{{"no-workers", "info"},
            {"queue-paused", "warning"}, {"rate-limited", "info"}, {"concurrency-full", "info"},
            {"active-without-lock", "warning"}, {"scheduler-stopped", "warning"},
            {"mixed-versions", "critical"}, {"legacy-paused-list", "warning"}, {"legacy-markers", "warning"},
            {"legacy-priority", "info"}, {"legacy-repeatables", "warning"}};
        for (const auto& [rule, severity] : expected)
            QVERIFY2(severityOf(findings, rule) == severity, rule);
        QCOMPARE(findings.size(), std::size(expected));
        QCOMPARE(findingOf(findings, QStringLiteral("legacy-repeatables"))
                     ->evidence.value(QStringLiteral("members"))
                     .toStringList(),
            QStringList{QStringLiteral("mail:::5000")});
        for (const Finding& finding : findings)
            QCOMPARE(finding.evidence.value(QStringLiteral("queue")).toString(), QStringLiteral("sick"));
        QVERIFY(judgeQueue(facts->at(1)).empty());
        for (const char* write : {"set", "hset", "rpop", "del", "evalsha", "eval", "zadd"})
            QCOMPARE(redis.commandCalls().value(write), 0);
    }
    void findsQueuesWithoutWorkers()
    {
        RedisFixture redis;
        QVERIFY(redis.start());
        const QueueId queue{"bull", "mail"};
        redis.command({"RPUSH", queue.key("wait"), "a"});
        redis.command({"HSET", queue.job("a"), "timestamp", "1700000000000"});
        RedisConnection connection(redis.unixOptions(), ConnectionRole::Queue);
        connection.open();
        QTRY_VERIFY(connection.isReady());
        const auto alone = await(collectQueueFacts(connection, {queue}));
        VERIFY_OK(alone);
        const auto finding = findingOf(judgeQueue(alone->at(0)), QStringLiteral("no-workers"));
        QVERIFY(finding);
        QCOMPARE(finding->severity, Severity::Warning);
        QVERIFY(finding->evidence.value(QStringLiteral("oldestWaitingMs")).toLongLong() > 0);
        ConnectionOptions named = redis.unixOptions();
        named.clientName = "bull:" + queue.name.toBase64();
        RedisConnection worker(named, ConnectionRole::Blocking);
        worker.open();
        QTRY_VERIFY(worker.isReady());
        const auto served = await(collectQueueFacts(connection, {queue}));
        VERIFY_OK(served);
        QVERIFY(judgeQueue(served->at(0)).empty());
    }
    //! Silence means something only where jobs could be taken, none runs and nobody else asks.
    void silentWorkers_data()
    {
        QTest::addColumn<qint64>("idle");
        QTest::addColumn<qint64>("otherIdle");
        QTest::addColumn<qint64>("active");
        QTest::addColumn<bool>("paused");
        QTest::addColumn<bool>("told");
        QTest::newRow("silent") << qint64(600) << qint64(-1) << qint64(0) << false << true;
        QTest::newRow("asks") << qint64(5) << qint64(-1) << qint64(0) << false << false;
        QTest::newRow("another one asks") << qint64(600) << qint64(5) << qint64(0) << false << false;
        QTest::newRow("busy") << qint64(600) << qint64(-1) << qint64(1) << false << false;
        QTest::newRow("paused queue") << qint64(600) << qint64(-1) << qint64(0) << true << false;
    }
    void silentWorkers()
    {
        QFETCH(const qint64, idle);
        QFETCH(const qint64, otherIdle);
        QFETCH(const qint64, active);
        QFETCH(const bool, paused);
        QFETCH(const bool, told);
        QueueFacts facts;
        facts.summary.queue = {"bull", "mail"};
        facts.summary.counts[JobState::Waiting] = 3;
        facts.summary.counts[JobState::Active] = active;
        facts.summary.paused = paused;
        facts.workers.emplace();
        for (const qint64 each : {idle, otherIdle}) {
            if (each < 0)
                continue;
            WorkerInfo worker;
            worker.queue = facts.summary.queue;
            worker.idle = each;
            facts.workers->workers.push_back(worker);
        }
        QCOMPARE(findingOf(judgeQueue(facts), QStringLiteral("silent-worker")).has_value(), told);
    }
};

QTEST_GUILESS_MAIN(TestHealthRules)
#include "tst_healthrules.moc"
