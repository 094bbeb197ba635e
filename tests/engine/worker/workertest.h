// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/closeworker.h"
#include "support/invariants.h"
#include "support/redisfixture.h"
#include "worker/worker.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace drover::test {

//! A queue on a private server: jobs are written as raw keys, so that no other part of the engine takes part.
class WorkerTest {
public:
    explicit WorkerTest(RedisFixture& server)
        : redis(server)
    {
        queue.name = RedisFixture::uniqueQueue().toUtf8();
    }

    //! What addStandardJob writes. `fields` go into the hash as they are.
    void add(
        const QByteArray& id, const QByteArray& opts = "{\"attempts\":1}", const QByteArrayList& fields = {})
    {
        const QByteArray now = QByteArray::number(Clock::system().now().count());
        redis.command(QByteArrayList{"HSET", job(id), "name", "test", "data", "{\"id\":\"" + id + "\"}",
                          "opts", opts, "timestamp", now, "delay", "0", "priority", "0"}
            + fields);
        redis.command({"LPUSH", key("wait"), id});
        redis.command({"ZADD", key("marker"), "0", "0"});
    }
    //! A job in `active` whose lock has this token, as a lost reply or a killed worker leaves it. In one
    //! step: a worker under test must not see it waiting.
    void addHeld(const QByteArray& id, const QByteArray& token)
    {
        const QByteArray script = "redis.call('HSET',KEYS[1]..ARGV[1],'name','test','data','{}','opts','{"
                                  "\"attempts\":1}','timestamp','1',"
                                  "'delay','0','priority','0','ats','1','processedOn','1') "
                                  "redis.call('SET',KEYS[1]..ARGV[1]..':lock',ARGV[2],'PX',30000) "
                                  "redis.call('LPUSH',KEYS[1]..'active',ARGV[1])";
        redis.command({"EVAL", script, "1", queue.base(), id, token});
    }
    void addMany(int count, const QByteArray& opts = "{\"attempts\":1}")
    {
        const QByteArray script =
            "for i=1,ARGV[2] do redis.call('HSET',KEYS[1]..'j'..i,'name','test','data','{}',"
            "'opts',ARGV[1],'timestamp','1','delay','0','priority','0') "
            "redis.call('LPUSH',KEYS[1]..'wait','j'..i) end "
            "redis.call('ZADD',KEYS[1]..'marker',0,'0')";
        redis.command({"EVAL", script, "1", queue.base(), opts, QByteArray::number(count)});
    }

    [[nodiscard]] std::unique_ptr<Worker> worker(std::shared_ptr<Processor> processor,
        WorkerOptions options = {}, const ConnectionOptions& connection = {})
    {
        const bool isDefault = connection == ConnectionOptions{};
        return std::make_unique<Worker>(
            queue, isDefault ? redis.unixOptions() : connection, std::move(processor), std::move(options));
    }

    [[nodiscard]] QByteArray key(const QByteArray& suffix) const { return queue.key(suffix); }
    [[nodiscard]] QByteArray job(const QByteArray& id) const { return queue.job(id); }
    [[nodiscard]] QByteArray field(const QByteArray& id, const QByteArray& name)
    {
        return redis.text({"HGET", job(id), name});
    }
    [[nodiscard]] qint64 size(const QByteArray& state)
    {
        const bool isList = state == "wait" || state == "active";
        return redis.integer({isList ? QByteArray("LLEN") : QByteArray("ZCARD"), key(state)});
    }
    [[nodiscard]] bool isIn(const QByteArray& state, const QByteArray& id)
    {
        return !redis.command({"ZSCORE", key(state), id}).isNil();
    }
    [[nodiscard]] QByteArray violations(bool drained = false)
    {
        InvariantOptions options;
        options.queue = queue.name;
        options.drained = drained;
        return describe(checkInvariants(
            [this](const QByteArrayList& arguments) { return redis.command(arguments); }, options));
    }

    RedisFixture& redis;
    QueueId queue;
};

//! An inline processor with a fixed answer.
inline std::shared_ptr<Processor> answering(JobOutcome outcome)
{
    return inlineProcessor([outcome = std::move(outcome)](JobContext&) { return outcome; });
}

//! Keeps jobs running until they are let go, from the test's thread.
class HeldProcessor final : public Processor {
public:
    void start(std::shared_ptr<JobContext> context, Finished finished) override
    {
        const QMutexLocker locker(&m_mutex);
        m_contexts.push_back(std::move(context));
        m_finished.push_back(std::move(finished));
    }
    void setConcurrency(int concurrency) override { m_concurrency = concurrency; }

    [[nodiscard]] int held()
    {
        const QMutexLocker locker(&m_mutex);
        return static_cast<int>(m_contexts.size());
    }
    [[nodiscard]] std::shared_ptr<JobContext> context(size_t index)
    {
        const QMutexLocker locker(&m_mutex);
        return m_contexts.at(index);
    }
    void finish(size_t index, JobOutcome outcome = JsonText("1"))
    {
        Finished finished;
        {
            const QMutexLocker locker(&m_mutex);
            finished = std::move(m_finished.at(index));
        }
        if (finished)
            finished(std::move(outcome));
    }
    [[nodiscard]] int concurrency() const { return m_concurrency; }

private:
    QMutex m_mutex;
    std::vector<std::shared_ptr<JobContext>> m_contexts;
    std::vector<Finished> m_finished;
    std::atomic<int> m_concurrency = 0;
};

} // namespace drover::test
