// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "logging/lastlines.h"

#include <algorithm>
#include <cstring>

namespace drover {

namespace {
constinit LastLines programsOwn;
} // namespace

void LastLines::add(QByteArrayView line) noexcept
{
    const quint32 next = m_next.load(std::memory_order_relaxed);
    Line& place = m_lines[next % count];
    const size_t length = std::min(static_cast<size_t>(line.size()), longest);
    place.length.store(0, std::memory_order_release);
    std::memcpy(place.text.data(), line.data(), length);
    place.length.store(static_cast<quint32>(length), std::memory_order_release);
    m_next.store((next + 1) % count, std::memory_order_release);
}

LastLines& lastLines() noexcept
{
    return programsOwn;
}

} // namespace drover
