// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/context.h"

#include "cli/console.h"
#include "cli/errorsentence.h"
#include "cli/helptext.h"
#include "cli/keychainloader.h"
#include "cli/savedprofile.h"
#include "crash/crashhandler.h"
#include "embedded/embeddedredis.h"
#include "encryption/livecipher.h"
#include "protocol/joboptionscodec.h"
#include "queue/activitylog.h"
#include "queue/trash.h"
#include "redis/redisconnection.h"
#include "redis/redisurl.h"

#include <QCoroFuture>
#include <QFile>
#include <QPromise>
#include <QStandardPaths>

#include <cerrno>
#include <unistd.h>

namespace drover::cli {
namespace {

//! Byte by byte, so that what follows stays for others to read.
Result<QByteArray> readPasswordLine()
{
    QByteArray password;
    for (;;) {
        char byte = 0;
        const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || byte == '\n')
            break;
        password += byte;
    }
    if (password.endsWith('\r'))
        password.chop(1);
    if (password.isEmpty())
        return Error{ErrorCode::BadInput, QStringLiteral("There was no password on standard input."), {}};
    return password;
}

//! Finishes when the connection is ready, or with the reason when its first try has failed.
QFuture<Status> opened(RedisConnection& connection)
{
    auto promise = std::make_shared<QPromise<Status>>();
    promise->start();
    auto* watcher = new QObject(&connection);
    const auto finish = [promise, watcher](const Status& status) {
        promise->addResult(status);
        promise->finish();
        watcher->deleteLater();
    };
    QObject::connect(&connection, &RedisConnection::stateChanged, watcher,
        [finish, &connection, done = false](ConnectionState state) mutable {
            if (done || state == ConnectionState::Connecting)
                return;
            done = true;
            if (state == ConnectionState::Ready)
                return finish(Done{});
            finish(connection.status().lastError.value_or(Error{ErrorCode::ConnectionClosed, {}, {}}));
        });
    connection.open();
    return promise->future();
}

//! `unix:/path` and `tcp:HOST:PORT` of `bench --redis`; a URL stays as it is.
QString urlOfAddress(const QByteArray& address)
{
    const QString text = QString::fromUtf8(address);
    if (text.startsWith(QLatin1StringView("tcp:")) && !text.startsWith(QLatin1StringView("tcp://")))
        return QStringLiteral("redis://") + text.mid(4);
    if (text.startsWith(QLatin1StringView("unix:")) && !text.startsWith(QLatin1StringView("unix://")))
        return QStringLiteral("unix://") + text.mid(5);
    return text;
}

QString inDataFolder(const char* file)
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/drover/")
        + QLatin1StringView(file);
}

} // namespace

Context::Context(Arguments arguments, QObject* parent)
    : QObject(parent)
    , m_arguments(std::move(arguments))
    , m_json(m_arguments.has("json"))
    , m_console(new Console(this))
{
    if (m_arguments.has("profile"))
        m_profile = savedProfile(QString::fromUtf8(m_arguments.text("profile")));
}

bool Context::isReadOnly() const
{
    const bool isLocked = m_profile && *m_profile && m_profile->value().isLocked();
    return m_arguments.has("read-only") || (isLocked && !m_arguments.has("unlock"));
}

QString Context::readOnlyReason() const
{
    return m_arguments.has("read-only") ? QStringLiteral("--read-only was given")
                                        : QStringLiteral("the saved connection is locked");
}

QByteArray Context::prefix() const
{
    const bool isKnown = m_profile && *m_profile;
    return m_arguments.text("prefix", isKnown ? m_profile->value().prefixes.value(0) : QByteArray("bull"));
}

QueueId Context::queue() const
{
    return {prefix(), m_arguments.argument("QUEUE")};
}

Context::~Context() = default;

QCoro::Task<Result<ConnectionOptions>> Context::connectionOptions()
{
    if (!m_options) {
        const Result<ConnectionOptions> options = co_await resolveOptions();
        if (!options)
            co_return options;
        m_options = *options;
    }
    // A value of its own: QCoro 0.8 moves from whatever co_return names.
    co_return Result<ConnectionOptions>(*m_options);
}

QCoro::Task<Result<ConnectionOptions>> Context::resolveOptions()
{
    if (m_profile)
        co_return co_await profileOptions();
    QString url = QString::fromUtf8(m_arguments.text("connect"));
    if (m_arguments.has("redis"))
        url = urlOfAddress(m_arguments.text("redis"));
    if (url.isEmpty())
        url = qEnvironmentVariable("DROVER_REDIS_URL");
    if (url.isEmpty() || url == QLatin1StringView("embedded")) {
        Result<ConnectionOptions> options = co_await embeddedOptions();
        if (options)
            finishOptions(*options, true);
        co_return options;
    }
    Result<ConnectionOptions> options = parseRedisUrl(url);
    if (!options)
        co_return options;
    finishOptions(*options, false);
    const Status password = applyPassword(*options);
    if (!password)
        co_return password.error();
    co_return options;
}

