// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "redis/redisconnection.h"

#include <deque>
#include <memory>

namespace drover {

//! Commands on their way: first waiting to be written, then waiting for their replies, in order. Knows what
//! becomes of each when the connection breaks. Calls no handler by itself: it hands them out as Delivery.
class RequestQueue final {
public:
    //! A handler and what it is to be told; run() calls it once.
    class Delivery {
    public:
        Delivery(ReplyHandler handler, Result<Reply> reply)
            : m_handler(std::move(handler))
            , m_reply(std::move(reply))
        {
        }
        void run()
        {
            if (m_handler)
                m_handler(std::move(m_reply));
        }

    private:
        ReplyHandler m_handler;
        Result<Reply> m_reply;
    };
    using Deliveries = std::deque<Delivery>;

    void add(Command command, ReplyHandler handler);
    //! One handler for all; it is called when the last reply, or its failure, has come.
    void addBatch(std::vector<Command> commands, BatchHandler handler);

    [[nodiscard]] bool hasUnwritten() const { return !m_unwritten.empty(); }
    [[nodiscard]] bool hasUnanswered() const { return !m_unanswered.empty(); }
    [[nodiscard]] size_t size() const { return m_unwritten.size() + m_unanswered.size(); }

    //! The bytes of everything unwritten, at most about 1 MB in one go; it is unanswered from now on.
    [[nodiscard]] QByteArray takeBytes(quint64& commandCount);
    //! Gives the reply to the oldest unanswered command; false when nobody asked.
    [[nodiscard]] bool answer(Reply reply);

    //! The connection broke. Safe commands under way go back to the front, in order, unless they have
    //! survived `maxRetries` breaks already; the others end as InDoubt. `keepUnwritten` false: what was never
    //! written ends as ConnectionClosed.
    [[nodiscard]] Deliveries connectionLost(
        std::optional<int> maxRetries, bool keepUnwritten, const Error& reason);
    //! A try to reconnect failed: counts as one more break for what waits to be repeated.
    [[nodiscard]] Deliveries tryFailed(std::optional<int> maxRetries, const Error& reason);
    //! Ends everything: InDoubt for unrepeatable commands under way, `reason` for the others.
    [[nodiscard]] Deliveries failAll(const Error& reason);

private:
    struct Entry {
        QByteArray bytes;
        ReplyHandler handler;
        Repeat repeat = Repeat::Safe;
        int breaks = 0; // connections that broke while it was under way
    };

    std::deque<Entry> m_unwritten;
    std::deque<Entry> m_unanswered;
};

} // namespace drover
