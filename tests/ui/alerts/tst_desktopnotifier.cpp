// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/desktopnotifier.h"
#include "notificationservice.h"
#include "support/keyringsession.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace drover::test;
using namespace drover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using State = Notifier::State;

//! Notifications over a bus of the test's own, to a service that behaves well, badly, or is not there.
class TestDesktopNotifier final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void showsWhatItIsTold();
    void escapesForServicesThatReadMarkup();
    void leavesActionsOutWhereNobodyOffersThem();
    void sameKeyTakesThePlace();
    void onlyTheNewestOfABurstFollows();
    void actionsComeBack();
    void noService();
    void serviceThatDiesAndComesBack();
    void silentService();
    void busThatDies();
    void endsWhileNobodyAnswers();

private:
    void startService();
    //! A notifier that looks for the service.
    void start(std::chrono::milliseconds answerWithin = 20s);
    void show(const QString& key, const QString& title = u"title"_s)
    {
        m_notifier->show({key, title, u"1 < 2 & 3"_s, {{u"default"_s, u"Open"_s}, {u"mute"_s, u"Mute"_s}}});
    }
    [[nodiscard]] const QList<ShownNotification>& shown() const { return m_service->shown; }

    std::unique_ptr<KeyringSession> m_session;
    std::unique_ptr<NotificationService> m_service;
    std::unique_ptr<DesktopNotifier> m_notifier;
};

void TestDesktopNotifier::init()
{
    m_session = std::make_unique<KeyringSession>();
    QVERIFY(m_session->startBus());
}

void TestDesktopNotifier::cleanup()
{
    m_notifier.reset();
    m_service.reset();
    m_session.reset();
}

void TestDesktopNotifier::startService()
{
    m_service =
        std::make_unique<NotificationService>(m_session->environment().value(u"DBUS_SESSION_BUS_ADDRESS"_s));
    QVERIFY(m_service->isThere());
}

void TestDesktopNotifier::start(std::chrono::milliseconds answerWithin)
{
    m_notifier = std::make_unique<DesktopNotifier>(
        DesktopNotifierOptions{m_session->environment().value(u"DBUS_SESSION_BUS_ADDRESS"_s), answerWithin});
    QCOMPARE(m_notifier->state(), State::Unknown);
    m_notifier->start();
}

void TestDesktopNotifier::showsWhatItIsTold()
{
    startService();
    start();
    QTRY_COMPARE(m_notifier->state(), State::Ready);
    QTRY_COMPARE(m_notifier->service(), u"Testing 1.7"_s);
    show(u"a"_s, u"37 failed in mail"_s);
    QTRY_COMPARE(shown().size(), 1);
    const ShownNotification& first = shown().first();
    QCOMPARE(first.application, u"Drover"_s);
    QCOMPARE(first.summary, u"37 failed in mail"_s);
    QCOMPARE(first.body, u"1 < 2 & 3"_s); // a service that reads no mark-up shows what it gets
    QCOMPARE(first.replaces, 0u);
    QCOMPARE(first.actions, (QStringList{u"default"_s, u"Open"_s, u"mute"_s, u"Mute"_s}));
    QCOMPARE(first.hints.value(u"desktop-entry"_s).toString(), u"io.github.drover.Drover"_s);
}

void TestDesktopNotifier::escapesForServicesThatReadMarkup()
{
    startService();
    m_service->capabilities.append(u"body-markup"_s);
    start();
    QTRY_COMPARE(m_notifier->state(), State::Ready);
    QTRY_VERIFY(!m_notifier->service().isEmpty());
    show(u"a"_s);
    QTRY_COMPARE(shown().size(), 1);
    QCOMPARE(shown().first().body, u"1 &lt; 2 &amp; 3"_s);
}

void TestDesktopNotifier::leavesActionsOutWhereNobodyOffersThem()
{
    startService();
    m_service->capabilities = {u"body"_s};
    start();
    QTRY_COMPARE(m_notifier->state(), State::Ready);
    show(u"a"_s);
    QTRY_COMPARE(shown().size(), 1);
    QVERIFY(shown().first().actions.isEmpty());
}

