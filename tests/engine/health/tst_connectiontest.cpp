// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/connectiontest.h"
#include "redis/hostlookup_p.h"
#include "redis/readonlycommands.h"
#include "support/faultproxy.h"
#include "support/redisfixture.h"
#include "support/testcertificates.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

using Step = ConnectionStep;

namespace {

//! The commands that reliability asks of a user who only looks.
const QByteArrayList readOnlyRules = QByteArray(
    "-@all +ping +info +hello +client|setname +client|list +client|id +scan +type +exists +ttl +pttl +llen "
    "+lrange +lindex +lpos +zcard +zcount +zscore +zrange +zrevrange +zrangebyscore +zrevrangebyscore +hget "
    "+hmget +hgetall +hlen +hexists +hscan +hstrlen +scard +smembers +sismember +sscan +get +strlen +xlen "
    "+xrange +xrevrange +xread +memory|usage +multi +exec +discard +select +time")
                                         .split(' ');

const QByteArrayList workerRules = QByteArray(
    "-@all +ping +info +hello +client|setname +client|list +client|id +eval +evalsha +script|load +multi "
    "+exec "
    "+bzpopmin +xread +del +exists +get +set +incr +pttl +pexpire +persist +hget +hset +hmget +hmset "
    "+hgetall "
    "+hdel +hexists +hincrby +hlen +lindex +llen +lpos +lpush +lpop +rpop +rpush +lrange +lrem +lset +ltrim "
    "+rpoplpush +rename +sadd +scard +sismember +smembers +srem +type +xadd +xtrim +zadd +zcard +zcount "
    "+zpopmin "
    "+zrange +zrangebyscore +zrem +zremrangebyrank +zremrangebyscore +zrevrange +zrevrangebyscore +zscore "
    "+scan "
    "+zrevrank +xrange +hstrlen +xlen +acl|whoami +acl|dryrun")
                                       .split(' ');

ConnectionTestReport run(const ConnectionOptions& connection, const QByteArrayList& prefixes = {"bull"})
{
    ConnectionTest test({connection, prefixes, false});
    QSignalSpy finished(&test, &ConnectionTest::finished);
    test.start();
    if (!QTest::qWaitFor([&finished] { return !finished.isEmpty(); }, 60000))
        return {};
    QTest::qWait(0);
    return finished.size() == 1 ? test.report() : ConnectionTestReport();
}

//! Good or skipped up to the step that failed, untouched behind it.
void verifyFailedAt(const ConnectionTestReport& report, Step step, ErrorCode code)
{
    QVERIFY(report.isFinished);
    QCOMPARE(report.failedStep(), step);
    QCOMPARE(report.step(step).error->code, code);
    QVERIFY(!report.step(step).error->message.isEmpty());
    for (size_t i = 0; i < connectionStepCount; ++i) {
        const StepState state = report.steps.at(i).state;
        if (i < static_cast<size_t>(step))
            QVERIFY(state == StepState::Good || state == StepState::Skipped);
        if (i > static_cast<size_t>(step))
            QCOMPARE(state, StepState::Waiting);
    }
}

void addUser(RedisFixture& redis, const QByteArray& name, const QByteArray& keys, const QByteArrayList& rules)
{
    QByteArrayList command{"ACL", "SETUSER", name, "on", ">secret", keys};
    command += rules;
    QVERIFY2(!redis.command(command).isError(), redis.command(command).text.constData());
}

} // namespace

class TestConnectionTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void everyStepOnAUnixSocket();
    void everyStepOnTcpByName();
    void tls();
    void tlsFails_data();
    // fault: D4
    void tlsFails();
    // fault: D6
    void plainWhereTlsIsWanted();
    void passwords_data();
    // fault: D1
    void passwords();
    void passwordThatNobodyWants();
    void databaseThatIsNotThere();
    // fault: A11
    void unknownHost();
    // fault: A1
    void nobodyListens();
    void noSuchSocket();
    // fault: A6
    void silentServerTimesOut();
    // fault: E2
    void notRedis();
    void cancelled();
    // production: P2
    void evictionPolicy();
    void otherPrefixes();
    void rightsOfAReader();
    void rightsOfAWorker();
    // fault: D2
    void rightsThatAreMissing();
    // fault: D3
    void keysThatAreForbidden();
    void readOnlySendsPlainReads();

private:
    RedisFixture m_redis{RedisFixtureOptions{.tcp = true, .tls = true}};
};

void TestConnectionTest::initTestCase()
{
    QVERIFY2(m_redis.start(), m_redis.log().constData());
}

void TestConnectionTest::cleanup()
{
    m_redis.command({"FLUSHALL"});
    m_redis.command({"CONFIG", "SET", "maxmemory-policy", "noeviction"});
    m_redis.command({"CONFIG", "RESETSTAT"});
}

