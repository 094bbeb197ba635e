// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "pipeline.h"

#include <cstdio>
#include <cstdlib>
#include <hiredis/hiredis.h>
#include <vector>

namespace drover::bench {
namespace {

[[noreturn]] void giveUp(const char* what)
{
    std::fprintf(stderr, "bench_noop: %s\n", what);
    std::exit(2);
}

redisContext* opened(const QByteArray& address)
{
    if (address.startsWith("unix:"))
        return redisConnectUnix(address.mid(5).constData());
    const QByteArrayList parts = address.split(':');
    if (parts.size() != 3 || parts[0] != "tcp")
        giveUp("--redis takes unix:/path or tcp:HOST:PORT");
    return redisConnect(parts[1].constData(), parts[2].toInt());
}

struct FreeReply {
    void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using ReplyPointer = std::unique_ptr<redisReply, FreeReply>;

} // namespace

Pipeline::Pipeline(const QByteArray& address)
    : m_context(opened(address))
{
    if (!m_context || m_context->err != 0)
        giveUp(m_context ? m_context->errstr : "no memory");
}

Pipeline::~Pipeline()
{
    redisFree(m_context);
}

void Pipeline::append(const QByteArrayList& words)
{
    std::vector<const char*> texts;
    std::vector<size_t> sizes;
    for (const QByteArray& word : words) {
        texts.push_back(word.constData());
        sizes.push_back(size_t(word.size()));
    }
    redisAppendCommandArgv(m_context, int(texts.size()), texts.data(), sizes.data());
}

void Pipeline::flush()
{
    int done = 0;
    while (done == 0) {
        if (redisBufferWrite(m_context, &done) != REDIS_OK)
            giveUp(m_context->errstr);
    }
}

void Pipeline::run(const std::function<bool(const redisReply&)>& handler)
{
    for (;;) {
        void* raw = nullptr;
        if (redisGetReplyFromReader(m_context, &raw) != REDIS_OK)
            giveUp(m_context->errstr);
        if (!raw) {
            flush();
            if (redisBufferRead(m_context) != REDIS_OK)
                giveUp(m_context->errstr);
            continue;
        }
        const ReplyPointer reply(static_cast<redisReply*>(raw));
        if (reply->type == REDIS_REPLY_ERROR)
            giveUp(reply->str);
        if (!handler(*reply))
            return;
    }
}

void Pipeline::ask(const QByteArrayList& words, const std::function<void(const redisReply&)>& handler)
{
    append(words);
    run([&handler](const redisReply& reply) {
        if (handler)
            handler(reply);
        return false;
    });
}

} // namespace drover::bench
