// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/processor.h"

#include <QByteArrayList>
#include <QSet>

namespace drover {

//! What happens to a demo job when a worker takes it.
struct Fate {
    Milliseconds duration{0};
    int progressSteps = 0;
    QByteArrayList logs;
    JobOutcome outcome = JsonText("null");
};

//! Read from the job's data, so that a job that failed for a cause fails again until the cause is in `mended`
//! ("smtp", "cdn", "search", "partner"), and then completes. Other causes are for ever. Pure.
[[nodiscard]] Fate fateOf(const QByteArray& queue, const Job& job, const QSet<QByteArray>& mended);

} // namespace drover
