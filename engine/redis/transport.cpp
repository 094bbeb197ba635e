// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/transport_p.h"

#include <QFile>
#include <QLocalSocket>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpSocket>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace drover {

namespace {

// A dead peer is noticed by the kernel after about 8 s with data outstanding, 11 s without.
void detectDeadPeer(qintptr descriptor)
{
    const int socket = static_cast<int>(descriptor);
    const auto set = [socket](int option, int value) {
        setsockopt(socket, IPPROTO_TCP, option, &value, sizeof value);
    };
    set(TCP_USER_TIMEOUT, 8000);
    set(TCP_KEEPIDLE, 5);
    set(TCP_KEEPINTVL, 2);
    set(TCP_KEEPCNT, 3);
}

QVariantMap refused()
{
    return {{QStringLiteral("refused"), true}};
}

} // namespace

Transport::Transport(const ConnectionOptions& options, QObject* parent)
    : QObject(parent)
    , m_options(options)
{
}

Transport::~Transport()
{
    // A dying socket still emits; nobody is there to listen any more.
    if (m_device)
        m_device->disconnect(this);
    if (m_tcp)
        m_tcp->abort();
    if (m_local)
        m_local->abort();
}

void Transport::open()
{
    if (!m_options.unixSocket.isEmpty())
        openLocal();
    else if (m_options.tls.enabled)
        openTls();
    else
        openTcp();
}

void Transport::openLocal()
{
    m_local = new QLocalSocket(this);
    m_device = m_local;
    connect(m_local, &QLocalSocket::connected, this, &Transport::connected);
    connect(m_local, &QLocalSocket::readyRead, this, &Transport::readable);
    connect(m_local, &QLocalSocket::disconnected, this,
        [this] { fail(ErrorCode::ConnectionClosed, QStringLiteral("Redis closed the connection")); });
    connect(m_local, &QLocalSocket::errorOccurred, this, [this](QLocalSocket::LocalSocketError error) {
        fail(ErrorCode::ConnectionClosed, localReason(error),
            {{QStringLiteral("socket"), m_options.unixSocket}});
    });
    m_local->connectToServer(m_options.unixSocket);
}

QString Transport::localReason(QLocalSocket::LocalSocketError error) const
{
    const QString& path = m_options.unixSocket;
    switch (error) {
    case QLocalSocket::ServerNotFoundError:
        return QStringLiteral("there is no socket at ") + path;
    case QLocalSocket::ConnectionRefusedError:
        return QStringLiteral("nobody listens at ") + path;
    case QLocalSocket::SocketAccessError:
        return QStringLiteral("no permission to use the socket ") + path;
    case QLocalSocket::PeerClosedError:
        return QStringLiteral("Redis closed the connection");
    default:
        return m_local->errorString();
    }
}

void Transport::openTcp()
{
    m_tcp = new QTcpSocket(this);
    m_device = m_tcp;
    watch(*m_tcp);
    connect(m_tcp, &QTcpSocket::connected, this, [this] {
        onTcpUp();
        Q_EMIT connected();
    });
    m_tcp->connectToHost(m_options.host, m_options.port);
}

void Transport::openTls()
{
    auto* socket = new QSslSocket(this);
    m_tcp = socket;
    m_device = socket;
    if (!loadTls(*socket))
        return;
    watch(*socket);
    connect(socket, &QSslSocket::connected, this, &Transport::onTcpUp);
    connect(socket, &QSslSocket::encrypted, this, &Transport::connected);
    connect(socket, &QSslSocket::sslErrors, this, [this](const QList<QSslError>& errors) {
        // Verification is never switched off: the first reason ends the try and waits for a person.
        QStringList reasons;
        for (const QSslError& error : errors)
            reasons.append(error.errorString());
        reasons.removeDuplicates();
        QVariantMap context = refused();
        context.insert(QStringLiteral("reasons"), reasons);
        fail(ErrorCode::Tls, reasons.join(QStringLiteral("; ")), context);
    });
    const QString name = m_options.tls.serverName.isEmpty() ? m_options.host : m_options.tls.serverName;
    socket->connectToHostEncrypted(m_options.host, m_options.port, name);
}

bool Transport::loadTls(QSslSocket& socket)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    const TlsOptions& tls = m_options.tls;
    const auto unreadable = [this](const QString& what, const QString& file) {
        // Told in the next turn: nobody expects an answer from inside open().
        const QString text = QStringLiteral("cannot read the %1 in %2").arg(what, file);
        QMetaObject::invokeMethod(
            this, [this, text] { fail(ErrorCode::Tls, text, refused()); }, Qt::QueuedConnection);
        return false;
    };
    if (!tls.caFile.isEmpty()) {
        const auto certificates = QSslCertificate::fromPath(tls.caFile, QSsl::Pem);
        if (certificates.isEmpty())
            return unreadable(QStringLiteral("CA certificate"), tls.caFile);
        configuration.setCaCertificates(certificates);
    }
    if (!tls.certificateFile.isEmpty()) {
        const auto chain = QSslCertificate::fromPath(tls.certificateFile, QSsl::Pem);
        if (chain.isEmpty())
            return unreadable(QStringLiteral("client certificate"), tls.certificateFile);
        QFile file(tls.keyFile);
        if (!file.open(QIODevice::ReadOnly))
            return unreadable(QStringLiteral("client key"), tls.keyFile);
        const QByteArray pem = file.readAll();
        QSslKey key(pem, QSsl::Rsa);
        if (key.isNull())
            key = QSslKey(pem, QSsl::Ec);
        if (key.isNull())
            return unreadable(QStringLiteral("client key"), tls.keyFile);
        configuration.setLocalCertificateChain(chain);
        configuration.setPrivateKey(key);
    }
    socket.setSslConfiguration(configuration);
    return true;
}

void Transport::watch(QTcpSocket& socket)
{
    connect(&socket, &QTcpSocket::readyRead, this, &Transport::readable);
    connect(&socket, &QTcpSocket::disconnected, this,
        [this] { fail(ErrorCode::ConnectionClosed, QStringLiteral("Redis closed the connection")); });
    connect(&socket, &QTcpSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
        const bool isTls = error == QAbstractSocket::SslHandshakeFailedError
            || error == QAbstractSocket::SslInternalError
            || error == QAbstractSocket::SslInvalidUserDataError;
        fail(isTls ? ErrorCode::Tls : ErrorCode::ConnectionClosed, m_tcp->errorString(),
            {{QStringLiteral("host"), m_options.host}, {QStringLiteral("port"), m_options.port}});
    });
}

void Transport::onTcpUp()
{
    m_tcp->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_tcp->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    detectDeadPeer(m_tcp->socketDescriptor());
}

void Transport::write(const QByteArray& bytes)
{
    if (m_hasFailed)
        return;
    m_device->write(bytes);
    if (m_hasFailed)
        return;
    if (m_local)
        m_local->flush();
    else
        m_tcp->flush();
}

qint64 Transport::read(char* buffer, qint64 size)
{
    return m_hasFailed ? 0 : m_device->read(buffer, size);
}

void Transport::fail(ErrorCode code, const QString& message, QVariantMap context)
{
    if (m_hasFailed)
        return;
    m_hasFailed = true;
    Q_EMIT failed({code, message, std::move(context)});
}

} // namespace drover
