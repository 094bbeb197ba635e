// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/droverprogram.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QJsonArray>
#include <QTest>

#include <memory>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

//! The rules that `drover acl` prints, pasted into a real Redis: each role does all of its work without one
//! refusal, and Redis's own categories say what it may not do.
class TstCliAcl : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<RedisFixture> m_redis;
    QString m_queue;

    //! Pastes the rule as it was printed and gives the user a password.
    void makeUser(const QString& role)
    {
        const DroverOutput printed = DroverProgram({}).run({u"acl"_s, role, u"--user"_s, u"tester"_s});
        QCOMPARE(printed.exitCode, 0);
        QCOMPARE(m_redis->command(printed.out.trimmed().split(' ')).text, "OK");
        QCOMPARE(m_redis->command({"ACL", "SETUSER", "tester", ">secret"}).text, "OK");
        m_redis->command({"ACL", "LOG", "RESET"});
    }
    [[nodiscard]] DroverOutput drover(const QStringList& arguments, const QByteArray& input = {}) const
    {
        const QString url = u"unix://tester@"_s + m_redis->socketPath();
        return DroverProgram(url).run(arguments + QStringList{u"--password-stdin"_s}, "secret\n" + input);
    }
    //! What Redis refused since the last look, by its own record.
    [[nodiscard]] QByteArrayList refused()
    {
        QByteArrayList objects;
        for (const Reply& entry : m_redis->command({"ACL", "LOG"}).items) {
            for (size_t i = 0; i + 1 < entry.items.size(); i += 2) {
                if (entry.items[i].text == "object")
                    objects.append(entry.items[i + 1].text);
            }
        }
        m_redis->command({"ACL", "LOG", "RESET"});
        return objects;
    }
    //! `npm` logs in as the user.
    [[nodiscard]] QJsonObject npmLogin() const
    {
        return {
            {u"path"_s, m_redis->socketPath()}, {u"username"_s, u"tester"_s}, {u"password"_s, u"secret"_s}};
    }
    [[nodiscard]] QStringList allowed() const
    {
        const DroverOutput printed = DroverProgram({}).run({u"acl"_s, m_role, u"--json"_s});
        QStringList commands;
        for (const QJsonValue& command : printed.json()[u"commands"_s].toArray())
            commands.append(command.toString());
        return commands;
    }
    QString m_role;

