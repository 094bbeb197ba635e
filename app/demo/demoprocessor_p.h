// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/processor.h"

#include <QMutex>
#include <QSet>

#include <memory>

namespace drover {

//! The causes that are gone. Thread-safe.
class MendedCauses final {
public:
    void add(const QByteArray& cause)
    {
        const QMutexLocker lock(&m_mutex);
        m_causes.insert(cause);
    }
    [[nodiscard]] QSet<QByteArray> all() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_causes;
    }

private:
    mutable QMutex m_mutex;
    QSet<QByteArray> m_causes;
};

//! Plays the fate of each job; `pace` 0 = at once (no waiting between the steps), 1 = as long as it says.
[[nodiscard]] std::shared_ptr<Processor> demoProcessor(
    std::shared_ptr<const MendedCauses> mended, double pace);

} // namespace drover
