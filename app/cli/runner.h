// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

namespace drover::cli {

//! The whole of `drover`: understands the command line, runs the verb, and returns the exit code.
int run(int argc, char** argv);

} // namespace drover::cli
