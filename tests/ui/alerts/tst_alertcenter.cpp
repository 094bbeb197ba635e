// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertcenter.h"
#include "alerts/alertsettings.h"
#include "session/connectionhub.h"
#include "settings/settingsstore.h"
#include "ui/support/fakesession.h"

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {
class HandClock final : public Clock {
public:
    [[nodiscard]] Milliseconds now() const override { return wall; }
    [[nodiscard]] Milliseconds monotonic() const override { return wall; }

    Milliseconds wall{QDateTime(QDate(2026, 11, 26), QTime(12, 0)).toMSecsSinceEpoch()};
};

//! Keeps what it is given.
class FakeNotifier final : public Notifier {
public:
    [[nodiscard]] State state() const override { return State::Ready; }
    [[nodiscard]] QString service() const override { return {}; }
    void show(const Notification& notification) override { shown.append(notification); }

    QList<Notification> shown;
};

const QueueId mail{"bull", "mail"};
} // namespace

//! From the readings of sessions to notifications and the list, with a clock of the test's own.
class TestAlertCenter final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void offMeansOff();
    void oneNotificationForABurst();
    void oneReadingCountsOnce();
    void asksOnlyWhenNobodyElseDoes();
    void lostConnection();
    void closedConnectionIsForgotten();
    void actionsOfANotification();
    void mutedAlertsAreListed();
    void quietHoursEndWithADigest();
    void whoComesBackIsTold();
    void rulesOfAQueueCount();
    void settingsOutliveTheProgram();
    void nonsenseInTheFileIsPassedOver();

private:
    void open(const QString& id = u"shop"_s);
    void fail(qint64 jobs);
    void read();
    void set(QLatin1StringView key, const QJsonValue& value)
    {
        QVERIFY(m_settings->set(QString(key), value));
    }
    [[nodiscard]] SettingsPaths paths() const
    {
        return {m_folder->filePath(u"settings.json"_s), m_folder->filePath(u"local.json"_s)};
    }

    HandClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SettingsStore> m_settings;
    std::unique_ptr<ConnectionHub> m_hub;
    std::unique_ptr<FakeNotifier> m_notifier;
    std::unique_ptr<AlertCenter> m_center;
    FakeSession* m_session = nullptr; //!< the one that was opened last
    qint64 m_readAt = 0;
};

void TestAlertCenter::init()
{
    m_clock.wall = HandClock().wall;
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<SettingsStore>(paths());
    m_hub = std::make_unique<ConnectionHub>([this](const EngineConfig& config) {
        auto session = std::make_unique<FakeSession>();
        session->identityValue = config.identity;
        session->linkValue.state = LinkState::Ready;
        session->silent = true; // the test answers
        QueueFacts facts;
        facts.summary.queue = mail;
        facts.workers = 1;
        facts.last.spanMs = 5000;
        session->queues.queues = {facts};
        m_session = session.get();
        return session;
    });
    m_notifier = std::make_unique<FakeNotifier>();
    set(key::alertsOn, true);
    m_center = std::make_unique<AlertCenter>(*m_hub, *m_settings, *m_notifier, m_clock);
    open();
}

void TestAlertCenter::cleanup()
{
    m_center.reset();
    m_hub.reset();
    m_settings.reset();
}

void TestAlertCenter::open(const QString& id)
{
    EngineConfig config;
    config.identity.title = id + u"-eu"_s;
    m_hub->put(id, config);
    m_hub->open(id);
}

//! The session's engine answers somebody.
void TestAlertCenter::read()
{
    QueuesSnapshot snapshot = m_session->queues;
    snapshot.readAt = ++m_readAt;
    Q_EMIT m_session->queuesRead(1, snapshot);
}

void TestAlertCenter::fail(qint64 jobs)
{
    m_session->queues.queues[0].last.failed = jobs;
    read();
    m_session->queues.queues[0].last.failed = 0;
}

void TestAlertCenter::offMeansOff()
{
    set(key::alertsOn, false);
    fail(100);
    m_session->setLink({});
    m_clock.wall += 1h;
    QCOMPARE(m_center->log().rowCount(), 0);
    QVERIFY(m_notifier->shown.isEmpty());
    set(key::alertsOn, true); // the connection was open all the time
    fail(100);
    QCOMPARE(m_notifier->shown.size(), 1);
    QCOMPARE(m_center->log().rowCount(), 1);
    set(key::alertsOn, false);
    QVERIFY(m_center->log().row(0).endedAt > 0);
}

