// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "health/diagnosis/suspicion_p.h"
#include "health/finding.h"

#include <vector>

namespace drover {

//! What is known to be wrong with one invariant.
struct Breach {
    qint64 count = 0;
    std::vector<std::pair<QByteArray, QByteArray>> examples; //!< job and what is wrong; the first few
    qint64 unchecked = 0; //!< looked wrong at first sight, when there were examples enough

    //! Notes one more.
    void add(const QByteArray& subject, const QByteArray& text);
};

//! The rule's id, as in healthRules().
[[nodiscard]] QString ruleOf(Invariant invariant);
//! Pure.
[[nodiscard]] Finding findingOf(const QueueId& queue, Invariant invariant, const Breach& breach);

} // namespace drover
