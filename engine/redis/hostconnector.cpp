// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/hostconnector_p.h"

#include <QTcpSocket>

#include <utility>

namespace drover {

namespace {

constexpr Milliseconds patienceWithOne{250}; // RFC 8305, section 5

bool isOlder(const QHostAddress& address)
{
    return address.protocol() == QAbstractSocket::IPv4Protocol;
}

} // namespace

QList<QHostAddress> takingTurns(const QList<QHostAddress>& addresses)
{
    QList<QHostAddress> first;
    QList<QHostAddress> second;
    for (const QHostAddress& address : addresses)
        (isOlder(address) == isOlder(addresses.first()) ? first : second).append(address);
    QList<QHostAddress> mixed;
    while (!first.isEmpty() || !second.isEmpty()) {
        if (!first.isEmpty())
            mixed.append(first.takeFirst());
        if (!second.isEmpty())
            mixed.append(second.takeFirst());
    }
    return mixed;
}

HostConnector::HostConnector(std::function<QTcpSocket*()> makeSocket, QObject* parent)
    : QObject(parent)
    , m_makeSocket(std::move(makeSocket))
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceWithOne);
    connect(&m_patience, &QTimer::timeout, this, &HostConnector::tryNext);
    connect(&m_lookup, &HostLookup::answered, this, &HostConnector::tryAll);
}

HostConnector::~HostConnector()
{
    // A dying socket still emits; nobody is there to listen any more.
    for (QTcpSocket* const socket : std::as_const(m_trying))
        socket->disconnect(this);
}

void HostConnector::start(const QString& host, quint16 port)
{
    m_port = port;
    QHostAddress address;
    if (!address.setAddress(host))
        return m_lookup.ask(host);
    QMetaObject::invokeMethod(
        this,
        [this, address] {
            tryAll({{address}, {}});
        },
        Qt::QueuedConnection);
}

void HostConnector::tryAll(const HostAnswer& answer)
{
    if (answer.addresses.isEmpty())
        return fail(answer.error, true);
    m_untried = takingTurns(answer.addresses);
    tryNext();
}

void HostConnector::tryNext()
{
    if (m_untried.isEmpty())
        return;
    const QHostAddress address = m_untried.takeFirst();
    QTcpSocket* const socket = m_makeSocket();
    socket->setParent(this);
    m_trying.append(socket);
    connect(socket, &QTcpSocket::connected, this, [this, socket] { win(socket); });
    connect(socket, &QTcpSocket::errorOccurred, this, [this, socket] { lose(socket); });
    m_patience.start();
    socket->connectToHost(address, m_port); // last: it may answer at once
}

void HostConnector::win(QTcpSocket* socket)
{
    m_patience.stop();
    m_untried.clear();
    m_trying.removeOne(socket);
    socket->disconnect(this);
    for (QTcpSocket* const slower : std::exchange(m_trying, {})) {
        slower->disconnect(this);
        slower->abort();
        slower->deleteLater();
    }
    Q_EMIT connected(socket);
}

void HostConnector::lose(QTcpSocket* socket)
{
    if (m_reason.isEmpty())
        m_reason = socket->errorString();
    m_trying.removeOne(socket);
    socket->disconnect(this);
    socket->deleteLater();
    if (!m_untried.isEmpty())
        return tryNext();
    if (m_trying.isEmpty())
        fail(m_reason, false);
}

void HostConnector::fail(const QString& reason, bool isHostUnknown)
{
    m_patience.stop();
    Q_EMIT failed(reason, isHostUnknown);
}

} // namespace drover
