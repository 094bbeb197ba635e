// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobwindowmodel.h"

#include <QHash>

#include <algorithm>
#include <limits>

namespace drover::ui {

namespace {
//! More steps than these cost a view with a million rows more than telling all at once.
constexpr size_t fewSteps = 4;

//! A damaged list may hold an id twice, and a job may be caught on the move: the second row gets a name that
//! no id has, so that each row stays one job.
constexpr QByteArrayView repeated("\0\0#", 3);

JobId uniqueName(const JobId& id, int times)
{
    return times == 0 ? id : id + repeated + QByteArray::number(times);
}

JobId plainId(const JobId& name)
{
    const qsizetype at = name.indexOf(repeated);
    return at < 0 ? name : name.left(at);
}

//! Where unknown jobs come and go: new ones at the newest end.
ChangeSide changeSide(bool ascending)
{
    return ascending ? ChangeSide::Tail : ChangeSide::Head;
}
} // namespace

int JobWindowModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

JobWindowModel::KnownIterator JobWindowModel::find(int row) const
{
    const auto at = std::lower_bound(m_known.begin(), m_known.end(), row,
        [](const Known& known, int wanted) { return known.row < wanted; });
    return at != m_known.end() && at->row == row ? at : m_known.end();
}

const JobEntry* JobWindowModel::entry(int row) const
{
    const auto at = find(row);
    return at == m_known.end() ? nullptr : at->entry.get();
}

JobId JobWindowModel::idAt(int row) const
{
    const auto at = find(row);
    return at == m_known.end() ? JobId() : plainId(at->id);
}

int JobWindowModel::rowOf(const JobId& id) const
{
    const auto at =
        std::find_if(m_known.begin(), m_known.end(), [&id](const Known& known) { return known.id == id; });
    return at == m_known.end() ? -1 : at->row;
}

QList<JobEntry> JobWindowModel::heldEntries() const
{
    QList<JobEntry> entries;
    entries.reserve(m_entries);
    for (const Known& known : m_known) {
        if (known.entry)
            entries.append(*known.entry);
    }
    return entries;
}

QList<RowRange> JobWindowModel::heldRanges() const
{
    QList<RowRange> ranges;
    for (const Known& known : m_known) {
        if (!known.entry)
            continue;
        if (!ranges.isEmpty() && ranges.last().last == known.row - 1)
            ++ranges.last().last;
        else
            ranges.append({known.row, known.row});
    }
    return ranges;
}

void JobWindowModel::clear(JobState state, bool ascending)
{
    Q_EMIT aboutToApply();
    if (m_rows > 0) {
        beginRemoveRows({}, 0, m_rows - 1);
        m_rows = 0;
        m_known.clear();
        m_entries = 0;
        endRemoveRows();
    }
    m_ascending = ascending;
    setState(state);
    Q_EMIT applied();
}

std::vector<JobWindowModel::Known> JobWindowModel::knownIn(const JobPages& pages, int total) const
{
    std::vector<Known> known;
    QHash<JobId, int> times;
    for (const JobStretch& stretch : pages.stretches) {
        qint64 row = stretch.first;
        for (const JobEntry& entry : stretch.rows) {
            if (row < total)
                known.push_back({static_cast<int>(row), uniqueName(entry.id, times[entry.id]++),
                    std::make_shared<const JobEntry>(entry), m_now});
            ++row;
        }
    }
    return known;
}

void JobWindowModel::apply(const JobPages& pages)
{
    Q_EMIT aboutToApply();
    ++m_now;
    const int total = static_cast<int>(std::min<qint64>(pages.total, std::numeric_limits<int>::max() - 1));
    std::vector<Known> fresh = knownIn(pages, total);
    std::vector<KnownRow> before;
    before.reserve(m_known.size());
    for (const Known& known : m_known)
        before.push_back({known.row, known.id});
    std::vector<KnownRow> after;
    after.reserve(fresh.size());
    for (const Known& known : fresh)
        after.push_back({known.row, known.id});
    moveRows(mapRows(before, m_rows, after, total, changeSide(m_ascending)), total);
    take(std::move(fresh));
    forgetOld();
    setReadAt(pages.readAt);
    Q_EMIT applied();
}

void JobWindowModel::moveRows(const std::vector<KeptRows>& kept, int total)
{
    if (kept.size() <= fewSteps)
        moveInSteps(kept, total);
    else
        moveAtOnce(kept, total);
}

//! From the end to the front, so that rows in front keep their numbers meanwhile.
void JobWindowModel::moveInSteps(const std::vector<KeptRows>& kept, int total)
{
    int oldEnd = m_rows;
    int newEnd = total;
    for (size_t i = kept.size() + 1; i-- > 0;) {
        const KeptRows rows = i == 0 ? KeptRows() : kept[i - 1];
        const int oldFirst = rows.before + rows.count;
        const int newFirst = rows.after + rows.count;
        const int gone = oldEnd - oldFirst;
        const int come = newEnd - newFirst;
        if (gone > 0) {
            beginRemoveRows({}, oldFirst, oldFirst + gone - 1);
            const auto isFrom = [](const Known& known, int row) { return known.row < row; };
            const auto first = std::lower_bound(m_known.begin(), m_known.end(), oldFirst, isFrom);
            const auto last = std::lower_bound(first, m_known.end(), oldFirst + gone, isFrom);
            for (auto it = m_known.erase(first, last); it != m_known.end(); ++it)
                it->row -= gone;
            m_rows -= gone;
            endRemoveRows();
        }
        if (come > 0) {
            beginInsertRows({}, oldFirst, oldFirst + come - 1);
            for (auto it = m_known.rbegin(); it != m_known.rend() && it->row >= oldFirst; ++it)
                it->row += come;
            m_rows += come;
            endInsertRows();
        }
        oldEnd = rows.before;
        newEnd = rows.after;
    }
    m_entries = static_cast<int>(std::count_if(
        m_known.begin(), m_known.end(), [](const Known& known) { return known.entry != nullptr; }));
}

//! Changes all over the place: the number of rows is set right at the end of the list, the rest is a new
//! order.
void JobWindowModel::moveAtOnce(const std::vector<KeptRows>& kept, int total)
{
    if (total > m_rows) {
        beginInsertRows({}, m_rows, total - 1);
        m_rows = total;
        endInsertRows();
    }
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList from = persistentIndexList();
    QModelIndexList to;
    to.reserve(from.size());
    for (const QModelIndex& old : from) {
        const int row = rowAfter(kept, old.row());
        to.append(row < 0 ? QModelIndex() : index(row, old.column()));
    }
    renumber(kept);
    changePersistentIndexList(from, to);
    Q_EMIT layoutChanged();
    if (total < m_rows) {
        beginRemoveRows({}, total, m_rows - 1);
        m_rows = total;
        endRemoveRows();
    }
}

void JobWindowModel::renumber(const std::vector<KeptRows>& kept)
{
    for (Known& known : m_known)
        known.row = rowAfter(kept, known.row);
    std::erase_if(m_known, [](const Known& known) { return known.row < 0; });
    m_entries = static_cast<int>(std::count_if(
        m_known.begin(), m_known.end(), [](const Known& known) { return known.entry != nullptr; }));
}

//! Puts in what was read and tells the views which rows look different.
void JobWindowModel::take(std::vector<Known> fresh)
{
    std::vector<Known> merged;
    merged.reserve(m_known.size() + fresh.size());
    int changedFrom = -1;
    int changedTo = -1;
    std::vector<std::pair<int, int>> changed;
    const auto flush = [&] {
        if (changedFrom >= 0)
            changed.emplace_back(changedFrom, changedTo);
        changedFrom = -1;
    };
    auto old = m_known.begin();
    for (Known& now : fresh) {
        while (old != m_known.end() && old->row < now.row)
            merged.push_back(std::move(*old++));
        const bool known = old != m_known.end() && old->row == now.row;
        const bool same = known && old->entry && *old->entry == *now.entry;
        if (same)
            now.entry = std::move(old->entry);
        m_entries += known && (same || old->entry) ? 0 : 1;
        if (known)
            ++old;
        if (!same && now.row != changedTo + 1)
            flush();
        if (!same) {
            changedFrom = changedFrom < 0 ? now.row : changedFrom;
            changedTo = now.row;
        }
        merged.push_back(std::move(now));
    }
    flush();
    std::move(old, m_known.end(), std::back_inserter(merged));
    m_known = std::move(merged);
    for (const auto& [first, last] : changed)
        Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
}

void JobWindowModel::touch(int first, int last)
{
    ++m_now;
    auto at = std::lower_bound(m_known.begin(), m_known.end(), first,
        [](const Known& known, int wanted) { return known.row < wanted; });
    for (; at != m_known.end() && at->row <= last; ++at)
        at->seen = m_now;
}

//! Drops what was looked at longest ago, with some slack, so that it is not done for every page.
void JobWindowModel::forgetOld()
{
    const auto oldest = [this](int keep, bool entries) {
        std::vector<quint64> seen;
        for (const Known& known : m_known) {
            if (!entries || known.entry)
                seen.push_back(known.seen);
        }
        const auto cut = seen.begin() + (static_cast<std::ptrdiff_t>(seen.size()) - keep);
        std::nth_element(seen.begin(), cut, seen.end());
        return *cut;
    };
    if (m_entries > mostEntries) {
        const quint64 limit = oldest(mostEntries - 2 * pageSize, true);
        for (Known& known : m_known) {
            if (known.entry && known.seen < limit) {
                known.entry.reset();
                --m_entries;
            }
        }
    }
    if (m_known.size() > static_cast<size_t>(mostIds)) {
        const quint64 limit = oldest(mostIds - mostIds / 10, false);
        std::erase_if(m_known, [limit](const Known& known) { return !known.entry && known.seen < limit; });
    }
}

void JobWindowModel::dropEntries()
{
    for (Known& known : m_known)
        known.entry.reset();
    m_entries = 0;
    if (m_rows > 0)
        Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, columnCount() - 1));
}

