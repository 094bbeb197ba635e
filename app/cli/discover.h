// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/queuediscovery.h"

#include <QCoroTask>

namespace drover::cli {

struct Discovered {
    std::vector<QueueId> queues; //!< sorted by name
    DiscoveryReport report;
};

//! All queues under one prefix.
QCoro::Task<Discovered> discoverQueues(RedisConnection& connection, QByteArray prefix);

} // namespace drover::cli
