// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/rawclient_p.h"

#include <array>
#include <utility>

namespace drover {

using namespace Qt::StringLiterals;

RawClient::RawClient(const ConnectionOptions& options, QObject* parent)
    : QObject(parent)
    , m_transport(options, this)
    , m_usesTls(options.tls.enabled || !options.unixSocket.isEmpty())
{
    connect(&m_transport, &Transport::reached, this, &RawClient::reached);
    connect(&m_transport, &Transport::connected, this, &RawClient::connected);
    connect(&m_transport, &Transport::readable, this, &RawClient::read);
    connect(&m_transport, &Transport::failed, this, &RawClient::fail);
}

void RawClient::ask(
    const std::vector<Command>& commands, std::function<void(const std::vector<Reply>&)> handler)
{
    m_replies.clear();
    m_wanted = commands.size();
    m_handler = std::move(handler);
    QByteArray bytes;
    for (const Command& command : commands)
        bytes += command.bytes();
    m_transport.write(bytes);
}

void RawClient::read()
{
    std::array<char, 65536> buffer{};
    for (qint64 size = 0; (size = m_transport.read(buffer.data(), buffer.size())) > 0;) {
        const QByteArrayView bytes(buffer.data(), size);
        if (m_firstBytes.isEmpty())
            m_firstBytes = bytes.first(std::min<qsizetype>(bytes.size(), 16)).toByteArray();
        m_reader.feed(bytes);
    }
    while (std::optional<Reply> reply = m_reader.next())
        m_replies.push_back(std::move(*reply));
    if (m_reader.hasFailed())
        return fail(strangerError(m_firstBytes, m_reader.error()));
    if (m_wanted > 0 && m_replies.size() >= m_wanted) {
        m_wanted = 0;
        std::exchange(m_handler, {})(std::exchange(m_replies, {}));
    }
}

void RawClient::fail(const Error& error)
{
    if (std::exchange(m_hasFailed, true))
        return;
    Error told = error;
    const bool isSilentEnd =
        m_firstBytes.isEmpty() && m_wanted > 0 && error.code == ErrorCode::ConnectionClosed;
    if (isSilentEnd && !m_usesTls) {
        told.context.insert(u"hint"_s, u"the server may require TLS"_s);
        told.message += u" before it answered anything; it may require TLS"_s;
    }
    Q_EMIT failed(told);
}

} // namespace drover
