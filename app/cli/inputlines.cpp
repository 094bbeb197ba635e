// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/inputlines.h"

#include "cli/console.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace drover::cli {
namespace {

constexpr qsizetype blockSize = 1 << 16;

ssize_t readSome(int descriptor, char* data, size_t size)
{
    for (;;) {
        const ssize_t got = ::read(descriptor, data, size);
        if (got >= 0 || errno != EINTR)
            return got;
    }
}

//! A pipe cannot be read twice: its bytes go to a file without a name.
int spooled(int descriptor)
{
    std::FILE* file = std::tmpfile();
    if (!file)
        return -1;
    const int copy = ::fcntl(::fileno(file), F_DUPFD_CLOEXEC, 3);
    std::fclose(file);
    QByteArray block(blockSize, Qt::Uninitialized);
    for (;;) {
        const ssize_t got = readSome(descriptor, block.data(), size_t(blockSize));
        if (got == 0 && ::lseek(copy, 0, SEEK_SET) == 0)
            return copy;
        if (got <= 0 || !writeFully(copy, QByteArrayView(block.constData(), got))) {
            ::close(copy);
            return -1;
        }
    }
}

} // namespace

InputLines::InputLines(const QByteArray& path)
    : m_descriptor(path == "-" ? STDIN_FILENO : ::open(path.constData(), O_RDONLY | O_CLOEXEC))
{
    if (m_descriptor >= 0 && ::lseek(m_descriptor, 0, SEEK_CUR) < 0) {
        const int pipe = m_descriptor;
        m_descriptor = spooled(pipe);
        if (pipe > STDERR_FILENO)
            ::close(pipe);
    }
}

InputLines::~InputLines()
{
    if (m_descriptor > STDERR_FILENO)
        ::close(m_descriptor);
}

void InputLines::rewind()
{
    ::lseek(m_descriptor, 0, SEEK_SET);
    m_buffer.clear();
    m_position = 0;
    m_number = 0;
    m_atEnd = false;
}

std::optional<QByteArray> InputLines::next()
{
    for (;;) {
        qsizetype end = m_buffer.indexOf('\n', m_position);
        while (end < 0 && !m_atEnd) {
            const qsizetype searched = m_buffer.size() - m_position;
            m_atEnd = !fill();
            end = m_buffer.indexOf('\n', m_position + searched);
        }
        if (end < 0 && m_position >= m_buffer.size())
            return {};
        const qsizetype stop = end < 0 ? m_buffer.size() : end;
        QByteArray line = m_buffer.mid(m_position, stop - m_position).trimmed();
        m_position = stop + 1;
        ++m_number;
        if (!line.isEmpty())
            return line;
    }
}

bool InputLines::fill()
{
    m_buffer.remove(0, m_position);
    m_position = 0;
    const qsizetype kept = m_buffer.size();
    m_buffer.resize(kept + blockSize);
    const ssize_t got = readSome(m_descriptor, m_buffer.data() + kept, size_t(blockSize));
    m_broken = got < 0;
    m_buffer.resize(kept + std::max<ssize_t>(got, 0));
    return got > 0;
}

} // namespace drover::cli
