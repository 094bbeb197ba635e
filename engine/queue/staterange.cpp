// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/staterange_p.h"

#include <algorithm>

namespace drover {
namespace {

//! An index into a list that ends in a marker, as an index into the whole list.
qint64 passMarker(qint64 index, qint64 length)
{
    return index < 0 ? index - 1 : std::min(index, length - 2);
}

} // namespace

Command countCommand(const QueueId& queue, JobState state)
{
    const QByteArray key = queue.key(state);
    return Command({isListState(state) ? "LLEN" : "ZCARD", key});
}

Command lastEntryCommand(const QueueId& queue, JobState state)
{
    const QByteArray key = queue.key(state);
    return Command({"LINDEX", key, "-1"});
}

bool mayHoldMarker(JobState state)
{
    return state == JobState::Waiting || state == JobState::Paused;
}

bool isMarker(const Reply& lastEntry)
{
    return lastEntry.isText() && lastEntry.text.startsWith("0:");
}

qint64 countOf(const Reply& count, const Reply* lastEntry)
{
    const qint64 length = count.isInteger() ? count.integer : 0;
    return lastEntry && isMarker(*lastEntry) ? std::max<qint64>(length - 1, 0) : length;
}

Command rangeCommand(const QueueId& queue, JobState state, StateRange range, qint64 length)
{
    const QByteArray key = queue.key(state);
    qint64 from = range.from;
    qint64 to = range.to;
    if (isListState(state)) {
        // The oldest job is at the right end: ascending walks the list from there (script getRanges).
        if (range.ascending) {
            from = range.to == -1 ? 0 : -(range.to + 1);
            to = range.from == -1 ? 0 : -(range.from + 1);
        }
        if (length >= 0) {
            from = passMarker(from, length);
            to = passMarker(to, length);
        }
    }
    const QByteArray first = QByteArray::number(from);
    const QByteArray last = QByteArray::number(to);
    const QByteArrayView word = isListState(state) ? "LRANGE" : range.ascending ? "ZRANGE" : "ZREVRANGE";
    return Command({word, key, first, last});
}

std::vector<JobId> idsOf(JobState state, StateRange range, const Reply& reply)
{
    std::vector<JobId> ids;
    ids.reserve(reply.items.size());
    for (const Reply& id : reply.items)
        ids.push_back(id.text);
    if (isListState(state) && range.ascending)
        std::reverse(ids.begin(), ids.end());
    return ids;
}

} // namespace drover
