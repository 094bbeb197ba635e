// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/values.h"

#include <QObject>

#include <deque>
#include <utility>

namespace drover {
class RedisConnection;
struct ServerInfo;
} // namespace drover

namespace drover::ui {

//! Measures a connection when asked: latency at most once a second, the server's memory and persistence every
//! ten seconds, and what we cost it. On the engine thread; borrows the connection.
class LinkWatch final : public QObject {
    Q_OBJECT
public:
    //! `link` gets the measured parts.
    LinkWatch(RedisConnection& connection, LinkFacts& link, QObject* parent);

    //! The connection must be ready.
    void measure();
    //! The connection has just become ready: what is measured is another server's.
    void start();

Q_SIGNALS:
    void measured();

private:
    void countCommands(qint64 now);
    void ping();
    void readServer();
    void takeServer(const ServerInfo& info);

    RedisConnection& m_connection;
    LinkFacts& m_link;
    std::deque<std::pair<qint64, quint64>> m_commands; //!< when (monotonic ms), commands sent until then
    qint64 m_pingedAt = 0;
    qint64 m_serverAt = 0;
};

} // namespace drover::ui
