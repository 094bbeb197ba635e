// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/connectionfsm.h"

#include <QTest>

#include <algorithm>

using namespace drover;
using namespace Qt::StringLiterals;
using Phase = ConnectionFsm::Phase;
using Kind = ConnectionFsm::Step::Kind;

namespace {

std::vector<Kind> kinds(const ConnectionFsm::Steps& steps)
{
    std::vector<Kind> result;
    std::ranges::transform(steps, std::back_inserter(result), &ConnectionFsm::Step::kind);
    return result;
}

QByteArrayList sentNames(const ConnectionFsm::Steps& steps)
{
    QByteArrayList names;
    for (const ConnectionFsm::Step& step : steps)
        for (const Command& command : step.commands)
            names.append(command.name());
    return names;
}

Milliseconds timerOf(const ConnectionFsm::Steps& steps)
{
    const auto timer = std::ranges::find(steps, Kind::StartTimer, &ConnectionFsm::Step::kind);
    return timer == steps.end() ? Milliseconds(-1) : timer->delay;
}

Reply text(const QByteArray& value, Reply::Kind kind = Reply::Kind::Bulk)
{
    Reply reply;
    reply.kind = kind;
    reply.text = value;
    return reply;
}

Reply error(const QByteArray& value)
{
    return text(value, Reply::Kind::Error);
}

const QByteArray info7 = "redis_version:7.0.15\r\nmaxmemory_policy:noeviction\r\nloading:0\r\n";

Error broken()
{
    return {ErrorCode::ConnectionClosed, u"broken"_s, {}};
}

double middle()
{
    return 0.5;
}

//! A machine in Phase::Ready.
ConnectionFsm readyFsm(const ConnectionOptions& options = {})
{
    ConnectionFsm fsm(options, middle);
    (void)fsm.open();
    (void)fsm.connected();
    (void)fsm.handshakeReply(text(info7));
    return fsm;
}

} // namespace

class TestConnectionFsm final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // fault: A13
    // production: P3
    void scheduleIsExact();
    // fault: A13
    void jitterStaysInBounds();
    // production: P3
    void otherOptionsChangeTheSchedule();
    void opensHandshakesAndGetsReady();
    void asksOnlyWhatIsConfigured_data();
    void asksOnlyWhatIsConfigured();
    void backsOffBySchedule();
    // fault: A13
    void goodHandshakeResetsTheSchedule();
    // fault: A13
    void retryNowEndsTheBackOff();
    void losesAReadyConnectionOnce();
    void handshakeErrors_data();
    void handshakeErrors();
    void refusedWaitsForAPerson();
    void timeouts_data();
    void timeouts();
    void judgesTheServer_data();
    // fault: B11
    void judgesTheServer();
    void warnsOnlyOnce();
    void closeIsFinal();
    void ignoresWhatComesTooLate();
};

void TestConnectionFsm::scheduleIsExact()
{
    const std::vector<int> expected{
        1000, 1000, 1000, 1000, 1000, 1000, 1097, 2981, 8103, 20000, 20000, 20000};
    for (size_t i = 0; i < expected.size(); ++i)
        QCOMPARE(retryDelay({}, int(i) + 1, 0.7).count(), expected[i]);
    QCOMPARE(retryDelay({}, 1000000, 0.7).count(), 20000);
}

void TestConnectionFsm::jitterStaysInBounds()
{
    RetryOptions options;
    options.jitter = 0.2;
    for (int attempt = 1; attempt < 15; ++attempt) {
        const auto plain = retryDelay({}, attempt, 0).count();
        for (const double random : {0.0, 0.25, 0.5, 0.999999}) {
            const auto delay = retryDelay(options, attempt, random).count();
            QVERIFY(delay >= 1000 && delay <= 20000);
            QVERIFY(std::abs(double(delay - plain)) <= 0.2 * double(plain) + 1);
        }
    }
    QVERIFY(retryDelay(options, 9, 0.1) != retryDelay(options, 9, 0.9));
    options.jitter = 5; // not more than 20 %
    QVERIFY(retryDelay(options, 9, 0.0).count() >= 6482);
}

