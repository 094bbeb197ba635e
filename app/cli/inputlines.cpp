// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/inputlines.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace drover::cli {
namespace {

constexpr qsizetype blockSize = 1 << 16;

} // namespace

InputLines::InputLines(const QByteArray& path)
    : m_descriptor(path == "-" ? STDIN_FILENO : ::open(path.constData(), O_RDONLY | O_CLOEXEC))
{
}

InputLines::~InputLines()
{
    if (m_descriptor > STDERR_FILENO)
        ::close(m_descriptor);
}

bool InputLines::rewind()
{
    if (::lseek(m_descriptor, 0, SEEK_SET) != 0)
        return false;
    m_buffer.clear();
    m_position = 0;
    m_number = 0;
    m_atEnd = false;
    return true;
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
    ssize_t got = 0;
    do
        got = ::read(m_descriptor, m_buffer.data() + kept, size_t(blockSize));
    while (got < 0 && errno == EINTR);
    m_broken = got < 0;
    m_buffer.resize(kept + std::max<ssize_t>(got, 0));
    return got > 0;
}

} // namespace drover::cli
