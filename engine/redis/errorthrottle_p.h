// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"

#include <QHash>
#include <QString>

namespace drover {

//! Lets one message of each cause through a second, so that an outage cannot fill logs and screens.
class ErrorThrottle final {
public:
    static constexpr Milliseconds interval{1000};

    //! True when `cause` was not let through within the last second; `now` from a monotonic clock.
    [[nodiscard]] bool admits(const QString& cause, Milliseconds now)
    {
        constexpr qsizetype mostCauses = 64;
        if (const auto last = m_last.constFind(cause); last != m_last.cend() && now - *last < interval)
            return false;
        if (m_last.size() >= mostCauses)
            m_last.removeIf(
                [now](QHash<QString, Milliseconds>::iterator it) { return now - *it >= interval; });
        // More causes than that in one second: they must not grow without bounds either.
        if (m_last.size() >= mostCauses)
            return false;
        m_last.insert(cause, now);
        return true;
    }

private:
    QHash<QString, Milliseconds> m_last;
};

} // namespace drover
