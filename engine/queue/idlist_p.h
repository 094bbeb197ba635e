// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/queueid.h"

#include <vector>

namespace drover {

//! Many job ids in little memory: a million short ids take 12 MB instead of 60.
class IdList final {
public:
    void append(QByteArrayView id)
    {
        m_bytes.append(id);
        m_ends.push_back(m_bytes.size());
    }
    [[nodiscard]] size_t size() const { return m_ends.size(); }
    [[nodiscard]] JobId at(size_t index) const
    {
        const qsizetype begin = index == 0 ? 0 : m_ends[index - 1];
        return m_bytes.sliced(begin, m_ends[index] - begin);
    }

private:
    QByteArray m_bytes;
    std::vector<qsizetype> m_ends;
};

} // namespace drover
