// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertcenter.h"
#include "alerts/desktopnotifier.h"
#include "alerts/trayicon.h"

#include <QObject>

namespace drover {

namespace ui {
class ConnectionHub;
class MainWindow;
class SettingsPage;
class SettingsStore;
} // namespace ui

//! Connects alerts with the window: its page and badge, menus, the tray, and what a notification opens.
class WindowAlerts final : public QObject {
    Q_OBJECT
public:
    //! Borrows both.
    WindowAlerts(ui::ConnectionHub& hub, ui::SettingsStore& settings);

    //! `isForReview`: the desktop is left alone.
    void attach(ui::MainWindow& window, bool isForReview);
    //! The settings page was made.
    void dress(ui::SettingsPage& page);
    [[nodiscard]] ui::AlertCenter& center() { return m_center; }

Q_SIGNALS:
    //! The window shall come to the front.
    void raiseWanted();

private:
    void open(const AlertTarget& target);
    void openSettings(const AlertTarget& queue);
    void update();

    ui::ConnectionHub& m_hub;
    ui::SettingsStore& m_settings;
    ui::DesktopNotifier m_notifier;
    ui::AlertCenter m_center;
    ui::TrayIcon m_tray;
    ui::MainWindow* m_window = nullptr;
    bool m_isQuiet = false; //!< for a review
};

} // namespace drover
