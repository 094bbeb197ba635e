// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/pacedredis_p.h"

#include "queue/whenready_p.h"
#include "queue/writeshared_p.h"
#include "scripts/scriptrunner.h"

#include <QTimer>

#include <algorithm>

namespace drover {
namespace {

constexpr int mostRepairs = 3; //!< of one step: connections that break again and again
constexpr Milliseconds readyWithin{30000};

class ReadyAwaiter final {
public:
    explicit ReadyAwaiter(RedisConnection& connection)
        : m_connection(connection)
    {
    }
    [[nodiscard]] bool await_ready() const noexcept { return m_connection.isReady(); }
    void await_suspend(std::coroutine_handle<> caller)
    {
        whenReady(m_connection, readyWithin, [this, caller](bool ready) {
            m_ready = ready;
            caller.resume();
        });
    }
    [[nodiscard]] bool await_resume() const noexcept { return m_ready; }

private:
    RedisConnection& m_connection;
    bool m_ready = true;
};

//! Resumes in a later turn of the event loop.
class Sleep final {
public:
    Sleep(QObject* context, Milliseconds time)
        : m_context(context)
        , m_time(time)
    {
    }
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> caller)
    {
        QTimer::singleShot(m_time, m_context, [caller] { caller.resume(); });
    }
    void await_resume() const noexcept { }

private:
    QObject* m_context;
    Milliseconds m_time;
};

} // namespace

bool brokeOff(const Error& error)
{
    return error.code == ErrorCode::InDoubt || error.code == ErrorCode::ConnectionClosed
        || error.code == ErrorCode::Timeout;
}

PacedRedis::PacedRedis(RedisConnection& connection)
    : m_connection(&connection)
{
}

QCoro::Task<PacedRedis::Replies> PacedRedis::readAll(std::vector<Command> commands)
{
    for (int broken = 0;; ++broken) {
        if (!m_connection)
            co_return closedError();
        ++m_trips;
        std::vector<Command> copy = commands;
        Replies replies = co_await m_connection->callBatch(std::move(copy));
        if (replies || !brokeOff(replies.error()) || broken >= mostRepairs)
            co_return replies;
        const bool ready = co_await waitUntilReady();
        if (!ready)
            co_return replies;
    }
}

QCoro::Task<Result<Reply>> PacedRedis::read(Command command)
{
    std::vector<Command> one;
    one.push_back(std::move(command));
    Replies replies = co_await readAll(std::move(one));
    if (!replies)
        co_return replies.error();
    co_return std::move(replies->front());
}

QCoro::Task<bool> PacedRedis::waitUntilReady()
{
    if (!m_connection)
        co_return false;
    m_loaded.clear();
    const bool ready = co_await ReadyAwaiter(*m_connection);
    co_return ready&& m_connection;
}

QCoro::Task<PacedRedis::Replies> PacedRedis::runScripts(std::vector<ScriptChange> changes)
{
    for (bool again = false;; again = true) {
        std::set<ScriptId> needed;
        for (const ScriptChange& change : changes)
            needed.insert(change.script);
        std::vector<Command> commands;
        for (const ScriptId script : needed) {
            if (m_loaded.insert(script).second || again)
                commands.push_back(ScriptRunner::load(script));
        }
        const size_t loads = commands.size();
        for (const ScriptChange& change : changes)
            commands.push_back(
                ScriptRunner::command(change.script, change.keys, change.arguments, Repeat::Never));
        if (!m_connection)
            co_return closedError();
        ++m_trips;
        Replies replies = co_await m_connection->callBatch(std::move(commands));
        if (!replies)
            co_return replies.error();
        replies->erase(replies->begin(), replies->begin() + static_cast<std::ptrdiff_t>(loads));
        // Somebody flushed the scripts: none of the step ran, or the first part of it did; those answer "not
        // in this state" the second time, so only a step that was refused as a whole is sent again.
        const auto refused = std::count_if(replies->cbegin(), replies->cend(),
            [](const Reply& reply) { return reply.isError() && reply.text.startsWith("NOSCRIPT"); });
        if (refused == 0 || again || static_cast<size_t>(refused) != replies->size())
            co_return replies;
    }
}

QCoro::Task<void> PacedRedis::measureRoundTrip()
{
    const Mark start = mark();
    Command ping({"PING"});
    (void)co_await read(std::move(ping));
    m_roundTrip = std::chrono::duration_cast<std::chrono::microseconds>(mark().at - start.at);
}

std::chrono::microseconds PacedRedis::workedSince(const Mark& since)
{
    using std::chrono::microseconds;
    const Mark now = mark();
    const auto elapsed = std::chrono::duration_cast<microseconds>(now.at - since.at);
    const qint64 trips = std::max<qint64>(1, now.trips - since.trips);
    // The PING may have met a busy moment.
    m_roundTrip = std::min(m_roundTrip, microseconds(elapsed.count() / trips));
    return std::max(microseconds(1), microseconds(elapsed.count() - trips * m_roundTrip.count()));
}

QCoro::Task<void> PacedRedis::restFor(Milliseconds time)
{
    co_await Sleep(&m_context, time);
}

} // namespace drover
