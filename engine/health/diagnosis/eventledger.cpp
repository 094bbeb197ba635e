// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/diagnosis/eventledger_p.h"

namespace drover {

namespace {
constexpr size_t doubleEndsKept = 1000;
}

std::optional<qint64> timeOfEntry(const QByteArray& entryId)
{
    bool isNumber = false;
    const qint64 time = entryId.first(std::max<qsizetype>(entryId.indexOf('-'), 0)).toLongLong(&isNumber);
    return isNumber ? std::optional(time) : std::nullopt;
}

void EventLedger::take(const Reply& entry)
{
    if (entry.items.size() != 2)
        return;
    const QByteArray& entryId = entry.items[0].text;
    ++m_entries;
    m_lastMs = timeOfEntry(entryId).value_or(0);
    m_lastSequence = entryId.sliced(entryId.indexOf('-') + 1).toULongLong();
    QByteArray name;
    JobId id;
    const std::vector<Reply>& fields = entry.items[1].items;
    for (size_t i = 0; i + 1 < fields.size(); i += 2) {
        if (fields[i].text == "event")
            name = fields[i + 1].text;
        else if (fields[i].text == "jobId")
            id = fields[i + 1].text;
    }
    if (!id.isEmpty())
        take(name, id, entryId);
}

void EventLedger::take(const QByteArray& name, const JobId& id, const QByteArray& entryId)
{
    static const QSet<QByteArray> onItsWay{"added", "waiting", "delayed", "waiting-children", "removed"};
    const bool isEnd = name == "completed" || name == "failed";
    if (m_isWatching)
        m_touched.insert(id);
    if (!isEnd && !onItsWay.contains(name))
        return;
    auto known = m_ends.find(id);
    if (!isEnd) {
        if (known != m_ends.end())
            known->last.clear();
        return;
    }
    if (known == m_ends.end()) {
        if (m_ends.size() >= m_most) {
            m_isFull = true;
            return;
        }
        known = m_ends.insert(id, {});
    }
    if (!known->last.isEmpty() && m_doubleEnds.size() < doubleEndsKept)
        m_doubleEnds.emplace_back(
            id, name + " after " + known->last + " with no retry between, event " + entryId);
    known->last = name;
    known->completed = known->completed || name == "completed";
}

QByteArray EventLedger::nextId() const
{
    return m_entries == 0 ? QByteArrayLiteral("-")
                          : QByteArray::number(m_lastMs) + '-' + QByteArray::number(m_lastSequence + 1);
}

std::vector<JobId> EventLedger::completedLast() const
{
    std::vector<JobId> ids;
    for (auto end = m_ends.cbegin(); end != m_ends.cend(); ++end) {
        if (end->last == "completed")
            ids.push_back(end.key());
    }
    return ids;
}

} // namespace drover
