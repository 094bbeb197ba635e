// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/queueid.h"
#include "scripts/scriptregistry.h"
#include "scripts/scriptrunner.h"
#include "support/redisfixture.h"

#include <QTest>

using namespace drover;

class TestScriptRunner : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_redis.start(), m_redis.log().constData()); }

    void init()
    {
        m_redis.command({"FLUSHALL"});
        m_redis.command({"SCRIPT", "FLUSH"});
        m_connection = std::make_unique<RedisConnection>(m_redis.unixOptions(), ConnectionRole::Queue);
        m_connection->open();
        QTRY_VERIFY(m_connection->isReady());
        m_replies.clear();
    }

    void loadsAnUnknownScriptOnce()
    {
        const QueueId queue{"bull", "q"};
        m_redis.command({"HSET", queue.job("1"), "name", "n"});
        ScriptRunner runner(*m_connection);
        updateData(runner, queue, "1", "{\"a\":1}");
        QTRY_COMPARE(m_replies.size(), size_t(1));
        QCOMPARE(m_replies[0]->integer, 0);
        QCOMPARE(m_redis.text({"HGET", queue.job("1"), "data"}), QByteArray("{\"a\":1}"));
        QCOMPARE(m_redis.list({"SCRIPT", "EXISTS", script(ScriptId::UpdateData).sha1}), QByteArrayList{"1"});

        const quint64 before = m_connection->commandsSent();
        updateData(runner, queue, "1", "{\"a\":2}");
        QTRY_COMPARE(m_replies.size(), size_t(2));
        QCOMPARE(m_connection->commandsSent(), before + 1);
    }

    void answersEveryCallOfABurst()
    {
        const QueueId queue{"bull", "q"};
        m_redis.command({"HSET", queue.job("1"), "name", "n"});
        ScriptRunner runner(*m_connection);
        for (int i = 0; i < 50; ++i)
            updateData(runner, queue, i % 2 ? "gone" : "1", QByteArray::number(i));
        QTRY_COMPARE(m_replies.size(), size_t(50));
        for (size_t i = 0; i < m_replies.size(); ++i)
            QCOMPARE(m_replies[i]->integer, i % 2 ? -1 : 0);
        QCOMPARE(m_redis.text({"HGET", queue.job("1"), "data"}), QByteArray("48"));
    }

    void passesErrorsOn()
    {
        const QueueId queue{"bull", "q"};
        m_redis.command({"SET", queue.job("1"), "not a hash"});
        ScriptRunner runner(*m_connection);
        updateData(runner, queue, "1", "{}");
        QTRY_COMPARE(m_replies.size(), size_t(1));
        QVERIFY(m_replies[0]);
        QCOMPARE(m_replies[0]->kind, Reply::Kind::Error);
        QVERIFY2(m_replies[0]->text.contains("WRONGTYPE"), m_replies[0]->text.constData());
    }

    void endsWhenTheConnectionIsClosed()
    {
        ScriptRunner runner(*m_connection);
        m_connection->close();
        updateData(runner, {"bull", "q"}, "1", "{}");
        QTRY_COMPARE(m_replies.size(), size_t(1));
        QVERIFY(!m_replies[0]);
        QCOMPARE(m_replies[0].error().code, ErrorCode::ConnectionClosed);
    }

    void worksInPipelines()
    {
        const QueueId queue{"bull", "q"};
        m_redis.command({"HSET", queue.job("1"), "name", "n"});
        const std::vector<QByteArray> keys{queue.job("1")};
        const std::vector<QByteArray> arguments{"5"};
        std::vector<Command> commands{ScriptRunner::load(ScriptId::UpdateData), Command({"MULTI"}),
            ScriptRunner::command(ScriptId::UpdateData, keys, arguments, Repeat::Safe), Command({"EXEC"})};
        std::optional<Result<std::vector<Reply>>> result;
        m_connection->sendBatch(
            std::move(commands), [&result](auto replies) { result.emplace(std::move(replies)); });
        QTRY_VERIFY(result);
        QVERIFY(*result);
        QCOMPARE((*result)->back().items.size(), size_t(1));
        QCOMPARE((*result)->back().items[0].integer, 0);
    }

    // Upstream's client must find our texts under its own names, and the other way round.
    void allScriptsCompile()
    {
        for (int i = 0; i < scriptCount; ++i) {
            const Script& one = script(static_cast<ScriptId>(i));
            QCOMPARE(m_redis.text({"SCRIPT", "LOAD", one.text}), one.sha1);
        }
    }

private:
    void updateData(ScriptRunner& runner, const QueueId& queue, const JobId& job, const QByteArray& data)
    {
        const std::vector<QByteArray> keys{queue.job(job)};
        const std::vector<QByteArray> arguments{data};
        runner.run(ScriptId::UpdateData, keys, arguments, Repeat::Safe,
            [this](Result<Reply> reply) { m_replies.push_back(std::move(reply)); });
    }

    test::RedisFixture m_redis;
    std::unique_ptr<RedisConnection> m_connection;
    std::vector<Result<Reply>> m_replies;
};

QTEST_GUILESS_MAIN(TestScriptRunner)
#include "tst_scriptrunner.moc"
