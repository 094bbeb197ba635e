// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "cli/commandspec.h"

namespace drover::cli {

//! Rows of the table that have a file of their own.
[[nodiscard]] CommandSpec profilesCommand();

} // namespace drover::cli
