// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/bulkadd_p.h"

#include "protocol/scripterror.h"
#include "queue/replyerror_p.h"

#include <algorithm>
#include <numeric>

namespace drover {

Result<JobId> addedId(Result<Reply> reply)
{
    if (!reply)
        return reply.error();
    if (reply->isText())
        return std::move(reply->text);
    if (reply->isInteger() && reply->integer < 0)
        return scriptError(reply->integer, {"addJob"});
    if (reply->isInteger())
        return QByteArray::number(reply->integer);
    return replyError(*reply);
}

BulkAdd::BulkAdd(std::shared_ptr<QueueWrites::Shared> shared, std::vector<AddCall> calls,
    const JobAdder& adder, qint64 record)
    : m_shared(std::move(shared))
    , m_calls(std::move(calls))
    , m_adder(adder)
    , m_record(record)
    , m_results(m_calls.size(), Result<JobId>(JobId()))
    , m_promise(startedPromise<Results>())
{
}

void BulkAdd::start(size_t chunk)
{
    for (size_t from = 0; from < m_calls.size(); from += chunk) {
        std::vector<size_t> indexes(std::min(chunk, m_calls.size() - from));
        std::iota(indexes.begin(), indexes.end(), from);
        ++m_open;
        send(std::move(indexes), false);
    }
}

void BulkAdd::send(std::vector<size_t> indexes, bool again)
{
    std::vector<Command> commands;
    commands.reserve(indexes.size() + 3);
    std::set<ScriptId> needed;
    for (const size_t index : indexes)
        needed.insert(m_calls[index].script);
    for (const ScriptId script : needed) {
        if (m_shared->loaded.insert(script).second || again)
            commands.push_back(ScriptRunner::load(script));
    }
    const size_t loads = commands.size();
    for (const size_t index : indexes) {
        const AddCall& call = m_calls[index];
        commands.push_back(
            ScriptRunner::command(call.script, m_adder.keys(call.script), call.arguments, call.repeat));
    }
    m_shared->connection->sendBatch(std::move(commands),
        [self = shared_from_this(), indexes = std::move(indexes), loads, again](
            Result<std::vector<Reply>> replies) {
            self->onReplies(indexes, loads, again, std::move(replies));
        });
}

void BulkAdd::onReplies(
    const std::vector<size_t>& indexes, size_t loads, bool again, Result<std::vector<Reply>> replies)
{
    std::vector<size_t> refused;
    if (!replies) {
        m_connectionError = replies.error();
        m_shared->loaded.clear();
    }
    for (size_t i = 0; i < indexes.size(); ++i) {
        Result<JobId>& result = m_results[indexes[i]];
        if (!replies) {
            result = replies.error();
            continue;
        }
        Reply& reply = replies->at(loads + i);
        if (reply.isError() && reply.text.startsWith("NOSCRIPT") && !again)
            refused.push_back(indexes[i]);
        else
            result = addedId(std::move(reply));
    }
    if (!refused.empty() && m_shared->connection)
        return send(std::move(refused), true);
    if (--m_open == 0)
        end();
}

void BulkAdd::end()
{
    const auto added = std::count_if(
        m_results.cbegin(), m_results.cend(), [](const Result<JobId>& result) { return result.has_value(); });
    const QVariantMap outcome{{QStringLiteral("done"), static_cast<qint64>(added)}};
    m_shared->gate.finish(m_record, outcome, m_connectionError ? &*m_connectionError : nullptr);
    if (added == 0 && m_connectionError)
        settle<Results>(m_promise, std::move(*m_connectionError));
    else
        settle<Results>(m_promise, std::move(m_results));
}

} // namespace drover
