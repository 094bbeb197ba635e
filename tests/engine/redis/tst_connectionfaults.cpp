// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/hostlookup_p.h"
#include "redis/redisconnection.h"
#include "support/faultproxy.h"
#include "support/redisfixture.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QFuture>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <array>
#include <atomic>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

namespace {

//! As QTRY_VERIFY, but without its steps of 50 ms: for what happens thousands of times.
template <typename Predicate>
bool soon(const Predicate& predicate)
{
    const QDeadlineTimer deadline(10000);
    QTimer wake; // a predicate that never comes true must not wait for an event that never comes
    wake.start(500);
    while (!predicate() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return predicate();
}

//! The socket of this process that is connected to this port of 127.0.0.1; -1 = none.
int socketTo(quint16 port)
{
    const QStringList all = QDir(u"/proc/self/fd"_s).entryList(QDir::Files | QDir::System);
    for (const QString& name : all) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        const int fd = name.toInt();
        if (::getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) == 0 && peer.sin_family == AF_INET
            && ntohs(peer.sin_port) == port)
            return fd;
    }
    return -1;
}

int socketOption(int socket, int level, int option)
{
    int value = -1;
    socklen_t size = sizeof value;
    return ::getsockopt(socket, level, option, &value, &size) == 0 ? value : -1;
}

} // namespace

class TestConnectionFaults final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void passesThrough();
    void survivesChunksAndDelay();
    void lostReply_data();
    // fault: A4
    void lostReply();
    // fault: A5
    void cutAtEveryByteOfAReply();
    // fault: E1
    void corruptReplyCloses();
    // fault: E5
    void extraReplyCloses();
    void kernelWatchesTheSocket();
    // fault: A6, A7
    void idleBlackholeIsNoticed();
    // fault: A6
    void silenceUnderWayIsNoticed();
    // fault: E4
    void trickledReplyTimesOut();
    // fault: A1
    void comesBackAfterRefusal();
    // fault: A11
    void asksForTheAddressAtEveryTry();
    // fault: A12
    void oneDeadFamilyDoesNotCostTheTry();
    // production: P4
    void giveUpAfterRetriesPerRequest();
    // fault: A2
    void resetsInTheMiddleOfAPipeline();

private:
    [[nodiscard]] ConnectionOptions options() const;

    RedisFixture m_redis{{.tcp = true}};
    std::unique_ptr<FaultProxy> m_proxy;
};

void TestConnectionFaults::initTestCase()
{
    QVERIFY2(m_redis.start(), m_redis.log().constData());
}

void TestConnectionFaults::init()
{
    m_redis.command({"FLUSHALL"});
    m_proxy = std::make_unique<FaultProxy>(m_redis.unixOptions());
}

void TestConnectionFaults::cleanup()
{
    HostLookup::setResolver({});
    m_proxy.reset();
}

ConnectionOptions TestConnectionFaults::options() const
{
    ConnectionOptions options = m_proxy->options();
    options.retry.minimum = Milliseconds(5);
    options.retry.maximum = Milliseconds(20);
    return options;
}

void TestConnectionFaults::passesThrough()
{
    RedisConnection connection(options(), ConnectionRole::Queue);
    connection.open();
    const auto future = connection.requestBatch({{"SET", "a", QByteArray(100000, 'x')}, {"GET", "a"}});
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(future.result()->at(1).text, QByteArray(100000, 'x'));
    QCOMPARE(m_proxy->requests(), 3); // INFO too
    QCOMPARE(m_proxy->connections(), 1);
}

void TestConnectionFaults::survivesChunksAndDelay()
{
    m_proxy->setChunk(1);
    RedisConnection connection(options(), ConnectionRole::Queue);
    connection.open();
    auto future = connection.requestBatch({{"RPUSH", "l", "a", "b\r\n", ""}, {"LRANGE", "l", "0", "-1"}});
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(future.result()->at(1).items.at(1).text, QByteArray("b\r\n"));
    m_proxy->setChunk(0);
    m_proxy->setDelay(Milliseconds(20));
    auto slow = connection.request({"PING"});
    QTRY_VERIFY(slow.isFinished());
    QCOMPARE(slow.result()->text, QByteArray("PONG"));
}

