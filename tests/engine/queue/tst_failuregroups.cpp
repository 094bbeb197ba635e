// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/failuregroups.h"

#include "redis/redisconnection.h"
#include "support/await.h"
#include "support/redisfixture.h"

#include <QTest>

using namespace drover;
using namespace drover::test;

class TestFailureGroups final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void normalizes_data()
    {
        QTest::addColumn<QByteArray>("reason");
        QTest::addColumn<QByteArray>("cause");
        const auto row = [](const char* name, const char* reason, const char* cause) {
            QTest::newRow(name) << QByteArray(reason) << QByteArray(cause);
        };
        row("plain text stays", "Connection terminated unexpectedly", "Connection terminated unexpectedly");
        row("number", "User 123 not found", "User <n> not found");
        row("negative number", "index -1 out of range", "index -<n> out of range");
        row("decimals", "balance 12.50 is below 100,000.00", "balance <n> is below <n>");
        row("number with unit", "timeout of 5000ms exceeded", "timeout of <n>ms exceeded");
        row("number at the end", "gave up after 3", "gave up after <n>");
        row("id after letters", "job order42 is gone", "job order<n> is gone");
        row("id after a dash", "order-10042 has no items", "order-<n> has no items");
        row("status code stays", "Request failed with status code 502",
            "Request failed with status code 502");
        row("status of four digits goes", "status 5021", "status <n>");
        row("error code stays", "E11000 duplicate key error", "E11000 duplicate key error");
        row("Prisma code stays", "P2002: Unique constraint failed", "P2002: Unique constraint failed");
        row("format names stay", "sha256 of utf8 text in base64", "sha256 of utf8 text in base64");
        row("uuid", "Order 3f2504e0-4f89-11d3-9a0c-0305e82c3301 not found", "Order <uuid> not found");
        row("uuid upper case", "x 3F2504E0-4F89-11D3-9A0C-0305E82C3301", "x <uuid>");
        row("object id", "Cast failed for 507f1f77bcf86cd799439011", "Cast failed for <id>");
        row("short hash", "commit 1a2b3c4d5e", "commit <id>");
        row("hex word without digits stays", "deadbeef and cafebabe", "deadbeef and cafebabe");
        row("nano id", "no session V1StGXR8_Z5jdHi6B-myT", "no session <id>");
        row("random token", "token a8F3k2L9x0Qz7 expired", "token <id> expired");
        row("address", "segfault at 0x7ffee4c0", "segfault at <address>");
        row("ip", "connect ECONNREFUSED 127.0.0.1", "connect ECONNREFUSED <ip>");
        row("ip and port", "connect ECONNREFUSED 10.2.3.4:5432", "connect ECONNREFUSED <ip>");
        row("ipv6", "connect ECONNREFUSED ::1:6379", "connect ECONNREFUSED <ip>");
        row("ipv6 in brackets", "connect to [2001:db8::7]:443 failed", "connect to <ip> failed");
        row("full ipv6", "peer 2001:db8:0:1:1:1:1:1 left", "peer <ip> left");
        row("version is a number", "needs version 1.2.3", "needs version <n>");
        row("double colon stays", "std::bad_alloc in Foo::bar", "std::bad_alloc in Foo::bar");
        row("url", "GET https://api.example.com/v1/users/7?x=1 failed", "GET <url> failed");
        row("url with a full stop", "see http://example.com/a.", "see <url>.");
        row("database url", "cannot reach redis://:pw@host:6379/0", "cannot reach <url>");
        row("email", "mail to jane.doe+x@example.co.uk bounced", "mail to <email> bounced");
        row("unix path", "ENOENT: no such file or directory, open '/srv/app/data.json'",
            "ENOENT: no such file or directory, open '<value>'");
        row("unix path without quotes", "cannot read /var/lib/app/x.db now", "cannot read <path> now");
        row("relative path", "missing ./dist/index.js", "missing <path>");
        row("windows path", "cannot open C:\\data\\x.txt", "cannot open <path>");
        row("slash is no path", "read/write and/or N/A", "read/write and/or N/A");
        row("iso time", "expired at 2024-05-06T07:08:09.123Z", "expired at <time>");
        row("iso date", "no rates for 2024-05-06", "no rates for <time>");
        row("time with zone", "at 2024-05-06 07:08:09+02:00 sharp", "at <time> sharp");
        row("clock", "closed since 10:20:30", "closed since <time>");
        row("double quotes", "User \"alice\" not found", "User \"<value>\" not found");
        row("single quotes", "Unknown tenant 'acme inc'", "Unknown tenant '<value>'");
        row("backticks", "no such key `a:b`", "no such key `<value>`");
        row("empty quotes stay", "expected '' here", "expected '' here");
        row("apostrophes are no quotes", "can't do what doesn't exist", "can't do what doesn't exist");
        row("property name stays", "Cannot read properties of undefined (reading 'name')",
            "Cannot read properties of undefined (reading 'name')");
        row("module name stays", "Cannot find module 'left-pad'", "Cannot find module 'left-pad'");
        row("json", "bad answer {\"id\":5,\"ok\":false}", "bad answer {\"<value>\":<n>,\"<value>\":false}");
        row("white space", "  a\t b\r\n c ", "a b c");
        row("own stack is cut off", "boom 7\n    at run (/srv/x.js:1:2)", "boom <n>");
        row("non-ascii words", "Größe 12 überschritten", "Größe <n> überschritten");
        row("number in a non-ascii word", "Straße12", "Straße<n>");
        row("control characters", "a\x01\x02z", "a z");
        row("empty", "", "");
    }
    void normalizes()
    {
        QFETCH(QByteArray, reason);
        QFETCH(QByteArray, cause);
        QCOMPARE(normalizeReason(reason), cause);
        QCOMPARE(normalizeReason(cause).size() <= cause.size() + 8, true);
    }
    void longReasonsAreCutBetweenCharacters()
    {
        const QByteArray cause = normalizeReason(QByteArray("ü").repeated(5000));
        QVERIFY(cause.size() <= 310);
        QVERIFY(!QString::fromUtf8(cause).contains(QChar::ReplacementCharacter));
    }
    void survivesAnyBytes()
    {
        QByteArray bytes;
        quint32 seed = 7;
        for (int round = 0; round < 2000; ++round) {
            bytes.clear();
            for (int i = 0; i < 60; ++i) {
                seed = seed * 1664525u + 1013904223u;
                bytes.append(static_cast<char>(seed >> 24));
            }
            QVERIFY(normalizeReason(bytes).size() < 2000);
        }
        for (const char* text :
            {"'", "\"", "http://", "a@", "a@b", "0x", "::", "[::", "1.2.3.", "/", "./", "C:\\", "12:34:"})
            QVERIFY(!normalizeReason(text).isEmpty());
    }

    void findsTheFrame_data()
    {
        QTest::addColumn<QByteArray>("stack");
        QTest::addColumn<QByteArray>("frame");
        QTest::newRow("function and file") << QByteArray(
            "[\"Error: x\\n    at charge (/srv/app/pay.js:12:5)\\n    at run (/srv/app/a.js:1:1)\"]")
                                           << QByteArray("charge (pay.js)");
        QTest::newRow("async method of a module")
            << QByteArray("[\"Error: x\\n    at async Payments.charge (file:///srv/app/pay.mjs:12:5)\"]")
            << QByteArray("Payments.charge (pay.mjs)");
        QTest::newRow("without a function")
            << QByteArray("[\"Error: x\\n    at /srv/app/pay.js:12:5\"]") << QByteArray("pay.js");
        QTest::newRow("packages and the runtime are passed over") << QByteArray(
            "[\"E\\n    at c (/srv/node_modules/pg/x.js:1:1)\\n    at p (node:internal/x:1:1)\\n    at mine "
            "(/srv/m.js:3:4)\"]") << QByteArray("mine (m.js)");
        QTest::newRow("only foreign frames")
            << QByteArray("[\"E\\n    at TCP.after (node:net:1:1)\"]") << QByteArray("TCP.after (node:net)");
        QTest::newRow("the newest attempt counts")
            << QByteArray("[\"E\\n    at old (/a/b.js:1:1)\",\"E\\n    at fresh (/a/c.js:1:1)\"]")
            << QByteArray("fresh (c.js)");
        QTest::newRow("python") << QByteArray("[\"Traceback\\n  File \\\"/srv/w.py\\\", line 3, in run\\n    "
                                              "f()\\n  File \\\"/srv/f.py\\\", line 9, in f\\nKeyError\"]")
                                << QByteArray("f (f.py)");
        QTest::newRow("no frames") << QByteArray("[\"Error: x\"]") << QByteArray();
        QTest::newRow("empty") << QByteArray("[]") << QByteArray();
        QTest::newRow("not JSON") << QByteArray("[broken") << QByteArray();
        QTest::newRow("null") << QByteArray("[null]") << QByteArray();
    }
    void findsTheFrame()
    {
        QFETCH(QByteArray, stack);
        QFETCH(QByteArray, frame);
        QCOMPARE(topFrame(stack), frame);
    }

    void groups()
    {
        constexpr qint64 now = 100LL * 3600 * 1000;
        constexpr qint64 minute = 60 * 1000;
        FailureGrouper grouper(now);
        grouper.add("1", "pay", "User 1 not found", "[]", now - 10 * minute);
        grouper.add("2", "pay", "User 2 not found", "[]", now - 100 * minute);
        grouper.add("3", "mail", "User 3 not found", "[]", now - 30 * 60 * minute);
        grouper.add("4", "pay", "boom", "[]", now - minute);
        grouper.add("5", "pay", "boom", "[\"E\\n    at f (/a/b.js:1:1)\"]", now - minute);
        const std::vector<FailureGroup> groups = grouper.groups();
        QCOMPARE(groups.size(), size_t(3));
        const FailureGroup& users = groups[0];
        QCOMPARE(users.cause, QByteArray("User <n> not found"));
        QCOMPARE(users.count, 3);
        QCOMPARE(users.first, now - 30 * 60 * minute);
        QCOMPARE(users.last, now - 10 * minute);
        QCOMPARE(users.sample, QByteArray("1"));
        QCOMPARE(users.names, (QByteArrayList{"mail", "pay"}));
        QCOMPARE(users.lastHour, 1);
        QCOMPARE(users.last3Hours, 2);
        QCOMPARE(users.last24Hours, 2);
    }

    void readsTheNewestOfAQueue()
    {
        RedisFixture redis;
        QVERIFY2(redis.start(), redis.log().constData());
        const QueueId queue{"bull", RedisFixture::uniqueQueue().toUtf8()};
        for (int i = 0; i < 1200; ++i) {
            const QByteArray id = QByteArray::number(i);
            QByteArray reason = "User " + id + " not found";
            if (i % 3 == 0)
                reason = "connect ECONNREFUSED 10.0.0." + QByteArray::number(i % 200);
            redis.command({"HSET", queue.job(id), "name", "mail", "failedReason", reason, "finishedOn",
                QByteArray::number(1000 + i), "data", "{}"});
            redis.command({"ZADD", queue.key("failed"), QByteArray::number(1000 + i), id});
        }
        redis.command({"ZADD", queue.key("failed"), "5000", "ghost"});
        redis.command({"SET", queue.job("string"), "x"});
        redis.command({"ZADD", queue.key("failed"), "5001", "string"});
        RedisConnection connection(redis.unixOptions(), ConnectionRole::Queue);
        connection.open();
        QTRY_VERIFY(connection.isReady());
        const auto all = await(readFailures(connection, queue));
        VERIFY_OK(all);
        QCOMPARE(all->total, 1202);
        QCOMPARE(all->looked, 1202);
        QCOMPARE(all->groups.size(), size_t(3));
        QCOMPARE(all->groups[0].cause, QByteArray("User <n> not found"));
        QCOMPARE(all->groups[0].count, 800);
        QCOMPARE(all->groups[1].cause, QByteArray("connect ECONNREFUSED <ip>"));
        QCOMPARE(all->groups[2].count, 2);
        const auto newest = await(readFailures(connection, queue, 10));
        VERIFY_OK(newest);
        QCOMPARE(newest->looked, 10);
        QCOMPARE(newest->total, 1202);
    }
};

QTEST_GUILESS_MAIN(TestFailureGroups)
#include "tst_failuregroups.moc"
