// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "protocol/queueid.h"

namespace drover::ui {

//! Whether the window may write or run what jobs of this queue hold: not where fields of it are encrypted
//! (`drover keys`), for it would write them in clear text, and its workers would be given tokens. Reads a
//! small file.
[[nodiscard]] Status mayHandleData(const QueueId& queue);

} // namespace drover::ui
