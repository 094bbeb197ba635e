// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/joboptions.h"

#include <functional>
#include <optional>

namespace drover {

//! A number in [0, 1), as Math.random() gives.
using RandomSource = std::function<double()>;

//! Milliseconds until the next try after `attemptsMade` failed attempts (1 = the first one failed), by the
//! built-in strategies (class Backoffs): fixed, or exponential 2^(n-1) * delay; with jitter j a whole number
//! in [d * (1 - j), d). Empty optional: the type is not built in, the caller's own strategy decides.
[[nodiscard]] std::optional<double> builtinBackoff(
    const BackoffOptions& backoff, int attemptsMade, const RandomSource& random);

} // namespace drover
