// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/faultproxy.h"

#include <QElapsedTimer>
#include <QLocalSocket>
#include <QRandomGenerator>
#include <QTcpSocket>
#include <QTimer>

#include <algorithm>

namespace drover::test {

//! One direction of a bad line: what goes in comes out in order, when a line of that kind would have carried
//! it.
class FaultProxy::Lane final : public QObject {
public:
    Lane(const Line& line, quint32 seed, QObject* parent)
        : QObject(parent)
        , m_line(line)
        , m_random(seed)
    {
        m_clock.start();
        m_timer.setSingleShot(true);
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, &Lane::deliver);
    }

    void carry(qsizetype bytes, std::function<void()> arrive)
    {
        const double now = static_cast<double>(m_clock.elapsed());
        m_freeAt = std::max(m_freeAt, now) + duration(bytes);
        m_underWay.push_back({static_cast<qint64>(m_freeAt), std::move(arrive)});
        if (!m_timer.isActive())
            wait();
    }

private:
    struct Load {
        qint64 at;
        std::function<void()> arrive;
    };
    static constexpr qsizetype packet = 1460; // of Ethernet
    static constexpr double firstResend = 200; // ms; what Linux waits at least, twice as long each time

    double duration(qsizetype bytes)
    {
        double milliseconds = 0;
        if (m_line.bytesPerSecond > 0)
            milliseconds += 1000.0 * static_cast<double>(bytes) / m_line.bytesPerSecond;
        for (qsizetype sent = 0; sent < bytes; sent += packet)
            for (double resend = firstResend; m_random.generateDouble() < m_line.loss; resend *= 2)
                milliseconds += resend;
        return milliseconds;
    }

    void wait()
    {
        m_timer.start(static_cast<int>(std::max<qint64>(m_underWay.front().at - m_clock.elapsed(), 0)));
    }

    void deliver()
    {
        while (!m_underWay.empty() && m_underWay.front().at <= m_clock.elapsed()) {
            const std::function<void()> arrive = std::move(m_underWay.front().arrive);
            m_underWay.pop_front();
            arrive();
        }
        if (!m_underWay.empty())
            wait();
    }

    Line m_line;
    QRandomGenerator m_random;
    QElapsedTimer m_clock;
    QTimer m_timer;
    double m_freeAt = 0;
    std::deque<Load> m_underWay;
};

//! One client and its own connection to Redis.
class FaultProxy::Link final : public QObject {
public:
    Link(FaultProxy* proxy, QTcpSocket* client);

    void reset();
    void close();

private:
    void connectUpstream();
    void onRequestBytes();
    void onReplyBytes();
    void onReply(const QByteArray& reply);
    void toServer(const QByteArray& bytes);
    void toClient(const QByteArray& bytes);
    void later(Lane& lane, qsizetype bytes, const std::function<void()>& work);

    FaultProxy* m_proxy;
    QTcpSocket* m_client;
    QIODevice* m_server = nullptr;
    Lane m_up;
    Lane m_down;
    RespSplitter m_requests;
    RespSplitter m_replies;
    std::deque<std::optional<Fault>> m_expected; // one for each request under way
    bool m_isMute = false;
    bool m_isClosing = false;
};

FaultProxy::Link::Link(FaultProxy* proxy, QTcpSocket* client)
    : QObject(proxy)
    , m_proxy(proxy)
    , m_client(client)
    , m_up(proxy->m_line, static_cast<quint32>(2 * proxy->m_connections), this)
    , m_down(proxy->m_line, static_cast<quint32>(2 * proxy->m_connections + 1), this)
{
    client->setParent(this);
    client->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(client, &QTcpSocket::readyRead, this, &Link::onRequestBytes);
    connect(client, &QTcpSocket::disconnected, this, &QObject::deleteLater);
    connectUpstream();
}

void FaultProxy::Link::connectUpstream()
{
    const ConnectionOptions& upstream = m_proxy->m_upstream;
    if (upstream.unixSocket.isEmpty()) {
        auto* socket = new QTcpSocket(this);
        m_server = socket;
        connect(socket, &QTcpSocket::connected, this,
            [socket] { socket->setSocketOption(QAbstractSocket::LowDelayOption, 1); });
        connect(socket, &QTcpSocket::disconnected, this, &Link::close);
        connect(socket, &QTcpSocket::errorOccurred, this, &Link::close);
        connect(socket, &QTcpSocket::readyRead, this, &Link::onReplyBytes);
        socket->connectToHost(upstream.host, upstream.port);
        return;
    }
    auto* socket = new QLocalSocket(this);
    m_server = socket;
    connect(socket, &QLocalSocket::disconnected, this, &Link::close);
    // Queued: a local socket fails from inside connectToServer().
    connect(socket, &QLocalSocket::errorOccurred, this, &Link::close, Qt::QueuedConnection);
    connect(socket, &QLocalSocket::readyRead, this, &Link::onReplyBytes);
    socket->connectToServer(upstream.unixSocket);
}

void FaultProxy::Link::reset()
{
    m_isClosing = true;
    m_client->abort();
    deleteLater();
}

void FaultProxy::Link::close()
{
    if (m_isClosing)
        return;
    m_isClosing = true;
    m_client->flush();
    m_client->disconnectFromHost();
}

