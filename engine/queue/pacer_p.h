// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"

namespace drover {

//! Decides how many jobs the next step takes and how long to rest before it, from how long the last one took.
//! Pure.
class Pacer final {
public:
    explicit Pacer(int chunk);

    [[nodiscard]] int chunk() const { return m_chunk; }
    [[nodiscard]] Milliseconds pause() const { return m_pause; }
    //! `jobs` took `elapsed` from sending to the last reply.
    void measured(int jobs, std::chrono::microseconds elapsed);

private:
    int m_chunk;
    Milliseconds m_pause{0};
};

} // namespace drover
