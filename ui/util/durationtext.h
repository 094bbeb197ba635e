// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QString>

namespace drover::ui {

//! As one types it and parseDuration() reads it: the largest unit that is exact, "90s", "5m", "7d", "1500ms".
[[nodiscard]] QString durationText(Milliseconds duration);

} // namespace drover::ui