void TestConnectionFsm::otherOptionsChangeTheSchedule()
{
    RetryOptions options;
    options.base = 2;
    options.minimum = Milliseconds(10);
    options.maximum = Milliseconds(100);
    QCOMPARE(retryDelay(options, 1, 0).count(), 10);
    QCOMPARE(retryDelay(options, 5, 0).count(), 32);
    QCOMPARE(retryDelay(options, 9, 0).count(), 100);
}

void TestConnectionFsm::opensHandshakesAndGetsReady()
{
    ConnectionFsm fsm({}, middle);
    QCOMPARE(fsm.phase(), Phase::Closed);
    QCOMPARE(kinds(fsm.open()), (std::vector{Kind::StartTimer, Kind::OpenSocket, Kind::TellState}));
    QVERIFY(fsm.isFirstTry());
    QVERIFY(fsm.open().empty());
    const ConnectionFsm::Steps connected = fsm.connected();
    QCOMPARE(kinds(connected), (std::vector{Kind::StartTimer, Kind::Send}));
    QCOMPARE(timerOf(connected), ConnectionOptions().connectTimeout);
    QCOMPARE(kinds(fsm.handshakeReply(text(info7))),
        (std::vector{Kind::StopTimer, Kind::BecomeReady, Kind::TellState}));
    QCOMPARE(fsm.phase(), Phase::Ready);
    QCOMPARE(fsm.serverInfo().version, QVersionNumber(7, 0, 15));
}

void TestConnectionFsm::asksOnlyWhatIsConfigured_data()
{
    QTest::addColumn<ConnectionOptions>("options");
    QTest::addColumn<QByteArrayList>("names");
    QTest::addColumn<QByteArray>("first");
    ConnectionOptions options;
    QTest::newRow("nothing") << options << QByteArrayList{"INFO"} << QByteArray("*1\r\n$4\r\nINFO\r\n");
    options.password = "pw";
    QTest::newRow("password") << options << QByteArrayList{"AUTH", "INFO"}
                              << QByteArray("*2\r\n$4\r\nAUTH\r\n$2\r\npw\r\n");
    options.user = u"bob"_s;
    options.database = 2;
    options.clientName = "name";
    QTest::newRow("everything") << options << QByteArrayList{"AUTH", "SELECT", "CLIENT SETNAME", "INFO"}
                                << QByteArray("*3\r\n$4\r\nAUTH\r\n$3\r\nbob\r\n$2\r\npw\r\n");
}

void TestConnectionFsm::asksOnlyWhatIsConfigured()
{
    QFETCH(const ConnectionOptions, options);
    ConnectionFsm fsm(options, middle);
    QVERIFY(sentNames(fsm.open()).isEmpty()); // nothing before TCP and TLS are up
    const ConnectionFsm::Steps steps = fsm.connected();
    QTEST(sentNames(steps), "names");
    QTEST(steps.back().commands.front().bytes(), "first");
}

void TestConnectionFsm::backsOffBySchedule()
{
    ConnectionFsm fsm({}, middle);
    (void)fsm.open();
    for (int attempt = 1; attempt <= 12; ++attempt) {
        const ConnectionFsm::Steps steps = fsm.failed(broken());
        QCOMPARE(kinds(steps),
            (std::vector{Kind::DropSocket, Kind::StartTimer, Kind::FailedTry, Kind::TellState}));
        QCOMPARE(timerOf(steps), retryDelay({}, attempt, 0.5));
        QCOMPARE(fsm.attempt(), attempt);
        QVERIFY(!fsm.isFirstTry());
        QCOMPARE(kinds(fsm.timeout()), (std::vector{Kind::StartTimer, Kind::OpenSocket, Kind::TellState}));
    }
}

void TestConnectionFsm::goodHandshakeResetsTheSchedule()
{
    ConnectionFsm fsm({}, middle);
    (void)fsm.open();
    for (int i = 0; i < 9; ++i) {
        (void)fsm.failed(broken());
        (void)fsm.timeout();
    }
    QCOMPARE(fsm.attempt(), 9);
    (void)fsm.connected();
    QCOMPARE(fsm.attempt(), 9); // a socket alone is no success
    (void)fsm.handshakeReply(text(info7));
    QCOMPARE(fsm.attempt(), 0);
    QVERIFY(!fsm.lastError());
    QCOMPARE(timerOf(fsm.failed(broken())), Milliseconds(1000));
}

