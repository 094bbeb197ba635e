// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/jobsfeed.h"

#include <functional>

namespace drover::ui {

class EngineCore;

//! Looks up some of the question's anchors, in which there must be one, and answers by how many rows the
//! first one that is still in its state has moved; 0 when none is. On the engine thread.
void findShift(EngineCore& core, const PageQuestion& question, std::function<void(qint64 shift)> done);

//! Moves all ranges; they keep their lengths and end at row 0.
void moveRanges(PageQuestion& question, qint64 shift);

} // namespace drover::ui
