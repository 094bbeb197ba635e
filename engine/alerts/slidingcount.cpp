// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "alerts/slidingcount_p.h"

#include <algorithm>

namespace drover {

namespace {
constexpr qint64 bins = 60;
}

void SlidingCount::setLength(Milliseconds length)
{
    const qint64 step = std::max<qint64>(1, length.count() / bins);
    if (step == m_step)
        return;
    m_step = step;
    m_bins.clear();
    m_sum = 0;
}

void SlidingCount::add(qint64 at, qint64 many)
{
    forget(at);
    if (many <= 0)
        return;
    if (m_bins.empty() || m_bins.back().number != binAt(at))
        m_bins.push_back({binAt(at), 0});
    m_bins.back().many += many;
    m_sum += many;
}

qint64 SlidingCount::at(qint64 now)
{
    forget(now);
    return m_sum;
}

void SlidingCount::forget(qint64 now)
{
    if (!m_bins.empty() && m_bins.back().number > binAt(now)) {
        m_bins.clear(); // the clock was set back
        m_sum = 0;
    }
    while (!m_bins.empty() && m_bins.front().number <= binAt(now) - bins) {
        m_sum -= m_bins.front().many;
        m_bins.pop_front();
    }
}

} // namespace drover
