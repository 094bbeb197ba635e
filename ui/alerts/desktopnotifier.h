// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/notifier.h"

#include <QThread>

#include <chrono>

namespace drover::ui {

class NotificationBus;

struct DesktopNotifierOptions {
    QString address{}; //!< of the bus; empty = the session's
    std::chrono::milliseconds answerWithin{10000}; //!< else the service is Silent
};

//! org.freedesktop.Notifications over D-Bus, on a thread of its own: a bus or a service that hangs never
//! stops the window. Without one nothing is shown and state() says so; one that comes later is found.
class DesktopNotifier final : public Notifier {
    Q_OBJECT
public:
    explicit DesktopNotifier(const DesktopNotifierOptions& options = {}, QObject* parent = nullptr);
    ~DesktopNotifier() override;

    //! Looks for the service, once; before that nothing is shown.
    void start();

    [[nodiscard]] State state() const override { return m_state; }
    [[nodiscard]] QString service() const override { return m_service; }
    void show(const Notification& notification) override;

private:
    QThread m_thread;
    NotificationBus* m_bus;
    State m_state = State::Unknown;
    QString m_service;
};

} // namespace drover::ui
