// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/desktopnotifier.h"

#include "alerts/notificationbus.h"

using namespace Qt::StringLiterals;

namespace drover::ui {

DesktopNotifier::DesktopNotifier(const DesktopNotifierOptions& options, QObject* parent)
    : Notifier(parent)
    , m_bus(new NotificationBus(options))
{
    m_thread.setObjectName(u"notifications"_s);
    m_bus->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_bus, &NotificationBus::open);
    connect(&m_thread, &QThread::finished, m_bus, &QObject::deleteLater);
    connect(m_bus, &NotificationBus::acted, this, &Notifier::acted);
    connect(m_bus, &NotificationBus::stateChanged, this, [this](State state, const QString& service) {
        m_state = state;
        m_service = service;
        Q_EMIT stateChanged();
    });
}

DesktopNotifier::~DesktopNotifier()
{
    if (!m_thread.isRunning()) {
        delete m_bus;
        return;
    }
    m_thread.quit();
    m_thread.wait();
}

void DesktopNotifier::start()
{
    if (!m_thread.isRunning())
        m_thread.start();
}

void DesktopNotifier::show(const Notification& notification)
{
    QMetaObject::invokeMethod(
        m_bus, [bus = m_bus, notification] { bus->show(notification); }, Qt::QueuedConnection);
}

} // namespace drover::ui
