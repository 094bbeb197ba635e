// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"

#include <QtGlobal>

#include <deque>

namespace drover {

//! How many happened within the last while. Keeps sixty numbers however much is told, so that its beginning
//! is true to a sixtieth.
class SlidingCount final {
public:
    //! Another length forgets what was counted.
    void setLength(Milliseconds length);
    //! Times (ms) do not go back; one that does begins anew.
    void add(qint64 at, qint64 many);
    [[nodiscard]] qint64 at(qint64 now);

private:
    struct Bin {
        qint64 number = 0; //!< of the sixtieth
        qint64 many = 0;
    };
    [[nodiscard]] qint64 binAt(qint64 at) const { return at / m_step; }
    void forget(qint64 now);

    qint64 m_step = 1;
    std::deque<Bin> m_bins;
    qint64 m_sum = 0;
};

} // namespace drover
