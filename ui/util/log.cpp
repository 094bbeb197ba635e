// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/log.h"

namespace drover::ui {

Q_LOGGING_CATEGORY(logWindow, "drover.window", QtInfoMsg)

} // namespace drover::ui