private Q_SLOTS:
    void init()
    {
        m_redis = std::make_unique<RedisFixture>();
        QVERIFY2(m_redis->start(), m_redis->log().constData());
        m_queue = RedisFixture::uniqueQueue();
    }
    void cleanup() { m_redis.reset(); }

    void viewerSeesEverythingAndWritesNothing()
    {
        {
            NpmProcess npm(m_redis->socketPath());
            QVERIFY(npm.start());
            QVERIFY(!npm.startWorker(m_queue, {{u"fail"_s, true}}).isEmpty());
            QVERIFY(!npm.add(m_queue, u"first"_s).isEmpty());
            QTRY_COMPARE(npm.counts(m_queue).value(u"failed"_s).toInt(), 1);
            QVERIFY(npm.close());
        }
        makeUser(u"viewer"_s);
        const QList<QStringList> looks{{u"queues"_s}, {u"counts"_s, m_queue},
            {u"jobs"_s, m_queue, u"failed"_s}, {u"job"_s, m_queue, u"1"_s, u"--logs"_s},
            {u"failures"_s, m_queue}, {u"workers"_s}, {u"metrics"_s, m_queue},
            {u"export"_s, m_queue, u"failed"_s},
            {u"events"_s, m_queue, u"--from"_s, u"0"_s, u"--count"_s, u"1"_s},
            {u"retry"_s, m_queue, u"--state"_s, u"failed"_s, u"--dry-run"_s}};
        for (const QStringList& look : looks) {
            const DroverOutput output = drover(look);
            QVERIFY2(
                output.exitCode == 0, qPrintable(look.join(u' ') + u": "_s + QString::fromUtf8(output.err)));
        }
        // Findings are no failures.
        for (const QStringList& look : {QStringList{u"health"_s}, QStringList{u"why"_s, m_queue}})
            QVERIFY(drover(look).exitCode != 2);
        for (const QByteArray& object : refused())
            QVERIFY2(object == "config|get", object.constData()); // and that is said by `acl --help`
        const QList<QStringList> writes{{u"add"_s, m_queue, u"more"_s}, {u"pause"_s, m_queue},
            {u"retry"_s, m_queue, u"--state"_s, u"failed"_s}, {u"remove"_s, m_queue, u"--id"_s, u"1"_s}};
        m_redis->command({"CONFIG", "RESETSTAT"});
        for (const QStringList& write : writes) {
            const DroverOutput output = drover(write + QStringList{u"--json"_s});
            QVERIFY2(output.exitCode != 0, qPrintable(write.join(u' ')));
        }
        const QHash<QByteArray, qint64> calls = m_redis->commandCalls();
        for (const char* write : {"hset", "del", "zadd", "zrem", "lpush", "rpush", "xadd", "evalsha", "eval"})
            QCOMPARE(calls.value(write), 0);
    }

    void operatorChangesByHand()
    {
        makeUser(u"operator"_s);
        const QList<QStringList> steps{{u"add"_s, m_queue, u"one"_s, u"{}"_s},
            {u"add"_s, m_queue, u"two"_s, u"{}"_s},
            {u"add"_s, m_queue, u"late"_s, u"{}"_s, u"--opts"_s, u"{\"delay\":3600000}"_s},
            {u"add"_s, m_queue, u"soon"_s, u"{}"_s, u"--opts"_s, u"{\"priority\":3}"_s},
            {u"pause"_s, m_queue}, {u"resume"_s, m_queue},
            {u"update"_s, m_queue, u"--id"_s, u"1"_s, u"--data"_s, u"{\"a\":1}"_s},
            {u"update"_s, m_queue, u"--id"_s, u"1"_s, u"--opts"_s, u"{\"attempts\":2}"_s},
            {u"update"_s, m_queue, u"--state"_s, u"waiting"_s, u"--opts"_s, u"{\"keepLogs\":9}"_s},
            {u"limits"_s, m_queue, u"--concurrency"_s, u"5"_s, u"--rate"_s, u"100/1s"_s, u"--trim"_s},
            {u"limits"_s, m_queue, u"--rate"_s, u"none"_s}, {u"promote"_s, m_queue, u"--all"_s},
            {u"remove"_s, m_queue, u"--id"_s, u"2"_s},
            {u"work"_s, m_queue, u"--until-empty"_s, u"--simulate"_s, u"fail=1"_s},
            {u"retry"_s, m_queue, u"--state"_s, u"failed"_s}, {u"queues"_s}, {u"failures"_s, m_queue},
            {u"work"_s, m_queue, u"--until-empty"_s, u"--simulate"_s, u"ms=1"_s},
            {u"clean"_s, m_queue, u"--state"_s, u"completed"_s, u"--grace"_s, u"0"_s, u"--limit"_s, u"0"_s}};
        for (const QStringList& step : steps) {
            const DroverOutput output = drover(step);
            const int expected = step.contains(u"fail=1"_s) ? 1 : 0;
            QVERIFY2(output.exitCode == expected,
                qPrintable(step.join(u' ') + u": "_s + QString::fromUtf8(output.err)));
        }
        QCOMPARE(refused(), QByteArrayList());
        QCOMPARE(m_redis->integer({"ZCARD", "bull:" + m_queue.toUtf8() + ":completed"}), 0);
    }

    void workerRunsWhatNpmRuns()
    {
        makeUser(u"worker"_s);
        NpmProcess npm(npmLogin());
        QVERIFY(npm.start());
        QVERIFY(!npm.startWorker(m_queue, {}).isEmpty());
        const NpmReply done = npm.eval(
            u"const { FlowProducer } = bull;"
            "const flow = new FlowProducer({ connection });"
            "await queue.addBulk([{ name: 'a', data: 1 }, { name: 'b', data: 2, opts: { priority: 2 } }]);"
            "await queue.add('c', 3, { delay: 10, attempts: 3, backoff: 10, deduplication: { id: 'x' } });"
            "await flow.add({ name: 'p', queueName: queue.name, children: [{ name: 'k', queueName: "
            "queue.name }] });"
            "await flow.close();"
            "await queue.upsertJobScheduler('every', { every: 50, limit: 2 }, { name: 's' });"_s,
            m_queue);
        QVERIFY2(done.ok, qPrintable(done.error));
        QTRY_VERIFY(npm.counts(m_queue).value(u"completed"_s).toInt() >= 7);
        QVERIFY(npm.eval(u"await queue.pause(); await queue.clean(0, 1000, 'completed'); await queue.drain();"
                         "await queue.obliterate({ force: true })"_s,
                       m_queue)
                    .ok);
        QVERIFY(npm.close());
        QCOMPARE(refused(), QByteArrayList());
    }

    void nobodyMayMore_data()
    {
        QTest::addColumn<QStringList>("forbidden"); // categories of Redis
        QTest::addColumn<QStringList>("but");
        const QStringList harmless{u"client|list"_s, u"info"_s, u"slowlog|get"_s, u"slowlog|len"_s,
            u"latency|latest"_s, u"acl|whoami"_s, u"role"_s};
        QTest::newRow("viewer") << QStringList{u"write"_s, u"scripting"_s, u"admin"_s, u"dangerous"_s}
                                << harmless;
        QTest::newRow("worker") << QStringList{u"admin"_s, u"dangerous"_s} << harmless;
        QTest::newRow("operator") << QStringList{u"admin"_s, u"dangerous"_s} << harmless;
    }
    void nobodyMayMore()
    {
        QFETCH(QStringList, forbidden);
        QFETCH(QStringList, but);
        m_role = QString::fromLatin1(QTest::currentDataTag());
        makeUser(m_role);
        const QStringList commands = allowed();
        for (const QString& category : forbidden) {
            for (const Reply& command : m_redis->command({"ACL", "CAT", category.toUtf8()}).items) {
                const QString name = QString::fromUtf8(command.text);
                QVERIFY2(
                    !commands.contains(name) || but.contains(name), qPrintable(category + u": "_s + name));
            }
        }
        for (const char* command : {"FLUSHALL", "FLUSHDB", "KEYS", "CONFIG", "DEBUG", "SHUTDOWN", "MONITOR"})
            QVERIFY(m_redis->command({"ACL", "DRYRUN", "tester", command, "x", "y"}).text != "OK");
        // Only the queues' keys.
        QCOMPARE(m_redis->command({"ACL", "DRYRUN", "tester", "GET", "bull:a:id"}).text, "OK");
        QVERIFY(m_redis->command({"ACL", "DRYRUN", "tester", "GET", "sessions:1"}).text != "OK");
        if (m_role != "viewer"_L1)
            QVERIFY(m_redis->command({"ACL", "DRYRUN", "tester", "SET", "sessions:1", "v"}).text != "OK");
    }

    void wordsThatWouldBeRulesAreRefused()
    {
        for (const QString& name : {u"a ~*"_s, u""_s, u"a\"b"_s}) {
            QCOMPARE(DroverProgram({}).run({u"acl"_s, u"viewer"_s, u"--user"_s, name}).exitCode, 64);
            if (!name.isEmpty())
                QCOMPARE(DroverProgram({}).run({u"acl"_s, u"viewer"_s, u"--prefix"_s, name}).exitCode, 64);
        }
        // A prefix is a text and no pattern.
        const DroverOutput output = DroverProgram({}).run({u"acl"_s, u"worker"_s, u"--prefix"_s, u"b*"_s});
        QVERIFY(output.out.contains(" ~b\\*:* "));
        QVERIFY(DroverProgram({}).run({u"acl"_s, u"viewer"_s, u"--redis-6"_s}).out.contains(" ~bull:* "));
    }
};

QTEST_GUILESS_MAIN(TstCliAcl)
#include "tst_cliacl.moc"
