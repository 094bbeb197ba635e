// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/writesfeed.h"

#include <QFuture>

namespace drover {
class RedisConnection;
}

namespace drover::ui {

//! Where these jobs are now; the newest events of the queue are asked about those that are gone, because a
//! job with removeOnComplete leaves nothing else behind. Plain reads, engine thread.
[[nodiscard]] QFuture<Result<QList<JobFate>>> readFates(
    RedisConnection& connection, QueueReader& reader, const QueueId& queue, const QList<JobId>& jobs);

} // namespace drover::ui