void TestConnectionFsm::retryNowEndsTheBackOff()
{
    ConnectionFsm fsm({}, middle);
    QVERIFY(fsm.retryNow().empty());
    (void)fsm.open();
    QVERIFY(fsm.retryNow().empty());
    (void)fsm.failed(broken());
    QCOMPARE(kinds(fsm.retryNow()), (std::vector{Kind::StartTimer, Kind::OpenSocket, Kind::TellState}));
    QCOMPARE(fsm.attempt(), 1);
}

void TestConnectionFsm::losesAReadyConnectionOnce()
{
    ConnectionFsm fsm = readyFsm();
    QCOMPARE(kinds(fsm.failed(broken())),
        (std::vector{Kind::DropSocket, Kind::StartTimer, Kind::Lose, Kind::TellState}));
    QCOMPARE(fsm.phase(), Phase::Waiting);
    QCOMPARE(fsm.lastError()->message, u"broken"_s);
    QVERIFY(fsm.failed(broken()).empty());
}

void TestConnectionFsm::handshakeErrors_data()
{
    QTest::addColumn<int>("question"); // 0 AUTH, 1 SELECT, 2 SETNAME, 3 INFO
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Phase>("phase");
    QTest::newRow("wrong password") << 0 << QByteArray("WRONGPASS invalid") << Phase::Refused;
    QTest::newRow("unwanted password")
        << 0 << QByteArray("ERR AUTH <password> called without") << Phase::Refused;
    QTest::newRow("loading at AUTH") << 0 << QByteArray("LOADING Redis") << Phase::Waiting;
    QTest::newRow("max clients") << 0 << QByteArray("ERR max number of clients reached") << Phase::Waiting;
    QTest::newRow("odd error at AUTH") << 0 << QByteArray("ERR what") << Phase::Refused;
    QTest::newRow("no such database") << 1 << QByteArray("ERR DB index is out of range") << Phase::Refused;
    QTest::newRow("SELECT denied") << 1 << QByteArray("NOPERM this user") << Phase::Refused;
    QTest::newRow("SETNAME denied") << 2 << QByteArray("NOPERM this user") << Phase::Handshake;
    QTest::newRow("SETNAME unknown") << 2 << QByteArray("ERR unknown command") << Phase::Handshake;
    QTest::newRow("INFO denied") << 3 << QByteArray("NOPERM this user") << Phase::Ready;
    QTest::newRow("INFO needs a password")
        << 3 << QByteArray("NOAUTH Authentication required.") << Phase::Refused;
    QTest::newRow("master down") << 3 << QByteArray("MASTERDOWN Link") << Phase::Waiting;
    QTest::newRow("protected mode") << 3 << QByteArray("DENIED Redis is running in protected mode")
                                    << Phase::Refused;
}

void TestConnectionFsm::handshakeErrors()
{
    QFETCH(const int, question);
    QFETCH(const QByteArray, text);
    ConnectionOptions options;
    options.password = "pw";
    options.database = 2;
    options.clientName = "name";
    ConnectionFsm fsm(options, middle);
    (void)fsm.open();
    (void)fsm.connected();
    for (int i = 0; i < question; ++i)
        (void)fsm.handshakeReply(::text("OK", Reply::Kind::Simple));
    (void)fsm.handshakeReply(error(text));
    QTEST(fsm.phase(), "phase");
}

void TestConnectionFsm::refusedWaitsForAPerson()
{
    ConnectionFsm fsm({}, middle);
    (void)fsm.open();
    const ConnectionFsm::Steps steps = fsm.failed({ErrorCode::Tls, u"expired"_s, {{u"refused"_s, true}}});
    QCOMPARE(
        kinds(steps), (std::vector{Kind::StopTimer, Kind::DropSocket, Kind::FailedTry, Kind::TellState}));
    QCOMPARE(fsm.phase(), Phase::Refused);
    QVERIFY(fsm.timeout().empty());
    QVERIFY(!fsm.retryNow().empty());
    QCOMPARE(fsm.phase(), Phase::Connecting);
}

void TestConnectionFsm::timeouts_data()
{
    QTest::addColumn<bool>("isTls");
    QTest::addColumn<bool>("isConnected");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("TCP") << false << false << ErrorCode::Timeout;
    QTest::newRow("TLS to a plain server") << true << false << ErrorCode::Tls;
    QTest::newRow("handshake") << false << true << ErrorCode::Timeout;
}

