// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rowmapping.h"

#include <QHash>

#include <algorithm>

namespace drover::ui {

namespace {

struct Pair {
    int before = 0;
    int after = 0;
};

//! Rows first .. last, both included.
struct Rows {
    int first = 0;
    int last = 0;
    [[nodiscard]] int count() const { return last - first + 1; }
};

//! The longest part of the pairs (sorted by `before`) that rises in `after` too.
std::vector<Pair> risingPairs(const std::vector<Pair>& pairs)
{
    std::vector<size_t> tails; // of the best row of each length: index of its last pair
    std::vector<size_t> previous(pairs.size());
    for (size_t i = 0; i < pairs.size(); ++i) {
        const auto place = std::lower_bound(tails.begin(), tails.end(), pairs[i].after,
            [&pairs](size_t tail, int after) { return pairs[tail].after < after; });
        previous[i] = place == tails.begin() ? pairs.size() : *(place - 1);
        if (place == tails.end())
            tails.push_back(i);
        else
            *place = i;
    }
    std::vector<Pair> rising(tails.size());
    size_t at = tails.empty() ? 0 : tails.back();
    for (size_t n = tails.size(); n-- > 0; at = previous[at])
        rising[n] = pairs[at];
    return rising;
}

//! Everything between two anchors.
class Gap {
public:
    Gap(Pair from, Pair to, std::vector<KeptRows>& kept)
        : m_old{from.before + 1, to.before - 1}
        , m_new{from.after + 1, to.after - 1}
        , m_kept(kept)
    {
    }

    using KnownIterator = std::vector<KnownRow>::const_iterator;

    void map(KnownIterator oldBegin, KnownIterator oldEnd, KnownIterator newBegin, KnownIterator newEnd,
        const QHash<JobId, int>& rowsAfter, ChangeSide side)
    {
        const bool allSeen = newEnd - newBegin == m_new.count();
        std::vector<int> gone;
        std::vector<int> stays;
        for (auto it = oldBegin; it != oldEnd; ++it)
            (allSeen || rowsAfter.contains(it->id) ? gone : stays).push_back(it->row);
        std::vector<Rows> removed;
        for (const int row : gone)
            removed.push_back({row, row});
        const int rest = m_old.count() - static_cast<int>(gone.size());
        if (rest > m_new.count())
            cut(rest - m_new.count(), side, gone, stays, removed);
        const int added = std::max(0, m_new.count() - rest);
        keepAllBut(removed, side == ChangeSide::Head ? added : 0, newBegin, newEnd, stays);
    }

private:
    //! Removes unknown rows from one side on; known ones only when nothing else is left.
    void cut(int wanted, ChangeSide side, const std::vector<int>& gone, const std::vector<int>& stays,
        std::vector<Rows>& removed) const
    {
        std::vector<int> known;
        std::merge(gone.begin(), gone.end(), stays.begin(), stays.end(), std::back_inserter(known));
        std::vector<Rows> candidates;
        int first = m_old.first;
        for (const int row : known) {
            if (row > first)
                candidates.push_back({first, row - 1});
            first = row + 1;
        }
        if (first <= m_old.last)
            candidates.push_back({first, m_old.last});
        if (side == ChangeSide::Tail)
            std::reverse(candidates.begin(), candidates.end());
        std::vector<int> rows = stays;
        if (side == ChangeSide::Tail)
            std::reverse(rows.begin(), rows.end());
        for (const int row : rows)
            candidates.push_back({row, row});
        for (const Rows& candidate : candidates) {
            if (wanted <= 0)
                break;
            const int count = std::min(wanted, candidate.count());
            removed.push_back(side == ChangeSide::Head ? Rows{candidate.first, candidate.first + count - 1}
                                                       : Rows{candidate.last - count + 1, candidate.last});
            wanted -= count;
        }
        std::sort(removed.begin(), removed.end(),
            [](const Rows& one, const Rows& other) { return one.first < other.first; });
    }

