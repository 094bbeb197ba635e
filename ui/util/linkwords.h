// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/values.h"

namespace drover::ui {

//! The words of a connection's state, with the seconds to the next try. Pure.
[[nodiscard]] QString linkWords(const LinkFacts& link, qint64 now);

} // namespace drover::ui
