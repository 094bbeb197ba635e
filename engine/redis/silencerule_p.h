// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"

#include <algorithm>

namespace drover {

//! What a ready connection does about a peer that says nothing. Pure: the shell brings the clock and looks
//! every checkEvery(). A half-open connection is noticed within 15 s, whatever the phase of those looks.
class SilenceRule final {
public:
    enum class Deed : quint8 { Wait, Ping, GiveUp };

    //! `commandTimeout`: silence while replies are due; 0 = wait for ever.
    explicit SilenceRule(Milliseconds commandTimeout)
        : m_timeout(commandTimeout)
    {
    }

    [[nodiscard]] Milliseconds checkEvery() const
    {
        return std::clamp((isLimited() ? m_timeout : pingPatience) / 4, Milliseconds(20), longestStep);
    }
    //! How long an answer may take; 0 = for ever.
    [[nodiscard]] Milliseconds patience(bool isPinging) const
    {
        return isPinging ? std::min(isLimited() ? m_timeout : silenceBeforePing, pingPatience) : m_timeout;
    }
    //! `silence` since the last byte or, when later, since the question.
    [[nodiscard]] Deed deed(Milliseconds silence, bool isAsked, bool isPinging) const
    {
        if (!isAsked)
            return silence >= (isLimited() ? std::min(m_timeout, silenceBeforePing) : silenceBeforePing)
                ? Deed::Ping
                : Deed::Wait;
        const Milliseconds limit = patience(isPinging);
        return limit.count() > 0 && silence >= limit ? Deed::GiveUp : Deed::Wait;
    }

private:
    static constexpr Milliseconds silenceBeforePing{10000};
    static constexpr Milliseconds pingPatience{4000};
    // Ping and giving up each come up to one step late: 10 + 4 + 2 x 0.4 s.
    static constexpr Milliseconds longestStep{400};

    [[nodiscard]] bool isLimited() const { return m_timeout.count() > 0; }

    Milliseconds m_timeout;
};

} // namespace drover
