// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"

namespace drover {

//! Sees to it that this process may open as many files and sockets as a program of ours needs to begin with,
//! and raises its own limit where the system allows that. Event loops of threads end the whole process when
//! they get no descriptor, so this is asked for before there are any.
[[nodiscard]] Status ensureOpenFiles();

} // namespace drover
