// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/hostconnector_p.h"
#include "redis/hostlookup_p.h"

#include <QHostInfo>
#include <QPointer>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <atomic>
#include <memory>
#include <vector>

#include <sys/socket.h>

using namespace drover;
using namespace Qt::StringLiterals;

namespace {

const QHostAddress four(QHostAddress::LocalHost);
const QHostAddress six(QHostAddress::LocalHostIPv6);
const QHostAddress nobody(u"127.0.0.9"_s); // local as well, and nothing listens there

//! Listens and never accepts: once its queue is full, the kernel leaves further callers without an answer.
class SilentListener final {
public:
    SilentListener(const QHostAddress& address, quint16 port)
    {
        m_listens = m_server.listen(address, port);
        m_server.pauseAccepting();
        ::listen(static_cast<int>(m_server.socketDescriptor()), 0);
        for (int i = 0; m_listens && i < 3; ++i) {
            m_callers.push_back(std::make_unique<QTcpSocket>());
            m_callers.back()->connectToHost(address, port);
        }
    }
    [[nodiscard]] bool listens() const { return m_listens; }
    //! One caller sits in the queue, the others hear nothing.
    [[nodiscard]] bool isSilent() const
    {
        return m_callers.front()->state() == QAbstractSocket::ConnectedState
            && m_callers.back()->state() == QAbstractSocket::ConnectingState;
    }

private:
    QTcpServer m_server;
    bool m_listens = false;
    std::vector<std::unique_ptr<QTcpSocket>> m_callers;
};

} // namespace

class TestHostConnector final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qRegisterMetaType<QTcpSocket*>("QTcpSocket*"); }
    void cleanup() { HostLookup::setResolver({}); }

    void familiesTakeTurns();
    void asksTheSystem();
    // fault: A11
    void tellsABadName();
    // fault: A11
    void asksAnewEveryTime();
    void sharesAQuestionUnderWay();
    void nobodyWaitsForADestroyedLookup();

    void reachesAnAddress_data();
    void reachesAnAddress();
    // fault: A12
    void goesOnAfterARefusal();
    void aSilentAddressCostsAMoment_data();
    // fault: A12
    void aSilentAddressCostsAMoment();
    void tellsWhyThePreferredOneFailed();
    // fault: A11
    void tellsThatTheNameIsUnknown();
};

void TestHostConnector::familiesTakeTurns()
{
    const QHostAddress four2(u"10.0.0.2"_s);
    const QHostAddress four3(u"10.0.0.3"_s);
    const QHostAddress six2(u"fd00::2"_s);
    using List = QList<QHostAddress>;
    QCOMPARE(takingTurns({}), List());
    QCOMPARE(takingTurns({four}), List({four}));
    QCOMPARE(takingTurns({six, six2, four, four2, four3}), List({six, four, six2, four2, four3}));
    QCOMPARE(takingTurns({four, four2, six, six2}), List({four, six, four2, six2}));
}

void TestHostConnector::asksTheSystem()
{
    HostLookup lookup;
    QSignalSpy answers(&lookup, &HostLookup::answered);
    lookup.ask(u"localhost"_s);
    QCOMPARE(answers.count(), 0); // never from inside the call
    QTRY_COMPARE(answers.count(), 1);
    QCOMPARE(answers.first().first().value<HostAnswer>().addresses,
        QHostInfo::fromName(u"localhost"_s).addresses());
}

void TestHostConnector::tellsABadName()
{
    HostLookup lookup;
    QSignalSpy answers(&lookup, &HostLookup::answered);
    const QString name = QString(70, u'a') + u".example"_s; // labels end at 63
    lookup.ask(name);
    QTRY_COMPARE(answers.count(), 1);
    const auto answer = answers.first().first().value<HostAnswer>();
    QVERIFY(answer.addresses.isEmpty());
    QVERIFY2(answer.error.contains(name), qPrintable(answer.error));
}

void TestHostConnector::asksAnewEveryTime()
{
    std::atomic<int> asked = 0;
    HostLookup::setResolver([&asked](const QString& host) -> HostAnswer {
        return ++asked == 1 ? HostAnswer{{}, host + u" is unknown"_s} : HostAnswer{{four}, {}};
    });
    HostLookup lookup;
    QSignalSpy answers(&lookup, &HostLookup::answered);
    for (int i = 1; i <= 3; ++i) {
        lookup.ask(u"redis.example"_s);
        QTRY_COMPARE(answers.count(), i);
        QCOMPARE(asked, i);
    }
    QCOMPARE(answers.first().first().value<HostAnswer>().error, u"redis.example is unknown"_s);
    QCOMPARE(answers.last().first().value<HostAnswer>().addresses, QList({four}));
}

void TestHostConnector::sharesAQuestionUnderWay()
{
    std::atomic<int> asked = 0;
    QSemaphore gate;
    HostLookup::setResolver([&](const QString&) -> HostAnswer {
        ++asked;
        gate.acquire();
        return {{four}, {}};
    });
    HostLookup one;
    HostLookup two;
    HostLookup elsewhere;
    QSignalSpy first(&one, &HostLookup::answered);
    QSignalSpy second(&two, &HostLookup::answered);
    QSignalSpy third(&elsewhere, &HostLookup::answered);
    one.ask(u"slow.example"_s);
    two.ask(u"slow.example"_s);
    elsewhere.ask(u"other.example"_s);
    QTRY_COMPARE(asked, 2);
    gate.release(2);
    QTRY_COMPARE(first.count() + second.count() + third.count(), 3);
    QCOMPARE(asked, 2);
}

