// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "health/healthrules.h"

namespace drover {

//! Why nothing moves in a queue: the findings that hold it back, the verdict first. Empty = nothing does.
//! Pure.
[[nodiscard]] std::vector<Finding> whyNothingMoves(const ServerFacts& server, const QueueFacts& queue);

//! The verdict on a queue without jobs while queues of its name have some under these prefixes.
[[nodiscard]] Finding wrongPrefix(const QueueId& asked, const QByteArrayList& prefixes);

} // namespace drover
