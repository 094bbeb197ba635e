// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/bench/stopwatch.h"

#include <algorithm>
#include <cmath>
#include <sys/resource.h>

namespace drover::cli {
namespace {

double secondsOf(const timeval& time)
{
    return double(time.tv_sec) + double(time.tv_usec) / 1e6;
}

} // namespace

void Stopwatch::start()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    m_userAtStart = secondsOf(usage.ru_utime);
    m_systemAtStart = secondsOf(usage.ru_stime);
    m_startEpoch = Clock::system().now().count();
    m_start = std::chrono::steady_clock::now();
}

void Stopwatch::stop()
{
    m_seconds = milliseconds() / 1000;
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    m_user = secondsOf(usage.ru_utime) - m_userAtStart;
    m_system = secondsOf(usage.ru_stime) - m_systemAtStart;
}

void Stopwatch::endAt(double milliseconds)
{
    m_seconds = milliseconds / 1000;
}

double Stopwatch::milliseconds() const
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - m_start).count();
}

double percentile(std::vector<double> samples, double percent)
{
    if (samples.empty())
        return 0;
    std::sort(samples.begin(), samples.end());
    const auto rank = size_t(std::ceil(percent / 100 * double(samples.size())));
    return samples[std::clamp<size_t>(rank, 1, samples.size()) - 1];
}

} // namespace drover::cli
