// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "health/finding.h"

namespace drover::cli {

class Console;

//! A line each; from severity `explained` on with why it matters and what mends it.
void printFindings(Console& console, const std::vector<Finding>& findings, Severity explained);

//! 1 with warnings, 3 with critical findings.
[[nodiscard]] int exitCodeOf(const std::vector<Finding>& findings);

} // namespace drover::cli
