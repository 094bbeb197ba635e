// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/whenready_p.h"

#include "redis/redisconnection.h"

#include <QObject>
#include <QTimer>

namespace drover {
namespace {

class ReadyWait final : public QObject {
public:
    ReadyWait(RedisConnection& connection, Milliseconds limit, UniqueFunction<void(bool)> then)
        : m_then(std::move(then))
    {
        connect(&connection, &RedisConnection::ready, this, [this] { end(true); });
        connect(&connection, &QObject::destroyed, this, [this] { end(false); });
        QTimer::singleShot(limit, this, [this] { end(false); });
    }

private:
    void end(bool ready)
    {
        if (!m_then)
            return;
        auto then = std::exchange(m_then, nullptr);
        deleteLater();
        then(ready);
    }

    UniqueFunction<void(bool)> m_then;
};

} // namespace

void whenReady(RedisConnection& connection, Milliseconds limit, UniqueFunction<void(bool)> then)
{
    if (connection.isReady())
        return then(true);
    new ReadyWait(connection, limit, std::move(then)); // ends and deletes itself, at the latest after `limit`
}

} // namespace drover
