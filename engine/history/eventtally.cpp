// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "history/eventtally.h"

namespace drover {
namespace {

//! The value of the field `event`; the scripts write it first.
QByteArrayView eventOf(const std::vector<Reply>& fields)
{
    for (size_t i = 0; i + 1 < fields.size(); i += 2) {
        if (fields[i].text == "event")
            return fields[i + 1].text;
    }
    return {};
}

void count(QueueFlow& flow, QByteArrayView event)
{
    if (event == "added")
        ++flow.added;
    else if (event == "completed")
        ++flow.completed;
    else if (event == "failed")
        ++flow.failed;
}

} // namespace

QueueFlow& QueueFlow::operator+=(const QueueFlow& other)
{
    added += other.added;
    completed += other.completed;
    failed += other.failed;
    spanMs += other.spanMs;
    exact = exact && other.exact;
    return *this;
}

double QueueFlow::perSecond(qint64 jobs) const
{
    return spanMs > 0 ? static_cast<double>(jobs) * 1000 / static_cast<double>(spanMs) : 0;
}

EventTally tallyEvents(const std::vector<Reply>& entries)
{
    EventTally tally;
    for (const Reply& entry : entries) {
        if (entry.items.size() != 2 || entry.items[0].text.isEmpty())
            continue;
        const QByteArray& id = entry.items[0].text;
        if (tally.entries++ == 0)
            tally.firstId = id;
        tally.lastId = id;
        count(tally.flow, eventOf(entry.items[1].items));
        for (const Reply& field : entry.items[1].items)
            tally.bytes += field.text.size();
    }
    return tally;
}

qint64 timeOfEventId(const QByteArray& id)
{
    return id.first(std::max<qsizetype>(id.indexOf('-'), 0)).toLongLong();
}

} // namespace drover
