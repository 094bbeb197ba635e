// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "embedded/embeddedredis.h"
#include "support/childprocess.h"

#include <QFile>
#include <QFileInfo>
#include <QLocalSocket>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <memory>

using namespace drover;
using namespace drover::test;

namespace {

constexpr int patience = 15000;

//! Raw commands, so that nothing of the engine judges itself.
QByteArray ask(const QString& path, const QByteArray& command)
{
    QLocalSocket socket;
    socket.connectToServer(path);
    if (!socket.waitForConnected(2000)) {
        return "unreachable";
    }
    socket.write(command + "\r\n");
    QByteArray answer;
    while (!answer.contains("\r\n") && socket.waitForReadyRead(2000)) {
        answer += socket.readAll();
    }
    return answer;
}

} // namespace

class TestEmbeddedRedis final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;

    [[nodiscard]] QString dir() const { return m_dir->filePath(QStringLiteral("redis")); }

    static bool bringUp(EmbeddedRedis& redis, EmbeddedRedis::Mode mode = EmbeddedRedis::Mode::Shared)
    {
        QSignalSpy ready(&redis, &EmbeddedRedis::ready);
        QSignalSpy failed(&redis, &EmbeddedRedis::failed);
        redis.start(mode);
        const bool came = QTest::qWaitFor([&] { return !ready.isEmpty() || !failed.isEmpty(); }, patience);
        if (!failed.isEmpty()) {
            qWarning().noquote() << failed.first().first().value<Error>().message;
        }
        return came && !ready.isEmpty();
    }
    static Error failure(EmbeddedRedis& redis)
    {
        QSignalSpy failed(&redis, &EmbeddedRedis::failed);
        redis.start();
        return QTest::qWaitFor([&] { return !failed.isEmpty(); }, patience)
            ? failed.first().first().value<Error>()
            : Error{};
    }
    static bool takeDown(EmbeddedRedis& redis)
    {
        QSignalSpy stopped(&redis, &EmbeddedRedis::stopped);
        redis.stop();
        return QTest::qWaitFor([&] { return !stopped.isEmpty(); }, patience);
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void cleanup()
    {
        EmbeddedRedis redis(dir());
        QVERIFY(takeDown(redis));
        m_dir.reset();
    }

    void startsAsTheGuideAsks()
    {
        EmbeddedRedis redis(dir());
        QVERIFY(bringUp(redis));
        const QString socket = redis.connectionOptions().unixSocket;
        QVERIFY(redis.processId() > 0);
        QVERIFY(!redis.isOwner());
        QVERIFY(ask(socket, "PING").startsWith("+PONG"));
        const auto setting = [&](const QByteArray& name) {
            QLocalSocket line;
            line.connectToServer(socket);
            line.waitForConnected();
            line.write("CONFIG GET " + name + "\r\n");
            QByteArray all;
            while (all.count("\r\n") < 5 && line.waitForReadyRead(2000)) {
                all += line.readAll();
            }
            return all.split('\n').value(4).trimmed();
        };
        QCOMPARE(setting("appendonly"), "yes");
        QCOMPARE(setting("appendfsync"), "everysec");
        QCOMPARE(setting("maxmemory-policy"), "noeviction");
        QCOMPARE(setting("save"), "");
        QCOMPARE(setting("port"), "0");
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
            | QFile::WriteOther | QFile::ExeOther;
        QVERIFY(!(QFileInfo(dir()).permissions() & others));
        QVERIFY(!(QFileInfo(socket).permissions() & others));
    }

    void secondProgramFindsTheRunningOne()
    {
        EmbeddedRedis first(dir());
        EmbeddedRedis second(dir());
        QSignalSpy ready(&second, &EmbeddedRedis::ready);
        QVERIFY(bringUp(first));
        QVERIFY(bringUp(second));
        QCOMPARE(ready.first().first().toBool(), false);
        QCOMPARE(second.processId(), first.processId());
        QCOMPARE(second.connectionOptions().unixSocket, first.connectionOptions().unixSocket);
    }

    void manyStartAtOnceAndOneServerComes()
    {
        std::vector<std::unique_ptr<EmbeddedRedis>> all;
        int ready = 0;
        int startedNow = 0;
        for (int i = 0; i < 8; ++i) {
            all.push_back(std::make_unique<EmbeddedRedis>(dir()));
            connect(all.back().get(), &EmbeddedRedis::ready, this, [&](bool now) {
                ++ready;
                startedNow += now ? 1 : 0;
            });
            all.back()->start();
        }
        QTRY_COMPARE_WITH_TIMEOUT(ready, 8, patience);
        QCOMPARE(startedNow, 1);
        for (const auto& one : all) {
            QCOMPARE(one->processId(), all.front()->processId());
        }
    }

    void dataSurvivesRestart()
    {
        {
            EmbeddedRedis redis(dir());
            QVERIFY(bringUp(redis));
            QVERIFY(ask(redis.connectionOptions().unixSocket, "SET k kept").startsWith("+OK"));
            const qint64 pid = redis.processId();
            QVERIFY(takeDown(redis));
            QTRY_VERIFY(!isAlive(pid));
        }
        EmbeddedRedis redis(dir());
        QVERIFY(bringUp(redis));
        QCOMPARE(ask(redis.connectionOptions().unixSocket, "GET k"), "$4\r\nkept\r\n");
    }

    void readyMeansThatTheDataIsRead()
    {
        {
            EmbeddedRedis redis(dir());
            QVERIFY(bringUp(redis));
            const QByteArray fill = "EVAL \"for i=1,400000 do redis.call('SET',i,i) end return 7\" 0";
            QTRY_COMPARE(ask(redis.connectionOptions().unixSocket, fill), ":7\r\n");
            QVERIFY(takeDown(redis));
        }
        EmbeddedRedis redis(dir());
        QVERIFY(bringUp(redis));
        QCOMPARE(ask(redis.connectionOptions().unixSocket, "DBSIZE"), ":400000\r\n");
    }

    void stopsWhatAnotherStarted()
    {
        EmbeddedRedis first(dir());
        QVERIFY(bringUp(first));
        const qint64 pid = first.processId();
        EmbeddedRedis other(dir());
        QVERIFY(takeDown(other));
        QTRY_VERIFY(!isAlive(pid));
        QVERIFY(bringUp(other));
        QVERIFY(other.processId() != pid);
    }

    void restartsAfterKill()
    {
        EmbeddedRedis first(dir());
        QVERIFY(bringUp(first));
        QVERIFY(ask(first.connectionOptions().unixSocket, "SET k v").startsWith("+OK"));
        ::kill(static_cast<pid_t>(first.processId()), SIGKILL);
        QTRY_VERIFY(!isAlive(first.processId()));
        EmbeddedRedis second(dir());
        QVERIFY(bringUp(second));
        QCOMPARE(ask(second.connectionOptions().unixSocket, "GET k"), "$1\r\nv\r\n");
    }

    void sharedServerOutlivesItsStarter()
    {
        qint64 pid = 0;
        {
            EmbeddedRedis redis(dir());
            QVERIFY(bringUp(redis));
            pid = redis.processId();
        }
        QVERIFY(isAlive(pid));
    }

    void ownedServerEndsWithItsOwner()
    {
        qint64 pid = 0;
        {
            EmbeddedRedis redis(dir());
            QVERIFY(bringUp(redis, EmbeddedRedis::Mode::Owned));
            QVERIFY(redis.isOwner());
            pid = redis.processId();
        }
        QTRY_VERIFY(!isAlive(pid));
    }

    void ownedServerThatEndsIsTold()
    {
        EmbeddedRedis redis(dir());
        QVERIFY(bringUp(redis, EmbeddedRedis::Mode::Owned));
        QSignalSpy stopped(&redis, &EmbeddedRedis::stopped);
        ::kill(static_cast<pid_t>(redis.processId()), SIGKILL);
        QTRY_COMPARE(stopped.size(), 1);
        QVERIFY(!redis.isRunning());
    }

    void missingServerSaysWhatToInstall()
    {
        EmbeddedRedis redis(dir());
        redis.setProgram(QStringLiteral("no-such-server"));
        const Error error = failure(redis);
        QCOMPARE(error.code, ErrorCode::NotFound);
        QVERIFY(error.message.contains(QStringLiteral("apt install redis-server")));
    }

    void serverThatEndsAtOnceIsTold()
    {
        EmbeddedRedis redis(dir());
        redis.setProgram(QStringLiteral("/bin/false"));
        QCOMPARE(failure(redis).code, ErrorCode::Server);
    }

    void longFolderGetsAShortSocket()
    {
        const QString deep = m_dir->filePath(QString(120, u'd'));
        EmbeddedRedis redis(deep);
        QVERIFY(bringUp(redis));
        QVERIFY(redis.connectionOptions().unixSocket.size() < 104);
        EmbeddedRedis second(deep);
        QVERIFY(bringUp(second));
        QCOMPARE(second.processId(), redis.processId());
        QVERIFY(takeDown(redis));
    }

    void folderThatCannotBeMadeIsDenied()
    {
        QFile file(m_dir->filePath(QStringLiteral("plain")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        EmbeddedRedis redis(m_dir->filePath(QStringLiteral("plain/redis")));
        QCOMPARE(failure(redis).code, ErrorCode::Denied);
    }
};

QTEST_GUILESS_MAIN(TestEmbeddedRedis)
#include "tst_embeddedredis.moc"
