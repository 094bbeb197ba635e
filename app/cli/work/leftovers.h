// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "protocol/queueid.h"

#include <QFuture>

namespace drover {
class RedisConnection;
}

namespace drover::cli {

//! True while a worker may still get a job of the queue: something waits, is active anywhere, or is due
//! within `horizon`. Jobs of a paused queue do not count. One round trip of plain reads.
[[nodiscard]] QFuture<Result<bool>> readLeftovers(
    RedisConnection& connection, QueueId queue, Milliseconds horizon);

} // namespace drover::cli
