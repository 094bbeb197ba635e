// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/jobsfeed.h"

#include <functional>

namespace drover::ui {

class EngineCore;

//! Which of these queues have a job of this id, and in which state and row; in the order of the queues, at
//! most twenty. A look-up that failed is the answer, unless the job was found all the same. On the engine
//! thread.
void locateJob(EngineCore& core, const QList<QueueId>& queues, const JobId& id,
    std::function<void(Result<QList<JobPlace>>)> reply);

} // namespace drover::ui
