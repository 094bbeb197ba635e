// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "history/queuesampler_p.h"

#include "queue/replyerror_p.h"
#include "queue/staterange_p.h"

#include <algorithm>
#include <array>

namespace drover {
namespace {

constexpr std::array countedStates{JobState::Waiting, JobState::Active, JobState::Delayed,
    JobState::Prioritized, JobState::Completed, JobState::Failed, JobState::WaitingChildren};
constexpr qint64 listsAfter = 30000;
constexpr qint64 looseFor = 5 * 60 * 1000;

} // namespace

//! Lists of old versions change seldom: they are not looked at every time.
bool QueueSampler::Private::wantsLists(const WatchedQueue& watched) const
{
    return !watched.isCounted || now - watched.listsAt >= listsAfter
        || watched.reading.summary.counts[JobState::Paused] > 0;
}

bool QueueSampler::Private::wantsNext(const WatchedQueue& watched) const
{
    return !watched.isCounted || now - watched.nextAt >= options.nextJobAfter.count();
}

bool QueueSampler::Private::wantsWaitEnd(const WatchedQueue& watched) const
{
    const bool mayWait = !watched.isCounted || watched.reading.summary.counts[JobState::Waiting] > 0;
    return watched.hasMarker || wantsLists(watched) || (wantsNext(watched) && mayWait);
}

//! Only where nothing waited when it was last counted: the wait list comes before the prioritized jobs.
bool QueueSampler::Private::wantsPriority(const WatchedQueue& watched) const
{
    return wantsNext(watched) && watched.isCounted && watched.reading.summary.counts[JobState::Waiting] == 0
        && watched.reading.summary.counts[JobState::Prioritized] > 0;
}

std::vector<Command> QueueSampler::Private::countCommands(const std::vector<size_t>& chosen) const
{
    std::vector<Command> commands;
    for (const size_t at : chosen) {
        const WatchedQueue& watched = queues[at];
        const QueueId& queue = watched.queue();
        const QByteArray meta = queue.key("meta");
        commands.push_back(Command({"HMGET", meta, "paused", "version", "opts.maxLenEvents"}));
        for (const JobState state : countedStates)
            commands.push_back(countCommand(queue, state));
        if (wantsWaitEnd(watched))
            commands.push_back(lastEntryCommand(queue, JobState::Waiting));
        if (wantsPriority(watched)) {
            const QByteArray key = queue.key(JobState::Prioritized);
            commands.push_back(Command({"ZRANGE", key, "0", "0"}));
        }
        if (wantsLists(watched)) {
            commands.push_back(countCommand(queue, JobState::Paused));
            commands.push_back(lastEntryCommand(queue, JobState::Paused));
        }
    }
    // What was not read of a stream is passed over.
    for (const WatchedQueue& watched : queues) {
        if (!watched.isBehind)
            continue;
        const QByteArray key = watched.queue().key("events");
        commands.push_back(Command({"XREVRANGE", key, "+", "-", "COUNT", "1"}));
    }
    return commands;
}

std::optional<Error> QueueSampler::Private::takeCounts(
    const std::vector<size_t>& chosen, const std::vector<Reply>& replies, std::vector<size_t>& unknownNext)
{
    size_t at = 0;
    for (const size_t index : chosen) {
        WatchedQueue& watched = queues[index];
        const bool withEnd = wantsWaitEnd(watched);
        const bool withPriority = wantsPriority(watched);
        const bool withLists = wantsLists(watched);
        const bool withNext = wantsNext(watched);
        QueueSummary& summary = watched.reading.summary;
        const QueueSummary earlier = summary;

        const Reply& meta = replies.at(at++);
        if (isRefusal(meta))
            return replyError(meta);
        if (meta.items.size() == 3) {
            summary.paused = !meta.items[0].isNil();
            summary.version = meta.items[1].text;
            watched.mostEvents = meta.items[2].toInteger(10000);
        }
        const size_t first = at;
        at += countedStates.size();
        const Reply* waitEnd = withEnd ? &replies.at(at++) : nullptr;
        const Reply* priority = withPriority ? &replies.at(at++) : nullptr;
        for (size_t i = 0; i < countedStates.size(); ++i) {
            const Reply& count = replies.at(first + i);
            if (isRefusal(count))
                return replyError(count);
            summary.counts[countedStates.at(i)] = countOf(count, i == 0 ? waitEnd : nullptr);
        }
        if (waitEnd != nullptr)
            watched.hasMarker = isMarker(*waitEnd);
        if (withLists) {
            watched.listsAt = now;
            const Reply& paused = replies.at(at++);
            const Reply& pausedEnd = replies.at(at++);
            summary.counts[JobState::Paused] = countOf(paused, &pausedEnd);
        }
        if (withNext) {
            JobId next;
            if (priority != nullptr && !priority->items.empty())
                next = priority->items.front().text;
            else if (waitEnd != nullptr && waitEnd->isText() && !watched.hasMarker)
                next = waitEnd->text;
            watched.nextAt = now;
            if (next != watched.nextJob)
                watched.reading.nextSince = 0;
            watched.nextJob = next;
            if (!next.isEmpty() && watched.reading.nextSince == 0)
                unknownNext.push_back(index);
        }
        if (watched.isCounted && !watched.hasChanged && earlier.counts != summary.counts)
            watched.looseUntil = now + looseFor;
        if (summary.counts[JobState::Waiting] + summary.counts[JobState::Prioritized] == 0)
            watched.reading.nextSince = 0;
        watched.isCounted = true;
        watched.hasChanged = false;
        watched.countedAt = now;
        watched.reading.countedAt = serverNow - skew;
    }
    for (WatchedQueue& watched : queues) {
        if (!watched.isBehind)
            continue;
        const Reply& newest = replies.at(at++);
        if (!newest.items.empty() && !newest.items.front().items.empty())
            watched.lastId = newest.items.front().items.front().text;
    }
    return std::nullopt;
}

void QueueSampler::Private::takeNext(const std::vector<size_t>& chosen, const std::vector<Reply>& replies)
{
    for (size_t i = 0; i < chosen.size(); ++i) {
        const Reply& fields = replies.at(i);
        if (fields.items.size() == 2 && fields.items[0].isText())
            queues[chosen[i]].reading.nextSince = fields.items[0].toInteger() + fields.items[1].toInteger();
    }
}

} // namespace drover
