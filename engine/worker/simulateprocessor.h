// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "worker/processor.h"

#include <optional>

namespace drover {

//! What a simulated job does (`drover work --simulate SPEC`). SPEC is a comma-separated list of `key=value`,
//! in any order, or empty for jobs that do nothing:
//!
//!   ms=50         how long a job takes, in milliseconds
//!   ms=20..80     the same, drawn evenly from a range
//!   fail=0.1      share of attempts that fail, 0 .. 1
//!   error=TEXT    their failedReason (default "simulated failure"); no commas
//!   fatal=0.01    share of attempts that fail for good (UnrecoverableError), 0 .. 1
//!   progress=4    progress reports, spread evenly over the time; the last one is 100
//!   log=2         log rows, spread evenly
//!   result=JSON   the result (default null); no commas
//!   seed=7        makes the draws repeatable; without it they differ from start to start
struct SimulateSpec {
    Milliseconds shortest{0};
    Milliseconds longest{0};
    double failShare = 0;
    double fatalShare = 0;
    QByteArray error = QByteArrayLiteral("simulated failure");
    int progressSteps = 0;
    int logRows = 0;
    JsonText result = QByteArrayLiteral("null");
    std::optional<quint32> seed;

    bool operator==(const SimulateSpec&) const = default;
};

//! BadInput, naming the part that was not understood.
[[nodiscard]] Result<SimulateSpec> parseSimulateSpec(QByteArrayView text);
//! Holds no thread: waits by timers of the worker's I/O thread. A cancelled job ends at once as failed.
[[nodiscard]] std::shared_ptr<Processor> simulateProcessor(SimulateSpec spec);

} // namespace drover
