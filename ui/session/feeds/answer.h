// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <functional>

namespace drover::ui {

//! Called on the GUI thread, at most once; not at all when its context is gone.
template <typename T>
using Answer = std::function<void(const Result<T>&)>;

} // namespace drover::ui
