// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace drover::ui {

//! The address in what a person pasted: a URL, a `REDIS_URL="..."` line of an .env file (with or without
//! `export`, among other lines), the arguments of redis-cli -u, or host:port alone, which becomes redis://.
//! Blanks around it go; a text in which nothing looks like an address comes back trimmed.
[[nodiscard]] QString addressIn(const QString& pasted);

} // namespace drover::ui
