// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/transport_p.h"

#include "redis/certificatecheck_p.h"
#include "redis/hostconnector_p.h"

#include <QCryptographicHash>
#include <QFile>
#include <QHostAddress>
#include <QLocalSocket>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpSocket>

#include <algorithm>
#include <cerrno>

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

// Not behind a proxy of Qt's: what those call a descriptor is none, or leads to the proxy.
bool leadsToPeer(const QTcpSocket& tcp)
{
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    auto* const address = reinterpret_cast<sockaddr*>(&peer);
    if (getpeername(static_cast<int>(tcp.socketDescriptor()), address, &size) != 0)
        return false;
    const quint16 port = peer.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&peer)->sin6_port
                                                    : reinterpret_cast<sockaddr_in*>(&peer)->sin_port;
    return QHostAddress(address).isEqual(tcp.peerAddress()) && ntohs(port) == tcp.peerPort();
}

QVariantMap refusedFile()
{
    return {{QStringLiteral("refused"), true}, {QStringLiteral("problem"), QStringLiteral("file")}};
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
    delete m_connector;
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
    m_isPlain = true;
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
    reach([] { return new QTcpSocket; });
}

void Transport::openTls()
{
    const std::optional<QSslConfiguration> configuration = loadTls();
    if (!configuration)
        return;
    reach([configuration = *configuration] {
        auto* socket = new QSslSocket;
        socket->setSslConfiguration(configuration);
        return socket;
    });
}

void Transport::reach(std::function<QTcpSocket*()> makeSocket)
{
    m_connector = new HostConnector(std::move(makeSocket), this);
    connect(m_connector, &HostConnector::connected, this, &Transport::onTcpUp);
    connect(m_connector, &HostConnector::failed, this, [this](const QString& reason, bool isHostUnknown) {
        QVariantMap context = place();
        if (isHostUnknown)
            context.insert(QStringLiteral("reason"), QStringLiteral("dns"));
        fail(ErrorCode::ConnectionClosed, reason, context);
    });
    m_connector->start(m_options.host, m_options.port);
}

void Transport::onTcpUp(QTcpSocket* socket)
{
    socket->setParent(this);
    m_connector->deleteLater();
    m_connector = nullptr;
    m_tcp = socket;
    m_device = socket;
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    detectDeadPeer(socket->socketDescriptor());
    watch(*socket);
    Q_EMIT reached();
    if (m_hasFailed)
        return;
    if (auto* secure = qobject_cast<QSslSocket*>(socket))
        return encrypt(*secure);
    m_isPlain = leadsToPeer(*socket);
    Q_EMIT connected();
}

void Transport::encrypt(QSslSocket& socket)
{
    const auto judge = [this, &socket](const QList<QSslError>& found) {
        return certificateFault(socket.peerCertificate(), found, m_options);
    };
    connect(&socket, &QSslSocket::sslErrors, this, [this, &socket, judge](const QList<QSslError>& found) {
        // Nothing is overlooked but what a pin answers for; the rest ends the try and waits for a person.
        if (const std::optional<Error> fault = judge(found))
            return fail(*fault);
        socket.ignoreSslErrors(found);
    });
    connect(&socket, &QSslSocket::encrypted, this, [this, judge] {
        if (m_hasFailed)
            return;
        if (const std::optional<Error> fault = judge({}))
            return fail(*fault);
        Q_EMIT connected();
    });
    // The socket knows an address only: the name is ours to say.
    socket.setPeerVerifyName(nameToVerify(m_options));
    socket.startClientEncryption();
}

std::optional<QSslConfiguration> Transport::loadTls()
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    const TlsOptions& tls = m_options.tls;
    const auto unreadable = [this](const QString& what, const QString& file) {
        // Told in the next turn: nobody expects an answer from inside open().
        const QString text = QStringLiteral("cannot read the %1 in %2").arg(what, file);
        QMetaObject::invokeMethod(
            this, [this, text] { fail(ErrorCode::Tls, text, refusedFile()); }, Qt::QueuedConnection);
        return std::nullopt;
    };
    if (!tls.caFile.isEmpty() && pinIn(tls.caFile).isEmpty()) {
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
    return configuration;
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
        fail(isTls ? ErrorCode::Tls : ErrorCode::ConnectionClosed, m_tcp->errorString(), place());
    });
}

QVariantMap Transport::place() const
{
    return {{QStringLiteral("host"), m_options.host}, {QStringLiteral("port"), m_options.port}};
}

QString Transport::peerAddress() const
{
    return m_tcp ? m_tcp->peerAddress().toString() : QString();
}

std::optional<TlsFacts> Transport::tlsFacts() const
{
    const auto* const socket = qobject_cast<const QSslSocket*>(m_tcp);
    if (!socket || !socket->isEncrypted())
        return std::nullopt;
    const QSslCertificate certificate = socket->peerCertificate();
    const bool isNewest = socket->sessionProtocol() == QSsl::TlsV1_3;
    return TlsFacts{isNewest ? QStringLiteral("TLS 1.3") : QStringLiteral("TLS 1.2"),
        certificate.subjectDisplayName(), certificate.issuerDisplayName(), certificate.expiryDate(),
        certificate.digest(QCryptographicHash::Sha256), !pinIn(m_options.tls.caFile).isEmpty(),
        socket->localCertificate().expiryDate()};
}

void Transport::write(const QByteArray& bytes)
{
    if (m_hasFailed)
        return;
    const qsizetype written = writeDirectly(bytes);
    if (written == bytes.size())
        return;
    m_device->write(bytes.constData() + written, bytes.size() - written);
    if (m_hasFailed)
        return;
    if (m_local)
        m_local->flush();
    else
        m_tcp->flush();
}

//! Qt's sockets copy what they are given and switch their notifier for writing on and off around each write:
//! several system calls and a wake-up of the event loop that a request which fits into the kernel does not
//! need.
qsizetype Transport::writeDirectly(const QByteArray& bytes) const
{
    if (!m_isPlain || m_device->bytesToWrite() > 0)
        return 0;
    const qintptr socket = m_local ? m_local->socketDescriptor() : m_tcp->socketDescriptor();
    const ssize_t written = ::send(static_cast<int>(socket), bytes.constData(),
        static_cast<size_t>(bytes.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
    // The server has closed its end, maybe with a reason ("max number of clients reached") that is still to
    // be read: a socket that fails to write would throw it away. Its end follows what is read.
    if (written < 0 && errno == EPIPE)
        return bytes.size();
    return std::max<ssize_t>(written, 0); // an error comes again when the socket writes the rest
}

qint64 Transport::read(char* buffer, qint64 size)
{
    return m_hasFailed ? 0 : m_device->read(buffer, size);
}

void Transport::fail(ErrorCode code, const QString& message, QVariantMap context)
{
    fail({code, message, std::move(context)});
}

void Transport::fail(const Error& error)
{
    if (m_hasFailed)
        return;
    m_hasFailed = true;
    Q_EMIT failed(error);
}

} // namespace drover
