// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "history/samples.h"

#include <algorithm>
#include <tuple>

namespace drover {
namespace {

//! A sample belongs to the bin in which it ended; the very end of a bin is its own.
qint64 binOf(qint64 to, qint64 step)
{
    return (to - 1) / step;
}

//! Means over the samples of one bin.
class LinkBin {
public:
    void add(const LinkSample& sample)
    {
        if (m_count++ == 0)
            m_sum = sample;
        else
            join(sample);
        if (sample.latency >= 0) {
            m_latency += sample.latency;
            ++m_measured;
        }
        m_commands += sample.commands;
    }
    [[nodiscard]] LinkSample take() const
    {
        LinkSample mean = m_sum;
        mean.latency = m_measured > 0 ? m_latency / m_measured : -1;
        mean.commands = m_commands / m_count;
        return mean;
    }

private:
    void join(const LinkSample& sample)
    {
        m_sum.from = std::min(m_sum.from, sample.from);
        m_sum.to = sample.to;
        m_sum.flow += sample.flow;
        m_sum.counts = sample.counts;
        m_sum.slowest = std::max(m_sum.slowest, sample.slowest);
        m_sum.memory = sample.memory >= 0 ? sample.memory : m_sum.memory;
    }

    LinkSample m_sum;
    int m_count = 0;
    int m_measured = 0;
    double m_latency = 0;
    double m_commands = 0;
};

} // namespace

std::vector<LinkSample> binned(const std::vector<LinkSample>& samples, qint64 step)
{
    std::vector<LinkSample> ordered = samples;
    std::stable_sort(
        ordered.begin(), ordered.end(), [](const LinkSample& a, const LinkSample& b) { return a.to < b.to; });
    if (step <= 0)
        return ordered;
    std::vector<LinkSample> bins;
    for (size_t i = 0; i < ordered.size();) {
        LinkBin bin;
        const qint64 number = binOf(ordered[i].to, step);
        for (; i < ordered.size() && binOf(ordered[i].to, step) == number; ++i)
            bin.add(ordered[i]);
        bins.push_back(bin.take());
    }
    return bins;
}

std::vector<QueueSample> binned(const std::vector<QueueSample>& samples, qint64 step)
{
    std::vector<QueueSample> ordered = samples;
    std::stable_sort(ordered.begin(), ordered.end(), [](const QueueSample& a, const QueueSample& b) {
        return std::tie(a.queue.prefix, a.queue.name, a.to) < std::tie(b.queue.prefix, b.queue.name, b.to);
    });
    if (step <= 0)
        return ordered;
    std::vector<QueueSample> bins;
    for (QueueSample& sample : ordered) {
        const bool joins = !bins.empty() && bins.back().queue == sample.queue
            && binOf(bins.back().to, step) == binOf(sample.to, step);
        if (!joins) {
            bins.push_back(std::move(sample));
            continue;
        }
        QueueSample& bin = bins.back();
        bin.from = std::min(bin.from, sample.from);
        bin.to = sample.to;
        bin.flow += sample.flow;
        bin.counts = sample.counts;
    }
    return bins;
}

} // namespace drover