    void keepAllBut(const std::vector<Rows>& removed, int addedAtHead, KnownIterator newBegin,
        KnownIterator newEnd, const std::vector<int>& stays)
    {
        int next = m_new.first + addedAtHead;
        int first = m_old.first;
        for (const Rows& hole : removed) {
            keep(first, hole.first - first, next, newBegin, newEnd, stays);
            next += hole.first - first;
            first = hole.last + 1;
        }
        keep(first, m_old.last - first + 1, next, newBegin, newEnd, stays);
    }

    //! A stretch that keeps its rows, but for known ones that would become somebody else.
    void keep(int before, int count, int after, KnownIterator newBegin, KnownIterator newEnd,
        const std::vector<int>& stays)
    {
        count = std::min(count, m_new.last + 1 - after);
        if (count <= 0)
            return;
        const int end = before + count;
        int first = before;
        for (auto it = std::lower_bound(stays.begin(), stays.end(), before); it != stays.end() && *it < end;
             ++it) {
            const int row = after + (*it - before);
            const auto shown = std::lower_bound(
                newBegin, newEnd, row, [](const KnownRow& known, int wanted) { return known.row < wanted; });
            if (shown == newEnd || shown->row != row)
                continue;
            append({first, after + (first - before), *it - first});
            first = *it + 1;
        }
        append({first, after + (first - before), end - first});
    }

    void append(KeptRows rows)
    {
        if (rows.count > 0)
            m_kept.push_back(rows);
    }

    Rows m_old;
    Rows m_new;
    std::vector<KeptRows>& m_kept;
};

std::vector<KeptRows> joined(const std::vector<KeptRows>& parts)
{
    std::vector<KeptRows> kept;
    for (const KeptRows& part : parts) {
        const bool follows = !kept.empty() && kept.back().before + kept.back().count == part.before
            && kept.back().after + kept.back().count == part.after;
        if (follows)
            kept.back().count += part.count;
        else
            kept.push_back(part);
    }
    return kept;
}

} // namespace

std::vector<KeptRows> mapRows(const std::vector<KnownRow>& before, int rowsBefore,
    const std::vector<KnownRow>& after, int rowsAfter, ChangeSide side)
{
    QHash<JobId, int> places;
    places.reserve(static_cast<qsizetype>(after.size()));
    for (const KnownRow& known : after)
        places.insert(known.id, known.row);
    std::vector<Pair> pairs;
    for (const KnownRow& known : before) {
        if (const auto place = places.constFind(known.id); place != places.constEnd())
            pairs.push_back({known.row, *place});
    }
    std::vector<Pair> anchors = risingPairs(pairs);
    anchors.push_back({rowsBefore, rowsAfter});

    std::vector<KeptRows> parts;
    Pair from{-1, -1};
    auto oldAt = before.begin();
    auto newAt = after.begin();
    const auto isBefore = [](const KnownRow& known, int row) { return known.row < row; };
    for (const Pair& anchor : anchors) {
        const auto oldEnd = std::lower_bound(oldAt, before.end(), anchor.before, isBefore);
        const auto newEnd = std::lower_bound(newAt, after.end(), anchor.after, isBefore);
        Gap(from, anchor, parts).map(oldAt, oldEnd, newAt, newEnd, places, side);
        if (anchor.before < rowsBefore)
            parts.push_back({anchor.before, anchor.after, 1});
        oldAt = oldEnd == before.end() ? oldEnd : oldEnd + 1;
        newAt = newEnd == after.end() ? newEnd : newEnd + 1;
        from = anchor;
    }
    return joined(parts);
}

int rowAfter(const std::vector<KeptRows>& kept, int before)
{
    const auto behind = std::upper_bound(
        kept.begin(), kept.end(), before, [](int row, const KeptRows& rows) { return row < rows.before; });
    if (behind == kept.begin())
        return -1;
    const KeptRows& rows = *(behind - 1);
    return before < rows.before + rows.count ? rows.after + (before - rows.before) : -1;
}

} // namespace drover::ui