void TestHostConnector::nobodyWaitsForADestroyedLookup()
{
    QSemaphore gate;
    std::atomic<int> asked = 0;
    HostLookup::setResolver([&](const QString&) -> HostAnswer {
        ++asked;
        gate.acquire();
        return {{four}, {}};
    });
    auto gone = std::make_unique<HostLookup>();
    gone->ask(u"slow.example"_s);
    QTRY_COMPARE(asked, 1);
    gone.reset(); // while the system is silent
    HostLookup late;
    QSignalSpy answers(&late, &HostLookup::answered);
    late.ask(u"slow.example"_s);
    gate.release();
    QTRY_COMPARE(answers.count(), 1);
    QCOMPARE(asked, 1);
}

void TestHostConnector::reachesAnAddress_data()
{
    QTest::addColumn<QHostAddress>("address");
    QTest::newRow("IPv4") << four;
    QTest::newRow("IPv6") << six;
}

void TestHostConnector::reachesAnAddress()
{
    QFETCH(const QHostAddress, address);
    QTcpServer server;
    QVERIFY(server.listen(address));
    HostConnector connector([] { return new QTcpSocket; });
    QSignalSpy connected(&connector, &HostConnector::connected);
    connector.start(address.toString(), server.serverPort());
    QCOMPARE(connected.count(), 0);
    QTRY_COMPARE(connected.count(), 1);
    QCOMPARE(connected.first().first().value<QTcpSocket*>()->peerAddress(), address);
}

void TestHostConnector::goesOnAfterARefusal()
{
    QTcpServer server;
    QVERIFY(server.listen(four));
    HostLookup::setResolver([](const QString&) -> HostAnswer { return {{nobody, six, four}, {}}; });
    int made = 0;
    HostConnector connector([&made] {
        ++made;
        return new QTcpSocket;
    });
    QSignalSpy connected(&connector, &HostConnector::connected);
    QSignalSpy failed(&connector, &HostConnector::failed);
    connector.start(u"redis.example"_s, server.serverPort());
    QTRY_COMPARE(connected.count(), 1);
    QCOMPARE(connected.first().first().value<QTcpSocket*>()->peerAddress(), four);
    QCOMPARE(failed.count(), 0);
    QCOMPARE(made, 3);
}

void TestHostConnector::aSilentAddressCostsAMoment_data()
{
    QTest::addColumn<QHostAddress>("silent");
    QTest::addColumn<QHostAddress>("alive");
    QTest::newRow("IPv6 is dead") << six << four;
    QTest::newRow("IPv4 is dead") << four << six;
}

void TestHostConnector::aSilentAddressCostsAMoment()
{
    QFETCH(const QHostAddress, silent);
    QFETCH(const QHostAddress, alive);
    QTcpServer server;
    QVERIFY(server.listen(alive));
    const SilentListener listener(silent, server.serverPort());
    QVERIFY(listener.listens());
    QTRY_VERIFY(listener.isSilent());
    HostLookup::setResolver([silent, alive](const QString&) -> HostAnswer { return {{silent, alive}, {}}; });
    QList<QPointer<QTcpSocket>> made;
    HostConnector connector([&made] {
        made.append(new QTcpSocket);
        return made.last();
    });
    QSignalSpy connected(&connector, &HostConnector::connected);
    connector.start(u"redis.example"_s, server.serverPort());
    QTRY_COMPARE(made.size(), 1);
    QTRY_COMPARE(connected.count(), 1);
    QCOMPARE(made.size(), 2);
    QCOMPARE(connected.first().first().value<QTcpSocket*>(), made.last());
    QCOMPARE(made.last()->peerAddress(), alive);
    QTRY_VERIFY(made.first().isNull()); // the loser is dropped
    QVERIFY(listener.isSilent());
}

void TestHostConnector::tellsWhyThePreferredOneFailed()
{
    QTcpServer server;
    QVERIFY(server.listen(four));
    const quint16 port = server.serverPort();
    server.close();
    HostLookup::setResolver([](const QString&) -> HostAnswer { return {{six, four}, {}}; });
    HostConnector connector([] { return new QTcpSocket; });
    QSignalSpy connected(&connector, &HostConnector::connected);
    QSignalSpy failed(&connector, &HostConnector::failed);
    connector.start(u"redis.example"_s, port);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed.first().first().toString(), u"Connection refused"_s);
    QCOMPARE(connected.count(), 0);
}

void TestHostConnector::tellsThatTheNameIsUnknown()
{
    HostLookup::setResolver([](const QString& host) -> HostAnswer { return {{}, host + u" is unknown"_s}; });
    HostConnector connector([] { return new QTcpSocket; });
    QSignalSpy failed(&connector, &HostConnector::failed);
    connector.start(u"redis.example"_s, 6379);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed.first().first().toString(), u"redis.example is unknown"_s);
}

QTEST_GUILESS_MAIN(TestHostConnector)
#include "tst_hostconnector.moc"
