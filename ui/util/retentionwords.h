// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "queue/retention.h"

#include <QString>

namespace drover::ui {

//! "for ever", "not at all", "the last 1,000", "7 d", "the last 1,000, 7 d at most".
[[nodiscard]] QString keepWords(const std::optional<KeepJobs>& keep);
//! "12,345 completed jobs, about 14 MB; 1,200 of them from the last day, the oldest from 2 d ago."
[[nodiscard]] QString keptWords(const StateRetention& state, qint64 now);
//! What a policy would remove, one sentence a line.
[[nodiscard]] QString retentionPlanWords(const RetentionPlan& plan, qint64 now);
//! The line for a producer that keeps so much; what is unset is left out.
[[nodiscard]] QString producerCode(
    const std::optional<KeepJobs>& completed, const std::optional<KeepJobs>& failed);

} // namespace drover::ui
