// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "cli/arguments.h"
#include "queue/massaction.h"

#include <QCoroTask>

namespace drover::cli {

class Context;

//! --match and --match-in of a command line.
[[nodiscard]] MassFilter filterOf(const Arguments& arguments);

//! Runs a mass action, shows its progress on a terminal, and prints its report; Ctrl-C ends it after the step
//! under way. The exit code.
QCoro::Task<int> runMassAction(Context& context, MassRequest request);

} // namespace drover::cli
