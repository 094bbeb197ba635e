// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/searchwalk_p.h"

#include <algorithm>

namespace drover {
namespace {

constexpr qint64 usualOverlap = 50;
constexpr qint64 longestPage = 5000; //!< ids that Redis names in one go

} // namespace

SearchWalk::SearchWalk(qint64 from)
    : m_offset(std::max<qint64>(0, from))
    , m_overlap(usualOverlap)
{
}

SearchWalk::Page SearchWalk::nextPage(qint64 step) const
{
    // Before anything is known there is nothing to overlap with.
    const qint64 back = m_known.empty() ? 0 : m_overlap;
    const qint64 from = std::max<qint64>(0, m_offset - back);
    return {from, std::min(m_offset + step, from + longestPage) - 1};
}

std::vector<JobId> SearchWalk::take(Page page, std::vector<JobId> ids, qint64 step)
{
    const auto length = static_cast<qint64>(ids.size());
    const auto deepest =
        std::find_if(ids.crbegin(), ids.crend(), [this](const JobId& id) { return isKnown(id); });
    const qint64 fresh = ids.crend() - deepest; // index of the first id behind it
    if (deepest == ids.crend() && page.from > 0 && !m_known.empty()) {
        // More was removed in front than the page overlaps: reach further back.
        m_overlap *= 8;
        m_offset = std::min(m_offset, page.from + length);
        return {};
    }
    m_overlap = usualOverlap;
    const qint64 taken = std::min(step, length - fresh);
    std::vector<JobId> result(
        std::make_move_iterator(ids.begin() + fresh), std::make_move_iterator(ids.begin() + fresh + taken));
    for (const JobId& id : result)
        m_known.insert(qHash(id));
    m_offset = page.from + fresh + taken;
    m_atEnd = length < page.to - page.from + 1 && fresh + taken == length;
    return result;
}

} // namespace drover
