// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/queue/selectedrows.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace drover::ui {

namespace {
constexpr int idsAtOnce = 5000;

//! Pieces that overlap as one; none when one does not continue the other.
std::optional<IdStretch> joined(const QList<IdStretch>& pieces)
{
    IdStretch whole;
    for (const IdStretch& piece : pieces) {
        if (piece.ids.isEmpty())
            continue; // behind the end of the state
        if (whole.ids.isEmpty()) {
            whole = piece;
            continue;
        }
        const qsizetype seam = piece.ids.indexOf(whole.ids.last());
        if (seam < 0)
            return std::nullopt;
        whole.ids.append(piece.ids.sliced(seam + 1));
    }
    return whole;
}

//! Finds the jobs of rows that nobody has seen, by those around them.
class Resolving {
public:
    Resolving(const SelectedRows& rows, IdStretch now, qint64 total)
        : m_rows(rows)
        , m_now(std::move(now))
        , m_total(total)
    {
        for (qsizetype i = 0; i < m_now.ids.size(); ++i)
            m_places.insert(m_now.ids.at(i), m_now.first + i);
        for (const auto& [id, row] : m_rows.known)
            m_knownIds.insert(id);
    }

    std::optional<QList<JobId>> ids()
    {
        QList<JobId> ids;
        qint64 next = m_rows.first;
        for (const auto& [id, row] : m_rows.known) {
            if (row < m_rows.first || row > m_rows.last)
                continue;
            if (row > next && !addUnknown(next, row - 1, ids))
                return std::nullopt;
            ids.append(id);
            next = row + 1;
        }
        if (next <= m_rows.last && !addUnknown(next, m_rows.last, ids))
            return std::nullopt;
        return ids;
    }

private:
    //! A known job, then and now.
    struct Anchor {
        qint64 row = 0;
        qint64 place = 0;
        [[nodiscard]] qint64 shift() const { return place - row; }
    };

    bool addUnknown(qint64 first, qint64 last, QList<JobId>& ids) const
    {
        const auto above = anchorAbove(first);
        const auto below = anchorBelow(last, above);
        if (above && below && areKnown(above->row, first - 1) && areKnown(last + 1, below->row))
            return addBetween(*above, *below, last - first + 1, ids);
        if (above && below)
            return above->shift() == below->shift() && addPlaces(first, last, above->shift(), ids);
        // One neighbour is enough while all that came or went did so in front of it.
        const qint64 grown = m_total - m_rows.total;
        if (above)
            return above->shift() == grown && addPlaces(first, last, grown, ids);
        return below && below->shift() == 0 && grown == 0 && addPlaces(first, last, 0, ids);
    }

    using Known = QList<std::pair<JobId, qint64>>;

    //! The first known job at `row` or below.
    [[nodiscard]] Known::const_iterator knownFrom(qint64 row) const
    {
        return std::lower_bound(m_rows.known.begin(), m_rows.known.end(), row,
            [](const auto& known, qint64 wanted) { return known.second < wanted; });
    }

    //! Nobody else is hidden in these rows.
    [[nodiscard]] bool areKnown(qint64 first, qint64 last) const
    {
        return std::distance(knownFrom(first), knownFrom(last + 1)) == last - first + 1;
    }

    //! Of those nearby the farthest down, so that one that has left for the top meanwhile does not count.
    [[nodiscard]] std::optional<Anchor> anchorAbove(qint64 row) const
    {
        std::optional<Anchor> best;
        auto at = knownFrom(row);
        for (int looked = 0; at != m_rows.known.begin() && looked < SelectedRows::around; ++looked) {
            --at;
            const auto place = m_places.constFind(at->first);
            if (place != m_places.constEnd() && (!best || *place > best->place))
                best = Anchor{at->second, *place};
        }
        return best;
    }

    [[nodiscard]] std::optional<Anchor> anchorBelow(qint64 row, const std::optional<Anchor>& above) const
    {
        auto at = knownFrom(row + 1);
        for (int looked = 0; at != m_rows.known.end() && looked < SelectedRows::around; ++at, ++looked) {
            const auto place = m_places.constFind(at->first);
            if (place != m_places.constEnd() && (!above || *place > above->place))
                return Anchor{at->second, *place};
        }
        return std::nullopt;
    }

    //! Fewer than there were are those that are left; more cannot be told from those that came.
    bool addBetween(const Anchor& above, const Anchor& below, qint64 most, QList<JobId>& ids) const
    {
        qint64 found = 0;
        for (qint64 place = above.place + 1; place < below.place; ++place) {
            const JobId& id = m_now.ids.at(place - m_now.first);
            if (m_knownIds.contains(id))
                continue;
            ids.append(id);
            if (++found > most)
                return false;
        }
        return true;
    }

    bool addPlaces(qint64 first, qint64 last, qint64 shift, QList<JobId>& ids) const
    {
        const qint64 from = first + shift - m_now.first;
        const qint64 count = last - first + 1;
        if (from < 0 || from + count > m_now.ids.size())
            return false;
        ids.append(m_now.ids.sliced(from, count));
        return true;
    }

    const SelectedRows& m_rows;
    IdStretch m_now;
    qint64 m_total;
    QHash<JobId, qint64> m_places;
    QSet<JobId> m_knownIds;
};
} // namespace

bool SelectedRows::isKnown() const
{
    return knownIds().size() == last - first + 1;
}

QList<JobId> SelectedRows::knownIds() const
{
    QList<JobId> ids;
    for (const auto& [id, row] : known) {
        if (first <= row && row <= last)
            ids.append(id);
    }
    return ids;
}

QList<RowRange> SelectedRows::rangesToRead() const
{
    QList<RowRange> ranges;
    const qint64 end = last + around;
    for (qint64 from = std::max(0, first - around); from <= end; from += idsAtOnce - around) {
        ranges.append({from, std::min(from + idsAtOnce - 1, end)});
        if (ranges.last().last == end)
            break;
    }
    return ranges;
}

std::optional<QList<JobId>> SelectedRows::allIds(const JobIds& now) const
{
    auto stretch = joined(now.stretches);
    return stretch ? Resolving(*this, std::move(*stretch), now.total).ids() : std::nullopt;
}

} // namespace drover::ui
