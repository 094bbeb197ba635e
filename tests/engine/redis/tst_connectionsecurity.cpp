// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/redisconnection.h"
#include "redis/tlsfacts.h"
#include "redis/trouble.h"
#include "support/redisfixture.h"
#include "support/testcertificates.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

class TestConnectionSecurity final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();

    void speaksTls();
    void speaksTlsByAddress();
    void speaksMutualTls();
    void verifiesAnotherName();
    void refusesCertificates_data();
    // fault: D4
    void refusesCertificates();
    // fault: D7
    void refusesACommonNameAlone();
    void wildcardsStandForOneLabel_data();
    void wildcardsStandForOneLabel();
    void changedCertificateIsToldAtTheNextTry_data();
    // fault: D8
    void changedCertificateIsToldAtTheNextTry();
    void pinsOneCertificate_data();
    void pinsOneCertificate();
    void pinDoesNotOutliveItsCertificate();
    void tellsWhatItConnectedWith();
    void refusesUnreadableFiles_data();
    void refusesUnreadableFiles();
    // fault: D4
    void tellsThatTheServerWantsACertificate();
    // fault: D5
    void hintsTlsAtAPlainServer();
    // fault: D6
    void hintsPlainAtATlsServer();
    void namesAHostThatIsUnknown();
    void sendsNoPasswordWithoutTls();
    void takesUserPasswordAndDatabase();
    void refusesPasswords_data();
    // fault: D1
    void refusesPasswords();
    // fault: D1
    void goesOnAfterThePasswordIsCorrected();
    // fault: D1
    void rotatedPasswordIsTriedOnce();
    void deniedCommandIsAReply();

private:
    //! Opens and waits until the connection is ready, waits for its next try or wants a person.
    [[nodiscard]] ConnectionStatus outcome(const ConnectionOptions& options);
    [[nodiscard]] QString pinOf(const RedisFixture& redis, const QString& certificate);
    //! The server shows another certificate from its next client on; those that are there are cut off.
    void showAnother(RedisFixture& redis, const QString& certificate);

    RedisFixture m_redis{{.tcp = true, .tls = true, .password = "secret"}};
};

void TestConnectionSecurity::initTestCase()
{
    QVERIFY2(m_redis.start(), m_redis.log().constData());
    QVERIFY(m_redis.certificates()->isValid());
}

ConnectionStatus TestConnectionSecurity::outcome(const ConnectionOptions& options)
{
    RedisConnection connection(options, ConnectionRole::Queue);
    connection.open();
    (void)QTest::qWaitFor([&] { return connection.status().state != ConnectionState::Connecting; });
    return connection.status();
}

void TestConnectionSecurity::speaksTls()
{
    RedisConnection connection(m_redis.tlsOptions(), ConnectionRole::Queue);
    connection.open();
    const QByteArray large(3'000'000, 'x');
    auto replies = connection.requestBatch({{"SET", "large", large}, {"GET", "large"}});
    QTRY_VERIFY(replies.isFinished());
    QVERIFY(replies.result());
    QCOMPARE(replies.result()->at(1).text, large);
}

void TestConnectionSecurity::speaksTlsByAddress()
{
    ConnectionOptions options = m_redis.tlsOptions();
    options.host = u"127.0.0.1"_s;
    QCOMPARE(outcome(options).state, ConnectionState::Ready);
}

void TestConnectionSecurity::speaksMutualTls()
{
    RedisFixture redis({.tls = true, .tlsNeedsClient = true});
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.tlsOptions();
    options.tls.certificateFile = redis.certificates()->certificate(u"client"_s);
    options.tls.keyFile = redis.certificates()->key(u"client"_s);
    QCOMPARE(outcome(options).state, ConnectionState::Ready);
}

void TestConnectionSecurity::verifiesAnotherName()
{
    RedisFixture redis({.tls = true, .tlsCertificate = u"wronghost"_s});
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.tlsOptions();
    options.tls.serverName = u"elsewhere.example"_s;
    QCOMPARE(outcome(options).state, ConnectionState::Ready);
}

void TestConnectionSecurity::refusesCertificates_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("authority");
    QTest::addColumn<QString>("reason");
    QTest::newRow("expired") << u"expired"_s << u"ca"_s << u"expired"_s;
    QTest::newRow("another host") << u"wronghost"_s << u"ca"_s << u"host name"_s;
    QTest::newRow("unknown authority") << u"server"_s << u"stranger"_s << u"certificate"_s;
    QTest::newRow("system's authorities") << u"server"_s << u""_s << u"certificate"_s;
}

