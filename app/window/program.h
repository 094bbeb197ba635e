// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectionchooser.h"
#include "encryption/keystore.h"
#include "keychain/keychainsecretstore.h"
#include "profiles/credentials.h"
#include "profiles/profilestore.h"
#include "session/connectiondesk.h"
#include "session/connectionhub.h"
#include "settings/settingslayout.h"
#include "signals/interrupts.h"
#include "singleinstance.h"
#include "storewatch.h"
#include "windowalerts.h"
#include "windowlog.h"
#include "windowoptions.h"

#include <QObject>

#include <memory>

namespace drover {

class Application;
class LogSetup;

namespace ui {
class MainWindow;
class Workspace;
class SettingsStore;
} // namespace ui

//! The window's composition root: makes the parts, hands each what it needs, and connects them.
class Program final : public QObject {
    Q_OBJECT
public:
    Program(Application& application, WindowOptions options, LogSetup& logging, ui::SettingsStore& settings);
    ~Program() override;

    //! Opens the window, or brings the one that is open already to the front and ends.
    void start();

private:
    void applySetting(const QString& key);
    void openWindow();
    void connectWindow();
    void connectDesk();
    //! Gives a connection's workspace what the settings know for it.
    void onWorkspace(const QString& id, ui::Workspace& workspace);
    void addPages();
    [[nodiscard]] QWidget* makeWelcome();
    //! The connection that was asked for, or that was open last; else the ways in are offered.
    void showFirst();
    //! The system, the terminal or a person at it wants the end.
    void onInterrupted();
    //! What another start asked for.
    void onAsked(const QByteArray& message);
    void raiseWindow();

    Application& m_application;
    WindowOptions m_options;
    LogSetup& m_logging;
    ui::SettingsStore& m_settings;
    ui::SettingsLayout m_layout;
    SingleInstance m_instance;
    Interrupts m_interrupts;
    WindowLog m_log;
    ProfileStore m_profiles;
    KeychainSecretStore m_keychain;
    Credentials m_credentials;
    KeyStore m_keys;
    ui::ConnectionHub m_hub;
    ui::ConnectionDesk m_desk;
    ConnectionChooser m_chooser;
    StoreWatch m_storeWatch;
    WindowAlerts m_alerts;
    std::unique_ptr<ui::MainWindow> m_window;
};

} // namespace drover
