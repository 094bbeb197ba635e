// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

namespace drover::cli {

class Console;

//! Becomes drover-window, found beside this program or on the PATH, with the same arguments. Returns only
//! when there is none: the exit code.
int startWindow(Console& console, char** argv);

} // namespace drover::cli
