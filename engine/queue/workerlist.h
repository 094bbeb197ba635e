// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "protocol/queueid.h"

#include <QFuture>

#include <span>
#include <vector>

namespace drover {

class RedisConnection;

//! A worker somewhere that listens to a queue, as its connection's name tells (Queue.getWorkers in bullmq).
struct WorkerInfo {
    QueueId queue;
    QByteArray name; //!< the worker's own name; empty when it has none
    QByteArray rawName; //!< the connection's name as it is
    QByteArray addr; //!< address:port, or the path of a unix socket
    qint64 age = 0; //!< seconds since it connected
    qint64 idle = 0; //!< seconds since its last command
    QByteArray library; //!< "ioredis", ...; empty before Redis 7.2
    QByteArray version; //!< of the library; empty before Redis 7.2

    //! It has not asked for jobs for longer than one that is free ever waits. Where jobs could be taken and
    //! none runs it is paused or stuck; elsewhere it may be busy with a long job.
    [[nodiscard]] bool isSilent() const { return idle >= 60; }

    bool operator==(const WorkerInfo&) const = default;
};

struct WorkerList {
    bool known =
        true; //!< false: Redis does not let us look (CLIENT LIST forbidden or missing); it is not "none"
    QString reason; //!< why unknown: Redis' words
    std::vector<WorkerInfo> workers;

    [[nodiscard]] qint64 count(const QueueId& queue) const;
    bool operator==(const WorkerList&) const = default;
};

//! Picks the workers of `queues` out of CLIENT LIST's text. Names carry the queue in base64 (Node, Rust) or
//! plain (Python, Elixir); connections of QueueEvents (`:qe`) are no workers.
[[nodiscard]] std::vector<WorkerInfo> parseWorkers(
    QByteArrayView clientList, std::span<const QueueId> queues);

//! One CLIENT LIST for all queues. Only a broken connection is an error.
[[nodiscard]] QFuture<Result<WorkerList>> readWorkers(
    RedisConnection& connection, std::vector<QueueId> queues);

} // namespace drover
