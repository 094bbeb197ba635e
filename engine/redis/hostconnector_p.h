// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "redis/hostlookup_p.h"

#include <QHostAddress>
#include <QList>
#include <QObject>
#include <QTimer>

#include <functional>

class QTcpSocket;

namespace drover {

//! The order in which addresses are tried: as given, IPv6 and IPv4 in turns. Pure.
[[nodiscard]] QList<QHostAddress> takingTurns(const QList<QHostAddress>& addresses);

//! Reaches a host by whichever of its addresses answers first (RFC 8305): the next one is tried when the one
//! before it fails, or says nothing for a moment, and the losers are dropped. So one dead family of addresses
//! costs a moment and not the whole try. Says connected() or failed(), once, never from inside start().
class HostConnector final : public QObject {
    Q_OBJECT
public:
    //! `makeSocket` makes one for each address; it becomes our child.
    explicit HostConnector(std::function<QTcpSocket*()> makeSocket, QObject* parent = nullptr);
    ~HostConnector() override;

    //! A name or an address.
    void start(const QString& host, quint16 port);

Q_SIGNALS:
    //! Take it: by setParent(), in the slot.
    void connected(QTcpSocket* socket);
    void failed(const QString& reason, bool isHostUnknown);

private:
    void tryAll(const HostAnswer& answer);
    void tryNext();
    void win(QTcpSocket* socket);
    void lose(QTcpSocket* socket);
    void fail(const QString& reason, bool isHostUnknown);

    std::function<QTcpSocket*()> m_makeSocket;
    HostLookup m_lookup;
    QTimer m_patience;
    quint16 m_port = 0;
    QList<QHostAddress> m_untried;
    QList<QTcpSocket*> m_trying;
    QString m_reason; // of the address that is preferred
};

} // namespace drover
