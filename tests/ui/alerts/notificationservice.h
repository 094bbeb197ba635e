// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QDBusContext>
#include <QList>
#include <QObject>
#include <QStringList>
#include <QVariantMap>

namespace drover::test {

//! What a service was asked to show.
struct ShownNotification {
    QString application;
    uint replaces = 0;
    QString icon;
    QString summary;
    QString body;
    QStringList actions;
    QVariantMap hints;
    uint id = 0; //!< that it was given
};

//! A desktop's notification service of the test's own: notes what it is asked, and clicks when it is told to.
class NotificationService final : public QObject, protected QDBusContext {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public:
    //! Takes the name on that bus.
    explicit NotificationService(const QString& address);
    //! Leaves the bus, as one that ends.
    ~NotificationService() override;

    [[nodiscard]] bool isThere() const { return m_isThere; }
    QStringList capabilities{QStringLiteral("actions"), QStringLiteral("body")};
    bool isSilent = false; //!< takes every call and answers none
    QList<ShownNotification> shown;
    int asked = 0; //!< calls to show something, answered or not

    //! Of a notification that was shown.
    void click(uint id, const QString& action, const QString& token = {});
    void close(uint id);

public Q_SLOTS:
    QStringList GetCapabilities();
    QString GetServerInformation(QString& vendor, QString& version, QString& specification);
    uint Notify(const QString& application, uint replaces, const QString& icon, const QString& summary,
        const QString& body, const QStringList& actions, const QVariantMap& hints, int timeout);

Q_SIGNALS:
    void NotificationClosed(uint id, uint reason);
    void ActionInvoked(uint id, const QString& action);
    void ActivationToken(uint id, const QString& token);

private:
    [[nodiscard]] bool keepsSilent();

    QString m_name;
    QDBusConnection m_bus;
    bool m_isThere = false;
    uint m_last = 0;
};

} // namespace drover::test
