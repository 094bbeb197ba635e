// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "style/tokens.h"

#include <cmath>

namespace drover::ui {

QColor Tokens::state(JobState state) const
{
    switch (state) {
    case JobState::Waiting:
        return waiting;
    case JobState::Active:
        return active;
    case JobState::Delayed:
        return delayed;
    case JobState::Prioritized:
        return prioritized;
    case JobState::Completed:
        return completed;
    case JobState::Failed:
        return failed;
    case JobState::WaitingChildren:
        return children;
    case JobState::Paused:
        return paused;
    }
    return text;
}

const Tokens& Tokens::lightTokens()
{
    static const Tokens tokens{
        .dark = false,
        .window = 0xf6f7f9,
        .base = 0xffffff,
        .alternate = 0xfafbfc,
        .text = 0x1c2430,
        .muted = 0x5b6675,
        .line = 0xdfe3e8,
        .accent = 0x2f6fed,
        .onAccent = 0xffffff,
        .accentSoft = 0xe6effe,
        .selection = 0xdbe8ff,
        .failedSoft = 0xfdecec,
        .warnSoft = 0xfff4dd,
        .okSoft = 0xe7f6ec,
        .waiting = 0x4b5b70,
        .active = 0x1d5fd0,
        .prioritized = 0x7240c4,
        .delayed = 0x8a5709,
        .children = 0x0f6c6c,
        .completed = 0x1a6f39,
        .failed = 0xb92c2c,
        .paused = 0x5f6873,
    };
    return tokens;
}

const Tokens& Tokens::darkTokens()
{
    static const Tokens tokens{
        .dark = true,
        .window = 0x1b1f26,
        .base = 0x14171c,
        .alternate = 0x181c22,
        .text = 0xe4e8ee,
        .muted = 0x9aa5b3,
        .line = 0x2c333d,
        .accent = 0x6ea2ff,
        .onAccent = 0x0d1422,
        .accentSoft = 0x1d2d4a,
        .selection = 0x23395f,
        .failedSoft = 0x3a1f21,
        .warnSoft = 0x3a2f18,
        .okSoft = 0x1b3325,
        .waiting = 0xa7b4c5,
        .active = 0x7fb0ff,
        .prioritized = 0xbd9cf5,
        .delayed = 0xe7b356,
        .children = 0x5ccaca,
        .completed = 0x6fd08f,
        .failed = 0xff8a85,
        .paused = 0xa6aeb8,
    };
    return tokens;
}

namespace {
double channel(double value)
{
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color)
{
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF())
        + 0.0722 * channel(color.blueF());
}
} // namespace

double contrastRatio(const QColor& one, const QColor& other)
{
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace drover::ui
