// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/actionvalues.h"

#include <functional>

class QObject;

namespace drover::ui {

class EngineCore;

//! Old jobs of a finished state, counted in one round trip however many there are; a dry run would read each.
//! `mostToTrash`: how many an action may have and still be restored; negative = nothing is kept.
void planClean(EngineCore& core, const ActionRequest& request, qint64 mostToTrash, QObject* context,
    std::function<void(Result<ActionPlan>)> done);

//! Adds to the numbers of a dry run what a person wants to know before they agree: the first few jobs, who
//! listens, whether the queue is paused or limited. Plain reads, all in one round trip; what cannot be read
//! stays unknown. Engine thread; `done` is called once while `context` lives.
void completePlan(EngineCore& core, const ActionRequest& request, const MassReport& report, QObject* context,
    std::function<void(Result<ActionPlan>)> done);

} // namespace drover::ui
