// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "profiles/profileimport.h"
#include "util/words.h"

namespace drover::ui {

//! Words about files of connections.

//! "RedisInsight", "Another Redis Desktop Manager", ...
[[nodiscard]] QString importSourceWords(ImportSource source);
//! Why a connection of a file cannot be made, or what a person should know of it; empty when all is well.
[[nodiscard]] QString importResultWords(const ImportedConnection& connection);
//! Why a file is none of connections; `error` is of readImport() or of reading it.
[[nodiscard]] ErrorWords importFaultWords(const Error& error);

} // namespace drover::ui
