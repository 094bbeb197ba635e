// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/values.h"

namespace drover::ui {

//! Jobs that a worker could take now: waiting, prioritized, and those in a paused list of old versions.
[[nodiscard]] qint64 readyJobs(const JobCounts& counts);

//! When the jobs that wait will all have been taken, if it goes on like in the last minute.
struct TimeToClear {
    enum class Kind : quint8 {
        Nothing, //!< nothing waits
        Unknown, //!< not observed long enough
        Clears,
        Grows, //!< as much or more comes than leaves
        Stands, //!< nothing leaves
    };
    Kind kind = Kind::Nothing;
    qint64 milliseconds = 0; //!< of Clears

    bool operator==(const TimeToClear&) const = default;
};
[[nodiscard]] TimeToClear timeToClear(const QueueFacts& facts);
//! "≈ 41 min", "grows", ...; a dash where there is nothing to say.
[[nodiscard]] QString clearWords(const TimeToClear& time);
//! For sorting: what clears first, then what grows, then what stands.
[[nodiscard]] double clearOrder(const TimeToClear& time);

} // namespace drover::ui