void TestConnectionSecurity::refusesCertificates()
{
    QFETCH(const QString, certificate);
    QFETCH(const QString, authority);
    QFETCH(const QString, reason);
    RedisFixture redis({.tls = true, .tlsCertificate = certificate, .password = "secret"});
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.tlsOptions();
    options.tls.caFile = authority.isEmpty() ? QString() : redis.certificates()->certificate(authority);
    const ConnectionStatus status = outcome(options);
    QCOMPARE(status.state, ConnectionState::Refused);
    QCOMPARE(status.lastError->code, ErrorCode::Tls);
    QVERIFY2(status.lastError->message.contains(reason), qPrintable(status.lastError->message));
    QCOMPARE(redis.commandCalls().value("auth"), 1); // the fixture's own
}

void TestConnectionSecurity::refusesACommonNameAlone()
{
    RedisFixture redis({.tls = true, .tlsCertificate = u"nameonly"_s, .password = "secret"});
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.tlsOptions();
    QCOMPARE(options.host, u"localhost"_s); // what its common name says
    const ConnectionStatus status = outcome(options);
    QCOMPARE(status.state, ConnectionState::Refused);
    QCOMPARE(status.lastError->code, ErrorCode::Tls);
    QCOMPARE(status.lastError->context.value(u"problem"_s).toString(), u"common-name"_s);
    QCOMPARE(redis.commandCalls().value("auth"), 1); // the fixture's own
    // A person who has compared its fingerprint may still trust this one.
    options.tls.caFile = pinOf(redis, u"nameonly"_s);
    QCOMPARE(outcome(options).state, ConnectionState::Ready);
}

void TestConnectionSecurity::wildcardsStandForOneLabel_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("one label") << u"r1.example.com"_s << true;
    QTest::newRow("other case") << u"R1.Example.COM"_s << true;
    QTest::newRow("none") << u"example.com"_s << false;
    QTest::newRow("two labels") << u"a.b.example.com"_s << false;
    QTest::newRow("another domain") << u"r1.example.org"_s << false;
}

void TestConnectionSecurity::wildcardsStandForOneLabel()
{
    QFETCH(const QString, name);
    QFETCH(const bool, accepted);
    RedisFixture redis({.tls = true, .tlsCertificate = u"wildcard"_s});
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.tlsOptions();
    options.tls.serverName = name;
    QCOMPARE(outcome(options).state, accepted ? ConnectionState::Ready : ConnectionState::Refused);
}

QString TestConnectionSecurity::pinOf(const RedisFixture& redis, const QString& certificate)
{
    return pinText(fingerprintFrom(QString::fromLatin1(redis.certificates()->fingerprint(certificate))));
}

