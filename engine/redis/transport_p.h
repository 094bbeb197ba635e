// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "redis/connectionoptions.h"
#include "redis/tlsfacts.h"

#include <QLocalSocket>
#include <QObject>

#include <functional>
#include <optional>

class QIODevice;
class QSslConfiguration;
class QSslSocket;
class QTcpSocket;

namespace drover {

class HostConnector;

//! One socket, TCP, TLS or unix, from connecting to its end; a new one for every try. Says either connected()
//! or failed(), then failed() at most once more. Thread-affine.
class Transport final : public QObject {
    Q_OBJECT
public:
    explicit Transport(const ConnectionOptions& options, QObject* parent = nullptr);
    ~Transport() override;

    void open();
    //! Hands the bytes to the kernel as far as it takes them.
    void write(const QByteArray& bytes);
    //! Up to `size` bytes that have arrived; 0 when there are none.
    [[nodiscard]] qint64 read(char* buffer, qint64 size);
    //! A peer that vanishes without a word is possible (not on a unix socket).
    [[nodiscard]] bool canGoSilent() const { return m_tcp != nullptr; }
    //! Whom we are talking to, once TCP is up: "10.0.4.12".
    [[nodiscard]] QString peerAddress() const;
    //! What the handshake agreed on, once connected with TLS.
    [[nodiscard]] std::optional<TlsFacts> tlsFacts() const;

Q_SIGNALS:
    //! TCP is up; with TLS the handshake begins.
    void reached();
    void connected();
    void readable();
    void failed(const drover::Error& error);

private:
    void openLocal();
    [[nodiscard]] QString localReason(QLocalSocket::LocalSocketError error) const;
    void openTcp();
    void openTls();
    void reach(std::function<QTcpSocket*()> makeSocket);
    //! Nothing when a file cannot be read: told in the next turn.
    [[nodiscard]] std::optional<QSslConfiguration> loadTls();
    void watch(QTcpSocket& socket);
    void onTcpUp(QTcpSocket* socket);
    void encrypt(QSslSocket& socket);
    [[nodiscard]] QVariantMap place() const;
    //! How much the kernel took at once.
    [[nodiscard]] qsizetype writeDirectly(const QByteArray& bytes) const;
    void fail(ErrorCode code, const QString& message, QVariantMap context = {});
    void fail(const Error& error);

    ConnectionOptions m_options;
    HostConnector* m_connector = nullptr; // until there is a socket
    QIODevice* m_device = nullptr; // one of the two, our child
    QTcpSocket* m_tcp = nullptr; // also for TLS
    QLocalSocket* m_local = nullptr;
    bool m_isPlain = false; // the bytes go to the kernel as they are
    bool m_hasFailed = false;
};

} // namespace drover
