// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "embedded/serverprobe_p.h"

namespace drover {

ServerProbe::ServerProbe(QObject* parent)
    : QObject(parent)
{
    connect(&m_socket, &QLocalSocket::connected, this, [this] {
        m_reached = true;
        m_socket.write(m_command + "\r\n");
    });
    connect(&m_socket, &QLocalSocket::readyRead, this, &ServerProbe::onReadyRead);
    connect(&m_socket, &QLocalSocket::disconnected, this, [this] { done({}); });
    connect(
        &m_socket, &QLocalSocket::errorOccurred, this, [this] { done({}); },
        // The socket reports some errors from inside connectToServer().
        Qt::QueuedConnection);
}

void ServerProbe::ask(const QString& socket, const QByteArray& command)
{
    cancel();
    m_asking = true;
    m_reached = false;
    m_command = command;
    m_received.clear();
    m_socket.connectToServer(socket);
}

void ServerProbe::cancel()
{
    m_asking = false;
    m_socket.abort();
}

void ServerProbe::onReadyRead()
{
    m_received += m_socket.readAll();
    const qsizetype end = m_received.indexOf("\r\n");
    if (end < 0) {
        return;
    }
    if (!m_received.startsWith('$')) {
        done(m_received.first(end));
        return;
    }
    const qsizetype size = m_received.sliced(1, end - 1).toLongLong();
    if (m_received.size() >= end + 2 + size) {
        done(m_received.sliced(end + 2, size));
    }
}

void ServerProbe::done(const QByteArray& answer)
{
    if (!m_asking) {
        return;
    }
    m_asking = false;
    m_socket.abort();
    Q_EMIT answered(m_reached, answer);
}

} // namespace drover
