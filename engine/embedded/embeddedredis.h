// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "redis/connectionoptions.h"

#include <QObject>

#include <memory>

namespace drover {

//! The Redis that Drover brings up for itself: `redis-server` or `valkey-server` from the PATH on a private
//! unix socket, folder mode 0700, append-only file with one fsync a second, noeviction.
//!
//! One server per folder, shared by all programs of the user: start() finds a running one or starts it. The
//! server itself holds the lock of its folder for as long as it lives, so two never write the same data,
//! whoever is killed. Thread-affine; never blocks for longer than a fork. After start(): ready() or failed(),
//! once.
class EmbeddedRedis final : public QObject {
    Q_OBJECT
public:
    enum class Mode : quint8 {
        Shared, //!< a server that is started stays behind for the next command, until stop()
        Owned, //!< a server that is started ends with this object, and with this process however it dies
    };
    Q_ENUM(Mode)

    //! Empty `dir` = defaultDir().
    explicit EmbeddedRedis(QString dir = {}, QObject* parent = nullptr);
    //! Ends a server that it owns.
    ~EmbeddedRedis() override;

    //! `drover/redis` in the user's data folder.
    [[nodiscard]] static QString defaultDir();
    [[nodiscard]] const QString& dir() const;
    //! The server program; for tests and unusual places. Empty = search the PATH.
    void setProgram(const QString& program);

    //! How to reach it; good once ready() was emitted.
    [[nodiscard]] ConnectionOptions connectionOptions() const;
    //! This object started the server and will end it.
    [[nodiscard]] bool isOwner() const;
    [[nodiscard]] bool isRunning() const;
    //! Of the server; 0 before ready().
    [[nodiscard]] qint64 processId() const;

    //! NotFound: no server program installed (the message says what to install). Denied: the folder belongs
    //! to somebody else or cannot be written. Server: it ended at once (its last words). Timeout: no answer
    //! in 30 s.
    void start(Mode mode = Mode::Shared);
    //! SHUTDOWN: saves and ends whoever started it. `stopped()` follows, also when none was running.
    void stop();

Q_SIGNALS:
    void ready(bool startedNow);
    void failed(const drover::Error& error);
    //! After stop(), or when a server that was ready ended by itself (Owned only).
    void stopped();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace drover
