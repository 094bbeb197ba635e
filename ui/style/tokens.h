// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/jobstate.h"

#include <QColor>

namespace drover::ui {

//! Every colour that the window uses. State colours keep a contrast of at least 4.5:1 on window, base,
//! alternate and selection grounds (tested).
struct Tokens {
    bool dark = false;
    QColor window;
    QColor base;
    QColor alternate;
    QColor text;
    QColor muted;
    QColor line;
    QColor accent;
    QColor onAccent; //!< text on the accent colour
    QColor accentSoft;
    QColor selection;
    QColor failedSoft;
    QColor warnSoft;
    QColor okSoft;
    QColor waiting;
    QColor active;
    QColor prioritized;
    QColor delayed;
    QColor children;
    QColor completed;
    QColor failed;
    QColor paused;

    [[nodiscard]] QColor state(JobState state) const;

    [[nodiscard]] static const Tokens& lightTokens();
    [[nodiscard]] static const Tokens& darkTokens();
};

//! Contrast ratio of two opaque colours as WCAG 2 defines it, 1 .. 21.
[[nodiscard]] double contrastRatio(const QColor& one, const QColor& other);

} // namespace drover::ui