void TestConnectionFaults::lostReply_data()
{
    QTest::addColumn<Fault::Kind>("kind");
    QTest::addColumn<Repeat>("repeat");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<int>("carriedOut");
    QTest::newRow("unseen, safe") << Fault::Kind::SwallowRequest << Repeat::Safe << u"1"_s << 1;
    QTest::newRow("unseen, never") << Fault::Kind::SwallowRequest << Repeat::Never << u"InDoubt"_s << 0;
    QTest::newRow("done, safe") << Fault::Kind::CutBeforeReply << Repeat::Safe << u"2"_s << 2;
    QTest::newRow("done, never") << Fault::Kind::CutBeforeReply << Repeat::Never << u"InDoubt"_s << 1;
    QTest::newRow("answered, safe") << Fault::Kind::CutAfterReply << Repeat::Safe << u"1"_s << 1;
    QTest::newRow("answered, never") << Fault::Kind::CutAfterReply << Repeat::Never << u"1"_s << 1;
}

void TestConnectionFaults::lostReply()
{
    QFETCH(const Fault::Kind, kind);
    QFETCH(const Repeat, repeat);
    QFETCH(const int, carriedOut);
    for (const ConnectionRole role : {ConnectionRole::Queue, ConnectionRole::Worker}) {
        m_redis.command({"DEL", "n"});
        RedisConnection connection(options(), role);
        connection.open();
        QTRY_VERIFY(connection.isReady());
        m_proxy->setFault({.kind = kind, .match = "INCR"});
        auto answer = connection.request(Command({"INCR", "n"}, repeat));
        auto next = connection.request({"ECHO", "next"});
        QTRY_VERIFY(answer.isFinished() && next.isFinished());
        const Result<Reply> result = answer.result();
        QTEST(result ? QString::number(result->integer) : QString(errorName(result.error().code)), "answer");
        QCOMPARE(next.result()->text, QByteArray("next"));
        QCOMPARE(m_redis.integer({"GET", "n"}), carriedOut);
        QTRY_VERIFY(connection.isReady());
    }
}

//! Of 2 kB. Nothing but the last byte makes it an answer, and what was asked behind it gets its own.
void TestConnectionFaults::cutAtEveryByteOfAReply()
{
    const QByteArray middle(2000, 'x');
    const QByteArray reply = "*3\r\n$5\r\nfirst\r\n$2000\r\n" + middle + "\r\n$4\r\nlast\r\n";
    m_redis.command({"RPUSH", "l", "first", middle, "last"});
    ConnectionOptions quick = options();
    quick.retry.minimum = Milliseconds(1); // two thousand reconnections
    RedisConnection connection(quick, ConnectionRole::Queue);
    connection.open();
    QVERIFY(soon([&] { return connection.isReady(); }));
    for (qsizetype bytes = 0; bytes <= reply.size(); ++bytes) {
        m_proxy->setFault({.kind = Fault::Kind::CutInReply, .bytes = bytes, .match = "LRANGE"});
        auto never = connection.request(Command({"LRANGE", "l", "0", "-1"}, Repeat::Never));
        auto other = connection.request({"ECHO", "mine"});
        QVERIFY(soon([&] { return never.isFinished() && other.isFinished() && connection.isReady(); }));
        const Result<Reply> answer = never.result();
        if (bytes < reply.size()) {
            QVERIFY(!answer);
            QCOMPARE(answer.error().code, ErrorCode::InDoubt);
        } else {
            QVERIFY(answer);
            QCOMPARE(answer->items.at(1).text, middle);
        }
        QCOMPARE(other.result()->text, QByteArray("mine"));
    }
    QCOMPARE(m_proxy->hits(), int(reply.size()) + 1);
}

void TestConnectionFaults::corruptReplyCloses()
{
    RedisConnection connection(options(), ConnectionRole::Queue);
    QSignalSpy lost(&connection, &RedisConnection::connectionLost);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    m_proxy->setFault({.kind = Fault::Kind::CorruptReply, .bytes = 0, .match = "ECHO"});
    auto answer = connection.request({"ECHO", "x"});
    QTRY_VERIFY(answer.isFinished());
    QCOMPARE(answer.result()->text, QByteArray("x")); // asked again on a new connection
    QCOMPARE(lost.count(), 1);
    QCOMPARE(lost.at(0).at(0).value<Error>().code, ErrorCode::Server);
    QCOMPARE(m_proxy->connections(), 2);
}