void TestConnectionSecurity::showAnother(RedisFixture& redis, const QString& certificate)
{
    const Reply changed = redis.command(
        {"CONFIG", "SET", "tls-cert-file", redis.certificates()->certificate(certificate).toUtf8(),
            "tls-key-file", redis.certificates()->key(certificate).toUtf8()});
    QVERIFY2(!changed.isError(), changed.text.constData());
    redis.command({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
}

void TestConnectionSecurity::changedCertificateIsToldAtTheNextTry_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("problem");
    QTest::newRow("expired meanwhile") << u"expired"_s << u"expired"_s;
    QTest::newRow("another authority") << u"imposter"_s << u"unknown-authority"_s;
}

void TestConnectionSecurity::changedCertificateIsToldAtTheNextTry()
{
    QFETCH(const QString, certificate);
    QFETCH(const QString, problem);
    RedisFixture redis({.tls = true});
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.tlsOptions();
    options.retry.minimum = Milliseconds(1);
    options.retry.maximum = Milliseconds(1);
    RedisConnection connection(options, ConnectionRole::Worker);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    QSignalSpy errors(&connection, &RedisConnection::errorOccurred);
    showAnother(redis, certificate);
    QTRY_COMPARE(connection.status().state, ConnectionState::Refused);
    const Error error = *connection.status().lastError;
    QCOMPARE(error.code, ErrorCode::Tls);
    QCOMPARE(error.context.value(u"problem"_s).toString(), problem);
    QCOMPARE(error.context.value(u"fingerprint"_s).toString().toLatin1(),
        redis.certificates()->fingerprint(certificate));
    QCOMPARE(errors.count(), 2); // the connection went, the certificate was refused: no storm
    // What waited meanwhile is done once the server shows a good one again.
    auto waiting = connection.request({"PING"});
    showAnother(redis, u"renewed"_s);
    connection.retryNow();
    QTRY_VERIFY(waiting.isFinished());
    QCOMPARE(waiting.result()->text, QByteArray("PONG"));
}

void TestConnectionSecurity::pinsOneCertificate_data()
{
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QString>("pinned");
    QTest::addColumn<QString>("problem"); // empty = accepted
    QTest::newRow("unknown authority, pinned") << u"imposter"_s << u"imposter"_s << u""_s;
    QTest::newRow("another host's, pinned") << u"wronghost"_s << u"wronghost"_s << u""_s;
    QTest::newRow("good one, pinned") << u"server"_s << u"server"_s << u""_s;
    QTest::newRow("good one, but another is pinned") << u"server"_s << u"renewed"_s << u"pin"_s;
    QTest::newRow("bad one, another is pinned") << u"imposter"_s << u"server"_s << u"pin"_s;
    QTest::newRow("expired, pinned") << u"expired"_s << u"expired"_s << u"expired"_s;
}

void TestConnectionSecurity::pinsOneCertificate()
{
    QFETCH(const QString, shown);
    QFETCH(const QString, pinned);
    QFETCH(const QString, problem);
    RedisFixture redis({.tls = true, .tlsCertificate = shown, .password = "secret"});
    QVERIFY2(redis.start(), redis.log().constData());
    const QByteArray pin = redis.certificates()->fingerprint(pinned);
    ConnectionOptions options = redis.tlsOptions();
    options.tls.caFile = pinOf(redis, pinned);
    QCOMPARE(fingerprintText(pinIn(options.tls.caFile)).toLatin1(), pin);
    const ConnectionStatus status = outcome(options);
    if (problem.isEmpty()) {
        QCOMPARE(status.state, ConnectionState::Ready);
        return;
    }
    QCOMPARE(status.state, ConnectionState::Refused);
    QCOMPARE(status.lastError->context.value(u"problem"_s).toString(), problem);
    QCOMPARE(status.lastError->context.value(u"fingerprint"_s).toString().toLatin1(),
        redis.certificates()->fingerprint(shown));
    if (problem == "pin"_L1)
        QCOMPARE(status.lastError->context.value(u"pinned"_s).toString().toLatin1(), pin);
    QCOMPARE(redis.commandCalls().value("auth"), 1); // the fixture's own: no password for a stranger
}

void TestConnectionSecurity::pinDoesNotOutliveItsCertificate()
{
    RedisFixture redis({.tls = true});
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.tlsOptions();
    options.tls.caFile = pinOf(redis, u"server"_s);
    RedisConnection connection(options, ConnectionRole::Worker);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    // Of the same authority, with the same names: still not the one that was compared.
    showAnother(redis, u"renewed"_s);
    QTRY_COMPARE(connection.status().state, ConnectionState::Refused);
    QCOMPARE(connection.status().lastError->context.value(u"problem"_s).toString(), u"pin"_s);
}

void TestConnectionSecurity::tellsWhatItConnectedWith()
{
    RedisFixture redis({.tls = true, .tlsNeedsClient = true});
    QVERIFY2(redis.start(), redis.log().constData());
    ConnectionOptions options = redis.tlsOptions();
    options.tls.certificateFile = redis.certificates()->certificate(u"client"_s);
    options.tls.keyFile = redis.certificates()->key(u"client"_s);
    RedisConnection connection(options, ConnectionRole::Queue);
    QVERIFY(!tlsFactsOf(connection));
    connection.open();
    QTRY_VERIFY(connection.isReady());
    const std::optional<TlsFacts> facts = tlsFactsOf(connection);
    QVERIFY(facts);
    QCOMPARE(fingerprintText(facts->fingerprint).toLatin1(), redis.certificates()->fingerprint(u"server"_s));
    QCOMPARE(facts->subject, u"server"_s);
    // Both were made for 30 days a moment ago.
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QVERIFY(now.daysTo(facts->expires) >= 29 && now.daysTo(facts->expires) <= 30);
    QVERIFY(now.daysTo(facts->clientExpires) >= 29 && now.daysTo(facts->clientExpires) <= 30);
    QVERIFY(!facts->isPinned);
}

void TestConnectionSecurity::refusesUnreadableFiles_data()
{
    QTest::addColumn<QString>("which");
    QTest::newRow("CA missing") << u"ca"_s;
    QTest::newRow("certificate missing") << u"cert"_s;
    QTest::newRow("key missing") << u"key"_s;
    QTest::newRow("pin that is none") << u"pin"_s;
}

void TestConnectionSecurity::refusesUnreadableFiles()
{
    QFETCH(const QString, which);
    const QString missing = which == "pin"_L1 ? u"sha256:12:34"_s : m_redis.directory() + u"/missing.pem"_s;
    ConnectionOptions options = m_redis.tlsOptions();
    options.tls.certificateFile = m_redis.certificates()->certificate(u"client"_s);
    options.tls.keyFile = m_redis.certificates()->key(u"client"_s);
    (which == "ca"_L1 || which == "pin"_L1 ? options.tls.caFile
            : which == "cert"_L1           ? options.tls.certificateFile
                                           : options.tls.keyFile) = missing;
    const ConnectionStatus status = outcome(options);
    QCOMPARE(status.state, ConnectionState::Refused);
    QCOMPARE(status.lastError->code, ErrorCode::Tls);
    QVERIFY(status.lastError->message.contains(missing));
}

void TestConnectionSecurity::tellsThatTheServerWantsACertificate()
{
    RedisFixture redis({.tls = true, .tlsNeedsClient = true});
    QVERIFY2(redis.start(), redis.log().constData());
    const ConnectionStatus status = outcome(redis.tlsOptions());
    QVERIFY(status.lastError);
    QCOMPARE(status.lastError->code, ErrorCode::Tls);
    QVERIFY2(status.lastError->message.contains("certificate"_L1), qPrintable(status.lastError->message));
    QCOMPARE(troubleOf(*status.lastError), u"client-certificate"_s);
}

void TestConnectionSecurity::hintsTlsAtAPlainServer()
{
    ConnectionOptions options = m_redis.tlsOptions();
    options.port = m_redis.tcpPort();
    options.connectTimeout = Milliseconds(300);
    const ConnectionStatus status = outcome(options);
    QCOMPARE(status.state, ConnectionState::Waiting);
    QCOMPARE(status.lastError->code, ErrorCode::Tls);
    QVERIFY2(
        status.lastError->message.contains("not be using TLS"_L1), qPrintable(status.lastError->message));
    QCOMPARE(troubleOf(*status.lastError), u"tls-unwanted"_s);
}

void TestConnectionSecurity::hintsPlainAtATlsServer()
{
    ConnectionOptions options = m_redis.tlsOptions();
    options.tls = {};
    const ConnectionStatus status = outcome(options);
    QCOMPARE(status.state, ConnectionState::Waiting);
    QVERIFY2(status.lastError->message.contains("TLS"_L1), qPrintable(status.lastError->message));
    QCOMPARE(troubleOf(*status.lastError), u"tls-wanted"_s);
}

void TestConnectionSecurity::namesAHostThatIsUnknown()
{
    ConnectionOptions options = m_redis.tcpOptions();
    options.host = u"no-such-host.invalid"_s;
    const ConnectionStatus status = outcome(options);
    QCOMPARE(status.state, ConnectionState::Waiting);
    QCOMPARE(troubleOf(*status.lastError), u"dns"_s);
}

void TestConnectionSecurity::sendsNoPasswordWithoutTls()
{
    // A server that takes bytes and never answers: what a TLS client sends it must not hold the password.
    QTcpServer listener;
    QVERIFY(listener.listen(QHostAddress::LocalHost));
    ConnectionOptions options = m_redis.tlsOptions();
    options.host = u"127.0.0.1"_s;
    options.port = listener.serverPort();
    options.password = "canary-password";
    options.connectTimeout = Milliseconds(300);
    QByteArray received;
    connect(&listener, &QTcpServer::newConnection, this, [&] {
        QTcpSocket* socket = listener.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, this, [&received, socket] { received += socket->readAll(); });
    });
    QCOMPARE(outcome(options).state, ConnectionState::Waiting);
    QVERIFY(received.startsWith("\x16\x03"));
    QVERIFY(!received.contains("canary-password"));
}

