// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/jobstate.h"

#include <QByteArray>

namespace drover::test {

class RedisFixture;

//! Puts jobs first .. last into a state of bull:`queue`, with failures of several causes, by a script in the
//! server: a million takes seconds. Job n is older than job n + 1. Waiting, delayed, completed or failed.
//! True when all are there.
[[nodiscard]] bool seedJobs(
    RedisFixture& redis, const QByteArray& queue, JobState state, qint64 first, qint64 last);

} // namespace drover::test
