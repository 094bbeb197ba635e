// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace drover::ui {

//! "drover.window": what people do in the window and what becomes of it. Never payloads.
Q_DECLARE_LOGGING_CATEGORY(logWindow)

} // namespace drover::ui