void TestConnectionSecurity::takesUserPasswordAndDatabase()
{
    m_redis.command({"ACL", "SETUSER", "alice", "on", ">wonder%@:land", "~bull:*", "+@all"});
    ConnectionOptions options = m_redis.unixOptions();
    options.user = u"alice"_s;
    options.password = "wonder%@:land";
    options.database = 5;
    RedisConnection connection(options, ConnectionRole::Queue);
    connection.open();
    auto replies = connection.requestBatch({{"ACL", "WHOAMI"}, {"SET", "bull:x", "1"}});
    QTRY_VERIFY(replies.isFinished());
    QCOMPARE(replies.result()->at(0).text, QByteArray("alice"));
    m_redis.command({"SELECT", "5"});
    QCOMPARE(m_redis.text({"GET", "bull:x"}), QByteArray("1"));
    m_redis.command({"SELECT", "0"});
}

void TestConnectionSecurity::refusesPasswords_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<QByteArray>("password");
    QTest::newRow("wrong") << u""_s << QByteArray("guess");
    QTest::newRow("none") << u""_s << QByteArray();
    QTest::newRow("unknown user") << u"nobody"_s << QByteArray("secret");
}

void TestConnectionSecurity::refusesPasswords()
{
    QFETCH(const QString, user);
    QFETCH(const QByteArray, password);
    ConnectionOptions options = m_redis.unixOptions();
    options.user = user;
    options.password = password;
    options.retry.minimum = Milliseconds(1);
    options.retry.maximum = Milliseconds(1);
    RedisConnection connection(options, ConnectionRole::Worker);
    QSignalSpy states(&connection, &RedisConnection::stateChanged);
    QSignalSpy errors(&connection, &RedisConnection::errorOccurred);
    connection.open();
    QTRY_COMPARE(connection.status().state, ConnectionState::Refused);
    QCOMPARE(errors.count(), 1);
    QCOMPARE(connection.status().lastError->code, ErrorCode::Auth);
    QVERIFY(!connection.status().lastError->message.contains("guess"_L1));
    // With back-offs of 1 ms a storm of retries would show long before another connection has come and gone.
    QCOMPARE(outcome(m_redis.tlsOptions()).state, ConnectionState::Ready);
    QCOMPARE(states.count(), 2); // connecting, refused
}