QCoro::Task<Result<ConnectionOptions>> Context::profileOptions()
{
    if (!*m_profile)
        co_return m_profile->error();
    const ConnectionProfile profile = m_profile->value();
    ConnectionOptions options = profile.options;
    finishOptions(options, false);
    const Status typed = applyPassword(options);
    if (!typed)
        co_return typed.error();
    if (!m_arguments.has("password-stdin")) {
        const Result<QByteArray> password = co_await savedPassword(profile, this);
        if (!password)
            co_return password.error();
        options.password = *password;
    }
    co_return options;
}

QFuture<Result<ConnectionOptions>> Context::embeddedOptions()
{
    auto promise = std::make_shared<QPromise<Result<ConnectionOptions>>>();
    promise->start();
    const auto finish = [promise](const Result<ConnectionOptions>& result) {
        promise->addResult(result);
        promise->finish();
    };
    auto* redis = new EmbeddedRedis({}, this);
    QObject::connect(
        redis, &EmbeddedRedis::ready, this, [redis, finish] { finish(redis->connectionOptions()); });
    QObject::connect(redis, &EmbeddedRedis::failed, this, finish);
    redis->start(EmbeddedRedis::Mode::Shared);
    return promise->future();
}

void Context::finishOptions(ConnectionOptions& options, bool embedded)
{
    m_where = displayUrl(options);
    m_recordedAs = recordedName(options, embedded);
    options.readOnly = isReadOnly();
}

Status Context::applyPassword(ConnectionOptions& options)
{
    if (!m_arguments.has("password-stdin"))
        return Done{};
    Result<QByteArray> password = readPasswordLine();
    if (!password)
        return password.error();
    options.password = *password;
    return Done{};
}

QCoro::Task<Result<RedisConnection*>> Context::connect()
{
    if (m_connection)
        co_return m_connection;
    const bool namesQueue = !m_arguments.argument("QUEUE").isNull();
    const Status named = namesQueue ? validateQueueName(m_arguments.argument("QUEUE")) : Status(Done{});
    if (!named)
        co_return named.error();
    Result<ConnectionOptions> options = co_await connectionOptions();
    if (!options)
        co_return options.error();
    m_connection = new RedisConnection(*options, ConnectionRole::Queue, this);
    const Status status = co_await opened(*m_connection);
    if (!status)
        co_return status.error();
    noteRedisVersion(m_connection->serverInfo().version.toString().toUtf8());
    co_return m_connection;
}

WriteGate& Context::gate()
{
    if (m_gate)
        return *m_gate;
    if (isReadOnly()) {
        m_gate = std::make_unique<ReadOnlyGate>(readOnlyReason());
    } else {
        ActivityLogOptions options;
        options.path = inDataFolder("activity.sqlite");
        options.connection = m_recordedAs;
        options.who = activityAuthor(QStringLiteral("drover"));
        m_gate = std::make_unique<ActivityLog>(options);
    }
    return *m_gate;
}

Trash* Context::trash()
{
    if (isReadOnly() || m_arguments.has("no-trash"))
        return nullptr;
    if (!m_trash) {
        TrashOptions options;
        options.path = inDataFolder("trash.sqlite");
        options.connection = m_recordedAs;
        m_trash = std::make_unique<Trash>(options);
    }
    return m_trash.get();
}

KeyStore& Context::keyStore()
{
    if (!m_keyStore)
        m_keyStore = new KeyStore(KeyStore::defaultPath(), *lazyKeychain(this), this);
    return *m_keyStore;
}

QCoro::Task<Result<FieldCipherPtr>> Context::fieldCipher()
{
    const QueueId id = queue();
    co_return co_await keyStore().cipher(id);
}

QCoro::Task<Result<LiveCipher::Ptr>> Context::liveCipher()
{
    const QueueId id = queue();
    co_return co_await LiveCipher::open(keyStore(), id);
}

int Context::fail(const Error& error)
{
    if (m_json)
        m_console->line(errorToJson(error));
    const Explanation explanation = explain(error, m_where);
    m_console->note(QStringLiteral("drover: ") + explanation.sentence
        + (explanation.remedy.isEmpty() ? QString() : QLatin1Char(' ') + explanation.remedy));
    return error.code == ErrorCode::Cancelled ? ExitInterrupted : ExitFailed;
}

int Context::failUsage(const QString& message)
{
    return reportUsage(*m_console, {message, m_arguments.command, m_json});
}

Result<QByteArray> Context::readStandardInput()
{
    QByteArray all;
    QByteArray block(1 << 16, Qt::Uninitialized);
    for (;;) {
        const ssize_t got = ::read(STDIN_FILENO, block.data(), size_t(block.size()));
        if (got == 0)
            return all;
        if (got < 0 && errno != EINTR)
            return Error{ErrorCode::BadInput, QStringLiteral("Standard input cannot be read."), {}};
        if (got > 0)
            all.append(block.constData(), got);
    }
}

int reportUsage(Console& console, const UsageError& error)
{
    if (error.json)
        console.line(errorToJson({ErrorCode::BadInput, error.message, {}}));
    console.note(QStringLiteral("drover: ") + error.message);
    const QString help = error.command ? QString::fromUtf8("drover " + error.command->name + " --help")
                                       : QStringLiteral("drover --help");
    console.note(
        QStringLiteral("Usage: %1\nTry `%2`.")
            .arg(QString::fromUtf8(error.command ? usageLine(*error.command) : "drover VERB [options]"),
                help));
    return ExitUsage;
}

} // namespace drover::cli