void TestConnectionTest::everyStepOnAUnixSocket()
{
    m_redis.command({"HSET", "bull:mail:meta", "version", "x"});
    m_redis.command({"HSET", "bull:pay:meta", "version", "x"});
    ConnectionOptions options = m_redis.unixOptions();
    const ConnectionTestReport report = run(options);
    QVERIFY(report.isFinished);
    QVERIFY(!report.failedStep());
    QVERIFY(!report.hasDoubts());
    for (const Step step : {Step::Resolve, Step::Tls, Step::Auth, Step::Select})
        QCOMPARE(report.step(step).state, StepState::Skipped);
    for (const Step step :
        {Step::Connect, Step::Ping, Step::Version, Step::Rights, Step::Eviction, Step::Prefixes})
        QCOMPARE(report.step(step).state, StepState::Good);
    QVERIFY(report.latency >= 0);
    QCOMPARE(report.evictionPolicy, "noeviction");
    QCOMPARE(report.prefixes, (QMap<QByteArray, int>{{"bull", 2}}));
    QVERIFY(report.hasSeenAllKeys);
    QCOMPARE(report.rights.user, "default");
    QCOMPARE(report.rights.mayWrite(), std::optional(true));
    QVERIFY(report.rights.mayListClients && report.rights.mayReadConfig && report.rights.mayScan);
}

void TestConnectionTest::everyStepOnTcpByName()
{
    ConnectionOptions options = m_redis.tcpOptions();
    options.host = u"localhost"_s;
    options.database = 3;
    const ConnectionTestReport report = run(options);
    QVERIFY(!report.failedStep());
    QCOMPARE(report.step(Step::Resolve).state, StepState::Good);
    QCOMPARE(report.step(Step::Select).state, StepState::Good);
    QVERIFY(report.addresses.contains(report.peer));
    QCOMPARE(report.step(Step::Prefixes).state, StepState::Doubtful); // there are no queues
    QVERIFY(!report.tls);
}

void TestConnectionTest::tls()
{
    const ConnectionTestReport report = run(m_redis.tlsOptions());
    QVERIFY(!report.failedStep());
    QCOMPARE(report.step(Step::Tls).state, StepState::Good);
    QVERIFY(report.tls.has_value());
    QVERIFY(report.tls->protocol.startsWith(u"TLS 1."));
    QVERIFY(report.tls->expires > QDateTime::currentDateTime());
}

void TestConnectionTest::tlsFails_data()
{
    QTest::addColumn<QString>("fault");
    for (const auto& fault : {u"unknown CA"_s, u"wrong name"_s, u"no TLS there"_s, u"CA cannot be read"_s})
        QTest::newRow(qPrintable(fault)) << fault;
}

void TestConnectionTest::tlsFails()
{
    QFETCH(QString, fault);
    ConnectionOptions options = m_redis.tlsOptions();
    options.connectTimeout = Milliseconds(2000);
    Step step = Step::Tls;
    if (fault == "unknown CA"_L1)
        options.tls.caFile = m_redis.certificates()->certificate(u"stranger"_s);
    if (fault == "wrong name"_L1)
        options.tls.serverName = u"redis.example"_s;
    if (fault == "no TLS there"_L1)
        options.port = m_redis.tcpPort();
    if (fault == "CA cannot be read"_L1) {
        options.tls.caFile = u"/nonexistent/ca.pem"_s;
        step = Step::Connect; // seen before anything is sent
    }
    verifyFailedAt(run(options), step, ErrorCode::Tls);
}

void TestConnectionTest::plainWhereTlsIsWanted()
{
    ConnectionOptions options = m_redis.tcpOptions();
    options.port = m_redis.tlsPort();
    const ConnectionTestReport report = run(options);
    QCOMPARE(report.failedStep(), std::optional(Step::Auth));
    QVERIFY(report.step(Step::Auth).error->message.contains(u"TLS"));
}

void TestConnectionTest::passwords_data()
{
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<QString>("reason"); // empty = good
    QTest::newRow("right") << QByteArray() << QByteArray("secret") << QString();
    QTest::newRow("right, with a name") << QByteArray("default") << QByteArray("secret") << QString();
    QTest::newRow("wrong") << QByteArray() << QByteArray("wrong") << u"password"_s;
    QTest::newRow("none") << QByteArray() << QByteArray() << u"password-missing"_s;
    QTest::newRow("unknown user") << QByteArray("nobody") << QByteArray("secret") << u"password"_s;
}