void TestConnectionFaults::extraReplyCloses()
{
    RedisConnection connection(options(), ConnectionRole::Queue);
    QSignalSpy lost(&connection, &RedisConnection::connectionLost);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    m_proxy->setFault({.kind = Fault::Kind::ExtraReply, .match = "ECHO"});
    auto answer = connection.request({"ECHO", "x"});
    QTRY_VERIFY(answer.isFinished());
    QTRY_COMPARE(lost.count(), 1);
    auto next = connection.request({"ECHO", "y"});
    QTRY_VERIFY(next.isFinished());
    QTRY_VERIFY(connection.isReady());
}

//! What no test of ours can wait for, the kernel does: it is asked whether it was told to.
void TestConnectionFaults::kernelWatchesTheSocket()
{
    RedisConnection connection(options(), ConnectionRole::Worker);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    const int socket = socketTo(m_proxy->port());
    QVERIFY(socket >= 0);
    QCOMPARE(socketOption(socket, SOL_SOCKET, SO_KEEPALIVE), 1);
    // Half-open sockets are noticed within 15 s: with data under way, and when idle.
    const int userTimeout = socketOption(socket, IPPROTO_TCP, TCP_USER_TIMEOUT); // ms
    QVERIFY(userTimeout > 0 && userTimeout <= 15000);
    const int idle = socketOption(socket, IPPROTO_TCP, TCP_KEEPIDLE); // s
    const int probes =
        socketOption(socket, IPPROTO_TCP, TCP_KEEPCNT) * socketOption(socket, IPPROTO_TCP, TCP_KEEPINTVL);
    QVERIFY(idle > 0 && probes > 0);
    QVERIFY2(idle + probes <= 15, QByteArray::number(idle + probes).constData());
}

void TestConnectionFaults::idleBlackholeIsNoticed()
{
    ConnectionOptions short_ = options();
    short_.commandTimeout = Milliseconds(100);
    short_.connectTimeout = Milliseconds(100);
    RedisConnection connection(short_, ConnectionRole::Worker);
    QSignalSpy lost(&connection, &RedisConnection::connectionLost);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    QTRY_VERIFY(m_proxy->requests() > 2); // PING keeps a silent connection honest
    QCOMPARE(lost.count(), 0);
    m_proxy->setBlackhole(true);
    QTRY_COMPARE(lost.count(), 1);
    QCOMPARE(lost.at(0).at(0).value<Error>().code, ErrorCode::Timeout);
    auto waiting = connection.request({"ECHO", "back"});
    m_proxy->setBlackhole(false);
    QTRY_VERIFY(waiting.isFinished());
    QCOMPARE(waiting.result()->text, QByteArray("back"));
}

void TestConnectionFaults::silenceUnderWayIsNoticed()
{
    ConnectionOptions short_ = options();
    short_.commandTimeout = Milliseconds(100);
    RedisConnection connection(short_, ConnectionRole::Worker);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    m_proxy->setFault({.kind = Fault::Kind::HoldReply, .match = "INCR"});
    auto safe = connection.request({"INCR", "n"});
    auto never = connection.request(Command({"INCR", "m"}, Repeat::Never));
    QTRY_VERIFY(safe.isFinished() && never.isFinished());
    QCOMPARE(safe.result()->integer, 2);
    QCOMPARE(never.result().error().code, ErrorCode::InDoubt);
    QCOMPARE(m_proxy->connections(), 2);
}

void TestConnectionFaults::trickledReplyTimesOut()
{
    m_redis.command({"SET", "big", QByteArray(3000, 'x')});
    ConnectionOptions short_ = options();
    short_.commandTimeout = Milliseconds(150);
    RedisConnection connection(short_, ConnectionRole::Queue);
    QSignalSpy lost(&connection, &RedisConnection::connectionLost);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    m_proxy->setDelay(Milliseconds(400)); // later than the patience, whatever trickles
    m_proxy->setChunk(1);
    auto answer = connection.request(Command({"GET", "big"}, Repeat::Never));
    QTRY_VERIFY(answer.isFinished());
    QCOMPARE(answer.result().error().code, ErrorCode::InDoubt);
    QCOMPARE(lost.at(0).at(0).value<Error>().code, ErrorCode::Timeout);
}

void TestConnectionFaults::comesBackAfterRefusal()
{
    RedisConnection connection(options(), ConnectionRole::Worker);
    QSignalSpy errors(&connection, &RedisConnection::errorOccurred);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    m_proxy->setRefusing(true);
    QTRY_VERIFY(connection.status().attempt >= 5);
    QVERIFY2(errors.count() <= 4, qPrintable(QString::number(errors.count()))); // one a second of each cause
    auto waiting = connection.request({"ECHO", "back"});
    m_proxy->setRefusing(false);
    QTRY_VERIFY(waiting.isFinished());
    QCOMPARE(waiting.result()->text, QByteArray("back"));
}

