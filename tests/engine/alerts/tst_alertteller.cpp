// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "alerts/alertteller.h"

#include <QDateTime>
#include <QTest>

using namespace drover;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using What = AlertChange::What;
using Kind = AlertMessage::Kind;

namespace {
//! A clock whose hands the test moves.
class HandClock final : public Clock {
public:
    [[nodiscard]] Milliseconds now() const override { return wall; }
    [[nodiscard]] Milliseconds monotonic() const override { return running; }
    void pass(Milliseconds time)
    {
        wall += time;
        running += time;
    }
    //! Of 26 November 2026, UTC.
    void setTime(int hour, int minute)
    {
        wall = Milliseconds(
            QDateTime(QDate(2026, 11, 26), QTime(hour, minute), QTimeZone::utc()).toMSecsSinceEpoch());
    }

    Milliseconds wall{1700000000000};
    Milliseconds running{5000};
};

Alert alert(const char* queue, qint64 value, AlertKind kind = AlertKind::Failures)
{
    return {kind, {"bull", queue}, 1700000000000, value, true};
}

//! "mail 37 x1", with the kind of message before it.
QString words(const std::vector<AlertMessage>& messages)
{
    QStringList all;
    for (const AlertMessage& message : messages) {
        QStringList problems;
        for (const AlertProblem& problem : message.problems)
            problems.append(QString::fromUtf8(problem.alert.queue.name) + u' '
                + QString::number(problem.alert.value) + (problem.times > 1 ? u" x"_s : QString())
                + (problem.times > 1 ? QString::number(problem.times) : QString())
                + (problem.isOver ? u" over"_s : QString()));
        all.append(QStringList{u"one"_s, u"several"_s, u"digest"_s}.at(static_cast<int>(message.kind))
            + u"("_s + problems.join(u", "_s) + u')');
    }
    return all.join(u' ');
}
} // namespace

//! When a person is told, how often, and when not.
class TestAlertTeller final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void onceAMinuteForAQueue();
    void burstIsOneMessage();
    void whatIsOverBeforeItsMinuteIsNotTold();
    void manyQueuesAtOnceAreOneMessage();
    void connectionsDoNotMix();
    void mutes();
    void quietHours_data();
    void quietHours();
    void quietHoursAreLocalOnes();
    void digestAfterQuietHours();
    void untilTomorrow();
    void forgetsAConnection();

private:
    void take(What what, const Alert& alert, const QString& connection = u"shop"_s)
    {
        m_teller->take(connection, {what, alert});
    }
    [[nodiscard]] QString told() { return words(m_teller->due()); }

    HandClock m_clock;
    std::unique_ptr<AlertTeller> m_teller;
};

void TestAlertTeller::init()
{
    m_clock.wall = Milliseconds(1700000000000);
    m_clock.running = Milliseconds(5000);
    m_teller = std::make_unique<AlertTeller>(m_clock, QTimeZone::utc());
}

void TestAlertTeller::onceAMinuteForAQueue()
{
    QCOMPARE(told(), QString());
    take(What::Began, alert("mail", 5));
    QCOMPARE(told(), u"one(mail 5)"_s);
    take(What::Began, alert("mail", 70000, AlertKind::Waiting));
    take(What::Began, alert("bills", 9));
    m_clock.pass(59s);
    QCOMPARE(told(), u"one(bills 9)"_s); // another queue has a minute of its own
    QVERIFY(m_teller->isWaiting());
    m_clock.pass(1s);
    QCOMPARE(told(), u"one(mail 70000)"_s);
    QVERIFY(!m_teller->isWaiting());
}

void TestAlertTeller::burstIsOneMessage()
{
    take(What::Began, alert("mail", 5));
    QCOMPARE(told(), u"one(mail 5)"_s);
    for (const int failed : {10, 20, 37}) {
        take(What::Grew, alert("mail", failed));
        QCOMPARE(told(), QString());
    }
    m_clock.pass(60s);
    QCOMPARE(told(), u"one(mail 37)"_s);
    m_clock.pass(600s);
    QCOMPARE(told(), QString());
}

void TestAlertTeller::whatIsOverBeforeItsMinuteIsNotTold()
{
    take(What::Began, alert("mail", 5));
    QCOMPARE(told(), u"one(mail 5)"_s);
    take(What::Began, alert("mail", 70000, AlertKind::Waiting));
    take(What::Ended, alert("mail", 90000, AlertKind::Waiting));
    m_clock.pass(60s);
    QCOMPARE(told(), QString());
    take(What::Ended, alert("mail", 5));
    QCOMPARE(told(), QString());
}

void TestAlertTeller::manyQueuesAtOnceAreOneMessage()
{
    for (const char* queue : {"a", "b", "c"})
        take(What::Began, alert(queue, 1));
    QCOMPARE(told(), u"one(a 1) one(b 1) one(c 1)"_s);
    m_clock.pass(60s);
    for (const char* queue : {"a", "b", "c", "d"})
        take(What::Began, alert(queue, 2));
    const auto messages = m_teller->due();
    QCOMPARE(words(messages), u"several(a 2, b 2, c 2, d 2)"_s);
    QCOMPARE(messages.front().target, (AlertTarget{u"shop"_s, {{}, {}}}));
}

void TestAlertTeller::connectionsDoNotMix()
{
    for (const char* queue : {"a", "b"}) {
        take(What::Began, alert(queue, 1));
        take(What::Began, alert(queue, 2), u"other"_s);
    }
    QCOMPARE(told(), u"one(a 1) one(a 2) one(b 1) one(b 2)"_s);
}

