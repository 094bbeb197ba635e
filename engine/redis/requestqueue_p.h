// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "redis/redisconnection.h"

#include <deque>
#include <memory>
#include <optional>

namespace drover {

//! Commands on their way: first waiting to be written, then waiting for their replies, in order. Knows what
//! becomes of each when the connection breaks. A batch is one request: it is repeated, or ends, as a whole,
//! so that a MULTI is never cut in two. Calls failed handlers never by itself: it hands them out as Delivery.
class RequestQueue final {
public:
    //! A handler and why its request ends without replies; run() calls it once.
    struct Delivery {
        ReplyHandler handler;
        BatchHandler batchHandler;
        Error error;

        void run();
    };
    using Deliveries = std::deque<Delivery>;

    //! What goes out in one write.
    struct Outgoing {
        QByteArray bytes;
        quint64 commands = 0;
    };

    void add(Command command, ReplyHandler handler);
    void addBatch(const std::vector<Command>& commands, BatchHandler handler);
    void addBlocking(Command command, Milliseconds blockFor, ReplyHandler handler);

    [[nodiscard]] bool hasUnwritten() const { return !m_unwritten.empty(); }
    [[nodiscard]] bool hasUnanswered() const { return !m_unanswered.empty(); }
    [[nodiscard]] size_t size() const { return m_unwritten.size() + m_unanswered.size(); }
    //! How long Redis may think about the oldest unanswered command; nothing when that is no blocking one.
    [[nodiscard]] std::optional<Milliseconds> blockingFor() const;

    //! Everything unwritten, at most about 1 MB in one go; it is unanswered from now on.
    [[nodiscard]] Outgoing takeOutgoing();
    //! Gives the reply to the oldest unanswered command and calls its handler; false when nobody asked.
    [[nodiscard]] bool answer(Reply reply);

    //! The connection broke. Safe requests under way go back to the front, in order, unless they have
    //! survived `maxRetries` breaks already; the others end as InDoubt. `keepUnwritten` false: what was never
    //! written ends as `reason`.
    [[nodiscard]] Deliveries connectionLost(
        std::optional<int> maxRetries, bool keepUnwritten, const Error& reason);
    //! A try to reconnect failed: counts as one more break for what waits.
    [[nodiscard]] Deliveries tryFailed(std::optional<int> maxRetries, const Error& reason);
    //! Ends everything: InDoubt for unrepeatable requests under way, `reason` for the others.
    [[nodiscard]] Deliveries failAll(const Error& reason);

private:
    struct Batch {
        BatchHandler handler;
        std::vector<Reply> replies;
        size_t expected = 0;
    };
    struct Entry {
        QByteArray bytes;
        ReplyHandler handler;
        std::unique_ptr<Batch> batch;
        std::optional<Milliseconds> blockFor;
        Repeat repeat = Repeat::Safe;
        bool wasWritten = false;
        int breaks = 0; // connections that broke, or tries that failed, while it waited
    };

    [[nodiscard]] static Delivery failed(Entry& entry, const Error& reason);
    [[nodiscard]] static Delivery interrupted(Entry& entry, const Error& reason);

    std::deque<Entry> m_unwritten;
    std::deque<Entry> m_unanswered;
};

} // namespace drover
