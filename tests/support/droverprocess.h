// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/droverprogram.h"

#include <QJsonObject>
#include <QObject>
#include <QProcess>

#include <vector>

namespace drover::test {

//! One running `drover` program and the JSON lines that it printed. Ends with its owner, by its pid.
class DroverProcess final : public QObject {
    Q_OBJECT
public:
    explicit DroverProcess(QObject* parent = nullptr);
    ~DroverProcess() override;

    void start(const QStringList& arguments);
    //! NAME=value, for start().
    void addEnvironment(const QStringList& variables);
    //! Waits (with an event loop) for the end; the exit code, or -1 after `milliseconds` or a crash.
    int finish(int milliseconds = 60000);

    void kill(); //!< SIGKILL, and waits for the end
    void sendSignal(int signal);
    void write(const QByteArray& line); //!< for --control

    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] const std::vector<QJsonObject>& lines() const { return m_lines; }
    //! How many lines say `"event": name`.
    [[nodiscard]] int count(QLatin1StringView event) const;
    //! How many `error` lines have this in their message.
    [[nodiscard]] int errors(QStringView part) const;
    [[nodiscard]] QByteArray errorText() const { return m_errors; }

    //! Runs to the end, in the same surroundings.
    [[nodiscard]] static DroverOutput run(const QStringList& arguments);

Q_SIGNALS:
    void lineRead(const QJsonObject& line);
    void ended(int exitCode); //!< -1 = by a signal

private:
    void readLines();
    [[nodiscard]] int exitCode() const;

    QProcess m_process;
    QByteArray m_buffer;
    QByteArray m_errors;
    std::vector<QJsonObject> m_lines;
};

} // namespace drover::test
