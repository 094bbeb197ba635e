// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "logging/sharedfilesink_p.h"

#include <cerrno>
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace drover {

SharedFileSink::SharedFileSink(QByteArray path, qint64 size, int count)
    : m_path(std::move(path))
    , m_size(size)
    , m_count(count)
{
    open();
}

SharedFileSink::~SharedFileSink()
{
    close();
}

void SharedFileSink::open()
{
    close();
    m_file = ::open(m_path.constData(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (m_file < 0) {
        throw spdlog::spdlog_ex("cannot open " + m_path.toStdString(), errno);
    }
    // A file that was there already may have had another mode.
    ::fchmod(m_file, S_IRUSR | S_IWUSR);
}

void SharedFileSink::close()
{
    if (m_file >= 0) {
        ::close(m_file);
    }
    m_file = -1;
}

bool SharedFileSink::isCurrent(struct stat& facts) const
{
    struct stat named { };
    return ::fstat(m_file, &facts) == 0 && ::stat(m_path.constData(), &named) == 0
        && facts.st_dev == named.st_dev && facts.st_ino == named.st_ino;
}

void SharedFileSink::makeRoom(size_t wanted)
{
    struct stat facts { };
    if (m_file < 0 || !isCurrent(facts)) {
        open();
        m_torn = false;
        return;
    }
    if (facts.st_size == 0 || facts.st_size + static_cast<qint64>(wanted) <= m_size) {
        return;
    }
    // The lock belongs to the file and not to its name: after a rename by somebody else it proves nothing.
    if (::flock(m_file, LOCK_EX | LOCK_NB) != 0) {
        return;
    }
    if (isCurrent(facts)) {
        rotate();
    }
    open();
    m_torn = false;
}

void SharedFileSink::rotate()
{
    if (m_count < 2) {
        ::unlink(m_path.constData());
        return;
    }
    for (int number = m_count - 1; number > 1; --number) {
        ::rename(numbered(number - 1).constData(), numbered(number).constData());
    }
    ::rename(m_path.constData(), numbered(1).constData());
}

QByteArray SharedFileSink::numbered(int number) const
{
    const QByteArray ending = ".log";
    QByteArray name = m_path;
    if (name.endsWith(ending)) {
        name.chop(ending.size());
    }
    return name.append('.').append(QByteArray::number(number)).append(ending);
}

void SharedFileSink::sink_it_(const spdlog::details::log_msg& message)
{
    spdlog::memory_buf_t line;
    if (m_torn) {
        line.push_back('\n');
    }
    formatter_->format(message, line);
    makeRoom(line.size());
    ssize_t written = -1;
    do {
        written = ::write(m_file, line.data(), line.size());
    } while (written < 0 && errno == EINTR);
    if (written == static_cast<ssize_t>(line.size())) {
        m_torn = false;
        return;
    }
    m_torn = m_torn || written > 0;
    throw spdlog::spdlog_ex("cannot write " + m_path.toStdString(), written < 0 ? errno : ENOSPC);
}

} // namespace drover