void TestAlertCenter::oneNotificationForABurst()
{
    const QAbstractItemModelTester tester(&m_center->log());
    for (const int jobs : {3, 14, 9, 11}) {
        m_clock.wall += 5s;
        fail(jobs);
    }
    QCOMPARE(m_notifier->shown.size(), 1);
    QCOMPARE(m_notifier->shown.first().title, u"17 failed in mail"_s);
    QCOMPARE(m_notifier->shown.first().text, u"shop-eu"_s);
    QCOMPARE(m_center->unseen(), 1);
    // The list knows the latest number that was told.
    QCOMPARE(m_center->log().index(0, AlertModel::Problem).data().toString(), u"37 failed in mail"_s);
    m_center->markSeen();
    QCOMPARE(m_center->unseen(), 0);
    m_clock.wall += 60s;
    read();
    QCOMPARE(m_notifier->shown.size(), 2); // it had doubled meanwhile
    QCOMPARE(m_notifier->shown.last().title, u"37 failed in mail"_s);
    QCOMPARE(m_notifier->shown.last().key, m_notifier->shown.first().key);
    m_clock.wall += 10min;
    read();
    QCOMPARE(m_notifier->shown.size(), 2);
    QVERIFY(m_center->log().row(0).endedAt > 0);
}

void TestAlertCenter::oneReadingCountsOnce()
{
    QueuesSnapshot snapshot = m_session->queues;
    snapshot.readAt = ++m_readAt;
    snapshot.queues[0].last.failed = 3;
    Q_EMIT m_session->queuesRead(1, snapshot);
    Q_EMIT m_session->queuesRead(2, snapshot); // the answer to another question
    QVERIFY(m_notifier->shown.isEmpty());
    snapshot.error = Error{ErrorCode::ConnectionClosed, u"away"_s, {}};
    ++snapshot.readAt;
    Q_EMIT m_session->queuesRead(3, snapshot);
    QVERIFY(m_notifier->shown.isEmpty());
}

void TestAlertCenter::asksOnlyWhenNobodyElseDoes()
{
    QCOMPARE(m_session->queueReadings, 0);
    m_center->setIdleReading(20ms);
    open(u"other"_s);
    FakeSession* other = m_session;
    QTRY_VERIFY(other->queueReadings >= 2);
    QCOMPARE(other->fullReadings, 0);
    // Somebody asks more often than that: no question of ours is added.
    m_center->setIdleReading(1h);
    open(u"third"_s);
    for (int i = 0; i < 3; ++i)
        read();
    QCOMPARE(m_session->queueReadings, 0);
}

void TestAlertCenter::lostConnection()
{
    LinkFacts away;
    away.state = LinkState::Waiting;
    m_session->setLink(away);
    m_clock.wall += 29s;
    m_session->setLink(away);
    QVERIFY(m_notifier->shown.isEmpty());
    m_clock.wall += 1s;
    QTRY_COMPARE_WITH_TIMEOUT(m_notifier->shown.size(), 1, 20000); // nobody tells: it looks by itself
    QCOMPARE(m_notifier->shown.first().title, u"No connection for 30 s"_s);
    QSignalSpy opened(m_center.get(), &AlertCenter::openWanted);
    Q_EMIT m_notifier->acted(m_notifier->shown.first().key, u"open"_s, u"token"_s);
    QCOMPARE(opened.first().first().value<AlertTarget>(), (AlertTarget{u"shop"_s, {{}, {}}}));
    QCOMPARE(opened.first().at(1).toString(), u"token"_s);
}

void TestAlertCenter::closedConnectionIsForgotten()
{
    fail(9);
    QCOMPARE(m_center->log().row(0).endedAt, 0);
    m_hub->close(u"shop"_s);
    QVERIFY(m_center->log().row(0).endedAt > 0);
    m_hub->open(u"shop"_s);
    m_clock.wall += 60s;
    fail(9);
    QCOMPARE(m_notifier->shown.size(), 2);
}

void TestAlertCenter::actionsOfANotification()
{
    fail(9);
    const Notification& first = m_notifier->shown.first();
    QStringList words;
    for (const auto& [word, label] : first.actions)
        words.append(word);
    QCOMPARE(words, (QStringList{u"default"_s, u"open"_s, u"mute"_s}));
    QSignalSpy opened(m_center.get(), &AlertCenter::openWanted);
    Q_EMIT m_notifier->acted(first.key, u"default"_s, {});
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.first().first().value<AlertTarget>(), (AlertTarget{u"shop"_s, mail}));
    Q_EMIT m_notifier->acted(first.key, u"mute"_s, {});
    QCOMPARE(opened.size(), 1);
    QCOMPARE(m_center->mutedUntil({u"shop"_s, mail}), (m_clock.wall + 1h).count());
    QCOMPARE(m_center->mutedUntil(AlertTarget::everything()), 0);
    m_clock.wall += 1h;
    QCOMPARE(m_center->mutedUntil({u"shop"_s, mail}), 0);
}

void TestAlertCenter::mutedAlertsAreListed()
{
    const AlertTarget target{u"shop"_s, mail};
    QCOMPARE(m_center->verbs(target).size(), 3);
    m_center->verbs(target).first().run();
    QCOMPARE(m_center->verbs(target).size(), 2);
    fail(9);
    QVERIFY(m_notifier->shown.isEmpty());
    QCOMPARE(m_center->log().rowCount(), 1);
    QVERIFY(m_center->log().row(0).isMuted);
    QCOMPARE(m_center->unseen(), 0);
    m_center->verbs(target).first().run(); // no longer
    m_clock.wall += 10min;
    read();
    fail(9);
    QCOMPARE(m_notifier->shown.size(), 1);
    QSignalSpy rules(m_center.get(), &AlertCenter::rulesWanted);
    m_center->verbs(target).last().run();
    QCOMPARE(rules.first().first().value<AlertTarget>(), target);
}

