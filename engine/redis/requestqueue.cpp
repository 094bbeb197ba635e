// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/requestqueue_p.h"

#include <algorithm>

namespace drover {

namespace {

constexpr qsizetype largestWrite = 1024 * 1024;

Error inDoubt(const Error& reason)
{
    return {ErrorCode::InDoubt,
        QStringLiteral(
            "the connection broke before the answer came; it may or may not have been carried out"),
        {{QStringLiteral("reason"), reason.message}}};
}

} // namespace

void RequestQueue::Delivery::run()
{
    if (handler)
        handler(std::move(error));
    else if (batchHandler)
        batchHandler(std::move(error));
}

void RequestQueue::add(Command command, ReplyHandler handler)
{
    m_unwritten.push_back({command.bytes(), std::move(handler), nullptr, std::nullopt, command.repeat()});
}

void RequestQueue::addBlocking(Command command, Milliseconds blockFor, ReplyHandler handler)
{
    m_unwritten.push_back({command.bytes(), std::move(handler), nullptr, blockFor, command.repeat()});
}

void RequestQueue::addBatch(const std::vector<Command>& commands, BatchHandler handler)
{
    Entry entry;
    qsizetype size = 0;
    for (const Command& command : commands)
        size += command.bytes().size();
    entry.bytes.reserve(size);
    for (const Command& command : commands) {
        entry.bytes += command.bytes();
        if (command.repeat() == Repeat::Never)
            entry.repeat = Repeat::Never;
    }
    entry.batch = std::make_unique<Batch>();
    entry.batch->handler = std::move(handler);
    entry.batch->expected = commands.size();
    m_unwritten.push_back(std::move(entry));
}

std::optional<Milliseconds> RequestQueue::blockingFor() const
{
    return m_unanswered.empty() ? std::nullopt : m_unanswered.front().blockFor;
}

RequestQueue::Outgoing RequestQueue::takeOutgoing()
{
    Outgoing out;
    if (m_unwritten.size() > 1) {
        qsizetype size = 0;
        for (const Entry& entry : m_unwritten) {
            size += entry.bytes.size();
            if (size >= largestWrite)
                break;
        }
        out.bytes.reserve(size);
    }
    while (!m_unwritten.empty()) {
        Entry& entry = m_unwritten.front();
        if (out.commands > 0 && out.bytes.size() + entry.bytes.size() > largestWrite)
            break;
        if (out.commands == 0 && m_unwritten.size() == 1)
            out.bytes = entry.bytes; // shared, not copied
        else
            out.bytes += entry.bytes;
        out.commands += entry.batch ? entry.batch->expected : 1;
        if (entry.repeat == Repeat::Never)
            entry.bytes.clear(); // never written again
        entry.wasWritten = true;
        m_unanswered.push_back(std::move(entry));
        m_unwritten.pop_front();
    }
    return out;
}

bool RequestQueue::answer(Reply reply)
{
    if (m_unanswered.empty())
        return false;
    Entry& front = m_unanswered.front();
    if (front.batch) {
        front.batch->replies.push_back(std::move(reply));
        if (front.batch->replies.size() < front.batch->expected)
            return true;
    }
    Entry done = std::move(front);
    m_unanswered.pop_front();
    // The handler may delete the connection, and this object with it.
    if (done.batch)
        done.batch->handler(std::move(done.batch->replies));
    else if (done.handler)
        done.handler(std::move(reply));
    return true;
}

RequestQueue::Deliveries RequestQueue::connectionLost(
    std::optional<int> maxRetries, bool keepUnwritten, const Error& reason)
{
    Deliveries deliveries;
    std::deque<Entry> kept;
    for (Entry& entry : m_unanswered) {
        ++entry.breaks;
        if (entry.repeat == Repeat::Never || (maxRetries && entry.breaks > *maxRetries)) {
            deliveries.push_back(interrupted(entry, reason));
            continue;
        }
        if (entry.batch)
            entry.batch->replies.clear(); // its answers come again
        kept.push_back(std::move(entry));
    }
    m_unanswered.clear();
    for (Entry& entry : m_unwritten) {
        // What waits to be repeated has its place already, whatever the rule for new commands.
        if (keepUnwritten || entry.wasWritten)
            kept.push_back(std::move(entry));
        else
            deliveries.push_back(failed(entry, reason));
    }
    m_unwritten = std::move(kept);
    return deliveries;
}

RequestQueue::Deliveries RequestQueue::tryFailed(std::optional<int> maxRetries, const Error& reason)
{
    Deliveries deliveries;
    if (!maxRetries)
        return deliveries;
    std::deque<Entry> kept;
    for (Entry& entry : m_unwritten) {
        if (++entry.breaks > *maxRetries)
            deliveries.push_back(failed(entry, reason));
        else
            kept.push_back(std::move(entry));
    }
    m_unwritten = std::move(kept);
    return deliveries;
}

RequestQueue::Deliveries RequestQueue::failAll(const Error& reason)
{
    Deliveries deliveries;
    for (Entry& entry : m_unanswered)
        deliveries.push_back(interrupted(entry, reason));
    for (Entry& entry : m_unwritten)
        deliveries.push_back(failed(entry, reason));
    m_unanswered.clear();
    m_unwritten.clear();
    return deliveries;
}

RequestQueue::Delivery RequestQueue::failed(Entry& entry, const Error& reason)
{
    return {std::move(entry.handler), entry.batch ? std::move(entry.batch->handler) : BatchHandler(), reason};
}

RequestQueue::Delivery RequestQueue::interrupted(Entry& entry, const Error& reason)
{
    return failed(entry, entry.repeat == Repeat::Never ? inDoubt(reason) : reason);
}

} // namespace drover
