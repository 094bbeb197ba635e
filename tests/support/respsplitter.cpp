// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/respsplitter.h"

namespace drover::test {

QByteArrayList RespSplitter::take(QByteArrayView bytes)
{
    QByteArrayList messages;
    m_buffer.append(bytes);
    while (skipItem()) {
        while (!m_missing.empty() && --m_missing.back() == 0)
            m_missing.pop_back();
        if (m_missing.empty()) {
            messages.append(m_buffer.first(m_at));
            m_buffer.remove(0, m_at);
            m_at = 0;
        }
    }
    return messages;
}

bool RespSplitter::skipItem()
{
    while (true) {
        const qsizetype end = m_buffer.indexOf("\r\n", m_at);
        if (end < 0)
            return false;
        const char type = m_buffer.at(m_at);
        const qint64 number = m_buffer.mid(m_at + 1, end - m_at - 1).toLongLong();
        if (type == '$' && number >= 0) {
            if (m_buffer.size() < end + 2 + number + 2)
                return false;
            m_at = end + 2 + number + 2;
            return true;
        }
        m_at = end + 2;
        if (type != '*' || number <= 0)
            return true;
        m_missing.push_back(number); // its first item follows
    }
}

} // namespace drover::test
