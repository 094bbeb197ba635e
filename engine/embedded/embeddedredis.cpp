// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "embedded/embeddedredis.h"

#include "core/logging_p.h"
#include "embedded/serverfolder_p.h"
#include "embedded/serverprobe_p.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>
#include <QTimer>

#include <csignal>

#include <unistd.h>
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

namespace drover {
namespace {

constexpr Milliseconds pollInterval{10};
constexpr Milliseconds startLimit{30000};
constexpr Milliseconds stopLimit{30000};

QStringList serverArguments(const ServerFolder& folder, const QString& socket)
{
    const auto s = [](const char* text) { return QString::fromLatin1(text); };
    return {s("--port"), s("0"), s("--unixsocket"), socket, s("--unixsocketperm"), s("700"), s("--dir"),
        folder.path(), s("--appendonly"), s("yes"), s("--appendfsync"), s("everysec"), s("--save"), QString(),
        s("--maxmemory-policy"), s("noeviction"), s("--daemonize"), s("no"), s("--logfile"), folder.logFile(),
        s("--loglevel"), s("notice"), s("--always-show-logo"), s("no")};
}

// Runs between fork and exec: async-signal-safe calls only.
void prepareOwned(pid_t parent)
{
    ::setsid();
#ifdef Q_OS_LINUX
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
    if (::getppid() != parent) {
        ::_exit(127);
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

qint64 infoNumber(const QByteArray& info, const QByteArray& field)
{
    const qsizetype at = info.indexOf(QByteArray(field + ":"));
    if (at < 0) {
        return 0;
    }
    const qsizetype begin = at + field.size() + 1;
    return info.sliced(begin, info.indexOf('\r', begin) - begin).toLongLong();
}

} // namespace

class EmbeddedRedis::Private final : public QObject {
public:
    Private(EmbeddedRedis& owner, const QString& dir)
        : q(owner)
        , folder(dir)
        , probe(this)
    {
        poll.setSingleShot(true);
        poll.setInterval(pollInterval);
        connect(&poll, &QTimer::timeout, this, [this] { stopping ? checkStopped() : look(); });
        connect(&probe, &ServerProbe::answered, this, &Private::onAnswer);
        connect(process.get(), &QProcess::finished, this, &Private::onServerEnded);
    }

    EmbeddedRedis& q;
    ServerFolder folder;
    ServerProbe probe;
    std::unique_ptr<QProcess> process = std::make_unique<QProcess>();
    QTimer poll;
    QElapsedTimer since;
    QString program;
    QString socket;
    Mode mode = Mode::Shared;
    qint64 pid = 0;
    bool starting = false;
    bool stopping = false;
    bool running = false;
    bool startedNow = false;

    void start(Mode wanted);
    void look();
    void launch();
    void onAnswer(bool reached, const QByteArray& answer);
    void onServerEnded();
    void stop();
    void checkStopped();
    void fail(ErrorCode code, const QString& message);
    [[nodiscard]] Result<QString> findServer() const;
    [[nodiscard]] QString lastWords() const;
};

void EmbeddedRedis::Private::start(Mode wanted)
{
    if (starting || running) {
        return;
    }
    mode = wanted;
    starting = true;
    startedNow = false;
    since.start();
    const Status prepared = folder.prepare();
    if (!prepared) {
        fail(prepared.error().code, prepared.error().message);
        return;
    }
    look();
}

//! Either nobody holds the lock, then a server is started, or somebody does and will answer soon.
void EmbeddedRedis::Private::look()
{
    const Result<bool> locked = folder.tryLock();
    if (!locked) {
        fail(locked.error().code, locked.error().message);
    } else if (!*locked) {
        socket = folder.socket();
        probe.ask(socket, QByteArrayLiteral("INFO"));
    } else if (startedNow) {
        folder.unlock();
        fail(ErrorCode::Server, QStringLiteral("the server ended at once:\n%1").arg(lastWords()));
    } else {
        launch();
    }
}

//! With what helps when its data is damaged: Redis says so for some kinds of damage only.
QString EmbeddedRedis::Private::lastWords() const
{
    const QString words = folder.lastWords();
    if (!words.contains(QStringLiteral("append only file")))
        return words;
    return words
        + QStringLiteral("\nCopy %1/appendonlydir to a safe place, then run: redis-check-aof --fix "
                         "%1/appendonlydir/appendonly.aof.manifest")
              .arg(folder.path());
}

Result<QString> EmbeddedRedis::Private::findServer() const
{
    const QStringList names = program.isEmpty()
        ? QStringList{QStringLiteral("redis-server"), QStringLiteral("valkey-server")}
        : QStringList{program};
    for (const QString& name : names) {
        const QString found = QStandardPaths::findExecutable(name);
        if (!found.isEmpty()) {
            return found;
        }
    }
    return Error{ErrorCode::NotFound,
        QStringLiteral(
            "neither redis-server nor valkey-server was found: install one of them (Debian, Ubuntu: "
            "`apt install redis-server`, Fedora: `dnf install valkey`, macOS: `brew install redis`) or "
            "name a Redis with --connect"),
        {}};
}

void EmbeddedRedis::Private::launch()
{
    const Result<QString> server = findServer();
    const Result<QString> path = server ? folder.chooseSocket() : server;
    if (!path) {
        folder.unlock();
        fail(path.error().code, path.error().message);
        return;
    }
    socket = *path;
    process->setProgram(*server);
    process->setArguments(serverArguments(folder, socket));
    process->setWorkingDirectory(folder.path());
    process->setStandardInputFile(QProcess::nullDevice());
    process->setStandardOutputFile(QProcess::nullDevice());
    process->setStandardErrorFile(QProcess::nullDevice());
    startedNow = true;
    folder.passLockToChildren();
    bool launched = true;
    if (mode == Mode::Owned) {
        process->setChildProcessModifier([self = ::getpid()] { prepareOwned(self); });
        process->start();
    } else {
        launched = process->startDetached();
    }
    // Forked by now, with a copy of the lock of its own.
    folder.unlock();
    if (!launched) {
        fail(ErrorCode::Server, QStringLiteral("cannot start %1: %2").arg(*server, process->errorString()));
        return;
    }
    poll.start();
}

void EmbeddedRedis::Private::onAnswer(bool reached, const QByteArray& answer)
{
    if (stopping) {
        if (answer.startsWith('-')) {
            stopping = false;
            fail(ErrorCode::Server, QString::fromUtf8(answer.sliced(1)));
        } else {
            poll.start();
        }
        return;
    }
    if (!starting) {
        return;
    }
    // INFO answers also while the data is being read.
    if (reached && answer.contains("\nloading:0\r")) {
        starting = false;
        running = true;
        pid = infoNumber(answer, QByteArrayLiteral("process_id"));
        Q_EMIT q.ready(startedNow);
    } else if (since.hasExpired(startLimit.count())) {
        fail(ErrorCode::Timeout,
            QStringLiteral("the server in %1 does not answer:\n%2").arg(folder.path(), folder.lastWords()));
    } else {
        poll.start();
    }
}

void EmbeddedRedis::Private::onServerEnded()
{
    if (running && !stopping) {
        running = false;
        pid = 0;
        Q_EMIT q.stopped();
    }
}

void EmbeddedRedis::Private::stop()
{
    if (stopping) {
        return;
    }
    starting = false;
    stopping = true;
    since.start();
    probe.ask(folder.socket(), QByteArrayLiteral("SHUTDOWN"));
}

//! The server is gone when its lock is.
void EmbeddedRedis::Private::checkStopped()
{
    const Result<bool> locked = folder.tryLock();
    if (locked && !*locked) {
        if (since.hasExpired(stopLimit.count())) {
            stopping = false;
            fail(ErrorCode::Timeout, QStringLiteral("the server in %1 does not end").arg(folder.path()));
            return;
        }
        poll.start();
        return;
    }
    folder.unlock();
    stopping = false;
    running = false;
    pid = 0;
    Q_EMIT q.stopped();
}

void EmbeddedRedis::Private::fail(ErrorCode code, const QString& message)
{
    starting = false;
    poll.stop();
    // Not from inside start().
    QMetaObject::invokeMethod(
        this, [this, error = Error{code, message, {}}] { Q_EMIT q.failed(error); }, Qt::QueuedConnection);
}

EmbeddedRedis::EmbeddedRedis(QString dir, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, dir.isEmpty() ? defaultDir() : std::move(dir)))
{
}

EmbeddedRedis::~EmbeddedRedis()
{
    if (isOwner()) {
        // It saves and ends by itself; nobody waits for it here.
        QProcess* const process = d->process.release();
        process->disconnect(d.get());
        connect(process, &QProcess::finished, process, &QObject::deleteLater);
        process->terminate();
    }
}

QString EmbeddedRedis::defaultDir()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
        + QStringLiteral("/drover/redis");
}

const QString& EmbeddedRedis::dir() const
{
    return d->folder.path();
}

void EmbeddedRedis::setProgram(const QString& program)
{
    d->program = program;
}

ConnectionOptions EmbeddedRedis::connectionOptions() const
{
    ConnectionOptions options;
    options.unixSocket = d->socket;
    return options;
}

bool EmbeddedRedis::isOwner() const
{
    return d->process->state() != QProcess::NotRunning;
}

bool EmbeddedRedis::isRunning() const
{
    return d->running;
}

qint64 EmbeddedRedis::processId() const
{
    return d->pid;
}

void EmbeddedRedis::start(Mode mode)
{
    d->start(mode);
}

void EmbeddedRedis::stop()
{
    d->stop();
}

} // namespace drover
