// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "notificationservice.h"

#include <QDBusMessage>
#include <QUuid>

namespace drover::test {

using namespace Qt::StringLiterals;

NotificationService::NotificationService(const QString& address)
    : m_name(QUuid::createUuid().toString())
    , m_bus(QDBusConnection::connectToBus(address, m_name))
{
    m_isThere = m_bus.isConnected()
        && m_bus.registerObject(u"/org/freedesktop/Notifications"_s, this,
            QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals)
        && m_bus.registerService(u"org.freedesktop.Notifications"_s);
}

NotificationService::~NotificationService()
{
    QDBusConnection::disconnectFromBus(m_name);
}

bool NotificationService::keepsSilent()
{
    if (isSilent)
        setDelayedReply(true); // for ever
    return isSilent;
}

QStringList NotificationService::GetCapabilities()
{
    return keepsSilent() ? QStringList() : capabilities;
}

QString NotificationService::GetServerInformation(QString& vendor, QString& version, QString& specification)
{
    (void)keepsSilent();
    vendor = u"Drover"_s;
    version = u"1.7"_s;
    specification = u"1.2"_s;
    return u"Testing"_s;
}

uint NotificationService::Notify(const QString& application, uint replaces, const QString& icon,
    const QString& summary, const QString& body, const QStringList& actions, const QVariantMap& hints,
    int /*timeout*/)
{
    ++asked;
    if (keepsSilent())
        return 0;
    const uint id = replaces > 0 ? replaces : ++m_last;
    shown.append({application, replaces, icon, summary, body, actions, hints, id});
    return id;
}

void NotificationService::click(uint id, const QString& action, const QString& token)
{
    if (!token.isEmpty())
        Q_EMIT ActivationToken(id, token);
    Q_EMIT ActionInvoked(id, action);
}

void NotificationService::close(uint id)
{
    Q_EMIT NotificationClosed(id, 2);
}

} // namespace drover::test
