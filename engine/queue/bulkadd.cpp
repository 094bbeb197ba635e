// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/bulkadd_p.h"

#include "core/clock.h"
#include "protocol/scripterror.h"
#include "queue/replyerror_p.h"

#include <algorithm>
#include <numeric>

namespace drover {
namespace {

constexpr size_t slice = 250;

} // namespace

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

BulkAdd::BulkAdd(std::shared_ptr<QueueWrites::Shared> shared, std::vector<NewJob> jobs, const JobAdder& adder,
    qint64 record)
    : m_shared(std::move(shared))
    , m_jobs(std::move(jobs))
    , m_adder(adder)
    , m_now(Clock::system().now().count())
    , m_record(record)
    , m_results(m_jobs.size(), Result<JobId>(JobId()))
    , m_promise(startedPromise<Results>())
{
}

void BulkAdd::sendNext()
{
    std::vector<size_t> indexes(std::min(slice, m_jobs.size() - m_next));
    std::iota(indexes.begin(), indexes.end(), m_next);
    m_next += indexes.size();
    ++m_open;
    send(std::move(indexes), false);
    // In a later turn, after this slice was written.
    if (m_next < m_jobs.size())
        QMetaObject::invokeMethod(
            &m_shared->context, [self = shared_from_this()] { self->goOn(); }, Qt::QueuedConnection);
}

void BulkAdd::goOn()
{
    if (!m_held && m_next < m_jobs.size())
        sendNext();
}

void BulkAdd::send(std::vector<size_t> indexes, bool again)
{
    std::vector<AddCall> calls;
    std::set<ScriptId> needed;
    calls.reserve(indexes.size());
    for (const size_t index : indexes) {
        calls.push_back(m_adder.pack(m_jobs[index], m_jobs[index].options, m_now));
        needed.insert(calls.back().script);
    }
    std::vector<Command> commands;
    commands.reserve(indexes.size() + needed.size());
    for (const ScriptId script : needed) {
        if (m_shared->loaded.insert(script).second || again)
            commands.push_back(ScriptRunner::load(script));
    }
    const size_t loads = commands.size();
    for (const AddCall& call : calls)
        commands.push_back(
            ScriptRunner::command(call.script, m_adder.keys(call.script), call.arguments, call.repeat));
    if (!m_shared->connection)
        return onReplies(indexes, 0, again, closedError());
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
    if (!refused.empty() && m_shared->connection) {
        m_held = true;
        return send(std::move(refused), true);
    }
    --m_open;
    endIfDone();
}

void BulkAdd::endIfDone()
{
    if (m_open > 0)
        return;
    if (m_next < m_jobs.size()) {
        if (std::exchange(m_held, false))
            sendNext();
        return;
    }
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
