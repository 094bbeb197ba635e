// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/console.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace drover::cli {
namespace {

constexpr qsizetype largestBuffer = 1 << 16;

} // namespace

bool writeFully(int descriptor, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), size_t(bytes.size()));
        if (written >= 0) {
            bytes = bytes.sliced(written);
        } else if (errno == EAGAIN) {
            pollfd ready{descriptor, POLLOUT, 0};
            ::poll(&ready, 1, -1);
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

Console::Console(QObject* parent)
    : QObject(parent)
    , m_colours(::isatty(STDOUT_FILENO) == 1 && qEnvironmentVariableIsEmpty("NO_COLOR"))
{
    // The end of a reader is told by write() instead of a signal.
    ::signal(SIGPIPE, SIG_IGN);
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        m_width = size.ws_col;
}

Console::~Console()
{
    flush();
}

void Console::write(QByteArrayView bytes)
{
    if (m_broken)
        return;
    m_pending += bytes;
    if (m_pending.size() >= largestBuffer) {
        flush();
    } else if (!m_flushing) {
        m_flushing = true;
        QMetaObject::invokeMethod(this, &Console::flush, Qt::QueuedConnection);
    }
}

void Console::line(const QByteArray& text)
{
    write(text);
    write("\n");
}

void Console::line(const QString& text)
{
    line(text.toUtf8());
}

void Console::note(const QString& text)
{
    writeFully(STDERR_FILENO, QByteArray(text.toUtf8() + '\n'));
}

void Console::flush()
{
    m_flushing = false;
    if (m_broken || m_pending.isEmpty())
        return;
    if (!writeFully(STDOUT_FILENO, std::exchange(m_pending, {}))) {
        m_writeError = errno;
        m_broken = true;
        Q_EMIT broken();
    }
}

std::optional<Error> Console::writeError() const
{
    if (!m_broken || m_writeError == EPIPE)
        return std::nullopt;
    return Error{ErrorCode::NotFound,
        QStringLiteral("Standard output cannot be written: %1.").arg(qt_error_string(m_writeError)), {}};
}

} // namespace drover::cli