void TestAlertTeller::mutes()
{
    const AlertTarget mail{u"shop"_s, {"bull", "mail"}};
    const qint64 inAnHour = (m_clock.wall + 1h).count();
    m_teller->setMutes({{mail, inAnHour}});
    QVERIFY(m_teller->isMuted(mail));
    take(What::Began, alert("mail", 5));
    take(What::Began, alert("bills", 5));
    take(What::Began, alert("mail", 5), u"other"_s);
    QCOMPARE(told(), u"one(bills 5) one(mail 5)"_s);
    m_clock.pass(1h);
    QVERIFY(!m_teller->isMuted(mail));
    QCOMPARE(told(), QString()); // what was muted is not told later
    take(What::Grew, alert("mail", 10)); // but what goes on is
    QCOMPARE(told(), u"one(mail 10)"_s);

    m_clock.pass(60s);
    take(What::Grew, alert("mail", 20));
    m_teller->setMutes({{AlertTarget::everything(), (m_clock.wall + 1h).count()}});
    take(What::Began, alert("bills", 7));
    QCOMPARE(told(), QString()); // also what waited
    m_clock.pass(1h);
    QCOMPARE(told(), QString());
}

void TestAlertTeller::quietHours_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<QList<int>>("quiet");
    QTest::addColumn<QList<int>>("loud");
    QTest::newRow("by day") << 9 * 60 << 17 * 60 << QList<int>{540, 541, 1019} << QList<int>{539, 1020, 0};
    QTest::newRow("over midnight") << 22 * 60 << 7 * 60 << QList<int>{1320, 1439, 0, 419}
                                   << QList<int>{420, 1319, 720};
    QTest::newRow("from midnight") << 0 << 60 << QList<int>{0, 59} << QList<int>{60, 1439};
    QTest::newRow("until midnight") << 23 * 60 << 0 << QList<int>{1380, 1439} << QList<int>{0, 1379};
    QTest::newRow("no time at all") << 300 << 300 << QList<int>{} << QList<int>{299, 300, 301};
}

void TestAlertTeller::quietHours()
{
    QFETCH(int, from);
    QFETCH(int, to);
    QFETCH(QList<int>, quiet);
    QFETCH(QList<int>, loud);
    const QuietHours hours{true, from, to};
    for (const int minute : std::as_const(quiet))
        QVERIFY2(hours.contains(minute), qPrintable(QString::number(minute)));
    for (const int minute : std::as_const(loud))
        QVERIFY2(!hours.contains(minute), qPrintable(QString::number(minute)));
    QVERIFY(!(QuietHours{false, from, to}.contains(quiet.value(0))));
}

void TestAlertTeller::quietHoursAreLocalOnes()
{
    AlertTeller east(m_clock, QTimeZone(5 * 3600 + 1800)); // no daylight saving: the test has one answer
    east.setQuietHours({true, 22 * 60, 7 * 60});
    m_clock.setTime(16, 29);
    QVERIFY(!east.isQuiet()); // 21:59 there
    m_clock.setTime(16, 30);
    QVERIFY(east.isQuiet());
    m_clock.setTime(1, 30);
    QVERIFY(!east.isQuiet()); // 7:00
}

void TestAlertTeller::digestAfterQuietHours()
{
    m_teller->setQuietHours({true, 22 * 60, 7 * 60});
    m_clock.setTime(21, 0);
    take(What::Began, alert("loud", 3));
    QCOMPARE(told(), u"one(loud 3)"_s);
    m_clock.setTime(23, 0);
    take(What::Began, alert("mail", 5));
    QCOMPARE(told(), QString());
    take(What::Grew, alert("mail", 10));
    take(What::Ended, alert("mail", 12));
    take(What::Began, alert("mail", 6));
    take(What::Grew, alert("mail", 25));
    take(What::Began, alert("bills", 61000, AlertKind::Waiting));
    take(What::Ended, alert("bills", 90000, AlertKind::Waiting));
    take(What::Began, alert("bills", 70000, AlertKind::Waiting));
    take(What::Ended, alert("bills", 80000, AlertKind::Waiting));
    m_clock.pass(7h + 59min);
    QCOMPARE(told(), QString()); // 6:59
    QVERIFY(m_teller->isWaiting());
    m_clock.pass(1min);
    take(What::Ended, alert("mail", 25)); // quiet hours are over, but nobody was told yet
    const auto messages = m_teller->due();
    QCOMPARE(words(messages), u"digest(mail 37 x2 over, bills 90000 x2 over)"_s);
    QCOMPARE(messages.front().target, AlertTarget::everything());
    QCOMPARE(told(), QString());
    take(What::Began, alert("mail", 50)); // told just now
    QCOMPARE(told(), QString());
    m_clock.pass(60s);
    QCOMPARE(told(), u"one(mail 50)"_s);
}

void TestAlertTeller::untilTomorrow()
{
    m_clock.setTime(23, 59);
    QCOMPARE(QDateTime::fromMSecsSinceEpoch(m_teller->tomorrow(), QTimeZone::utc()),
        QDateTime(QDate(2026, 11, 27), QTime(8, 0), QTimeZone::utc()));
    m_clock.setTime(0, 0);
    QCOMPARE(QDateTime::fromMSecsSinceEpoch(m_teller->tomorrow(), QTimeZone::utc()),
        QDateTime(QDate(2026, 11, 27), QTime(8, 0), QTimeZone::utc()));
}

void TestAlertTeller::forgetsAConnection()
{
    m_teller->setQuietHours({true, 0, 1439});
    m_clock.setTime(12, 0);
    take(What::Began, alert("mail", 5));
    take(What::Began, alert("mail", 6), u"other"_s);
    QCOMPARE(told(), QString());
    m_teller->forget(u"shop"_s);
    m_teller->setQuietHours({});
    QCOMPARE(told(), u"digest(mail 6)"_s);
}

QTEST_GUILESS_MAIN(TestAlertTeller)
#include "tst_alertteller.moc"
