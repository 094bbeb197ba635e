// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/backoff.h"

#include <cmath>

namespace drover {

namespace {

// Math.round of JavaScript: halves go up.
double roundHalfUp(double value)
{
    return std::floor(value + 0.5);
}

} // namespace

std::optional<double> builtinBackoff(
    const BackoffOptions& backoff, int attemptsMade, const RandomSource& random)
{
    const double base = backoff.delay.value_or(0);
    double delay = base;
    if (backoff.type == "exponential")
        delay = roundHalfUp(std::exp2(attemptsMade - 1) * base);
    else if (backoff.type != "fixed")
        return std::nullopt;

    const double jitter = backoff.jitter.value_or(0);
    if (jitter <= 0)
        return delay;
    return std::floor(random() * delay * jitter + delay * (1 - jitter));
}

} // namespace drover