void TestAlertCenter::quietHoursEndWithADigest()
{
    set(key::quietOn, true);
    set(key::quietFrom, 11 * 60);
    set(key::quietTo, 13 * 60);
    QVERIFY(m_center->isQuiet());
    fail(9);
    QVERIFY(m_notifier->shown.isEmpty());
    QCOMPARE(m_center->log().rowCount(), 1);
    m_clock.wall += 1h;
    read();
    QCOMPARE(m_notifier->shown.size(), 1);
    QCOMPARE(m_notifier->shown.first().title, u"1 problem(s) in quiet hours"_s); // no translation is loaded
    QCOMPARE(m_notifier->shown.first().text, u"9 failed in mail (over)"_s);
    QCOMPARE(m_notifier->shown.first().actions.size(), 2); // there is no one queue to mute
}

void TestAlertCenter::whoComesBackIsTold()
{
    QSignalSpy told(m_center.get(), &AlertCenter::awayTold);
    fail(9);
    m_center->setAttended(false);
    m_center->setAttended(true);
    m_center->setAttended(false);
    m_clock.wall += AlertCenter::awayFrom;
    m_center->setAttended(true);
    QVERIFY(told.isEmpty()); // what is older was told already
    m_clock.wall += 10min;
    read();
    m_center->setAttended(false);
    m_clock.wall += 1min;
    fail(6);
    m_center->setAttended(false); // still
    m_clock.wall += AlertCenter::awayFrom;
    m_center->setAttended(true);
    QCOMPARE(told.size(), 1);
    QCOMPARE(told.first().at(1).toString(), u"6 failed in mail"_s);
}

void TestAlertCenter::rulesOfAQueueCount()
{
    QueueAlertRules own = queueAlertRules(*m_settings);
    own.failures = 100;
    setOwnAlertRules(*m_settings, {u"shop"_s, mail}, own);
    fail(99);
    QVERIFY(m_notifier->shown.isEmpty());
    setOwnAlertRules(*m_settings, {u"shop"_s, mail}, std::nullopt);
    fail(1);
    QCOMPARE(m_notifier->shown.size(), 1);
}

void TestAlertCenter::settingsOutliveTheProgram()
{
    const AlertTarget target{u"shop"_s, {"a:b", "mail"}};
    QueueAlertRules own;
    own.failures = 7;
    own.failuresWithin = 3min;
    own.failureRate = 20;
    own.waiting = 90s;
    own.unattended = 0s;
    own.silence = 60min;
    setOwnAlertRules(*m_settings, target, own);
    muteAlerts(*m_settings, target, (m_clock.wall + 1h).count(), m_clock.wall.count());
    muteAlerts(*m_settings, AlertTarget::everything(), (m_clock.wall + 2h).count(), m_clock.wall.count());
    set(key::alertMemory, 75);
    set(key::quietOn, true);
    m_center.reset();
    m_settings.reset(); // written by now
    m_settings = std::make_unique<SettingsStore>(paths());
    QCOMPARE(ownAlertRules(*m_settings, target), std::optional(own));
    QCOMPARE(alertRules(*m_settings, u"shop"_s).of(target.queue), own);
    QCOMPARE(alertRules(*m_settings, u"shop"_s).memory, 75);
    QCOMPARE(alertRules(*m_settings, u"other"_s).of(target.queue), queueAlertRules(*m_settings));
    QCOMPARE(alertMutes(*m_settings),
        (AlertMutes{{target, (m_clock.wall + 1h).count()},
            {AlertTarget::everything(), (m_clock.wall + 2h).count()}}));
    QVERIFY(quietHours(*m_settings).isOn);
    // What ended is not kept.
    muteAlerts(*m_settings, {u"x"_s, mail}, (m_clock.wall + 9h).count(), (m_clock.wall + 2h).count());
    QCOMPARE(alertMutes(*m_settings).size(), 1);
    m_center = std::make_unique<AlertCenter>(*m_hub, *m_settings, *m_notifier, m_clock);
    QVERIFY(m_center->isOn());
}

void TestAlertCenter::nonsenseInTheFileIsPassedOver()
{
    set(key::alertQueues,
        QJsonObject{{u"shop"_s,
                        QJsonObject{{u"bull:mail"_s,
                                        QJsonObject{{u"failures"_s, u"many"_s}, {u"waitingSeconds"_s, -3}}},
                            {u"bull:x"_s, 7}}},
            {u"other"_s, u"text"_s}});
    QCOMPARE(alertRules(*m_settings, u"shop"_s).of(mail), queueAlertRules(*m_settings));
    set(key::alertMutes, QJsonObject{{u"shop"_s, QJsonObject{{u"bull:mail"_s, u"soon"_s}}}});
    QCOMPARE(m_center->mutedUntil({u"shop"_s, mail}), 0);
}

QTEST_MAIN(TestAlertCenter)
#include "tst_alertcenter.moc"
