// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "health/finding.h"
#include "protocol/queueid.h"

#include <QFuture>

namespace drover {

class RedisConnection;

//! whyNothingMoves() of the queue as it is now. A queue without jobs is looked for under other prefixes,
//! which walks the key space; NotFound = there is none of this name anywhere. Plain reads.
[[nodiscard]] QFuture<Result<std::vector<Finding>>> readVerdict(RedisConnection& connection, QueueId queue);

} // namespace drover
