// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/processors/childprocess_p.h"

#include "worker/processors/childthread_p.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

namespace drover {
namespace {

// Above every number that a child is given, so that one dup2 never closes what the next one needs.
constexpr int lowestOwn = 16;

struct Pipe {
    int reading = -1;
    int writing = -1;
};

int moveUp(int descriptor)
{
    const int moved = ::fcntl(descriptor, F_DUPFD_CLOEXEC, lowestOwn);
    ::close(descriptor);
    return moved;
}

Pipe makePipe()
{
    std::array<int, 2> ends = {-1, -1};
    if (::pipe(ends.data()) != 0) {
        return {};
    }
    return {moveUp(ends[0]), moveUp(ends[1])};
}

// Runs between fork and exec: async-signal-safe calls only.
void becomeGroupLeader(pid_t parent)
{
    ::setpgid(0, 0);
#ifdef Q_OS_LINUX
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (::getppid() != parent) {
        ::_exit(127);
    }
    // The command line handles these itself, or blocks them; the child starts like from a shell.
    for (const int signal : {SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGPIPE, SIGTTOU}) {
        ::signal(signal, SIG_DFL);
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

} // namespace

QByteArray ChildEnd::signalName() const
{
    if (signal == 0) {
        return {};
    }
    switch (signal) {
    case SIGKILL:
        return "SIGKILL";
    case SIGTERM:
        return "SIGTERM";
    case SIGINT:
        return "SIGINT";
    case SIGSEGV:
        return "SIGSEGV";
    case SIGABRT:
        return "SIGABRT";
    case SIGBUS:
        return "SIGBUS";
    case SIGPIPE:
        return "SIGPIPE";
    case SIGHUP:
        return "SIGHUP";
    default:
        return "signal " + QByteArray::number(signal);
    }
}

ChildProcess::ChildProcess(QObject* parent)
    : QObject(parent)
{
    m_killTimer.setSingleShot(true);
    connect(&m_killTimer, &QTimer::timeout, this, &ChildProcess::kill);
    connect(&m_process, &QProcess::started, this, &ChildProcess::closePassed);
    connect(&m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        // What it started ends with it.
        signalGroup(SIGKILL);
        drainOutput();
        const bool crashed = status == QProcess::CrashExit;
        end({true, crashed ? 0 : code, crashed ? code : 0, {}});
    });
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            end({false, 0, 0, m_process.errorString()});
        }
    });
}

ChildProcess::~ChildProcess()
{
    m_ended = true;
    m_process.disconnect(this);
    if (m_group != 0 && m_process.state() != QProcess::NotRunning) {
        signalGroup(SIGKILL);
        childthread::unguardGroup(m_group);
    }
    closePassed();
}

void ChildProcess::addInput(int descriptor)
{
    const Pipe pipe = makePipe();
    m_passed.push_back({descriptor, pipe.reading});
    m_writer = new PipeWriter(pipe.writing, this);
}

void ChildProcess::addOutput(int descriptor, PipeReader::Handler handler)
{
    const Pipe pipe = makePipe();
    m_passed.push_back({descriptor, pipe.writing});
    m_readers.push_back(new PipeReader(pipe.reading, std::move(handler), this));
}

void ChildProcess::start(const Command& command)
{
    prepare();
    m_process.setWorkingDirectory(command.workingDirectory);
    m_process.setProcessEnvironment(command.environment);
    m_process.start(command.program, command.arguments);
    // Not with started(): on a loaded machine that comes after the child has spoken.
    m_group = m_process.processId();
    if (m_group != 0)
        childthread::guardGroup(m_group);
}

void ChildProcess::prepare()
{
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.setStandardErrorFile(QProcess::nullDevice());
    m_process.setChildProcessModifier([passed = m_passed, parent = ::getpid()] {
        becomeGroupLeader(parent);
        for (const Passed& one : passed) {
            ::dup2(one.source, one.target);
        }
    });
}

void ChildProcess::closePassed()
{
    for (const Passed& one : m_passed) {
        ::close(one.source);
    }
    m_passed.clear();
}

void ChildProcess::write(const QByteArray& bytes)
{
    if (m_writer) {
        m_writer->write(bytes);
    }
}

void ChildProcess::closeInput()
{
    if (m_writer) {
        m_writer->closeWhenWritten();
        m_writer = nullptr;
    }
}

void ChildProcess::drainOutput()
{
    for (PipeReader* const reader : m_readers) {
        reader->drain();
    }
}

void ChildProcess::terminate(Milliseconds patience)
{
    if (!m_killTimer.isActive()) {
        signalGroup(SIGTERM);
        m_killTimer.start(patience);
    }
}

void ChildProcess::kill()
{
    signalGroup(SIGKILL);
}

void ChildProcess::signalGroup(int signal)
{
    if (m_group > 1 && !m_ended) {
        ::kill(static_cast<pid_t>(-m_group), signal);
    }
}

void ChildProcess::end(const ChildEnd& end)
{
    if (m_ended) {
        return;
    }
    m_ended = true;
    m_killTimer.stop();
    if (m_group != 0) {
        childthread::unguardGroup(m_group);
    }
    closePassed();
    Q_EMIT ended(end);
}

} // namespace drover
