// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayList>
#include <QJsonObject>
#include <QJsonValue>
#include <QProcess>
#include <QTemporaryDir>

namespace drover::test {

//! What a finished `drover` said.
struct DroverOutput {
    int exitCode = -1; //!< -1 = it did not end in time, or by a signal
    QByteArray out;
    QByteArray err;

    //! Standard output as one JSON document; undefined when it is none.
    [[nodiscard]] QJsonValue json() const;
    //! Standard output as NDJSON.
    [[nodiscard]] QList<QJsonObject> lines() const;
};

//! Journals, logs, profiles and the record of activity of a program under test stay in `home`.
[[nodiscard]] QProcessEnvironment environmentIn(const QTemporaryDir& home);

//! The program `drover` as users run it, with a home folder of its own.
class DroverProgram {
public:
    //! `redisUrl` becomes DROVER_REDIS_URL; empty = not set.
    explicit DroverProgram(const QString& redisUrl);

    //! Runs to the end, at most 60 s. `input` is standard input.
    [[nodiscard]] DroverOutput run(const QStringList& arguments, const QByteArray& input = {});
    //! Runs with standard output going to a shell command such as "head -c 1"; the exit code is drover's own.
    [[nodiscard]] DroverOutput runInto(const QString& reader, const QStringList& arguments);
    //! Runs under limits that a shell sets first, such as "ulimit -n 8".
    [[nodiscard]] DroverOutput runUnder(const QString& limits, const QStringList& arguments);
    //! Runs with standard output going to a file, which is kept.
    [[nodiscard]] DroverOutput runToFile(const QString& file, const QStringList& arguments);
    //! Starts and returns at once.
    void start(QProcess& process, const QStringList& arguments);
    //! Waits for the end of a started process.
    [[nodiscard]] static DroverOutput finish(QProcess& process);
    //! Its home folder; see environmentIn().
    [[nodiscard]] QString home() const { return m_home.path(); }
    //! The program file.
    [[nodiscard]] static QString path();
    //! Runs another file than path(), e.g. a copy of it.
    void setPath(const QString& path) { m_path = path; }
    void setEnvironment(const QString& name, const QString& value) { m_environment.insert(name, value); }

private:
    QString m_path = path();
    QTemporaryDir m_home;
    QProcessEnvironment m_environment;
};

} // namespace drover::test