void TestConnectionFsm::timeouts()
{
    QFETCH(const bool, isTls);
    QFETCH(const bool, isConnected);
    ConnectionOptions options;
    options.tls.enabled = isTls;
    ConnectionFsm fsm(options, middle);
    (void)fsm.open();
    if (isConnected)
        (void)fsm.connected();
    (void)fsm.timeout();
    QCOMPARE(fsm.phase(), Phase::Waiting);
    QTEST(fsm.lastError()->code, "code");
}

void TestConnectionFsm::judgesTheServer_data()
{
    QTest::addColumn<QByteArray>("info");
    QTest::addColumn<Phase>("phase");
    QTest::addColumn<QString>("warning");
    QTest::newRow("too old") << QByteArray("redis_version:4.0.14\r\n") << Phase::Refused << u""_s;
    QTest::newRow("old") << QByteArray("redis_version:5.0.0\r\n") << Phase::Ready << u"version"_s;
    QTest::newRow("6.0") << QByteArray("redis_version:6.0.20\r\n") << Phase::Ready << u"version"_s;
    QTest::newRow("good") << info7 << Phase::Ready << u""_s;
    QTest::newRow("evicting") << QByteArray("redis_version:7.0.0\r\nmaxmemory_policy:volatile-ttl\r\n")
                              << Phase::Ready << u"eviction-policy"_s;
    QTest::newRow("Valkey") << QByteArray(
        "redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.0.1\r\n")
                            << Phase::Ready << u""_s;
    QTest::newRow("Dragonfly") << QByteArray("redis_version:7.4.0\r\ndragonfly_version:df-v1.25.0\r\n")
                               << Phase::Ready << u""_s;
    QTest::newRow("silent about itself") << QByteArray() << Phase::Ready << u""_s;
    QTest::newRow("loading") << QByteArray("redis_version:7.0.0\r\nloading:1\r\n") << Phase::Waiting << u""_s;
}

void TestConnectionFsm::judgesTheServer()
{
    QFETCH(const QByteArray, info);
    ConnectionFsm fsm({}, middle);
    (void)fsm.open();
    (void)fsm.connected();
    const ConnectionFsm::Steps steps = fsm.handshakeReply(text(info));
    QTEST(fsm.phase(), "phase");
    QString warning;
    for (const ConnectionFsm::Step& step : steps)
        if (step.kind == Kind::Warn)
            warning += step.error->context.value(u"warning"_s).toString();
    QTEST(warning, "warning");
}

void TestConnectionFsm::warnsOnlyOnce()
{
    ConnectionFsm fsm({}, middle);
    (void)fsm.open();
    (void)fsm.connected();
    const Reply old = text("redis_version:6.0.0\r\n");
    QVERIFY(std::ranges::count(kinds(fsm.handshakeReply(old)), Kind::Warn) == 1);
    (void)fsm.failed(broken());
    (void)fsm.timeout();
    (void)fsm.connected();
    QVERIFY(std::ranges::count(kinds(fsm.handshakeReply(old)), Kind::Warn) == 0);
}

void TestConnectionFsm::closeIsFinal()
{
    for (const bool isReady : {false, true}) {
        ConnectionFsm fsm = readyFsm();
        if (!isReady)
            (void)fsm.failed(broken());
        QCOMPARE(kinds(fsm.close()), (std::vector{Kind::StopTimer, Kind::DropSocket, Kind::TellState}));
        QVERIFY(fsm.close().empty());
        QVERIFY(fsm.timeout().empty());
        QVERIFY(fsm.connected().empty());
        QVERIFY(fsm.failed(broken()).empty());
        QVERIFY(!fsm.open().empty());
        QVERIFY(fsm.isFirstTry());
    }
}

void TestConnectionFsm::ignoresWhatComesTooLate()
{
    ConnectionFsm fsm = readyFsm();
    QVERIFY(fsm.connected().empty());
    QVERIFY(fsm.timeout().empty());
    (void)fsm.failed(broken());
    QVERIFY(fsm.connected().empty());
    QVERIFY(fsm.handshakeReply(text("late")).empty());
    QCOMPARE(fsm.phase(), Phase::Waiting);
}

QTEST_GUILESS_MAIN(TestConnectionFsm)
#include "tst_connectionfsm.moc"