void TestDesktopNotifier::sameKeyTakesThePlace()
{
    startService();
    start();
    show(u"a"_s);
    QTRY_COMPARE(shown().size(), 1);
    show(u"b"_s);
    QTRY_COMPARE(shown().size(), 2);
    QCOMPARE(shown().at(1).replaces, 0u);
    show(u"a"_s);
    QTRY_COMPARE(shown().size(), 3);
    QCOMPARE(shown().at(2).replaces, shown().at(0).id);
    m_service->close(shown().at(0).id);
    m_service->click(shown().at(1).id, u"default"_s); // told after it, so it has been heard then
    QSignalSpy acted(m_notifier.get(), &Notifier::acted);
    QVERIFY(acted.wait(20000));
    show(u"a"_s);
    QTRY_COMPARE(shown().size(), 4);
    QCOMPARE(shown().at(3).replaces, 0u);
}

void TestDesktopNotifier::onlyTheNewestOfABurstFollows()
{
    startService();
    start();
    QTRY_COMPARE(m_notifier->state(), State::Ready);
    // The service lives on this thread, so it cannot answer before all have been asked for.
    for (int i = 1; i <= 50; ++i)
        show(u"a"_s, QString::number(i));
    QTRY_VERIFY(!shown().isEmpty() && shown().last().summary == u"50"_s);
    QVERIFY(shown().size() <= 3);
    QCOMPARE(shown().last().replaces, shown().first().id);
}

void TestDesktopNotifier::actionsComeBack()
{
    startService();
    start();
    QSignalSpy acted(m_notifier.get(), &Notifier::acted);
    show(u"a"_s);
    show(u"b"_s);
    QTRY_COMPARE(shown().size(), 2);
    m_service->click(4711, u"default"_s); // somebody else's
    m_service->click(shown().at(1).id, u"mute"_s);
    m_service->click(shown().at(0).id, u"default"_s, u"token-1"_s);
    QTRY_COMPARE(acted.size(), 2);
    QCOMPARE(acted.at(0), (QVariantList{u"b"_s, u"mute"_s, QString()}));
    QCOMPARE(acted.at(1), (QVariantList{u"a"_s, u"default"_s, u"token-1"_s}));
}

void TestDesktopNotifier::noService()
{
    start();
    QTRY_COMPARE(m_notifier->state(), State::NoService);
    show(u"a"_s);
    QVERIFY(m_notifier->service().isEmpty());
    startService(); // a desktop that begins later
    QTRY_COMPARE(m_notifier->state(), State::Ready);
    show(u"b"_s, u"later"_s); // behind the first, which may have met the new service
    QTRY_VERIFY(!shown().isEmpty() && shown().last().summary == u"later"_s);
}

void TestDesktopNotifier::serviceThatDiesAndComesBack()
{
    startService();
    start();
    show(u"a"_s);
    QTRY_COMPARE(shown().size(), 1);
    m_service.reset();
    QTRY_COMPARE(m_notifier->state(), State::NoService);
    show(u"a"_s);
    startService();
    QTRY_COMPARE(m_notifier->state(), State::Ready);
    show(u"a"_s, u"again"_s);
    QTRY_VERIFY(!shown().isEmpty() && shown().last().summary == u"again"_s);
    QCOMPARE(shown().first().replaces, 0u); // nothing of it stands any more
}

void TestDesktopNotifier::silentService()
{
    startService();
    m_service->isSilent = true;
    start(300ms);
    QTRY_COMPARE(m_notifier->state(), State::Silent);
    show(u"a"_s, u"lost"_s);
    QTRY_COMPARE(m_service->asked, 1);
    m_service->isSilent = false;
    show(u"a"_s, u"next"_s); // waits for its turn
    QTRY_COMPARE(shown().size(), 1);
    QCOMPARE(shown().first().summary, u"next"_s);
    QTRY_COMPARE(m_notifier->state(), State::Ready);
}

void TestDesktopNotifier::busThatDies()
{
    startService();
    start();
    show(u"a"_s);
    QTRY_COMPARE(shown().size(), 1);
    m_service.reset();
    m_session.reset();
    show(u"a"_s);
    QTRY_COMPARE(m_notifier->state(), State::NoService);
    show(u"a"_s);
}

void TestDesktopNotifier::endsWhileNobodyAnswers()
{
    startService();
    m_service->isSilent = true;
    start(1h);
    show(u"a"_s);
    show(u"a"_s);
    QTRY_COMPARE(m_service->asked, 1);
    m_notifier.reset(); // the test's limit in time is the proof
}

QTEST_MAIN(TestDesktopNotifier)
#include "tst_desktopnotifier.moc"
