// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/healthrules.h"

#include "health/healthcollector.h"
#include "redis/redisconnection.h"
#include "support/await.h"
#include "support/redisfixture.h"

#include <QDateTime>
#include <QTest>

#include <algorithm>

using namespace drover;
using namespace drover::test;

namespace {

QByteArray severityOf(const std::vector<Finding>& findings, const char* rule)
{
    const auto found = std::find_if(findings.begin(), findings.end(),
        [rule](const Finding& finding) { return finding.rule == QLatin1StringView(rule); });
    return found == findings.end() ? QByteArray("none") : QByteArray(severityName(found->severity).data());
}

} // namespace

//! What a queue keeps and how old it is, read by a connection that may only read.
class TestKeptRules final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void judgesWhatIsKept_data()
    {
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<QByteArray>("severity");
        QTest::addColumn<QByteArray>("script");
        const auto row = [](const char* name, const char* rule, const char* severity, const char* script) {
            QTest::newRow(name) << QByteArray(rule) << QByteArray(severity) << QByteArray(script);
        };
        row("count far above what is kept", "retention-freezes", "warning",
            "fill('completed', 10200, now - 1000) opts('{\"removeOnComplete\":100}')");
        row("removed at once, many of before", "retention-freezes", "warning",
            "fill('failed', 10100, now - 1000) opts('{\"removeOnFail\":true}')");
        row("count as kept", "none", "",
            "fill('completed', 1000, now - 1000) opts('{\"removeOnComplete\":1000}')");
        row("past its age", "retention-asleep", "info",
            "fill('completed', 10, now - 9000000) opts('{\"removeOnComplete\":{\"age\":3600}}')");
        row("within its age", "none", "",
            "fill('completed', 10, now - 9000) opts('{\"removeOnComplete\":{\"age\":3600}}')");
        row("everything is kept", "retention-endless", "warning",
            "fill('completed', 100000, now - 1000) opts('{\"attempts\":1}')");
        row("a long stream", "events-too-long", "warning",
            "r('HSET', base..'meta', 'opts.maxLenEvents', '100') "
            "for i = 1, 1300 do r('XADD', base..'events', '*', 'event', 'x') end");
        row("a stream as wanted", "none", "",
            "r('HSET', base..'meta', 'opts.maxLenEvents', '1000') "
            "for i = 1, 1100 do r('XADD', base..'events', '*', 'event', 'x') end");
        row("active for two hours", "active-too-long", "info",
            "r('HSET', base..'j', 'processedOn', now - 7300000) r('RPUSH', base..'active', 'j') "
            "r('SET', base..'j:lock', 't')");
        row("active for two days", "active-too-long", "warning",
            "r('HSET', base..'j', 'processedOn', now - 172900000) r('RPUSH', base..'active', 'j') "
            "r('SET', base..'j:lock', 't')");
        row("waiting for hours behind others", "oldest-waiting", "info",
            "r('HSET', base..'j', 'processedOn', now) r('RPUSH', base..'active', 'j') r('SET', "
            "base..'j:lock', 't') "
            "r('HSET', base..'w', 'timestamp', now - 7300000) r('RPUSH', base..'wait', 'w')");
    }
    void judgesWhatIsKept()
    {
        QFETCH(QByteArray, rule);
        QFETCH(QByteArray, severity);
        QFETCH(QByteArray, script);
        RedisFixture redis;
        QVERIFY(redis.start());
        const QueueId queue{"bull", "mail"};
        const QByteArray seed = "local base, now = ARGV[1], tonumber(ARGV[2]) local r = redis.call "
                                "local function fill(state, n, at) "
                                "for i = 1, n do r('ZADD', base..state, at, 'n'..i) end r('ZADD', "
                                "base..state, now, 'newest') end "
                                "local function opts(text) r('HSET', base..'newest', 'opts', text) end "
            + script;
        const Reply seeded = redis.command(
            {"EVAL", seed, "0", queue.base(), QByteArray::number(QDateTime::currentMSecsSinceEpoch())});
        QVERIFY2(!seeded.isError(), seeded.text.constData());
        ConnectionOptions named = redis.unixOptions();
        named.clientName = "bull:" + queue.name.toBase64();
        RedisConnection worker(named, ConnectionRole::Blocking);
        worker.open();
        QTRY_VERIFY(worker.isReady());
        ConnectionOptions options = redis.unixOptions();
        options.readOnly = true;
        RedisConnection connection(options, ConnectionRole::Queue);
        connection.open();
        QTRY_VERIFY(connection.isReady());
        const auto facts = await(collectQueueFacts(connection, {queue}));
        VERIFY_OK(facts);
        const std::vector<Finding> findings = judgeQueue(facts->at(0));
        if (rule == "none") {
            QVERIFY2(findings.empty(), qPrintable(findings.empty() ? QString() : findings.front().rule));
            return;
        }
        QCOMPARE(findings.size(), size_t(1));
        QCOMPARE(severityOf(findings, rule.constData()), severity);
        QVERIFY(!findings.front().why.isEmpty() && !findings.front().fix.isEmpty());
    }
    void parentsAreSeenReadOnly()
    {
        RedisFixture redis;
        QVERIFY(redis.start());
        const QueueId queue{"bull", "mail"};
        redis.command({"ZADD", queue.key("waiting-children"), "1", "p"});
        redis.command({"SADD", queue.job("p") + ":dependencies", "bull:child:gone"});
        ConnectionOptions options = redis.unixOptions();
        options.readOnly = true;
        RedisConnection connection(options, ConnectionRole::Queue);
        connection.open();
        QTRY_VERIFY(connection.isReady());
        const auto facts = await(collectQueueFacts(connection, {queue}));
        VERIFY_OK(facts);
        QCOMPARE(severityOf(judgeQueue(facts->at(0)), "stuck-parent"), QByteArray("warning"));
    }
};

QTEST_GUILESS_MAIN(TestKeptRules)
#include "tst_keptrules.moc"