void JobWindowModel::forgetRows(int first, int last)
{
    const auto isThere = [first, last](
                             const Known& known) { return first <= known.row && known.row <= last; };
    m_entries -= static_cast<int>(std::count_if(m_known.begin(), m_known.end(),
        [&isThere](const Known& known) { return isThere(known) && known.entry != nullptr; }));
    std::erase_if(m_known, isThere);
    if (first <= last && first < m_rows)
        Q_EMIT dataChanged(index(first, 0), index(std::min(last, m_rows - 1), columnCount() - 1));
}

QList<RowRange> JobWindowModel::pagesOf(int first, int last) const
{
    const qint64 from = std::max(0, first) / pageSize * pageSize;
    const qint64 to = std::max(first, last) / pageSize * pageSize + pageSize - 1;
    return {{from, to}};
}

QList<RowRange> JobWindowModel::missingPages(int first, int last) const
{
    QList<RowRange> missing;
    first = std::max(0, first);
    last = std::min(last, m_rows - 1);
    for (int page = first / pageSize; page * pageSize <= last; ++page) {
        const int from = page * pageSize;
        const int to = std::min(from + pageSize, m_rows);
        bool held = true;
        for (int row = std::max(from, first); held && row < std::min(to, last + 1); ++row)
            held = entry(row) != nullptr;
        if (held)
            continue;
        if (!missing.isEmpty() && missing.last().last == from - 1)
            missing.last().last = from + pageSize - 1;
        else
            missing.append({from, from + pageSize - 1});
    }
    return missing;
}

QList<std::pair<JobId, qint64>> JobWindowModel::knownIds(int first, int last) const
{
    QList<std::pair<JobId, qint64>> ids;
    auto at = std::lower_bound(m_known.begin(), m_known.end(), first,
        [](const Known& known, int wanted) { return known.row < wanted; });
    for (; at != m_known.end() && at->row <= last; ++at)
        ids.append({plainId(at->id), at->row});
    return ids;
}

} // namespace drover::ui
