// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/notificationbus.h"

#include "util/log.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QUuid>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
const QString serviceName = u"org.freedesktop.Notifications"_s;
const QString path = u"/org/freedesktop/Notifications"_s;

QDBusMessage call(const QString& method)
{
    return QDBusMessage::createMethodCall(serviceName, path, serviceName, method);
}
} // namespace

NotificationBus::NotificationBus(const DesktopNotifierOptions& options)
    : m_options(options)
    , m_name(u"drover-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces))
    , m_bus(m_name)
    , m_watcher(this)
{
    m_watcher.setWatchMode(QDBusServiceWatcher::WatchForOwnerChange);
    connect(&m_watcher, &QDBusServiceWatcher::serviceOwnerChanged, this,
        [this](const QString& /*name*/, const QString& /*before*/, const QString& now) { onOwner(now); });
}

NotificationBus::~NotificationBus()
{
    QDBusConnection::disconnectFromBus(m_name);
}

void NotificationBus::open()
{
    QDBusConnection::disconnectFromBus(m_name);
    m_bus = m_options.address.isEmpty() ? QDBusConnection::connectToBus(QDBusConnection::SessionBus, m_name)
                                        : QDBusConnection::connectToBus(m_options.address, m_name);
    m_shown.clear();
    if (!m_bus.isConnected()) {
        tell(Notifier::State::NoService);
        return;
    }
    m_watcher.setConnection(m_bus);
    m_watcher.setWatchedServices({serviceName});
    const auto listen = [this](const QString& signal, const char* slot) {
        m_bus.connect(serviceName, path, serviceName, signal, this, slot);
    };
    listen(u"NotificationClosed"_s, SLOT(onClosed(uint, uint)));
    listen(u"ActionInvoked"_s, SLOT(onAction(uint, QString)));
    listen(u"ActivationToken"_s, SLOT(onToken(uint, QString)));
    askService();
}

//! What a service that has gone had shown went with it.
void NotificationBus::onOwner(const QString& owner)
{
    for (Shown& shown : m_shown)
        shown.id = 0;
    m_tokens.clear();
    if (owner.isEmpty())
        tell(Notifier::State::NoService);
    else
        askService();
}

//! A service that the desktop starts when it is needed, starts now.
void NotificationBus::askService()
{
    const auto answerWithin = static_cast<int>(m_options.answerWithin.count());
    auto* capabilities =
        new QDBusPendingCallWatcher(m_bus.asyncCall(call(u"GetCapabilities"_s), answerWithin), this);
    connect(capabilities, &QDBusPendingCallWatcher::finished, this, [this, capabilities] {
        capabilities->deleteLater();
        const QDBusPendingReply<QStringList> reply = *capabilities;
        if (reply.isError())
            return onFailure(reply.error());
        m_capabilities = reply.value();
        tell(Notifier::State::Ready);
    });
    auto* information =
        new QDBusPendingCallWatcher(m_bus.asyncCall(call(u"GetServerInformation"_s), answerWithin), this);
    connect(information, &QDBusPendingCallWatcher::finished, this, [this, information] {
        information->deleteLater();
        const QVariantList answer = information->reply().arguments();
        if (information->isError() || answer.size() < 3)
            return;
        m_service = answer.at(0).toString() + u' ' + answer.at(2).toString();
        tell(Notifier::State::Ready);
    });
}

void NotificationBus::show(const Notification& notification)
{
    if (!m_bus.isConnected())
        open();
    Shown& shown = m_shown[notification.key];
    if (shown.isAsked)
        shown.next = notification; // its answer says which one is to be replaced
    else
        send(notification);
}

void NotificationBus::send(const Notification& notification)
{
    Shown& shown = m_shown[notification.key];
    shown.isAsked = true;
    QDBusMessage notify = call(u"Notify"_s);
    notify.setArguments(arguments(notification, shown.id));
    auto* watcher = new QDBusPendingCallWatcher(
        m_bus.asyncCall(notify, static_cast<int>(m_options.answerWithin.count())), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, key = notification.key] {
        watcher->deleteLater();
        onShown(key, watcher->reply());
    });
}

QVariantList NotificationBus::arguments(const Notification& notification, uint replaces) const
{
    QStringList actions;
    if (m_capabilities.contains(u"actions"_s)) {
        for (const auto& [word, label] : notification.actions)
            actions << word << label;
    }
    const bool isMarkup = m_capabilities.contains(u"body-markup"_s);
    const QVariantMap hints{{u"desktop-entry"_s, u"io.github.drover.Drover"_s},
        {u"urgency"_s, QVariant::fromValue(static_cast<uchar>(1))}};
    return {u"Drover"_s, replaces, u"io.github.drover.Drover"_s, notification.title,
        isMarkup ? notification.text.toHtmlEscaped() : notification.text, actions, hints, -1};
}

void NotificationBus::onShown(const QString& key, const QDBusMessage& reply)
{
    Shown& shown = m_shown[key];
    shown.isAsked = false;
    if (reply.type() == QDBusMessage::ReplyMessage && !reply.arguments().isEmpty()) {
        shown.id = reply.arguments().constFirst().toUInt();
        tell(Notifier::State::Ready);
    } else {
        onFailure(QDBusError(reply));
    }
    if (const auto next = std::exchange(shown.next, std::nullopt))
        send(*next);
    else if (shown.id == 0)
        m_shown.remove(key);
}

void NotificationBus::onFailure(const QDBusError& error)
{
    qCInfo(logWindow).noquote() << "No notification is shown:" << error.name();
    const bool isSilent = error.type() == QDBusError::NoReply || error.type() == QDBusError::Timeout
        || error.type() == QDBusError::TimedOut;
    tell(isSilent ? Notifier::State::Silent : Notifier::State::NoService);
}

void NotificationBus::tell(Notifier::State state)
{
    if (state != Notifier::State::Ready)
        m_service.clear();
    Q_EMIT stateChanged(state, m_service);
}

void NotificationBus::onClosed(uint id, uint /*reason*/)
{
    m_tokens.remove(id);
    for (auto it = m_shown.begin(); it != m_shown.end(); ++it) {
        if (it->id != id)
            continue;
        it->id = 0;
        if (!it->isAsked)
            m_shown.erase(it);
        return;
    }
}

void NotificationBus::onAction(uint id, const QString& action)
{
    const QString token = m_tokens.take(id);
    for (auto it = m_shown.cbegin(); it != m_shown.cend(); ++it) {
        if (it->id == id) {
            Q_EMIT acted(it.key(), action, token);
            return;
        }
    }
}

void NotificationBus::onToken(uint id, const QString& token)
{
    const bool isOurs =
        std::any_of(m_shown.cbegin(), m_shown.cend(), [id](const Shown& shown) { return shown.id == id; });
    if (isOurs)
        m_tokens.insert(id, token);
}

} // namespace drover::ui
