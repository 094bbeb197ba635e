// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/respreader_p.h"

#include <hiredis/hiredis.h>
#include <hiredis/read.h>

namespace drover {

namespace {

// hiredis 1.x counts elements in size_t, 0.14 in int.
#if HIREDIS_MAJOR >= 1
using ElementCount = size_t;
#else
using ElementCount = int;
#endif

constexpr size_t largestReply = 600 * 1024 * 1024; // Redis' own bulk limit is 512 MB

// Where the object of this task belongs: a new root, or a new element of its parent. The parent's vector
// grows with what really arrived, never by the length that the wire claims. An element's address holds until
// its next sibling comes, which is after everything below it is complete.
Reply* place(const redisReadTask* task)
{
    if (!task->parent)
        return new Reply;
    return &static_cast<Reply*>(task->parent->obj)->items.emplace_back();
}

void* createString(const redisReadTask* task, char* text, size_t length)
{
    Reply* reply = place(task);
    switch (task->type) {
    case REDIS_REPLY_ERROR:
        reply->kind = Reply::Kind::Error;
        break;
    case REDIS_REPLY_STATUS:
        reply->kind = Reply::Kind::Simple;
        break;
    default:
        reply->kind = Reply::Kind::Bulk;
        break;
    }
    reply->text = QByteArray(text, static_cast<qsizetype>(length));
    return reply;
}

void* createArray(const redisReadTask* task, ElementCount)
{
    Reply* reply = place(task);
    reply->kind = Reply::Kind::Array;
    return reply;
}

void* createInteger(const redisReadTask* task, long long value)
{
    Reply* reply = place(task);
    reply->kind = Reply::Kind::Integer;
    reply->integer = value;
    return reply;
}

void* createNil(const redisReadTask* task)
{
    return place(task);
}

#if HIREDIS_MAJOR >= 1
void* createDouble(const redisReadTask* task, double, char* text, size_t length)
{
    Reply* reply = place(task);
    reply->kind = Reply::Kind::Bulk;
    reply->text = QByteArray(text, static_cast<qsizetype>(length));
    return reply;
}

void* createBool(const redisReadTask* task, int value)
{
    return createInteger(task, value);
}
#endif

void freeObject(void* object)
{
    delete static_cast<Reply*>(object);
}

redisReplyObjectFunctions functions = {
    createString,
    createArray,
    createInteger,
#if HIREDIS_MAJOR >= 1
    createDouble,
#endif
    createNil,
#if HIREDIS_MAJOR >= 1
    createBool,
#endif
    freeObject,
};

} // namespace

void RespReader::Free::operator()(redisReader* reader) const
{
    redisReaderFree(reader);
}

RespReader::RespReader()
{
    reset();
}

RespReader::~RespReader() = default;

void RespReader::reset()
{
    m_reader.reset(redisReaderCreateWithFunctions(&functions));
    m_error.clear();
}

bool RespReader::feed(QByteArrayView bytes)
{
    if (hasFailed())
        return false;
    if (m_reader->len - m_reader->pos + static_cast<size_t>(bytes.size()) > largestReply) {
        m_error = QStringLiteral("one reply is larger than 600 MB");
        return false;
    }
    if (redisReaderFeed(m_reader.get(), bytes.data(), static_cast<size_t>(bytes.size())) != REDIS_OK) {
        m_error = QString::fromUtf8(m_reader->errstr);
        return false;
    }
    return true;
}

std::optional<Reply> RespReader::next()
{
    if (hasFailed())
        return std::nullopt;
    void* object = nullptr;
    if (redisReaderGetReply(m_reader.get(), &object) != REDIS_OK) {
        m_error = QString::fromUtf8(m_reader->errstr);
        return std::nullopt;
    }
    if (!object)
        return std::nullopt;
    const std::unique_ptr<Reply> reply(static_cast<Reply*>(object));
    return std::move(*reply);
}

} // namespace drover