void FaultProxy::Link::onRequestBytes()
{
    if (m_proxy->m_isBlackhole || m_isClosing)
        return;
    const QByteArrayList requests = m_requests.take(m_client->readAll());
    for (const QByteArray& request : requests) {
        const std::optional<Fault> fault = m_proxy->faultFor(request);
        if (fault && fault->kind == Fault::Kind::SwallowRequest) {
            m_proxy->strike();
            return close();
        }
        m_expected.push_back(fault);
        toServer(request);
    }
}

void FaultProxy::Link::onReplyBytes()
{
    if (m_proxy->m_isBlackhole || m_isClosing)
        return;
    const QByteArrayList replies = m_replies.take(m_server->readAll());
    for (const QByteArray& reply : replies) {
        if (m_isClosing || m_isMute)
            return;
        onReply(reply);
    }
}

void FaultProxy::Link::onReply(const QByteArray& reply)
{
    std::optional<Fault> fault;
    if (!m_expected.empty()) {
        fault = m_expected.front();
        m_expected.pop_front();
    }
    if (!fault)
        return toClient(reply);
    m_proxy->strike();
    switch (fault->kind) {
    case Fault::Kind::SwallowRequest:
    case Fault::Kind::CutBeforeReply:
        return close();
    case Fault::Kind::CutInReply:
        toClient(reply.first(std::min(fault->bytes, reply.size())));
        return later(m_down, 0, [this] { close(); });
    case Fault::Kind::CutAfterReply:
        toClient(reply);
        return later(m_down, 0, [this] { close(); });
    case Fault::Kind::CorruptReply: {
        QByteArray broken = reply;
        char& byte = broken[std::min(fault->bytes, reply.size() - 1)];
        byte = static_cast<char>(byte ^ 0x55);
        return toClient(broken);
    }
    case Fault::Kind::HoldReply:
        m_isMute = true;
        return;
    case Fault::Kind::ExtraReply:
        return toClient(reply + reply);
    }
}

void FaultProxy::Link::toServer(const QByteArray& bytes)
{
    later(m_up, bytes.size(), [this, bytes] { m_server->write(bytes); });
}

void FaultProxy::Link::toClient(const QByteArray& bytes)
{
    const qsizetype piece = m_proxy->m_chunk > 0 ? m_proxy->m_chunk : std::max<qsizetype>(bytes.size(), 1);
    for (qsizetype at = 0; at < bytes.size(); at += piece)
        later(m_down, std::min(piece, bytes.size() - at), [this, part = bytes.mid(at, piece)] {
            m_client->write(part);
            m_client->flush();
        });
}

void FaultProxy::Link::later(Lane& lane, qsizetype bytes, const std::function<void()>& work)
{
    const auto unlessSilent = [this, work] {
        if (!m_proxy->m_isBlackhole)
            work();
    };
    if (!m_proxy->m_line.isPerfect())
        lane.carry(bytes, unlessSilent);
    else if (m_proxy->m_delay.count() > 0)
        QTimer::singleShot(m_proxy->m_delay, Qt::PreciseTimer, this, unlessSilent);
    else if (m_proxy->m_chunk > 0)
        QMetaObject::invokeMethod(this, unlessSilent, Qt::QueuedConnection);
    else
        unlessSilent();
}

FaultProxy::FaultProxy(ConnectionOptions upstream, QObject* parent)
    : QObject(parent)
    , m_upstream(std::move(upstream))
{
    connect(&m_server, &QTcpServer::newConnection, this, &FaultProxy::accept);
    m_server.listen(QHostAddress::LocalHost);
    m_port = m_server.serverPort();
}

FaultProxy::~FaultProxy()
{
    // Links look at our members while they go.
    for (const QPointer<Link>& link : m_links)
        delete link.data();
}

ConnectionOptions FaultProxy::options() const
{
    ConnectionOptions options = m_upstream;
    options.unixSocket.clear();
    options.host = QStringLiteral("127.0.0.1");
    options.port = m_port;
    return options;
}

void FaultProxy::setFault(const Fault& fault)
{
    m_fault = fault;
    m_matched = 0;
}

void FaultProxy::setBlackhole(bool isBlackhole)
{
    if (!isBlackhole && m_isBlackhole)
        resetAll();
    m_isBlackhole = isBlackhole;
}

void FaultProxy::setRefusing(bool isRefusing)
{
    if (isRefusing) {
        m_server.close();
        resetAll();
    } else if (!m_server.isListening()) {
        m_server.listen(QHostAddress::LocalHost, m_port);
    }
}

void FaultProxy::resetAll()
{
    for (const QPointer<Link>& link : m_links)
        if (link)
            link->reset();
    m_links.clear();
}

void FaultProxy::accept()
{
    while (QTcpSocket* client = m_server.nextPendingConnection()) {
        ++m_connections;
        std::erase_if(m_links, [](const QPointer<Link>& link) { return link.isNull(); });
        m_links.emplace_back(new Link(this, client));
    }
}

std::optional<Fault> FaultProxy::faultFor(const QByteArray& request)
{
    ++m_requests;
    if (!m_fault || (!m_fault->match.isEmpty() && !request.contains(m_fault->match)))
        return std::nullopt;
    ++m_matched;
    const bool isHit = m_matched >= m_fault->request && m_matched < m_fault->request + m_fault->times;
    return isHit ? m_fault : std::nullopt;
}

void FaultProxy::strike()
{
    ++m_hits;
    Q_EMIT struck();
}

} // namespace drover::test
