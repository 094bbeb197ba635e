// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "scripts/scriptrunner.h"

#include "scripts/scriptregistry.h"

#include <QVarLengthArray>

namespace drover {

namespace {

// SHA1, number of KEYS, KEYS, ARGV.
Command evaluation(QByteArrayView sha1, std::span<const QByteArray> keys,
    std::span<const QByteArray> arguments, Repeat repeat)
{
    const QByteArray count = QByteArray::number(static_cast<qulonglong>(keys.size()));
    QVarLengthArray<QByteArrayView, 32> parts{"EVALSHA", sha1, count};
    for (const QByteArray& key : keys)
        parts.append(key);
    for (const QByteArray& argument : arguments)
        parts.append(argument);
    return Command(std::span<const QByteArrayView>(parts.data(), static_cast<size_t>(parts.size())), repeat);
}

} // namespace

ScriptRunner::ScriptRunner(RedisConnection& connection)
    : m_connection(connection)
{
}

void ScriptRunner::run(ScriptId id, std::span<const QByteArray> keys, std::span<const QByteArray> arguments,
    Repeat repeat, ReplyHandler handler)
{
    Command call = command(id, keys, arguments, repeat);
    auto onReply = [connection = &m_connection, id, call, handler = std::move(handler)](
                       Result<Reply> reply) mutable {
        const bool unknown = reply && reply->kind == Reply::Kind::Error && reply->text.startsWith("NOSCRIPT");
        if (!unknown) {
            handler(std::move(reply));
            return;
        }
        // Nothing ran yet. Loaded texts stay, unlike those of EVAL, which newer servers forget again.
        std::vector<Command> commands{load(id), std::move(call)};
        connection->sendBatch(
            std::move(commands), [handler = std::move(handler)](Result<std::vector<Reply>> replies) mutable {
                if (replies && replies->size() == 2)
                    handler(replies->front().kind == Reply::Kind::Error ? std::move(replies->front())
                                                                        : std::move(replies->back()));
                else
                    handler(replies
                            ? Error{ErrorCode::Server, QStringLiteral("SCRIPT LOAD had no answer"), {}}
                            : std::move(replies).error());
            });
    };
    m_connection.send(std::move(call), std::move(onReply));
}

Command ScriptRunner::command(
    ScriptId id, std::span<const QByteArray> keys, std::span<const QByteArray> arguments, Repeat repeat)
{
    Q_ASSERT(static_cast<int>(keys.size()) == script(id).keys);
    return evaluation(script(id).sha1, keys, arguments, repeat);
}

Command ScriptRunner::load(ScriptId id)
{
    return Command({"SCRIPT", "LOAD", script(id).text});
}

} // namespace drover
