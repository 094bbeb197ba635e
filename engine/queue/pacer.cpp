// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/pacer_p.h"

#include <QtGlobal>

#include <algorithm>

namespace drover {
namespace {

constexpr int smallest = 10;
constexpr int biggest = 1000;
constexpr double targetMicroseconds = 20000; //!< of a step; others wait at most about as long
constexpr Milliseconds longestPause{200};

} // namespace

Pacer::Pacer(int chunk)
    : m_chunk(std::clamp(chunk, 1, biggest))
{
}

void Pacer::measured(int jobs, std::chrono::microseconds elapsed)
{
    const double took = std::max<double>(static_cast<double>(elapsed.count()), 1);
    const double fitting = jobs * targetMicroseconds / took;
    // Grows at most twofold: one lucky step proves little. Shrinks at once.
    m_chunk =
        static_cast<int>(std::clamp(fitting, double(smallest), std::min(double(biggest), 2.0 * m_chunk)));
    // A server that keeps up rests a tenth of the step, a slow one twice the step.
    const double share = took <= 1.5 * targetMicroseconds ? 0.1 : 2.0;
    m_pause = std::min(longestPause, Milliseconds(static_cast<qint64>(took * share / 1000)));
}

} // namespace drover
