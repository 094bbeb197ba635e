// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "signals/interrupts.h"

#include <QSocketNotifier>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace drover {
namespace {

constexpr std::array watchedSignals{SIGINT, SIGTERM, SIGHUP};

// What a signal handler may touch.
std::array<int, 2> pipeEnds{-1, -1};
std::atomic<int> signalsSeen{0};
static_assert(std::atomic<int>::is_always_lock_free);

void onSignal(int signal)
{
    if (signalsSeen.fetch_add(1) > 0) {
        if (signal != SIGHUP)
            ::_exit(130);
        return;
    }
    const int keptErrno = errno;
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(pipeEnds[1], &byte, 1);
    errno = keptErrno;
}

bool isIgnored(int signal)
{
    struct sigaction now { };
    return ::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

void handle(int signal, void (*handler)(int))
{
    struct sigaction action { };
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigaction(signal, &action, nullptr);
}

} // namespace

Interrupts::Interrupts(QObject* parent)
    : QObject(parent)
{
    if (::pipe2(pipeEnds.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    m_notifier = new QSocketNotifier(pipeEnds[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &Interrupts::onReadable);
    for (const int signal : watchedSignals) {
        // nohup means that the end of the terminal is to be ignored.
        if (signal != SIGHUP || !isIgnored(signal))
            handle(signal, &onSignal);
    }
}

Interrupts::~Interrupts()
{
    for (const int signal : watchedSignals) {
        if (!isIgnored(signal))
            handle(signal, SIG_DFL);
    }
    delete m_notifier;
    for (int& end : pipeEnds)
        ::close(std::exchange(end, -1));
}

void Interrupts::onReadable()
{
    char byte = 0;
    if (::read(pipeEnds[0], &byte, 1) != 1)
        return;
    m_interrupted = true;
    Q_EMIT interrupted();
}

} // namespace drover
