// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/respreader_p.h"

#include <hiredis/hiredis.h>
#include <hiredis/read.h>

#include <algorithm>

namespace drover {

namespace {

// hiredis 1.x counts elements in size_t, 0.14 in int.
#if HIREDIS_MAJOR >= 1
using ElementCount = size_t;
#else
using ElementCount = int;
#endif

constexpr size_t largestReply = 600 * 1024 * 1024; // Redis' own bulk limit is 512 MB
constexpr qint64 largestBulk = 512 * 1024 * 1024;
constexpr qint64 mostItems = 8 * 1024 * 1024; // of one reply, all levels together
constexpr qint64 mostReserved = 32; // items of an array before any has arrived: the hash of a job fits
constexpr int deepest = 32; // Redis nests Lua tables less deep than that
constexpr qsizetype longestLine = 64 * 1024; // lengths, numbers, statuses and errors

// Where the object of this task belongs: a new root, or a new element of its parent. The parent's vector
// grows with what really arrived, never by the length that the wire claims. An element's address holds until
// its next sibling comes, which is after everything below it is complete. Nothing = the reply is too large.
Reply* place(const redisReadTask* task)
{
    auto* budget = static_cast<RespReader::Budget*>(task->privdata);
    if (++budget->items > mostItems) {
        budget->error = QStringLiteral("a reply of more than %1 items").arg(mostItems);
        return nullptr;
    }
    if (!task->parent)
        return new Reply;
    return &static_cast<Reply*>(task->parent->obj)->items.emplace_back();
}

void* createString(const redisReadTask* task, char* text, size_t length)
{
    Reply* reply = place(task);
    if (!reply)
        return nullptr;
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

bool fits(const redisReadTask* task, qint64 count)
{
    auto* budget = static_cast<RespReader::Budget*>(task->privdata);
    int depth = 0;
    for (const redisReadTask* above = task->parent; above; above = above->parent)
        ++depth;
    if (depth >= deepest)
        budget->error = QStringLiteral("a reply nested deeper than %1").arg(deepest);
    else if (count > mostItems)
        budget->error = QStringLiteral("a reply that claims %1 items").arg(count);
    return budget->error.isEmpty();
}

void* createArray(const redisReadTask* task, ElementCount count)
{
    if (!fits(task, static_cast<qint64>(count)))
        return nullptr;
    Reply* reply = place(task);
    if (!reply)
        return nullptr;
    reply->kind = Reply::Kind::Array;
    reply->items.reserve(
        static_cast<size_t>(std::clamp<qint64>(static_cast<qint64>(count), 0, mostReserved)));
    return reply;
}

void* createInteger(const redisReadTask* task, long long value)
{
    Reply* reply = place(task);
    if (!reply)
        return nullptr;
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
    if (!reply)
        return nullptr;
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
    m_reader->privdata = &m_budget;
    m_budget = {};
    m_error.clear();
}

bool RespReader::feed(QByteArrayView bytes)
{
    if (hasFailed())
        return false;
    if (m_reader->len - m_reader->pos + static_cast<size_t>(bytes.size()) > largestReply)
        return fail(QStringLiteral("a reply larger than 600 MB"));
    if (redisReaderFeed(m_reader.get(), bytes.data(), static_cast<size_t>(bytes.size())) != REDIS_OK)
        return fail(QString::fromUtf8(m_reader->errstr));
    return true;
}

std::optional<Reply> RespReader::next()
{
    if (hasFailed())
        return std::nullopt;
    void* object = nullptr;
    if (redisReaderGetReply(m_reader.get(), &object) != REDIS_OK) {
        fail(m_budget.error.isEmpty() ? QString::fromUtf8(m_reader->errstr) : m_budget.error);
        return std::nullopt;
    }
    if (!object) {
        checkPending();
        return std::nullopt;
    }
    m_budget.items = 0;
    const std::unique_ptr<Reply> reply(static_cast<Reply*>(object));
    return std::move(*reply);
}

void RespReader::checkPending()
{
    // The reader stands behind a type byte. A whole line that it did not take is the length of a bulk that
    // has not arrived yet; no line at all is one that may never end.
    const QByteArrayView rest(
        m_reader->buf + m_reader->pos, static_cast<qsizetype>(m_reader->len - m_reader->pos));
    constexpr qsizetype longestLength = 22;
    const qsizetype end = rest.first(std::min(rest.size(), longestLength)).indexOf("\r\n");
    if (end < 0) {
        if (rest.size() >= longestLine && rest.first(longestLine).indexOf("\r\n") < 0)
            fail(QStringLiteral("a line longer than %1 bytes").arg(longestLine));
        return;
    }
    bool isNumber = false;
    const qint64 length = rest.first(end).toByteArray().toLongLong(&isNumber);
    if (isNumber && length > largestBulk)
        fail(QStringLiteral("a bulk that claims %1 bytes").arg(length));
}

bool RespReader::fail(const QString& reason)
{
    m_error = reason.isEmpty() ? QStringLiteral("unknown error of the reader") : reason;
    return false;
}

Error strangerError(QByteArrayView firstBytes, const QString& readerError)
{
    const auto error = [&readerError](ErrorCode code, const QString& message, const QString& reason) {
        return Error{code, message,
            {{QStringLiteral("class"), QStringLiteral("fatal")}, {QStringLiteral("reader"), readerError},
                {QStringLiteral("reason"), reason}}};
    };
    if (firstBytes.startsWith("\x15\x03"))
        return error(ErrorCode::Tls,
            QStringLiteral("the server answers in TLS: it requires a TLS connection"),
            QStringLiteral("tls-wanted"));
    if (firstBytes.startsWith("HTTP/"))
        return error(ErrorCode::Server, QStringLiteral("this is a web server, not Redis"),
            QStringLiteral("web-server"));
    return error(ErrorCode::Server, QStringLiteral("the answer is not Redis' protocol: ") + readerError,
        QStringLiteral("not-redis"));
}

} // namespace drover
