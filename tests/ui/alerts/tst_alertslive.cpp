// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertcenter.h"
#include "alerts/desktopnotifier.h"
#include "notificationservice.h"
#include "session/connectionhub.h"
#include "settings/settingsstore.h"
#include "support/keyringsession.h"
#include "ui/support/livesession.h"

#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace drover;
using namespace drover::test;
using namespace drover::ui;
using namespace Qt::StringLiterals;

namespace {
//! Stands in data, name, error and result of every job, and must stand in no notification.
const QString marker = u"mArKeR-of-a-payload"_s;

//! The minute between two notifications never ends, however slow the machine is.
class EndlessMinute final : public Clock {
public:
    [[nodiscard]] Milliseconds now() const override { return Clock::system().now(); }
    [[nodiscard]] Milliseconds monotonic() const override { return Milliseconds(1); }
};
} // namespace

//! All of it: npm's worker fails jobs on a real Redis, the engine reads, and a service on a real bus hears of
//! it.
class TestAlertsLive final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void oneNotificationForABurstOfFailures();
    // fault: A8
    void redisThatGoesAway();

private:
    //! Until the engine has read what is there now.
    void read();

    EndlessMinute m_clock;
    std::unique_ptr<KeyringSession> m_bus;
    std::unique_ptr<NotificationService> m_service;
    std::unique_ptr<LiveSessions> m_live;
    std::unique_ptr<SettingsStore> m_settings;
    std::unique_ptr<ConnectionHub> m_hub;
    std::unique_ptr<DesktopNotifier> m_notifier;
    std::unique_ptr<AlertCenter> m_center;
};

void TestAlertsLive::init()
{
    m_bus = std::make_unique<KeyringSession>();
    QVERIFY(m_bus->startBus());
    const QString address = m_bus->environment().value(u"DBUS_SESSION_BUS_ADDRESS"_s);
    m_service = std::make_unique<NotificationService>(address);
    QVERIFY(m_service->isThere());
    m_live = std::make_unique<LiveSessions>();
    QVERIFY(m_live->start());
    m_settings = std::make_unique<SettingsStore>(
        SettingsPaths{m_live->data.filePath(u"settings.json"_s), m_live->data.filePath(u"local.json"_s)});
    QVERIFY(m_settings->set(QString(key::alertsOn), true));
    QVERIFY(m_settings->set(QString(key::alertLost), 1));
    m_hub = std::make_unique<ConnectionHub>(
        [](const EngineConfig& config) { return std::make_unique<EngineSession>(config); });
    EngineConfig config;
    config.connection = m_live->redis.unixOptions();
    config.identity.title = u"shop-eu"_s;
    config.dataDir = m_live->data.path();
    m_hub->put(u"shop"_s, config);
    m_notifier = std::make_unique<DesktopNotifier>(DesktopNotifierOptions{address});
    m_notifier->start();
    m_center = std::make_unique<AlertCenter>(*m_hub, *m_settings, *m_notifier, m_clock);
    m_hub->open(u"shop"_s);
    QTRY_COMPARE(m_hub->session(u"shop"_s)->link().state, LinkState::Ready);
    QTRY_COMPARE(m_notifier->state(), Notifier::State::Ready);
}

void TestAlertsLive::cleanup()
{
    m_center.reset();
    m_notifier.reset();
    m_hub.reset();
    m_settings.reset();
    m_live.reset();
    m_service.reset();
    m_bus.reset();
}

void TestAlertsLive::read()
{
    Session* session = m_hub->session(u"shop"_s);
    QSignalSpy answers(session, &Session::queuesRead);
    const RequestId asked = session->readQueues(Extent::Full);
    const auto isAnswered = [&] {
        return std::any_of(answers.cbegin(), answers.cend(),
            [asked](const QVariantList& answer) { return answer.first().value<RequestId>() == asked; });
    };
    QTRY_VERIFY(isAnswered());
}

void TestAlertsLive::oneNotificationForABurstOfFailures()
{
    const QString queue = RedisFixture::uniqueQueue(u"mail"_s);
    // A queue that is watched from before its jobs fail.
    QVERIFY(!m_live->npm.add(queue, marker, QJsonObject{{u"secret"_s, marker}}, {{u"delay"_s, 3600000}})
                 .isEmpty());
    QSignalSpy answers(m_hub->session(u"shop"_s), &Session::queuesRead);
    const auto isWatched = [&] {
        return !answers.isEmpty() && !answers.last().at(1).value<QueuesSnapshot>().queues.isEmpty();
    };
    for (int i = 0; i < 50 && !isWatched(); ++i)
        read();
    QVERIFY(isWatched());
    QCOMPARE(m_center->log().rowCount(), 0);

    const QString worker = m_live->npm.startWorker(queue, {{u"fail"_s, true}, {u"message"_s, marker}});
    QVERIFY(!worker.isEmpty());
    for (int i = 0; i < 37; ++i) {
        QVERIFY(!m_live->npm.add(queue, marker, QJsonObject{{u"secret"_s, marker}}).isEmpty());
        if (i % 9 == 8)
            read(); // a burst lasts longer than one reading
    }
    QTRY_COMPARE(m_live->npm.counts(queue).value(u"failed"_s).toInt(), 37);
    read();
    read();
    QTRY_COMPARE(m_service->shown.size(), 1);
    QTRY_COMPARE(m_center->log().rowCount(), 1);
    QCOMPARE(m_center->log().row(0).problem.alert.kind, AlertKind::Failures);
    QCOMPARE(m_service->asked, 1);
    const ShownNotification& shown = m_service->shown.first();
    QVERIFY2(shown.summary.endsWith(u" failed in "_s + queue), qPrintable(shown.summary));
    QCOMPARE(shown.body, u"shop-eu"_s);
    const QString everything = shown.summary + shown.body + shown.icon + shown.actions.join(u' ')
        + QVariant(shown.hints.values()).toStringList().join(u' ');
    QVERIFY2(!everything.contains(marker), qPrintable(everything));

    QSignalSpy opened(m_center.get(), &AlertCenter::openWanted);
    m_service->click(shown.id, u"default"_s);
    QTRY_COMPARE(opened.size(), 1);
    QCOMPARE(opened.first().first().value<AlertTarget>(), (AlertTarget{u"shop"_s, {"bull", queue.toUtf8()}}));
    m_service->click(shown.id, u"mute"_s);
    QTRY_VERIFY(m_center->mutedUntil({u"shop"_s, {"bull", queue.toUtf8()}}) > 0);
    QVERIFY(m_live->npm.call(u"workerClose"_s, {{u"worker"_s, worker}}).ok);
}

void TestAlertsLive::redisThatGoesAway()
{
    m_live->redis.killHard();
    QTRY_COMPARE_WITH_TIMEOUT(m_service->shown.size(), 1, 60000);
    QVERIFY2(m_service->shown.first().summary.startsWith(u"No connection for "_s),
        qPrintable(m_service->shown.first().summary));
    QVERIFY(m_live->redis.start());
    QTRY_VERIFY_WITH_TIMEOUT(m_center->log().row(0).endedAt > 0, 60000);
}

QTEST_MAIN(TestAlertsLive)
#include "tst_alertslive.moc"
