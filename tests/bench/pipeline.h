// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayList>

#include <functional>
#include <memory>

struct redisContext;
struct redisReply;

namespace drover::bench {

//! A plain hiredis connection whose commands are written together once the replies at hand are used up.
class Pipeline {
public:
    //! Ends the program when there is no connection.
    explicit Pipeline(const QByteArray& address);
    ~Pipeline();
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    void append(const QByteArrayList& words);
    //! Writes what was appended.
    void flush();
    //! Calls `handler` for replies, and writes what it appends, until it returns false. An error reply ends
    //! the program.
    void run(const std::function<bool(const redisReply&)>& handler);
    //! One command and its reply.
    void ask(const QByteArrayList& words, const std::function<void(const redisReply&)>& handler = {});

private:
    redisContext* m_context = nullptr;
};

} // namespace drover::bench
