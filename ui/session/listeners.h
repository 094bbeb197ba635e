// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/values.h"

namespace drover {
struct WorkerList;
}

namespace drover::ui {

//! Who listens to these queues, and who should and says nothing. Pure.
[[nodiscard]] ListenerFacts listenerFacts(const WorkerList& list, const QList<QueueFacts>& queues);

} // namespace drover::ui
