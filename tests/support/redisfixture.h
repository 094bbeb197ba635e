// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "redis/connectionoptions.h"
#include "redis/reply.h"

#include <QByteArray>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <initializer_list>
#include <memory>

struct redisContext;

namespace drover::test {

class TestCertificates;

//! How a RedisFixture starts its server.
struct RedisFixtureOptions {
    bool tcp = false; //!< also listen on a free port of 127.0.0.1 and ::1
    bool tls = false; //!< also listen with TLS on a free port, certificates made for it
    bool tlsNeedsClient = false; //!< TLS clients must show a certificate of our CA
    QString tlsCertificate{}; //!< name of the server's certificate in TestCertificates; empty = "server"
    //! AOF, everysec, in a folder in memory: a slow disk postpones writing for up to two seconds, and
    //! killHard() would lose what was acknowledged. Memory keeps it as the page cache of a quick disk does.
    bool appendOnly = false;
    bool keepsAll = false; //!< AOF before each answer, wherever the folder is
    QByteArray password{}; //!< requirepass
    bool waitUntilLoaded = true; //!< start() waits for the data too; false to meet LOADING
    QStringList environment{}; //!< NAME=value, beside the test's own
    QStringList arguments{}; //!< more of redis-server's own, e.g. {"--maxmemory", "1mb"}
};

//! A private redis-server on a unix socket in a short temporary directory, gone with the fixture and with the
//! test process, however that ends. Create it on the main thread. DEBUG is allowed.
class RedisFixture final {
public:
    explicit RedisFixture(RedisFixtureOptions options = {});
    ~RedisFixture();
    Q_DISABLE_COPY_MOVE(RedisFixture)

    //! Starts and waits until it answers and has loaded its data. False = see log().
    [[nodiscard]] bool start();
    //! SIGTERM and wait.
    void stop();
    //! SIGKILL and wait; the directory stays, so that start() finds the AOF again.
    void killHard();
    //! SIGSTOP and SIGCONT: alive, but silent.
    void freeze();
    void thaw();

    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }
    [[nodiscard]] QString directory() const { return m_directory.path(); }
    [[nodiscard]] QString socketPath() const { return m_directory.filePath(QStringLiteral("r.sock")); }
    [[nodiscard]] quint16 tcpPort() const { return m_tcpPort; }
    [[nodiscard]] quint16 tlsPort() const { return m_tlsPort; }
    //! The certificates of a fixture with TLS; null otherwise.
    [[nodiscard]] const TestCertificates* certificates() const { return m_certificates.get(); }
    [[nodiscard]] QByteArray log() const;

    //! Options for the unix socket, for TCP on 127.0.0.1 and for TLS on localhost; password included.
    [[nodiscard]] ConnectionOptions unixOptions() const;
    [[nodiscard]] ConnectionOptions tcpOptions() const;
    [[nodiscard]] ConnectionOptions tlsOptions() const;

    //! One command over the fixture's own blocking connection, for asserting raw keys. No answer = an Error
    //! reply.
    Reply command(std::initializer_list<QByteArray> arguments) { return command(QByteArrayList(arguments)); }
    Reply command(const QByteArrayList& arguments);
    //! The reply as text: of a bulk or status, an integer in digits; anything else is empty.
    QByteArray text(std::initializer_list<QByteArray> arguments);
    //! The reply as a number.
    qint64 integer(std::initializer_list<QByteArray> arguments);
    //! The reply as a list of texts.
    QByteArrayList list(std::initializer_list<QByteArray> arguments);
    //! Calls per command so far, from INFO commandstats ("get", "config|get", ...).
    QHash<QByteArray, qint64> commandCalls();

    //! A queue name that no other test uses.
    [[nodiscard]] static QString uniqueQueue(const QString& stem = QStringLiteral("q"));

private:
    [[nodiscard]] QStringList serverArguments();
    [[nodiscard]] QStringList listenArguments();
    [[nodiscard]] bool waitUntilAnswering();
    [[nodiscard]] bool isLoading();
    [[nodiscard]] bool connectRaw();
    void disconnectRaw();

    RedisFixtureOptions m_options;
    QTemporaryDir m_directory;
    QProcess m_process;
    std::unique_ptr<TestCertificates> m_certificates;
    redisContext* m_raw = nullptr;
    quint16 m_tcpPort = 0;
    quint16 m_tlsPort = 0;
};

} // namespace drover::test
