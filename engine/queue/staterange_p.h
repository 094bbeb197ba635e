// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/jobstate.h"
#include "protocol/queueid.h"
#include "redis/command.h"
#include "redis/reply.h"

#include <QByteArrayList>

#include <span>
#include <vector>

namespace drover {

// Plain reads that answer what upstream's getCounts, getRanges and getJobs answer, without their writes:
// those scripts pop the marker that BullMQ 3 and 4 keep at the right end of waiting lists, here it is only
// passed over.

//! How many jobs: LLEN or ZCARD.
[[nodiscard]] Command countCommand(const QueueId& queue, JobState state);
//! The entry that may be a marker; only of waiting and legacy paused lists.
[[nodiscard]] Command lastEntryCommand(const QueueId& queue, JobState state);
[[nodiscard]] bool mayHoldMarker(JobState state);
//! "0:0", "0:<ms>".
[[nodiscard]] bool isMarker(const Reply& lastEntry);
//! Jobs of the state; 0 when the key is not what it should be.
[[nodiscard]] qint64 countOf(const Reply& count, const Reply* lastEntry);

//! From and to as npm's getJobs takes them: both included, negative ones count from the end.
struct StateRange {
    qint64 from = 0;
    qint64 to = -1;
    bool ascending = false;
};

//! The ids of a range. `length` is the list's length when its last entry is a marker, else negative.
[[nodiscard]] Command rangeCommand(
    const QueueId& queue, JobState state, StateRange range, qint64 length = -1);
//! The answer in the order asked for.
[[nodiscard]] std::vector<JobId> idsOf(JobState state, StateRange range, const Reply& reply);

} // namespace drover
