// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/settingchange.h"

#include "health/healthcollector.h"
#include "queue/activitylog.h"
#include "queue/productiongate.h"
#include "redis/redisconnection.h"
#include "support/await.h"
#include "support/redisfixture.h"

#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

//! Badly configured servers are told so, what is offered mends them, and nothing sound is named.
class TestSettingChange final : public QObject {
    Q_OBJECT

    static std::unique_ptr<RedisConnection> open(const ConnectionOptions& options)
    {
        auto connection = std::make_unique<RedisConnection>(options, ConnectionRole::Queue);
        connection->open();
        (void)QTest::qWaitFor([&] { return connection->isReady(); });
        return connection;
    }
    //! What is not fine, by rule, but for what a busy machine makes slow.
    static std::map<QString, Finding> faults(RedisConnection& connection)
    {
        std::map<QString, Finding> found;
        const Result<ServerFacts> facts = await(collectServerFacts(connection));
        for (const Finding& finding : facts ? judgeServer(*facts) : std::vector<Finding>()) {
            const bool isMeasured = finding.rule == u"latency"_s || finding.rule == u"slow-commands"_s;
            if (finding.severity > Severity::Ok && !isMeasured)
                found.emplace(finding.rule, finding);
        }
        return found;
    }
    static QStringList rulesOf(const std::map<QString, Finding>& found)
    {
        QStringList rules;
        for (const auto& [rule, finding] : found)
            rules.append(rule);
        return rules;
    }
    static Finding eviction()
    {
        return {
            u"eviction-policy"_s, Severity::Critical, {}, {}, {}, {}, {{"maxmemory-policy", "noeviction"}}};
    }
    static QByteArray valueOf(RedisFixture& redis, const QByteArray& name)
    {
        return redis.command({"CONFIG", "GET", name}).items.at(1).text;
    }

private Q_SLOTS:
    void eachOfferedFixClearsItsFinding_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QStringList>("planted"); // sorted
        QTest::newRow("nothing is saved, keys are evicted") << QStringList{u"--save"_s, QString(),
            u"--maxmemory-policy"_s, u"allkeys-lru"_s, u"--appendfsync"_s,
            u"no"_s} << QStringList{u"aof-off"_s, u"eviction-policy"_s};
        QTest::newRow("snapshots alone, locks are evicted") << QStringList{u"--save"_s, u"3600 1"_s,
            u"--maxmemory-policy"_s, u"volatile-ttl"_s} << QStringList{u"aof-off"_s, u"eviction-policy"_s};
        QTest::newRow("never synced") << QStringList{u"--appendonly"_s, u"yes"_s, u"--appendfsync"_s, u"no"_s}
                                      << QStringList{u"aof-fsync"_s};
        QTest::newRow("synced at every write") << QStringList{u"--appendonly"_s, u"yes"_s, u"--appendfsync"_s,
            u"always"_s} << QStringList{u"aof-fsync"_s};
    }
    // fault: B6, C4
    // production: P1
    void eachOfferedFixClearsItsFinding()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QStringList, planted);
        RedisFixture redis({.arguments = arguments});
        QVERIFY2(redis.start(), redis.log().constData());
        const auto connection = open(redis.unixOptions());
        std::map<QString, Finding> found = faults(*connection);
        QCOMPARE(rulesOf(found), planted);
        for (const QString& rule : planted) {
            const Finding finding = found.at(rule);
            QVERIFY2(!finding.settings.empty(), qPrintable(rule));
            for (const SettingChange& change : finding.settings)
                QVERIFY2(finding.fix.contains(commandText(change)), qPrintable(commandText(change)));
            const auto plan = await(planFix(*connection, finding));
            VERIFY_OK(plan);
            const auto fix = await(applyFix(*connection, WriteGate::open(), finding, false));
            VERIFY_OK(fix);
            QCOMPARE(fix->settings, *plan); // each has the value that was planned, as the server says
            const QStringList left = rulesOf(faults(*connection));
            QVERIFY2(!left.contains(rule), qPrintable(left.join(u' ')));
        }
        QCOMPARE(rulesOf(faults(*connection)), QStringList());
    }

    void isRecordedWithBeforeAndAfter()
    {
        RedisFixture redis({.arguments = {u"--maxmemory-policy"_s, u"allkeys-lfu"_s}});
        QVERIFY(redis.start());
        const auto connection = open(redis.unixOptions());
        const QTemporaryDir folder;
        ActivityLog log({folder.filePath(u"activity.sqlite"_s), u"shop"_s, u"ann"_s});
        const auto fix = await(applyFix(*connection, log, eviction(), true));
        VERIFY_OK(fix);
        // It was started without a file: what cannot be kept is told, and is no failure.
        QVERIFY(!fix->isKept && fix->whyNotKept.contains(u"config file"_s));
        const auto entries = await(log.newest(10));
        VERIFY_OK(entries);
        QCOMPARE(entries->size(), size_t(1));
        const ActivityEntry& entry = entries->front();
        const QStringList changes{u"maxmemory-policy: allkeys-lfu -> noeviction"_s};
        QCOMPARE(entry.action, u"config-set"_s);
        QCOMPARE(entry.details.value(u"settings"_s).toStringList(), changes);
        QCOMPARE(entry.outcome.value(u"settings"_s).toStringList(), changes);
        QVERIFY(entry.finished && entry.error.isEmpty());
    }

    void lockedConnectionsRefuse()
    {
        RedisFixture redis({.arguments = {u"--maxmemory-policy"_s, u"allkeys-lfu"_s}});
        QVERIFY(redis.start());
        const auto connection = open(redis.unixOptions());
        const auto refused = await(applyFix(*connection, WriteGate::readOnly(), eviction(), true));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::ReadOnly);
        ConnectionOptions options = redis.unixOptions();
        options.readOnly = true;
        const auto reader = open(options);
        const auto unsent = await(applyFix(*reader, WriteGate::open(), eviction(), false));
        QVERIFY(!unsent);
        QCOMPARE(unsent.error().code, ErrorCode::ReadOnly);
        QCOMPARE(valueOf(redis, "maxmemory-policy"), QByteArray("allkeys-lfu"));
        QCOMPARE(redis.commandCalls().value("config|set"), 0);
    }

    void deniedSettingsSayWhatToDoInstead_data()
    {
        QTest::addColumn<QByteArrayList>("rights");
        QTest::newRow("may not set") << QByteArrayList{"-config|set"};
        QTest::newRow("has no CONFIG at all") << QByteArrayList{"-config"};
    }
    // fault: D2
    void deniedSettingsSayWhatToDoInstead()
    {
        QFETCH(QByteArrayList, rights);
        RedisFixture redis({.arguments = {u"--maxmemory-policy"_s, u"allkeys-lfu"_s}});
        QVERIFY(redis.start());
        redis.command(QByteArrayList{"ACL", "SETUSER", "guest", "on", ">pw", "~*", "+@all"} + rights);
        ConnectionOptions options = redis.unixOptions();
        options.user = u"guest"_s;
        options.password = "pw";
        const auto connection = open(options);
        const auto fix = await(applyFix(*connection, WriteGate::open(), eviction(), false));
        QVERIFY(!fix);
        QCOMPARE(fix.error().code, ErrorCode::Denied);
        QVERIFY(fix.error().message.contains(u"maxmemory-policy"_s)
            && fix.error().message.contains(u"redis.conf"_s));
    }

    //! As managed services do.
    void aCommandThatWasTakenAwayIsDenied()
    {
        RedisFixture redis({.arguments = {u"--rename-command"_s, u"CONFIG"_s, QString()}});
        QVERIFY2(redis.start(), redis.log().constData());
        const auto connection = open(redis.unixOptions());
        const auto fix = await(applyFix(*connection, WriteGate::open(), eviction(), false));
        QVERIFY(!fix);
        QCOMPARE(fix.error().code, ErrorCode::Denied);
    }

    void findingsWithoutSettingsAreRefused()
    {
        RedisFixture redis;
        QVERIFY(redis.start());
        const auto connection = open(redis.unixOptions());
        const Finding finding{u"evicted-keys"_s, Severity::Critical, {}, {}, {}, {}};
        QCOMPARE(await(planFix(*connection, finding)).error().code, ErrorCode::BadInput);
    }
};

QTEST_GUILESS_MAIN(TestSettingChange)
#include "tst_settingchange.moc"
