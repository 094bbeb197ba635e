// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace drover {

//! Makes the folder (mode 0700) where it is missing and the file (mode 0600 in any case) before SQLite opens
//! it: its journals get the mode of the database. Empty = all is well, else why not.
[[nodiscard]] QString prepareDatabaseFile(const QString& path);

} // namespace drover
