// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QLockFile>
#include <QString>

#include <memory>

namespace drover {

//! Makes the folder (mode 0700) where it is missing and the file (mode 0600 in any case) before SQLite opens
//! it: its journals get the mode of the database. Empty = all is well, else why not.
[[nodiscard]] QString prepareDatabaseFile(const QString& path);

//! Held while the file is opened and gets its tables: SQLite does not wait where the journal mode changes, so
//! of two that open a new file one would fail. Waits a few seconds at most, and then goes on without.
[[nodiscard]] std::unique_ptr<QLockFile> openAlone(const QString& path);

} // namespace drover