void TestConnectionTest::passwords()
{
    QFETCH(QByteArray, user);
    QFETCH(QByteArray, password);
    QFETCH(QString, reason);
    RedisFixture redis(RedisFixtureOptions{.password = "secret"});
    QVERIFY(redis.start());
    ConnectionOptions options = redis.unixOptions();
    options.user = QString::fromUtf8(user);
    options.password = password;
    const ConnectionTestReport report = run(options);
    if (reason.isEmpty()) {
        QVERIFY(!report.failedStep());
        QCOMPARE(report.step(Step::Auth).state, StepState::Good);
        return;
    }
    verifyFailedAt(report, Step::Auth, ErrorCode::Auth);
    QCOMPARE(report.step(Step::Auth).error->context.value(u"reason"_s).toString(), reason);
    QVERIFY(!report.step(Step::Auth).error->message.contains(u"secret"));
}

void TestConnectionTest::passwordThatNobodyWants()
{
    ConnectionOptions options = m_redis.unixOptions();
    options.password = "secret";
    const ConnectionTestReport report = run(options);
    verifyFailedAt(report, Step::Auth, ErrorCode::Auth);
    QCOMPARE(report.step(Step::Auth).error->context.value(u"reason"_s).toString(), u"password-unwanted"_s);
}

void TestConnectionTest::databaseThatIsNotThere()
{
    ConnectionOptions options = m_redis.unixOptions();
    options.database = 5000;
    verifyFailedAt(run(options), Step::Select, ErrorCode::Server);
}

void TestConnectionTest::unknownHost()
{
    HostLookup::setResolver([](const QString&) { return HostAnswer{{}, u"as the test wants"_s}; });
    ConnectionOptions options;
    options.host = u"no-such-host.invalid"_s;
    const ConnectionTestReport report = run(options);
    HostLookup::setResolver({});
    verifyFailedAt(report, Step::Resolve, ErrorCode::NotFound);
}

void TestConnectionTest::nobodyListens()
{
    ConnectionOptions options = m_redis.tcpOptions();
    {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        options.port = taken.serverPort();
    }
    verifyFailedAt(run(options), Step::Connect, ErrorCode::ConnectionClosed);
}

void TestConnectionTest::noSuchSocket()
{
    ConnectionOptions options;
    options.unixSocket = u"/nonexistent/r.sock"_s;
    verifyFailedAt(run(options), Step::Connect, ErrorCode::ConnectionClosed);
}

void TestConnectionTest::silentServerTimesOut()
{
    FaultProxy proxy(m_redis.unixOptions());
    proxy.setBlackhole(true);
    ConnectionOptions options = proxy.options();
    options.connectTimeout = Milliseconds(300);
    verifyFailedAt(run(options), Step::Auth, ErrorCode::Timeout);
}

