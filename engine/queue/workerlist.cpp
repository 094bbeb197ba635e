// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/workerlist.h"

#include "queue/future_p.h"
#include "redis/redisconnection.h"

#include <QHash>

#include <algorithm>

namespace drover {
namespace {

constexpr QByteArrayView workerMark(":w:");

using NameIndex = QHash<QByteArray, QueueId>;

NameIndex indexByClientName(std::span<const QueueId> queues)
{
    NameIndex index;
    for (const QueueId& queue : queues)
        index.insert(queue.prefix + ':' + queue.name, queue);
    // Base64 wins where one queue's plain name is another's encoding: Node is the most common writer.
    for (const QueueId& queue : queues)
        index.insert(queue.prefix + ':' + queue.name.toBase64(), queue);
    return index;
}

QByteArray valueOf(QByteArrayView line, QByteArrayView key)
{
    qsizetype at = 0;
    while (at < line.size()) {
        qsizetype end = line.indexOf(' ', at);
        if (end < 0)
            end = line.size();
        const QByteArrayView pair = line.sliced(at, end - at);
        if (pair.size() > key.size() && pair[key.size()] == '=' && pair.startsWith(key))
            return pair.sliced(key.size() + 1).toByteArray();
        at = end + 1;
    }
    return {};
}

//! Queue and worker's own name of a connection's name; nothing when it is no worker of the queues in
//! question.
std::optional<std::pair<QueueId, QByteArray>> workerOf(const QByteArray& clientName, const NameIndex& index)
{
    if (const auto unnamed = index.constFind(clientName); unnamed != index.cend())
        return std::pair{*unnamed, QByteArray()};
    for (qsizetype mark = clientName.indexOf(workerMark); mark >= 0;
         mark = clientName.indexOf(workerMark, mark + 1)) {
        if (const auto named = index.constFind(clientName.first(mark)); named != index.cend())
            return std::pair{*named, clientName.sliced(mark + workerMark.size())};
    }
    return std::nullopt;
}

WorkerList unknownWorkers(const Reply& reply)
{
    WorkerList list;
    list.known = false;
    list.reason = QString::fromUtf8(reply.text);
    return list;
}

} // namespace

qint64 WorkerList::count(const QueueId& queue) const
{
    return std::count_if(workers.cbegin(), workers.cend(),
        [&queue](const WorkerInfo& worker) { return worker.queue == queue; });
}

std::vector<WorkerInfo> parseWorkers(QByteArrayView clientList, std::span<const QueueId> queues)
{
    const NameIndex index = indexByClientName(queues);
    std::vector<WorkerInfo> workers;
    qsizetype at = 0;
    while (at < clientList.size()) {
        qsizetype end = clientList.indexOf('\n', at);
        if (end < 0)
            end = clientList.size();
        const QByteArrayView line = clientList.sliced(at, end - at).trimmed();
        at = end + 1;
        const QByteArray clientName = valueOf(line, "name");
        const auto worker = clientName.isEmpty() ? std::nullopt : workerOf(clientName, index);
        if (!worker)
            continue;
        workers.push_back({worker->first, worker->second, clientName, valueOf(line, "addr"),
            valueOf(line, "age").toLongLong(), valueOf(line, "idle").toLongLong(), valueOf(line, "lib-name"),
            valueOf(line, "lib-ver")});
    }
    return workers;
}

QFuture<Result<WorkerList>> readWorkers(RedisConnection& connection, std::vector<QueueId> queues)
{
    auto promise = startedPromise<WorkerList>();
    QFuture<Result<WorkerList>> future = promise.future();
    connection.send(Command({"CLIENT", "LIST"}),
        [promise = std::move(promise), queues = std::move(queues)](Result<Reply> reply) mutable {
            if (!reply)
                return settle<WorkerList>(promise, reply.error());
            if (!reply->isText())
                return settle<WorkerList>(promise, unknownWorkers(*reply));
            WorkerList list;
            list.workers = parseWorkers(reply->text, queues);
            settle<WorkerList>(promise, std::move(list));
        });
    return future;
}

} // namespace drover
