// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/queue.h"
#include "redis/redisconnection.h"
#include "support/await.h"
#include "support/invariants.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"
#include "worker/worker.h"

#include <QJsonDocument>
#include <QMap>
#include <QTest>

#include <map>
#include <memory>

namespace drover::test {

//! Drover's engine and the npm package on one private Redis.
class InteropBed {
public:
    using Hash = QMap<QByteArray, QByteArray>;

    explicit InteropBed(RedisFixtureOptions options = {});

    //! Redis, Node and our connection are up.
    [[nodiscard]] bool start();
    //! Our queue of that name, made on first use.
    Queue& queue(const QString& name);
    //! A worker of ours; the caller owns it. Journal and name are the options' business.
    [[nodiscard]] std::unique_ptr<Worker> worker(
        const QString& queue, std::shared_ptr<Processor> processor, WorkerOptions options = {});

    //! The hash of a job as it is.
    [[nodiscard]] Hash hash(const QString& queue, const QByteArray& id);
    //! The same without what differs from run to run: times and stack traces; JSON of `opts` with sorted
    //! keys.
    [[nodiscard]] Hash comparable(const QString& queue, const QByteArray& id);
    //! The events stream, one map an entry, ids left out.
    [[nodiscard]] QList<Hash> events(const QString& queue);
    [[nodiscard]] QByteArray key(const QString& queue, const QByteArray& suffix) const;
    //! Violations as lines; empty = none.
    [[nodiscard]] QByteArray violations(const QString& queue, InvariantOptions options = {});
    //! Jobs in this state as npm counts them.
    [[nodiscard]] int npmCount(const QString& queue, const char* state);

    RedisFixture redis;
    NpmProcess npm;
    std::unique_ptr<RedisConnection> connection;

private:
    std::map<QString, std::unique_ptr<Queue>> m_queues;
};

//! JSON text as an object, and single quotes for double ones: j("{'attempts':3}").
[[nodiscard]] QJsonObject j(const char* text);

} // namespace drover::test
