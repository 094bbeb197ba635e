// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "cli/arguments.h"
#include "core/error.h"
#include "profiles/connectionprofile.h"
#include "protocol/queueid.h"
#include "redis/connectionoptions.h"

#include <QCoroTask>
#include <QFuture>
#include <QObject>

#include <memory>
#include <optional>

namespace drover {
class FieldCipher;
class KeyStore;
class LiveCipher;
class RedisConnection;
class Trash;
class WriteGate;
} // namespace drover

namespace drover::cli {

class Console;

enum ExitCode : int {
    ExitDone = 0,
    ExitWarnings = 1,
    ExitFailed = 2,
    ExitCritical = 3,
    ExitUsage = 64,
    ExitInterrupted = 130,
};

//! What a verb works with: its command line, its output, and on demand Redis and the gate for writes.
class Context final : public QObject {
    Q_OBJECT
public:
    explicit Context(Arguments arguments, QObject* parent = nullptr);
    ~Context() override;
    Q_DISABLE_COPY_MOVE(Context)

    [[nodiscard]] const Arguments& arguments() const { return m_arguments; }
    [[nodiscard]] Console& console() const { return *m_console; }
    [[nodiscard]] bool json() const { return m_json; }
    //! By --read-only, or because the profile is locked and --unlock was not given.
    [[nodiscard]] bool isReadOnly() const;
    //! Which of the two, for an error.
    [[nodiscard]] QString readOnlyReason() const;

    [[nodiscard]] QByteArray prefix() const;
    //! The queue named by the argument QUEUE.
    [[nodiscard]] QueueId queue() const;

    //! Where Redis is: --connect, --profile, DROVER_REDIS_URL, or the embedded one, which is started when it
    //! is not running.
    QCoro::Task<Result<ConnectionOptions>> connectionOptions();
    //! The connection, ready; opened by the first call. An error instead of a second try.
    QCoro::Task<Result<RedisConnection*>> connect();
    //! Only after connect(). Refuses when isReadOnly(), else records in the activity log.
    [[nodiscard]] WriteGate& gate();
    //! Only after connect(). Where removed jobs are kept; null when isReadOnly() and under --no-trash.
    [[nodiscard]] Trash* trash();
    //! Which fields are encrypted, and the keys; loads the keychain when a key is needed.
    [[nodiscard]] KeyStore& keyStore();
    //! For the data of the queue's jobs; null where nothing of it is encrypted.
    QCoro::Task<Result<std::shared_ptr<const FieldCipher>>> fieldCipher();
    //! The same for a worker, which learns of new keys.
    QCoro::Task<Result<std::shared_ptr<LiveCipher>>> liveCipher();
    //! The connection without its password, once it is known.
    [[nodiscard]] QString where() const { return m_where; }

    //! Tells the error (JSON on standard output with --json, a sentence on standard error); the exit code.
    int fail(const Error& error);
    //! The same for a command line that is not right.
    int failUsage(const QString& message);
    //! The rows of standard input after a password; reads to the end.
    [[nodiscard]] static Result<QByteArray> readStandardInput();

private:
    QCoro::Task<Result<ConnectionOptions>> resolveOptions();
    QCoro::Task<Result<ConnectionOptions>> profileOptions();
    QFuture<Result<ConnectionOptions>> embeddedOptions();
    void finishOptions(ConnectionOptions& options, bool embedded);
    Status applyPassword(ConnectionOptions& options);

    const Arguments m_arguments;
    const bool m_json;
    Console* m_console;
    QString m_where;
    QString m_recordedAs; //!< in the activity log and the trash
    std::optional<Result<ConnectionProfile>> m_profile; //!< of --profile
    std::optional<ConnectionOptions> m_options;
    std::unique_ptr<WriteGate> m_gate;
    std::unique_ptr<Trash> m_trash;
    KeyStore* m_keyStore = nullptr;
    RedisConnection* m_connection = nullptr;
};

//! Tells a usage error; also usable before there is a Context.
int reportUsage(Console& console, const UsageError& error);

} // namespace drover::cli
