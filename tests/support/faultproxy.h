// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "redis/connectionoptions.h"
#include "support/respsplitter.h"

#include <QObject>
#include <QPointer>
#include <QTcpServer>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QTcpSocket;

namespace drover::test {

//! What happens to one request that passes the proxy.
struct Fault {
    enum class Kind : quint8 {
        SwallowRequest, //!< closes before the server sees it
        CutBeforeReply, //!< the server has carried it out; the client gets nothing
        CutInReply, //!< the client gets the first `bytes` of the reply
        CutAfterReply, //!< the client gets the reply, then the end
        CorruptReply, //!< byte number `bytes` of the reply is changed
        HoldReply, //!< the reply never comes, the connection stays
        ExtraReply, //!< the reply comes twice
    };
    Kind kind = Kind::CutBeforeReply;
    //! Which of the requests that match, counted from 1 and from when the fault was set, over all
    //! connections.
    int request = 1;
    qsizetype bytes = 0;
    QByteArray match{}; //!< only requests with these bytes in them count, e.g. "EVALSHA" or a script's SHA1
    int times = 1; //!< how many requests in a row are hit
};

//! A line that loses nothing for good, as TCP mends it: what is lost comes late, and all behind it waits.
struct Line {
    int bytesPerSecond = 0; //!< in each direction; 0 = as fast as can be
    double loss = 0; //!< share of the packets that are lost and sent again

    [[nodiscard]] bool isPerfect() const { return bytesPerSecond == 0 && loss == 0; }
};

//! Stands between a client and Redis on 127.0.0.1 and breaks what it is told to. Knows where requests and
//! replies begin and end. Lives on the test's thread and needs its event loop.
class FaultProxy final : public QObject {
    Q_OBJECT
public:
    //! `upstream` is where Redis is: a unix socket or TCP.
    explicit FaultProxy(ConnectionOptions upstream, QObject* parent = nullptr);
    ~FaultProxy() override;

    //! `upstream` with the address replaced by the proxy's.
    [[nodiscard]] ConnectionOptions options() const;
    [[nodiscard]] quint16 port() const { return m_port; }

    void setFault(const Fault& fault);
    void clearFault() { m_fault.reset(); }
    //! Each message of either direction arrives so much later.
    void setDelay(Milliseconds delay) { m_delay = delay; }
    //! Connections made from now on lead there.
    void setUpstream(const ConnectionOptions& upstream) { m_upstream = upstream; }
    //! How good the line is, for each direction of each connection made from now on.
    void setLine(const Line& line) { m_line = line; }
    //! Replies reach the client in pieces of that many bytes, one in a turn of the event loop; 0 = whole.
    void setChunk(qsizetype bytes) { m_chunk = bytes; }
    //! Nothing passes any more, in either direction; connections stay open and new ones are taken. false =
    //! the old ones end.
    void setBlackhole(bool isBlackhole);
    //! New connections are refused and the present ones reset; false = back again on the same port.
    void setRefusing(bool isRefusing);
    //! Resets all present connections (RST).
    void resetAll();

    [[nodiscard]] int connections() const { return m_connections; } //!< taken so far
    [[nodiscard]] int requests() const { return m_requests; } //!< seen so far, handshakes included
    [[nodiscard]] int hits() const { return m_hits; } //!< how often the fault has struck

Q_SIGNALS:
    void struck();

private:
    class Link;
    class Lane;

    void accept();
    [[nodiscard]] std::optional<Fault> faultFor(const QByteArray& request);
    void strike();

    ConnectionOptions m_upstream;
    QTcpServer m_server;
    quint16 m_port = 0;
    std::vector<QPointer<Link>> m_links;
    std::optional<Fault> m_fault;
    int m_matched = 0;
    Milliseconds m_delay{0};
    Line m_line;
    qsizetype m_chunk = 0;
    bool m_isBlackhole = false;
    int m_connections = 0;
    int m_requests = 0;
    int m_hits = 0;
};

} // namespace drover::test
