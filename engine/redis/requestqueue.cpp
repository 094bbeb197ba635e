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

// Collects the replies of a batch.
struct Batch {
    std::vector<Reply> replies;
    size_t missing = 0;
    std::optional<Error> error;
    BatchHandler handler;

    void settle(size_t index, Result<Reply> reply)
    {
        if (reply)
            replies[index] = std::move(*reply);
        else if (!error || reply.error().code == ErrorCode::InDoubt)
            error = reply.error();
        if (--missing > 0)
            return;
        if (error)
            handler(std::move(*error));
        else
            handler(std::move(replies));
    }
};

} // namespace

void RequestQueue::add(Command command, ReplyHandler handler)
{
    m_unwritten.push_back({command.bytes(), std::move(handler), command.repeat(), 0});
}

void RequestQueue::addBatch(std::vector<Command> commands, BatchHandler handler)
{
    const auto batch = std::make_shared<Batch>();
    batch->replies.resize(commands.size());
    batch->missing = commands.size();
    batch->handler = std::move(handler);
    for (size_t i = 0; i < commands.size(); ++i) {
        m_unwritten.push_back(
            {commands[i].bytes(), [batch, i](Result<Reply> reply) { batch->settle(i, std::move(reply)); },
                commands[i].repeat(), 0});
    }
}

QByteArray RequestQueue::takeBytes(quint64& commandCount)
{
    QByteArray bytes;
    if (m_unwritten.size() > 1) {
        qsizetype size = 0;
        for (const Entry& entry : m_unwritten) {
            size += entry.bytes.size();
            if (size >= largestWrite)
                break;
        }
        bytes.reserve(size);
    }
    while (!m_unwritten.empty()
        && (bytes.isEmpty() || bytes.size() + m_unwritten.front().bytes.size() <= largestWrite)) {
        Entry& entry = m_unwritten.front();
        if (bytes.isEmpty() && m_unwritten.size() == 1)
            bytes = entry.bytes;
        else
            bytes += entry.bytes;
        if (entry.repeat == Repeat::Never)
            entry.bytes.clear(); // never written again
        m_unanswered.push_back(std::move(entry));
        m_unwritten.pop_front();
        ++commandCount;
    }
    return bytes;
}

bool RequestQueue::answer(Reply reply)
{
    if (m_unanswered.empty())
        return false;
    ReplyHandler handler = std::move(m_unanswered.front().handler);
    m_unanswered.pop_front();
    if (handler)
        handler(std::move(reply)); // may delete the connection and us with it
    return true;
}

RequestQueue::Deliveries RequestQueue::connectionLost(
    std::optional<int> maxRetries, bool keepUnwritten, const Error& reason)
{
    Deliveries deliveries;
    std::deque<Entry> repeated;
    for (Entry& entry : m_unanswered) {
        if (entry.repeat == Repeat::Never) {
            deliveries.emplace_back(std::move(entry.handler), inDoubt(reason));
        } else if (maxRetries && ++entry.breaks > *maxRetries) {
            deliveries.emplace_back(std::move(entry.handler), reason);
        } else {
            entry.breaks = std::max(entry.breaks, 1);
            repeated.push_back(std::move(entry));
        }
    }
    m_unanswered.clear();
    for (Entry& entry : m_unwritten) {
        // What waits to be repeated has its place already, whatever the rule for new commands.
        if (keepUnwritten || entry.breaks > 0)
            repeated.push_back(std::move(entry));
        else
            deliveries.emplace_back(std::move(entry.handler), reason);
    }
    m_unwritten = std::move(repeated);
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
            deliveries.emplace_back(std::move(entry.handler), reason);
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
        deliveries.emplace_back(
            std::move(entry.handler), entry.repeat == Repeat::Never ? inDoubt(reason) : reason);
    for (Entry& entry : m_unwritten)
        deliveries.emplace_back(std::move(entry.handler), reason);
    m_unanswered.clear();
    m_unwritten.clear();
    return deliveries;
}

} // namespace drover
