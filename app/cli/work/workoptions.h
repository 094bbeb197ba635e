// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "cli/arguments.h"
#include "core/error.h"
#include "worker/worker.h"

namespace drover::cli {

//! What the options of `work` ask for.
struct WorkSetup {
    enum class Kind : quint8 { Exec, Node, Plugin, Simulate };
    Kind kind = Kind::Simulate;
    WorkerOptions worker;
    Milliseconds grace{30000};
    bool untilEmpty = false;
    bool control = false;
};

//! BadInput with one sentence about the first option that is not right.
[[nodiscard]] Result<WorkSetup> workSetup(const Arguments& arguments);

//! "100/1s": at most 100 jobs in a second.
[[nodiscard]] std::optional<RateLimit> parseLimiter(const QByteArray& text);

} // namespace drover::cli
