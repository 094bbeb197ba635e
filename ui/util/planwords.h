// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/actionvalues.h"
#include "session/jobselection.h"

#include <QStringList>

namespace drover::ui {

//! What a plan is told in, a sentence each.

//! Which jobs are meant beyond their state: cause, text, age.
[[nodiscard]] QStringList selectionWords(const JobSelection& selection);
//! How many attempts the jobs have left.
[[nodiscard]] QString attemptsWords(const MassPlan& numbers);
//! What a retry or promotion does to flows and priorities, and who will run the jobs.
[[nodiscard]] QStringList runWords(const ActionPlan& plan);
//! Which keys the jobs' fields are under, a sentence for each key.
[[nodiscard]] QStringList keyWords(const MassPlan& numbers);
//! What keeps the jobs from running soon: paused, limited, nobody there.
[[nodiscard]] QStringList obstacleWords(const ActionPlan& plan);
//! "For example sendReceipt (90412), sendWelcome (90405)."; empty without a sample.
[[nodiscard]] QString sampleWords(const ActionPlan& plan, int most = 5);

} // namespace drover::ui
