// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/retentionguard_p.h"

#include <algorithm>

namespace drover {
namespace {

bool prunesByCount(const KeepJobs& keep)
{
    return keep.count.value_or(0) > 0;
}

} // namespace

bool RetentionGuard::wantsSize(const KeepJobs& keep, qint64 now)
{
    if (!prunesByCount(keep) || m_asked || (m_size && now - m_seenAt < trustFor))
        return false;
    m_asked = true;
    return true;
}

void RetentionGuard::setSize(qint64 size, qint64 now)
{
    m_size = size;
    m_seenAt = now;
    m_asked = false;
}

void RetentionGuard::sizeUnknown()
{
    m_size.reset();
    m_asked = false;
}

KeepJobs RetentionGuard::bounded(KeepJobs keep, qint64 now)
{
    if (keep.age)
        keep.limit = std::clamp<qint64>(keep.limit.value_or(step), 1, step);
    if (!prunesByCount(keep)) {
        if (m_size && keep.count != 0)
            ++*m_size;
        return keep;
    }
    if (!m_size || now - m_seenAt >= trustFor) {
        keep.count = -1;
        return keep;
    }
    const qint64 size = *m_size + 1; // with the job that is about to enter
    keep.count = std::max(*keep.count, size - step);
    m_size = std::min(size, *keep.count);
    return keep;
}

} // namespace drover
