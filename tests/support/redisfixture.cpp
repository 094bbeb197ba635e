// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/redisfixture.h"

#include "support/childprocess.h"
#include "support/testcertificates.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTcpServer>
#include <QThread>
#include <QUuid>

#include <hiredis/hiredis.h>

#include <csignal>
#include <sys/time.h>

namespace drover::test {

namespace {

QString templateOfDirectory(bool isInMemory)
{
    const QString memory = QStringLiteral("/dev/shm");
    if (isInMemory && QFileInfo(memory).isWritable())
        return memory + QStringLiteral("/drover-XXXXXX");
    // A unix socket's path must stay under 108 bytes.
    const QString base = QDir::tempPath();
    return (base.size() < 60 ? base : QStringLiteral("/tmp")) + QStringLiteral("/drover-XXXXXX");
}

quint16 freePort()
{
    QTcpServer probe;
    probe.listen(QHostAddress::LocalHost, 0);
    return probe.serverPort();
}

Reply toReply(const redisReply& raw)
{
    Reply reply;
    switch (raw.type) {
    case REDIS_REPLY_INTEGER:
        reply.kind = Reply::Kind::Integer;
        reply.integer = raw.integer;
        return reply;
    case REDIS_REPLY_ARRAY:
        reply.kind = Reply::Kind::Array;
        for (size_t i = 0; i < raw.elements; ++i)
            reply.items.push_back(toReply(*raw.element[i]));
        return reply;
    case REDIS_REPLY_NIL:
        return reply;
    case REDIS_REPLY_ERROR:
        reply.kind = Reply::Kind::Error;
        break;
    case REDIS_REPLY_STATUS:
        reply.kind = Reply::Kind::Simple;
        break;
    default:
        reply.kind = Reply::Kind::Bulk;
    }
    reply.text = QByteArray(raw.str, static_cast<qsizetype>(raw.len));
    return reply;
}

Reply failure(const QByteArray& why)
{
    Reply reply;
    reply.kind = Reply::Kind::Error;
    reply.text = why;
    return reply;
}

} // namespace

RedisFixture::RedisFixture(RedisFixtureOptions options)
    : m_options(std::move(options))
    , m_directory(templateOfDirectory(m_options.appendOnly))
{
    if (m_options.tls) {
        m_certificates = std::make_unique<TestCertificates>();
        m_tlsPort = freePort();
    }
    if (m_options.tcp)
        m_tcpPort = freePort();
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(m_directory.filePath(QStringLiteral("redis.log")), QIODevice::Append);
    m_process.setEnvironment(QProcess::systemEnvironment() + m_options.environment);
    endWithTheTest(m_process);
}

RedisFixture::~RedisFixture()
{
    killHard();
}

bool RedisFixture::start()
{
    disconnectRaw(); // of a server that has ended by itself
    // Another process may take the port between our choice and the server's start: then choose again.
    for (int attempt = 0; attempt < 3; ++attempt) {
        m_process.start(QStringLiteral("redis-server"), serverArguments());
        if (m_process.waitForStarted() && waitUntilAnswering())
            return true;
        killHard();
        if (m_tcpPort != 0)
            m_tcpPort = freePort();
        if (m_tlsPort != 0)
            m_tlsPort = freePort();
    }
    return false;
}

void RedisFixture::stop()
{
    disconnectRaw();
    if (!isRunning())
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(10000))
        killHard();
}

void RedisFixture::killHard()
{
    disconnectRaw();
    if (!isRunning())
        return;
    m_process.kill();
    m_process.waitForFinished(10000);
    QFile::remove(socketPath());
}

void RedisFixture::freeze()
{
    ::kill(static_cast<pid_t>(pid()), SIGSTOP);
}

void RedisFixture::thaw()
{
    ::kill(static_cast<pid_t>(pid()), SIGCONT);
}

bool RedisFixture::isRunning() const
{
    return m_process.state() != QProcess::NotRunning;
}

