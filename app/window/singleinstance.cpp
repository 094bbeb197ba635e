// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "singleinstance.h"

#include "util/log.h"

#include <QDir>
#include <QLocalServer>
#include <QLocalSocket>
#include <QLockFile>
#include <QTimer>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover {

namespace {
constexpr auto patience = 2s;
constexpr qint64 longestMessage = 64 * 1024;
} // namespace

SingleInstance::SingleInstance(const QString& folder, QObject* parent)
    : QObject(parent)
    , m_folder(folder)
{
}

SingleInstance::~SingleInstance() = default;

void SingleInstance::claim(const QByteArray& message)
{
    const QDir folder(m_folder);
    if (!folder.mkpath(u"."_s)) {
        qCWarning(ui::logWindow).noquote() << "No folder for the lock of the window:" << m_folder;
        QMetaObject::invokeMethod(this, &SingleInstance::answerFirst, Qt::QueuedConnection);
        return;
    }
    m_lock = std::make_unique<QLockFile>(folder.filePath(u"drover-window.lock"_s));
    m_lock->setStaleLockTime(0); // a window may stay open for weeks; a dead owner is found by its pid
    if (m_lock->tryLock(0)) {
        listen();
        QMetaObject::invokeMethod(this, &SingleInstance::answerFirst, Qt::QueuedConnection);
    } else {
        handOver(message);
    }
}

void SingleInstance::answerFirst()
{
    if (!std::exchange(m_answered, true))
        Q_EMIT first();
}

void SingleInstance::listen()
{
    const QString name = QDir(m_folder).filePath(u"drover-window.sock"_s);
    QLocalServer::removeServer(name); // we hold the lock: what lies there is a dead one's
    m_server = new QLocalServer(this);
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    connect(m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket* socket = m_server->nextPendingConnection())
            receive(socket);
    });
    if (!m_server->listen(name))
        qCWarning(ui::logWindow).noquote()
            << "A second start will open a second window:" << m_server->errorString();
}

void SingleInstance::receive(QLocalSocket* socket)
{
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
        if (socket->bytesAvailable() > longestMessage) {
            socket->abort();
            return;
        }
        if (!socket->canReadLine())
            return;
        const QByteArray line = socket->readLine().trimmed();
        socket->write("ok\n");
        socket->disconnectFromServer();
        Q_EMIT asked(line);
    });
}

void SingleInstance::handOver(const QByteArray& message)
{
    m_socket = new QLocalSocket(this);
    connect(m_socket, &QLocalSocket::connected, this, [this, message] { m_socket->write(message + '\n'); });
    connect(m_socket, &QLocalSocket::readyRead, this, [this] {
        if (m_socket->canReadLine() && !std::exchange(m_answered, true))
            Q_EMIT handedOver();
    });
    connect(m_socket, &QLocalSocket::errorOccurred, this, [this] { answerFirst(); });
    QTimer::singleShot(patience, this, &SingleInstance::answerFirst);
    m_socket->connectToServer(QDir(m_folder).filePath(u"drover-window.sock"_s));
}

} // namespace drover
