// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "core/uniquefunction.h"

namespace drover {

class RedisConnection;

//! Calls `then(true)` once the connection is ready, in this turn or later, or `then(false)` when `limit`
//! passes or the connection goes away first. Exactly once.
void whenReady(RedisConnection& connection, Milliseconds limit, UniqueFunction<void(bool)> then);

} // namespace drover
