// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/page.h"

class QListWidget;
class QStackedWidget;

namespace drover {
class KeyStore;
}

namespace drover::ui {

class AlertsSection;
class ConnectionDesk;
class ConnectionHub;
class ConnectionsSection;
class EncryptionSection;
class NoticeBar;
class RetentionSection;
class SettingsStore;

//! All settings in sections; everything acts at once, there is no Apply.
class SettingsPage final : public Page {
    Q_OBJECT
public:
    enum class Section : quint8 {
        Connections,
        Appearance,
        Refresh,
        Retention,
        Reconnection,
        Safety,
        Encryption,
        Logging,
        Privacy,
        Alerts,
    };

    //! Borrows all of them.
    SettingsPage(SettingsStore& settings, ConnectionDesk& desk, KeyStore& keys, ConnectionHub& hub,
        QWidget* parent = nullptr);

    void showSection(Section section);
    [[nodiscard]] Section section() const;
    [[nodiscard]] ConnectionsSection* connections() const { return m_connections; }
    [[nodiscard]] EncryptionSection* encryption() const { return m_encryption; }
    [[nodiscard]] RetentionSection* retention() const { return m_retention; }
    [[nodiscard]] AlertsSection* alerts() const { return m_alerts; }
    //! What is wrong with Drover's own files; hidden when nothing is.
    [[nodiscard]] NoticeBar* notice() const { return m_notice; }

    void setActive(bool active) override;
    void applyQueues(const QueuesSnapshot& snapshot) override;
    [[nodiscard]] bool isSettled() const override { return true; }

private:
    void addSection(const QString& iconName, const QString& title, QWidget* section, bool scrolls = true);
    void onWriteFailed(const QString& what, const QString& reason);

    SettingsStore& m_settings;
    QListWidget* m_list;
    QStackedWidget* m_stack;
    NoticeBar* m_notice;
    ConnectionsSection* m_connections;
    RetentionSection* m_retention;
    EncryptionSection* m_encryption;
    AlertsSection* m_alerts;
};

} // namespace drover::ui
