// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/desktopnotifier.h"

#include <QDBusConnection>
#include <QDBusServiceWatcher>
#include <QHash>
#include <QStringList>

#include <optional>

class QDBusError;
class QDBusMessage;

namespace drover::ui {

//! The part of DesktopNotifier that may wait for D-Bus; on its thread.
class NotificationBus final : public QObject {
    Q_OBJECT
public:
    explicit NotificationBus(const DesktopNotifierOptions& options);
    ~NotificationBus() override;

    //! Connects, and asks what the service can do. Again when the bus has gone.
    void open();
    void show(const Notification& notification);

Q_SIGNALS:
    void stateChanged(drover::ui::Notifier::State state, const QString& service);
    void acted(const QString& key, const QString& action, const QString& token);

private Q_SLOTS:
    void onClosed(uint id, uint reason);
    void onAction(uint id, const QString& action);
    void onToken(uint id, const QString& token);

private:
    //! What stands on the screen under a key, or is on its way there.
    struct Shown {
        uint id = 0; //!< 0 = nothing stands there
        bool isAsked = false; //!< the service has not answered yet
        std::optional<Notification> next; //!< what came meanwhile; only the newest counts
    };
    void onOwner(const QString& owner);
    void askService();
    void send(const Notification& notification);
    void onShown(const QString& key, const QDBusMessage& reply);
    void onFailure(const QDBusError& error);
    void tell(Notifier::State state);
    [[nodiscard]] QVariantList arguments(const Notification& notification, uint replaces) const;

    const DesktopNotifierOptions m_options;
    const QString m_name; //!< of the connection
    QDBusConnection m_bus;
    QDBusServiceWatcher m_watcher;
    QStringList m_capabilities;
    QString m_service;
    QHash<QString, Shown> m_shown;
    QHash<uint, QString> m_tokens; //!< told right before the action that it belongs to
};

} // namespace drover::ui
