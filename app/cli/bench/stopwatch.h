// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"

#include <QtGlobal>

#include <vector>

namespace drover::cli {

//! Wall time and this process' CPU time between start() and stop().
class Stopwatch {
public:
    void start();
    void stop();
    //! The end of the window is earlier than stop(): `milliseconds` since start().
    void endAt(double milliseconds);
    //! Since start().
    [[nodiscard]] double milliseconds() const;

    [[nodiscard]] double seconds() const { return m_seconds; }
    [[nodiscard]] qint64 startEpoch() const { return m_startEpoch; }
    [[nodiscard]] qint64 endEpoch() const { return m_startEpoch + qint64(m_seconds * 1000); }
    [[nodiscard]] double userSeconds() const { return m_user; }
    [[nodiscard]] double systemSeconds() const { return m_system; }

private:
    std::chrono::steady_clock::time_point m_start;
    qint64 m_startEpoch = 0;
    double m_userAtStart = 0;
    double m_systemAtStart = 0;
    double m_user = 0;
    double m_system = 0;
    double m_seconds = 0;
};

//! The value below which the share `percent` of the samples lies; 0 of none.
[[nodiscard]] double percentile(std::vector<double> samples, double percent);

} // namespace drover::cli
