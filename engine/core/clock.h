// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace drover {

using Milliseconds = std::chrono::milliseconds;

//! Where the engine gets the time from, so that tests can hold the hands of the clock. Thread-safe.
class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    //! Wall clock, milliseconds since the epoch: what BullMQ writes into jobs.
    [[nodiscard]] virtual Milliseconds now() const = 0;
    //! Never jumps; for time-outs and durations.
    [[nodiscard]] virtual Milliseconds monotonic() const = 0;

    //! The computer's clock.
    [[nodiscard]] static const Clock& system();
};

} // namespace drover
