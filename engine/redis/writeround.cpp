// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/writeround_p.h"

#include <QThread>

#include <algorithm>
#include <utility>

namespace drover {

namespace {

thread_local WriteRound* innermost = nullptr;

} // namespace

WriteRound::WriteRound()
    : m_outer(std::exchange(innermost, this))
    , m_loopLevel(QThread::currentThread()->loopLevel())
{
}

WriteRound::~WriteRound()
{
    // Whatever a failing write makes others send belongs to the outer round, or to a later turn.
    innermost = m_outer;
    for (const Entry& entry : std::as_const(m_entries)) {
        if (entry.connection)
            entry.write();
    }
}

WriteRound* WriteRound::current()
{
    const bool isInItsLoop = innermost && innermost->m_loopLevel == QThread::currentThread()->loopLevel();
    return isInItsLoop ? innermost : nullptr;
}

void WriteRound::add(QObject* connection, std::function<void()> write)
{
    const auto isSame = [connection](const Entry& entry) { return entry.connection == connection; };
    if (!std::any_of(m_entries.cbegin(), m_entries.cend(), isSame))
        m_entries.append({connection, std::move(write)});
}

} // namespace drover
