// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowalerts.h"

#include "mainwindow/mainwindow.h"
#include "pages/alerts/alertspage.h"
#include "pages/settings/alertssection.h"
#include "pages/settings/settingspage.h"
#include "session/connectionhub.h"
#include "settings/settingsstore.h"

#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace drover {

WindowAlerts::WindowAlerts(ui::ConnectionHub& hub, ui::SettingsStore& settings)
    : m_hub(hub)
    , m_settings(settings)
    , m_center(hub, settings, m_notifier)
{
}

void WindowAlerts::attach(ui::MainWindow& window, bool isForReview)
{
    m_window = &window;
    m_isQuiet = isForReview;
    window.addApplicationPage(
        {u"alerts"_s, tr("Alerts", "page"), u"bell"_s, [this] {
             auto* page = new ui::AlertsPage(m_center);
             connect(page, &ui::AlertsPage::openWanted, this, &WindowAlerts::open);
             connect(page, &ui::AlertsPage::settingsWanted, this, [this] { openSettings({}); });
             return page;
         }});
    window.setQueueVerbs([this](const QString& connection, const QueueId& queue) {
        return m_center.verbs({connection, queue});
    });
    connect(&m_center, &ui::AlertCenter::changed, this, &WindowAlerts::update);
    connect(&m_center, &ui::AlertCenter::rulesWanted, this, &WindowAlerts::openSettings);
    connect(
        &m_center, &ui::AlertCenter::awayTold, &window, [&window](const QString& title, const QString& text) {
            window.say(ui::Card::Mood::Warn, title, text);
        });
    connect(&m_center, &ui::AlertCenter::openWanted, this,
        [this](const AlertTarget& target, const QString& token) {
            if (!token.isEmpty()) // how Wayland lets a window come to the front
                qputenv("XDG_ACTIVATION_TOKEN", token.toUtf8());
            Q_EMIT raiseWanted();
            qunsetenv("XDG_ACTIVATION_TOKEN"); // not for children
            open(target);
        });
    connect(&m_tray, &ui::TrayIcon::openWanted, this, [this] {
        Q_EMIT raiseWanted();
        open({});
    });
    connect(&m_tray, &ui::TrayIcon::muteWanted, this,
        [this] { m_center.muteForAnHour(AlertTarget::everything()); });
    connect(&m_tray, &ui::TrayIcon::quitWanted, &window, &QWidget::close);
    connect(qGuiApp, &QGuiApplication::applicationStateChanged, this,
        [this](Qt::ApplicationState state) { m_center.setAttended(state == Qt::ApplicationActive); });
    update();
}

void WindowAlerts::dress(ui::SettingsPage& page)
{
    ui::AlertsSection* section = page.alerts();
    section->setConnectionTitles(
        [this](const QString& id) { return m_hub.knows(id) ? m_hub.identity(id).title : id; });
    const auto tell = [this, section] { section->setDelivery(m_notifier.state(), m_notifier.service()); };
    connect(&m_notifier, &ui::Notifier::stateChanged, section, tell);
    connect(section, &ui::AlertsSection::testWanted, this, [this] { m_center.sendTest(); });
    if (!m_isQuiet)
        m_notifier.start();
    tell();
}

void WindowAlerts::update()
{
    if (m_center.isOn() && !m_isQuiet)
        m_notifier.start();
    const int unseen = m_center.unseen();
    m_window->setPageBadge(
        u"alerts"_s, unseen > 0 ? tr("%n new", "alerts", unseen) : QString(), ui::Mood::Bad);
    m_tray.setWanted(m_center.isOn() && !m_isQuiet && m_settings.value(QString(ui::key::alertTray)).toBool());
    m_tray.setCount(unseen);
}

//! Of a connection that was closed meanwhile, the list of alerts tells what it was.
void WindowAlerts::open(const AlertTarget& target)
{
    if (m_hub.session(target.connection) == nullptr) {
        m_window->showApplicationPage(u"alerts"_s);
        return;
    }
    m_window->showConnection(target.connection);
    if (target.queue.name.isEmpty())
        m_window->showPage(ui::PageKind::Overview);
    else
        m_window->showQueue(target.queue);
}

void WindowAlerts::openSettings(const AlertTarget& queue)
{
    auto* page = qobject_cast<ui::SettingsPage*>(m_window->applicationPage(u"settings"_s));
    if (page == nullptr)
        return;
    m_window->showApplicationPage(u"settings"_s);
    page->showSection(ui::SettingsPage::Section::Alerts);
    if (!queue.queue.name.isEmpty())
        page->alerts()->showQueue(queue);
}

} // namespace drover
