// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/linkwatch.h"

#include "core/clock.h"
#include "redis/redisconnection.h"

#include <chrono>

namespace drover::ui {

namespace {
constexpr qint64 pingAfter = 1000;
constexpr qint64 serverAfter = 10000;
constexpr qint64 costWindow = 10000; //!< our commands a second are those of about this time
} // namespace

LinkWatch::LinkWatch(RedisConnection& connection, LinkFacts& link, QObject* parent)
    : QObject(parent)
    , m_connection(connection)
    , m_link(link)
{
}

void LinkWatch::start()
{
    m_pingedAt = 0;
    m_serverAt = 0;
    m_commands.clear();
}

void LinkWatch::measure()
{
    const qint64 now = Clock::system().monotonic().count();
    countCommands(now);
    if (m_pingedAt == 0 || now - m_pingedAt >= pingAfter) {
        m_pingedAt = now;
        ping();
    }
    if (m_serverAt == 0 || now - m_serverAt >= serverAfter) {
        m_serverAt = now;
        readServer();
    }
}

void LinkWatch::countCommands(qint64 now)
{
    m_commands.emplace_back(now, m_connection.commandsSent());
    while (m_commands.size() > 2 && m_commands.at(1).first <= now - costWindow)
        m_commands.pop_front();
    const auto& [since, then] = m_commands.front();
    m_link.commandsPerSecond = now > since
        ? static_cast<double>(m_commands.back().second - then) * 1000 / static_cast<double>(now - since)
        : 0;
}

void LinkWatch::ping()
{
    const auto begin = std::chrono::steady_clock::now();
    m_connection.request({"PING"}).then(this, [this, begin](const Result<Reply>& reply) {
        if (!reply)
            return;
        m_link.latency =
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
        Q_EMIT measured();
    });
}

void LinkWatch::readServer()
{
    m_connection.request({"INFO"}).then(this, [this](const Result<Reply>& reply) {
        if (reply && reply->isText()) {
            takeServer(ServerInfo::parse(reply->text));
            Q_EMIT measured();
        }
    });
}

void LinkWatch::takeServer(const ServerInfo& info)
{
    const auto number = [&info](const char* key, qint64 fallback) {
        bool ok = false;
        const qint64 value = info.fields.value(key).toLongLong(&ok);
        return ok ? value : fallback;
    };
    m_link.usedMemory = number("used_memory", -1);
    m_link.maxMemory = number("maxmemory", 0);
    m_link.evictionPolicy = info.evictionPolicy;
    if (info.fields.contains("aof_enabled"))
        m_link.aof = info.fields.value("aof_enabled") == "1";
}

} // namespace drover::ui