// A failover by DNS: the name is unknown at first, then stands for a dead machine, then for the new one.
void TestConnectionFaults::asksForTheAddressAtEveryTry()
{
    std::atomic<int> asked = 0;
    HostLookup::setResolver([&asked](const QString&) -> HostAnswer {
        if (++asked == 1)
            return {{}, u"unknown for now"_s};
        return {{QHostAddress(asked == 2 ? u"127.0.0.9"_s : u"127.0.0.1"_s)}, {}};
    });
    ConnectionOptions options = m_redis.tcpOptions();
    options.host = u"redis.example"_s;
    options.retry.minimum = options.retry.maximum = Milliseconds(5);
    RedisConnection connection(options, ConnectionRole::Worker);
    QStringList reasons;
    connect(&connection, &RedisConnection::errorOccurred, this,
        [&reasons](const Error& error) { reasons.append(error.message); });
    connection.open();
    auto waiting = connection.request({"PING"});
    QTRY_VERIFY(waiting.isFinished());
    QCOMPARE(waiting.result()->text, QByteArray("PONG"));
    QCOMPARE(asked, 3);
    QCOMPARE(reasons, QStringList({u"unknown for now"_s, u"Connection refused"_s}));
    m_redis.killHard();
    QTRY_VERIFY(asked > 4);
    QVERIFY2(m_redis.start(), m_redis.log().constData());
    QTRY_VERIFY(connection.isReady());
}

void TestConnectionFaults::oneDeadFamilyDoesNotCostTheTry()
{
    // The kernel completes calls into the queue of a listener that never accepts; a full one stays silent.
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress(u"127.0.0.9"_s), m_redis.tcpPort()));
    silent.pauseAccepting();
    ::listen(static_cast<int>(silent.socketDescriptor()), 0);
    std::array<QTcpSocket, 3> callers;
    for (QTcpSocket& caller : callers)
        caller.connectToHost(silent.serverAddress(), silent.serverPort());
    QTRY_COMPARE(callers.front().state(), QAbstractSocket::ConnectedState);
    QCOMPARE(callers.back().state(), QAbstractSocket::ConnectingState);

    HostLookup::setResolver([](const QString&) -> HostAnswer {
        return {{QHostAddress(u"127.0.0.9"_s), QHostAddress(QHostAddress::LocalHostIPv6)}, {}};
    });
    ConnectionOptions options = m_redis.tcpOptions();
    options.host = u"redis.example"_s;
    options.connectTimeout = Milliseconds(3000); // "connects within 3 s": in the first try
    RedisConnection connection(options, ConnectionRole::Queue);
    QSignalSpy errors(&connection, &RedisConnection::errorOccurred);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    QCOMPARE(errors.count(), 0);
}

void TestConnectionFaults::giveUpAfterRetriesPerRequest()
{
    ConnectionOptions few = options();
    few.maxRetriesPerRequest = 2;
    RedisConnection connection(few, ConnectionRole::Queue);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    m_proxy->setFault({.kind = Fault::Kind::CutBeforeReply, .match = "INCR", .times = 100});
    auto answer = connection.request({"INCR", "n"});
    QTRY_VERIFY(answer.isFinished());
    QCOMPARE(answer.result().error().code, ErrorCode::ConnectionClosed);
    QCOMPARE(m_redis.integer({"GET", "n"}), 3); // once and two retries
}

void TestConnectionFaults::resetsInTheMiddleOfAPipeline()
{
    constexpr int rounds = 20;
    RedisConnection connection(options(), ConnectionRole::Worker);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    for (int round = 0; round < rounds; ++round) {
        std::vector<QFuture<Result<Reply>>> futures;
        m_proxy->setFault({.kind = Fault::Kind::CutBeforeReply, .request = 1 + round * 5, .match = "ECHO"});
        for (int i = 0; i < 100; ++i)
            futures.push_back(connection.request({"ECHO", QByteArray::number(i)}));
        QTRY_VERIFY(std::ranges::all_of(futures, [](const auto& f) { return f.isFinished(); }));
        for (int i = 0; i < 100; ++i)
            QCOMPARE(futures[size_t(i)].result()->text, QByteArray::number(i));
    }
    QCOMPARE(m_proxy->hits(), rounds);
}

QTEST_GUILESS_MAIN(TestConnectionFaults)
#include "tst_connectionfaults.moc"
