// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "logging/repetitionfilter_p.h"

namespace drover {
namespace {

constexpr qint64 quietMs = 1000;
constexpr qsizetype mostTexts = 256;

} // namespace

std::optional<int> RepetitionFilter::pass(const QByteArray& text, qint64 nowMs)
{
    const auto known = m_seen.find(text);
    if (known != m_seen.end() && nowMs - known->time < quietMs) {
        ++known->heldBack;
        return std::nullopt;
    }
    const int heldBack = known != m_seen.end() ? known->heldBack : 0;
    if (m_seen.size() >= mostTexts) {
        forgetOld(nowMs);
    }
    m_seen.insert(text, {nowMs, 0});
    return heldBack;
}

void RepetitionFilter::forgetOld(qint64 nowMs)
{
    m_seen.removeIf([nowMs](const auto& seen) { return nowMs - seen->time >= quietMs; });
    if (m_seen.size() >= mostTexts) {
        m_seen.clear();
    }
}

} // namespace drover
