// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "health/healthrules.h"

#include <QFuture>

#include <vector>

namespace drover {

class RedisConnection;

//! INFO, CONFIG GET (optional), the slow log (optional), and TIME a few times: plain reads. Only a broken
//! connection is an error; what the user may not see is named in missingRights.
[[nodiscard]] QFuture<Result<ServerFacts>> collectServerFacts(RedisConnection& connection);

//! Facts of all queues in five pipelines and one CLIENT LIST, however many there are. Plain reads, bounded a
//! queue: the 20 oldest active jobs, 20 parents with 10 children each, 200 schedulers.
[[nodiscard]] QFuture<Result<std::vector<QueueFacts>>> collectQueueFacts(
    RedisConnection& connection, std::vector<QueueId> queues);

} // namespace drover
