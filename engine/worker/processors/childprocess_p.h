// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "worker/processors/pipes_p.h"

#include <QObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTimer>

#include <functional>
#include <vector>

namespace drover {

//! How a child process ended.
struct ChildEnd {
    bool started = true; //!< false: `error` says why the program could not be run
    int exitCode = 0;
    int signal = 0; //!< 0 = it exited by itself
    QString error;

    //! "SIGKILL", or "" without a signal.
    [[nodiscard]] QByteArray signalName() const;
};

//! One child process that leads a group of its own and ends as a whole: with SIGTERM and SIGKILL when asked,
//! when its leader ends, and when this program dies in any way. Lives on childthread; not usable elsewhere.
class ChildProcess final : public QObject {
    Q_OBJECT
public:
    struct Command {
        QString program;
        QStringList arguments;
        QString workingDirectory;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    };

    explicit ChildProcess(QObject* parent = nullptr);
    ~ChildProcess() override;

    //! Gives the child the reading end of a pipe as `descriptor`. Before start().
    void addInput(int descriptor);
    //! Gives the child the writing end of a pipe as `descriptor`. Before start().
    void addOutput(int descriptor, PipeReader::Handler handler);

    //! ended() follows, once.
    void start(const Command& command);
    //! To the pipe of addInput().
    void write(const QByteArray& bytes);
    //! Ends the input of the child after what was written.
    void closeInput();
    //! Hands on what the child has written so far, output pipe by output pipe, in the order they were added.
    void drainOutput();

    //! SIGTERM to the group now, SIGKILL after `patience`. Again: nothing new.
    void terminate(Milliseconds patience);
    void kill();
    [[nodiscard]] qint64 processId() const { return m_group; }

Q_SIGNALS:
    //! Everything that the child wrote was handed on before.
    void ended(const drover::ChildEnd& end);

private:
    struct Passed {
        int target; //!< number in the child
        int source; //!< our copy of the child's end
    };

    QProcess m_process;
    QTimer m_killTimer;
    std::vector<Passed> m_passed;
    std::vector<PipeReader*> m_readers;
    PipeWriter* m_writer = nullptr;
    qint64 m_group = 0;
    bool m_ended = false;

    void prepare();
    void closePassed();
    void signalGroup(int signal);
    void end(const ChildEnd& end);
};

} // namespace drover
