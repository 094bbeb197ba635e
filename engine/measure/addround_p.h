// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "protocol/queueid.h"

#include <QCoroTask>

#include <chrono>
#include <vector>

namespace drover {

class RedisConnection;

//! Adds so many small jobs in bulks of a hundred, each bulk awaited; jobs a second. The connection outlives
//! it.
QCoro::Task<Result<double>> addRound(RedisConnection& connection, QueueId queue, qint64 jobs);

//! INFO persistence until a file that was turned on is complete; Timeout after `patience`.
QCoro::Task<Status> waitForAppendOnlyFile(RedisConnection& connection, std::chrono::milliseconds patience);

[[nodiscard]] double median(std::vector<double> values);

} // namespace drover
