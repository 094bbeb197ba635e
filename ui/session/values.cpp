// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/values.h"

namespace drover::ui {

namespace {
constexpr qsizetype reasonLimit = 2048;
constexpr qsizetype dataLimit = 512;
} // namespace

JobEntry JobEntry::fromJob(const Job& job)
{
    JobEntry row;
    row.id = job.id;
    row.name = job.name.left(dataLimit);
    row.reason = job.failedReason.left(reasonLimit);
    row.data = job.data.left(dataLimit);
    row.attemptsMade = job.attemptsMade;
    row.attempts = std::max(1, job.options.attempts.value_or(1));
    row.priority = job.priority;
    row.worker = job.processedBy.left(dataLimit);
    row.added = job.timestamp;
    row.due = job.delay > 0 ? job.timestamp + static_cast<qint64>(job.delay) : 0;
    row.started = job.processedOn.value_or(0);
    row.finished = job.finishedOn.value_or(0);
    row.damaged = !job.damaged.isEmpty();
    return row;
}

} // namespace drover::ui