QByteArray RedisFixture::log() const
{
    QFile file(m_directory.filePath(QStringLiteral("redis.log")));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

ConnectionOptions RedisFixture::unixOptions() const
{
    ConnectionOptions options;
    options.unixSocket = socketPath();
    options.password = m_options.password;
    return options;
}

ConnectionOptions RedisFixture::tcpOptions() const
{
    ConnectionOptions options;
    options.port = m_tcpPort;
    options.password = m_options.password;
    return options;
}

ConnectionOptions RedisFixture::tlsOptions() const
{
    ConnectionOptions options;
    options.host = QStringLiteral("localhost");
    options.port = m_tlsPort;
    options.password = m_options.password;
    options.tls.enabled = true;
    options.tls.caFile = m_certificates->caFile();
    return options;
}

QStringList RedisFixture::serverArguments()
{
    QStringList arguments = listenArguments();
    arguments << QStringLiteral("--dir") << directory() << QStringLiteral("--save") << QString()
              << QStringLiteral("--daemonize") << QStringLiteral("no")
              << QStringLiteral("--enable-debug-command") << QStringLiteral("yes")
              << QStringLiteral("--maxmemory-policy") << QStringLiteral("noeviction");
    if (m_options.appendOnly || m_options.keepsAll) {
        arguments << QStringLiteral("--appendonly") << QStringLiteral("yes")
                  << QStringLiteral("--appendfsync")
                  << (m_options.keepsAll ? QStringLiteral("always") : QStringLiteral("everysec"));
    }
    if (!m_options.password.isEmpty())
        arguments << QStringLiteral("--requirepass") << QString::fromUtf8(m_options.password);
    return arguments + m_options.arguments;
}

QStringList RedisFixture::listenArguments()
{
    QStringList arguments{QStringLiteral("--port"), QString::number(m_tcpPort), QStringLiteral("--bind"),
        QStringLiteral("127.0.0.1"), QStringLiteral("-::1"), QStringLiteral("--unixsocket"), socketPath(),
        QStringLiteral("--unixsocketperm"), QStringLiteral("700")};
    if (!m_options.tls)
        return arguments;
    const QString name =
        m_options.tlsCertificate.isEmpty() ? QStringLiteral("server") : m_options.tlsCertificate;
    arguments << QStringLiteral("--tls-port") << QString::number(m_tlsPort)
              << QStringLiteral("--tls-cert-file") << m_certificates->certificate(name)
              << QStringLiteral("--tls-key-file") << m_certificates->key(name)
              << QStringLiteral("--tls-ca-cert-file") << m_certificates->caFile()
              << QStringLiteral("--tls-auth-clients")
              << (m_options.tlsNeedsClient ? QStringLiteral("yes") : QStringLiteral("no"));
    return arguments;
}

bool RedisFixture::waitUntilAnswering()
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 10000) {
        if ((m_raw != nullptr || connectRaw()) && (!m_options.waitUntilLoaded || !isLoading()))
            return true;
        if (m_process.waitForFinished(2))
            return false;
    }
    return false;
}

bool RedisFixture::isLoading()
{
    const Reply reply = command({QByteArrayLiteral("PING")});
    return reply.isError() && (reply.text.startsWith("LOADING") || m_raw == nullptr);
}

bool RedisFixture::connectRaw()
{
    disconnectRaw();
    const timeval limit{10, 0};
    m_raw = redisConnectUnixWithTimeout(socketPath().toLocal8Bit().constData(), limit);
    if (m_raw == nullptr || m_raw->err != 0) {
        disconnectRaw();
        return false;
    }
    redisSetTimeout(m_raw, limit);
    if (!m_options.password.isEmpty())
        (void)command({QByteArrayLiteral("AUTH"), m_options.password});
    return true;
}

void RedisFixture::disconnectRaw()
{
    if (m_raw != nullptr)
        redisFree(m_raw);
    m_raw = nullptr;
}

Reply RedisFixture::command(const QByteArrayList& arguments)
{
    if (m_raw == nullptr && !connectRaw())
        return failure(QByteArrayLiteral("no connection"));
    std::vector<const char*> values;
    std::vector<size_t> lengths;
    for (const QByteArray& argument : arguments) {
        values.push_back(argument.constData());
        lengths.push_back(static_cast<size_t>(argument.size()));
    }
    void* raw = redisCommandArgv(m_raw, static_cast<int>(values.size()), values.data(), lengths.data());
    if (raw == nullptr) {
        const QByteArray why = m_raw->errstr;
        disconnectRaw();
        return failure(why);
    }
    Reply reply = toReply(*static_cast<redisReply*>(raw));
    freeReplyObject(raw);
    return reply;
}

QByteArray RedisFixture::text(std::initializer_list<QByteArray> arguments)
{
    const Reply reply = command(arguments);
    return reply.isInteger() ? QByteArray::number(reply.integer) : reply.isText() ? reply.text : QByteArray();
}

qint64 RedisFixture::integer(std::initializer_list<QByteArray> arguments)
{
    return text(arguments).toLongLong();
}

QByteArrayList RedisFixture::list(std::initializer_list<QByteArray> arguments)
{
    QByteArrayList texts;
    for (const Reply& item : command(arguments).items)
        texts.append(item.isInteger() ? QByteArray::number(item.integer) : item.text);
    return texts;
}

QHash<QByteArray, qint64> RedisFixture::commandCalls()
{
    QHash<QByteArray, qint64> calls;
    const QByteArray info = text({QByteArrayLiteral("INFO"), QByteArrayLiteral("commandstats")});
    for (const QByteArray& line : info.split('\n')) {
        const QByteArray prefix = QByteArrayLiteral("cmdstat_");
        const qsizetype colon = line.indexOf(":calls=");
        if (line.startsWith(prefix) && colon > 0) {
            const qsizetype end = line.indexOf(',', colon);
            calls.insert(line.mid(prefix.size(), colon - prefix.size()),
                line.mid(colon + 7, end - colon - 7).toLongLong());
        }
    }
    return calls;
}

QString RedisFixture::uniqueQueue(const QString& stem)
{
    return stem + QLatin1Char('-') + QUuid::createUuid().toString(QUuid::Id128).left(12);
}

} // namespace drover::test
