// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/serverclock_p.h"

#include "redis/redisconnection.h"

#include <cstdlib>

namespace drover {
namespace {

constexpr qint64 tolerance = 2000; // ms

} // namespace

ServerClock::ServerClock(
    const Clock& clock, RedisConnection& connection, std::function<void(const Error&)> tell)
    : m_clock(clock)
    , m_connection(connection)
    , m_tell(std::move(tell))
{
}

qint64 ServerClock::deviation() const
{
    return m_base ? m_clock.now().count() - *m_base - m_clock.monotonic().count() : 0;
}

bool ServerClock::isDoubtful() const
{
    return !m_isMeasured || std::llabs(deviation() - m_deviation) > tolerance;
}

qint64 ServerClock::now()
{
    if (isDoubtful() && !m_isAsking && m_connection.isReady())
        ask([] {});
    const qint64 ahead = deviation();
    return m_clock.now().count() - (std::llabs(ahead) > tolerance ? ahead : 0);
}

void ServerClock::ask(std::function<void()> done)
{
    m_isAsking = true;
    const Milliseconds askedAt = m_clock.monotonic();
    m_connection.send({"TIME"}, [this, askedAt, done = std::move(done)](const Result<Reply>& reply) {
        m_isAsking = false;
        if (reply) {
            const bool isTold = reply->isArray() && reply->items.size() == 2;
            if (isTold)
                measure(reply->items[0].toInteger() * 1000 + reply->items[1].toInteger() / 1000, askedAt);
            else
                m_base.reset();
            m_deviation = deviation();
            m_isMeasured = true;
        }
        done();
    });
}

//! Half of the way there and back has passed since Redis looked at its clock, give or take the other half:
//! what a slow answer can explain is no deviation.
void ServerClock::measure(qint64 serverNow, Milliseconds askedAt)
{
    const Milliseconds answeredAt = m_clock.monotonic();
    m_base = serverNow - (askedAt + answeredAt).count() / 2;
    const qint64 doubt = (answeredAt - askedAt).count() / 2;
    const qint64 ahead = deviation();
    if (std::llabs(ahead) <= tolerance + doubt)
        m_base = *m_base + ahead;
    else if (!m_isMeasured || std::llabs(ahead - m_deviation) > tolerance)
        tellOf(ahead);
}

void ServerClock::tellOf(qint64 deviation)
{
    const QString text = deviation > 0
        ? QStringLiteral("this computer's clock is %1 s ahead of Redis': jobs follow that one")
        : QStringLiteral("this computer's clock is %1 s behind Redis': jobs follow that one");
    m_tell({ErrorCode::Server, text.arg(std::llabs(deviation) / 1000),
        {{QStringLiteral("clockSkewMs"), -deviation}}});
}

} // namespace drover
