// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/discover.h"

#include <QCoroFuture>

#include <algorithm>

namespace drover::cli {

QCoro::Task<Discovered> discoverQueues(RedisConnection& connection, QByteArray prefix)
{
    Discovered result;
    QueueDiscovery discovery(connection);
    QObject::connect(
        &discovery, &QueueDiscovery::found, &discovery, [&result](const std::vector<QueueId>& queues) {
            result.queues.insert(result.queues.end(), queues.begin(), queues.end());
        });
    DiscoveryOptions options;
    options.prefixes = QByteArrayList{prefix};
    discovery.start(options);
    result.report = co_await QtFuture::connect(&discovery, &QueueDiscovery::finished);
    std::sort(result.queues.begin(), result.queues.end(),
        [](const QueueId& left, const QueueId& right) { return left.name < right.name; });
    co_return result;
}

} // namespace drover::cli
