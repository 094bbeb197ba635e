// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QObject>
#include <QProcess>
#include <QString>

#include <chrono>
#include <functional>

namespace drover::test {

//! What the npm package answered.
struct NpmReply {
    bool ok = false;
    QByteArray json; //!< the value as JSON text, exactly as JavaScript wrote it
    QString error; //!< message of the exception
    int code = 0; //!< its `code`, where it is a number (BullMQ's script codes)

    //! The value parsed; scalars too. Use `json` where digits or the order of keys matter.
    [[nodiscard]] QJsonValue value() const;
};

//! A live Node process with the npm package `bullmq` (6.7.0 and 5.81.5), driven by tests/interop/driver.js.
//! It stands for the other side of a queue: producer, worker or observer. Calls keep the event loop of the
//! test running, so that an engine object on the same thread goes on working meanwhile.
class NpmProcess : public QObject {
    Q_OBJECT
public:
    //! `connection` is what ioredis takes: {"path": socket} or {"host", "port", ...}.
    explicit NpmProcess(const QJsonObject& connection, QObject* parent = nullptr);
    explicit NpmProcess(const QString& unixSocket, QObject* parent = nullptr);
    ~NpmProcess() override;

    //! True once the driver is ready; waits up to 20 s for that.
    [[nodiscard]] bool start();
    [[nodiscard]] bool isRunning() const;

    //! One command of driver.js with its arguments, e.g. call("add", {{"queue", "q"}, {"data", 1}}).
    NpmReply call(const QString& command, QJsonObject arguments = {});
    //! Statements of an async function; `queue` is in scope when named. See driver.js for the rest of the
    //! scope.
    NpmReply eval(
        const QString& body, const QString& queue = {}, const QJsonValue& args = {}, int version = 6);
    //! As call(), but does not wait: take the reply with finish().
    int send(const QString& command, QJsonObject arguments = {});
    NpmReply finish(int id);

    //! Shorthands over call(); a failure is an invalid value and was printed.
    [[nodiscard]] QString add(const QString& queue, const QString& name,
        const QJsonValue& data = QJsonObject(), const QJsonObject& opts = {}, int version = 6);
    [[nodiscard]] QJsonObject counts(const QString& queue, int version = 6);
    [[nodiscard]] QJsonObject job(const QString& queue, const QString& id, int version = 6);
    [[nodiscard]] QString state(const QString& queue, const QString& id, int version = 6);
    //! `script` as in driver.js: {"value": 1}, {"failTimes": 2}, {"names": {"a": {..}}}, ... Returns the
    //! worker's key.
    [[nodiscard]] QString startWorker(
        const QString& queue, const QJsonObject& script, const QJsonObject& options = {}, int version = 6);

    //! What workers have reported so far: {"event", "worker", "jobId", ...}, oldest first.
    [[nodiscard]] QList<QJsonObject> notifications(const QString& event = {}) const;

    void kill(); //!< SIGKILL
    //! Closes standard input: the driver closes its workers and leaves. True when it ended with code 0.
    bool close();

Q_SIGNALS:
    void notified(const QJsonObject& notification);

private:
    void onReadyRead();
    bool waitFor(const std::function<bool()>& condition, std::chrono::milliseconds limit);
    NpmReply checked(const QString& command, const QJsonObject& arguments);

    QJsonObject m_connection;
    QProcess m_process;
    QByteArray m_buffer;
    QHash<int, NpmReply> m_replies;
    QList<QJsonObject> m_notifications;
    int m_lastId = 0;
    bool m_ready = false;
};

} // namespace drover::test
