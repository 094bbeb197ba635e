// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/mainwindow.h"
#include "mainwindow/workspace.h"
#include "notificationservice.h"
#include "pages/alerts/alertspage.h"
#include "pages/queuepage.h"
#include "pages/settings/alertssection.h"
#include "pages/settings/settingspage.h"
#include "style/theme.h"
#include "support/keyringsession.h"
#include "ui/support/deskbench.h"
#include "windowalerts.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace drover::ui;
using namespace Qt::StringLiterals;

//! Alerts in the window and on the desktop of the session: what is shown there leads back here.
class TestWindowAlerts final : public DeskBench {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_bus.reset(); }
    void init();
    void cleanup();
    void clickOpensTheQueue();
    void closedConnectionLeadsToTheList();
    void rulesOfAQueueLeadToTheSettings();
    void reviewLeavesTheDesktopAlone();

private:
    void attach(bool isForReview = false);
    void fail(int jobs);
    [[nodiscard]] const QList<ShownNotification>& shown() const { return m_service->shown; }

    std::unique_ptr<KeyringSession> m_bus;
    std::unique_ptr<NotificationService> m_service;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<WindowAlerts> m_alerts;
};

//! One bus for all: a process learns once where its session's is.
void TestWindowAlerts::initTestCase()
{
    Theme::apply(*qApp, ThemeChoice::Light);
    m_bus = std::make_unique<KeyringSession>();
    QVERIFY(m_bus->startBus());
    qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus->environment().value(u"DBUS_SESSION_BUS_ADDRESS"_s).toUtf8());
}

void TestWindowAlerts::init()
{
    makeParts();
    const QString address = m_bus->environment().value(u"DBUS_SESSION_BUS_ADDRESS"_s);
    m_service = std::make_unique<NotificationService>(address);
    QVERIFY(m_service->isThere());
    QVERIFY(m_settings->set(QString(key::alertsOn), true));
    m_desk =
        std::make_unique<ConnectionDesk>(*m_profiles, *m_credentials, *m_settings, *m_hub, EngineConfig());
    EngineConfig config;
    config.identity.title = u"shop-eu"_s;
    m_hub->put(u"shop"_s, config);
    m_hub->open(u"shop"_s);
}

void TestWindowAlerts::cleanup()
{
    m_window.reset();
    m_alerts.reset();
    m_desk.reset();
    dropParts();
    m_service.reset();
}

void TestWindowAlerts::attach(bool isForReview)
{
    m_window.reset();
    m_alerts = std::make_unique<WindowAlerts>(*m_hub, *m_settings);
    m_window = std::make_unique<MainWindow>(*m_hub);
    m_window->resize(1280, 800);
    m_alerts->attach(*m_window, isForReview);
    m_window->addApplicationPage({u"settings"_s, u"Settings"_s, u"settings"_s, [this] {
                                      auto* page = new SettingsPage(*m_settings, *m_desk, *m_keys, *m_hub);
                                      m_alerts->dress(*page);
                                      return page;
                                  }});
    m_window->show();
    QTRY_VERIFY(m_window->workspace()->queues().rowCount() > 0);
}

//! The next reading tells of them.
void TestWindowAlerts::fail(int jobs)
{
    auto* session = static_cast<FakeSession*>(m_hub->session(u"shop"_s));
    session->queues.queues[2].last.spanMs = 1000;
    session->queues.queues[2].last.failed = jobs;
    (void)session->readQueues();
    QTRY_COMPARE(m_alerts->center().log().rowCount(), 1);
    session->queues.queues[2].last.failed = 0;
}

void TestWindowAlerts::clickOpensTheQueue()
{
    attach();
    m_window->showPage(PageKind::Health);
    fail(37);
    QTRY_COMPARE(shown().size(), 1);
    QCOMPARE(shown().first().summary, u"37 failed in mail.outgoing"_s);
    QCOMPARE(shown().first().body, u"shop-eu"_s);
    QSignalSpy raised(m_alerts.get(), &WindowAlerts::raiseWanted);
    m_service->click(shown().first().id, u"open"_s, u"token"_s);
    QTRY_COMPARE(m_window->workspace()->shownPage(), PageKind::Queue);
    QCOMPARE(m_window->workspace()->shownQueue(), (QueueId{"bull", "mail.outgoing"}));
    QCOMPARE(raised.size(), 1);
    QVERIFY(!qEnvironmentVariableIsSet("XDG_ACTIVATION_TOKEN"));
    QCOMPARE(m_alerts->center().unseen(), 1);
    m_window->showApplicationPage(u"alerts"_s);
    QCOMPARE(m_alerts->center().unseen(), 0);
    auto* page = qobject_cast<AlertsPage*>(m_window->applicationPage(u"alerts"_s));
    Q_EMIT page->table()->activated(page->table()->model()->index(0, 0));
    QCOMPARE(m_window->workspace()->shownPage(), PageKind::Queue);
    QVERIFY(m_window->queuePage()->isVisible());
}

void TestWindowAlerts::closedConnectionLeadsToTheList()
{
    attach();
    fail(37);
    QTRY_COMPARE(shown().size(), 1);
    m_hub->close(u"shop"_s);
    m_service->click(shown().first().id, u"default"_s);
    QTRY_VERIFY(m_window->applicationPage(u"alerts"_s)->isVisible());
}

void TestWindowAlerts::rulesOfAQueueLeadToTheSettings()
{
    attach();
    const AlertTarget mail{u"shop"_s, {"bull", "mail.outgoing"}};
    m_alerts->center().verbs(mail).last().run();
    auto* page = qobject_cast<SettingsPage*>(m_window->applicationPage(u"settings"_s));
    QVERIFY(page->isVisible());
    QCOMPARE(page->section(), SettingsPage::Section::Alerts);
    QVERIFY(page->alerts()->queueForm()->isVisible());
    QTRY_VERIFY(page->alerts()->deliveryText().contains(u"Testing 1.7"_s));
    m_alerts->center().sendTest();
    QTRY_COMPARE(shown().size(), 1);
    m_service->click(shown().first().id, u"default"_s);
    QTRY_VERIFY(m_window->applicationPage(u"alerts"_s)->isVisible());
}

void TestWindowAlerts::reviewLeavesTheDesktopAlone()
{
    attach(true);
    m_window->showApplicationPage(u"settings"_s);
    fail(37);
    attach(); // the same, for a person: what it shows comes after anything that the first had shown
    fail(38);
    QTRY_COMPARE(shown().size(), 1);
    QCOMPARE(shown().first().summary, u"38 failed in mail.outgoing"_s);
}

QTEST_MAIN(TestWindowAlerts)
#include "tst_windowalerts.moc"