void TestConnectionSecurity::goesOnAfterThePasswordIsCorrected()
{
    m_redis.command({"ACL", "SETUSER", "late", "on", ">old", "~*", "+@all"});
    ConnectionOptions options = m_redis.unixOptions();
    options.user = u"late"_s;
    options.password = "new";
    RedisConnection connection(options, ConnectionRole::Worker);
    connection.open();
    QTRY_COMPARE(connection.status().state, ConnectionState::Refused);
    auto waiting = connection.request({"PING"});
    m_redis.command({"ACL", "SETUSER", "late", ">new"});
    connection.retryNow();
    QTRY_VERIFY(waiting.isFinished());
    QCOMPARE(waiting.result()->text, QByteArray("PONG"));
}

void TestConnectionSecurity::rotatedPasswordIsTriedOnce()
{
    m_redis.command({"ACL", "SETUSER", "rotating", "on", ">first", "~*", "+@all"});
    ConnectionOptions options = m_redis.unixOptions();
    options.user = u"rotating"_s;
    options.password = "first";
    options.retry.minimum = Milliseconds(1);
    options.retry.maximum = Milliseconds(1);
    RedisConnection connection(options, ConnectionRole::Worker);
    connection.open();
    QTRY_VERIFY(connection.isReady());
    m_redis.command({"ACL", "SETUSER", "rotating", "resetpass", ">second"});
    const qint64 before = m_redis.commandCalls().value("auth");
    m_redis.command({"CLIENT", "KILL", "USER", "rotating"});
    QTRY_COMPARE(connection.status().state, ConnectionState::Refused);
    QCOMPARE(connection.status().lastError->code, ErrorCode::Auth);
    // With back-offs of 1 ms a storm of tries would show long before another connection has come and gone.
    QCOMPARE(outcome(m_redis.tlsOptions()).state, ConnectionState::Ready);
    QCOMPARE(m_redis.commandCalls().value("auth"), before + 2); // its one try, and the other connection's
}

void TestConnectionSecurity::deniedCommandIsAReply()
{
    m_redis.command({"ACL", "SETUSER", "few", "on", ">pw", "~bull:*", "+@all", "-lpush", "-client", "-info"});
    ConnectionOptions options = m_redis.unixOptions();
    options.user = u"few"_s;
    options.password = "pw";
    options.clientName = "name"; // neither the name nor INFO is worth failing for
    RedisConnection connection(options, ConnectionRole::Queue);
    connection.open();
    auto denied = connection.request({"LPUSH", "bull:l", "1"});
    auto fine = connection.request({"RPUSH", "bull:l", "1"});
    QTRY_VERIFY(denied.isFinished() && fine.isFinished());
    QVERIFY(denied.result()->isError());
    QVERIFY(denied.result()->text.startsWith("NOPERM"));
    QCOMPARE(fine.result()->integer, 1);
    QVERIFY(connection.isReady());
    QVERIFY(connection.serverInfo().version.isNull());
}

QTEST_GUILESS_MAIN(TestConnectionSecurity)
#include "tst_connectionsecurity.moc"
