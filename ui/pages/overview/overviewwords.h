// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/healthfeed.h"
#include "session/values.h"
#include "widgets/tile.h"

namespace drover::ui {

// What the tiles of the overview say. Pure.

//! The queue with the most failed jobs; none when nothing has failed.
[[nodiscard]] const QueueFacts* worstQueue(const QList<QueueFacts>& queues);
//! The queue that will have jobs waiting longest; none when nothing waits.
[[nodiscard]] const QueueFacts* slowestQueue(const QList<QueueFacts>& queues);

//! `cause` may be of another queue or unknown; then it is left out.
[[nodiscard]] TileWords failingWords(const QList<QueueFacts>& queues, const std::optional<TopCause>& cause);
[[nodiscard]] TileWords clearTileWords(const QList<QueueFacts>& queues, qint64 now);
[[nodiscard]] TileWords redisWords(const LinkFacts& link, const HealthReport& health);
[[nodiscard]] TileWords workerWords(const QList<QueueFacts>& queues, const ListenerFacts& listeners);
//! A tile about which nothing is known yet.
[[nodiscard]] TileWords unknownWords();

//! Why there are no queues, and which other prefixes there are.
[[nodiscard]] QString noQueuesWords(const QueuesSnapshot& snapshot, const QByteArrayList& prefixes);

} // namespace drover::ui