void TestConnectionTest::notRedis()
{
    QTcpServer web;
    QVERIFY(web.listen(QHostAddress::LocalHost));
    connect(&web, &QTcpServer::newConnection, this, [&web] {
        QTcpSocket* const socket = web.nextPendingConnection();
        socket->write("HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    ConnectionOptions options;
    options.port = web.serverPort();
    const ConnectionTestReport report = run(options);
    QCOMPARE(report.failedStep(), std::optional(Step::Auth));
    QVERIFY(report.step(Step::Auth).error->message.contains(u"web server"));
}

void TestConnectionTest::cancelled()
{
    FaultProxy proxy(m_redis.unixOptions());
    proxy.setBlackhole(true);
    ConnectionOptions options = proxy.options();
    options.connectTimeout = Milliseconds(60000);
    ConnectionTest test({options, {"bull"}, false});
    QSignalSpy finished(&test, &ConnectionTest::finished);
    test.start();
    QTRY_COMPARE_WITH_TIMEOUT(test.report().step(Step::Auth).state, StepState::Running, 30000);
    test.cancel();
    test.cancel();
    QCOMPARE(finished.size(), 1);
    verifyFailedAt(test.report(), Step::Auth, ErrorCode::Cancelled);

    ConnectionTest early({options, {"bull"}, false});
    QSignalSpy earlyEnd(&early, &ConnectionTest::finished);
    early.start();
    early.cancel();
    QTest::qWait(0);
    QCOMPARE(earlyEnd.size(), 1);
    QCOMPARE(early.report().failedStep(), std::optional(Step::Resolve));
}

void TestConnectionTest::evictionPolicy()
{
    m_redis.command({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
    m_redis.command({"HSET", "bull:mail:meta", "version", "x"});
    const ConnectionTestReport report = run(m_redis.unixOptions());
    QCOMPARE(report.step(Step::Eviction).state, StepState::Doubtful);
    QCOMPARE(report.evictionPolicy, "allkeys-lru");
    QCOMPARE(report.step(Step::Prefixes).state, StepState::Good);
}

void TestConnectionTest::otherPrefixes()
{
    m_redis.command({"HSET", "shop:mail:meta", "version", "x"});
    m_redis.command({"HSET", "{jobs}:a:meta", "version", "x"});
    m_redis.command({"SET", "bull:not-a-queue", "x"});
    const ConnectionTestReport report = run(m_redis.unixOptions());
    QCOMPARE(report.step(Step::Prefixes).state, StepState::Doubtful);
    QCOMPARE(report.prefixes, (QMap<QByteArray, int>{{"shop", 1}, {"{jobs}", 1}}));
    QCOMPARE(report.queuesUnder({"bull"}), 0);
    QCOMPARE(run(m_redis.unixOptions(), {"shop", "{jobs}"}).step(Step::Prefixes).state, StepState::Good);
}

void TestConnectionTest::rightsOfAReader()
{
    addUser(m_redis, "reader", "%R~bull:*", readOnlyRules);
    ConnectionOptions options = m_redis.unixOptions();
    options.user = u"reader"_s;
    options.password = "secret";
    const ConnectionTestReport report = run(options);
    QVERIFY(!report.failedStep());
    QCOMPARE(report.step(Step::Rights).state, StepState::Good);
    QVERIFY(report.rights.mayRead());
    QVERIFY(!report.rights.mayRunScripts);
    QVERIFY(!report.rights.mayReadConfig);
    QVERIFY(report.rights.mayListClients);
    QCOMPARE(report.rights.mayWrite(), std::optional<bool>());
}

void TestConnectionTest::rightsOfAWorker()
{
    addUser(m_redis, "worker", "~bull:*", workerRules);
    ConnectionOptions options = m_redis.unixOptions();
    options.user = u"worker"_s;
    options.password = "secret";
    const ConnectionTestReport report = run(options);
    QCOMPARE(report.rights.missingReads, QByteArrayList());
    QCOMPARE(report.rights.missingWrites, QByteArrayList());
    QCOMPARE(report.rights.user, "worker");
    QCOMPARE(report.rights.mayWrite(), std::optional(true));
}

void TestConnectionTest::rightsThatAreMissing()
{
    QByteArrayList rules = workerRules;
    rules += QByteArrayList{"-hgetall", "-zadd", "-scan", "-client|list"};
    addUser(m_redis, "partial", "~bull:*", rules);
    ConnectionOptions options = m_redis.unixOptions();
    options.user = u"partial"_s;
    options.password = "secret";
    const ConnectionTestReport report = run(options);
    QVERIFY(!report.failedStep());
    QCOMPARE(report.step(Step::Rights).state, StepState::Doubtful);
    QCOMPARE(report.rights.missingReads, QByteArrayList{"hgetall"});
    QCOMPARE(report.rights.missingWrites, QByteArrayList{"zadd"});
    QVERIFY(!report.rights.mayScan);
    QVERIFY(!report.rights.mayListClients);
    QCOMPARE(report.step(Step::Prefixes).state, StepState::Doubtful);
    QCOMPARE(report.step(Step::Prefixes).error->code, ErrorCode::Denied);
}

void TestConnectionTest::keysThatAreForbidden()
{
    addUser(m_redis, "elsewhere", "~shop:*", workerRules);
    ConnectionOptions options = m_redis.unixOptions();
    options.user = u"elsewhere"_s;
    options.password = "secret";
    const ConnectionTestReport report = run(options);
    QCOMPARE(report.rights.missingReads, QByteArrayList{"~bull:*"});
    QCOMPARE(report.rights.missingWrites, QByteArrayList{"~bull:*"});
    QVERIFY(run(options, {"shop"}).rights.mayRead());
}

void TestConnectionTest::readOnlySendsPlainReads()
{
    m_redis.command({"HSET", "bull:mail:meta", "version", "x"});
    m_redis.command({"CONFIG", "RESETSTAT"});
    ConnectionTest test({m_redis.unixOptions(), {"bull"}, true});
    QSignalSpy finished(&test, &ConnectionTest::finished);
    test.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60000);
    QVERIFY(!test.report().failedStep());
    const QHash<QByteArray, qint64> calls = m_redis.commandCalls();
    for (auto it = calls.cbegin(); it != calls.cend(); ++it) {
        const QByteArray name = QByteArray(it.key()).replace('|', ' ').toUpper();
        QVERIFY2(isReadOnlyCommand(name) || name == "CONFIG RESETSTAT", name.constData());
    }
    QCOMPARE(m_redis.integer({"DBSIZE"}), 1);
}

QTEST_GUILESS_MAIN(TestConnectionTest)
#include "tst_connectiontest.moc"
