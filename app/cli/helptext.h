// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "cli/commandspec.h"

namespace drover::cli {

//! Texts made from the command table; each ends with a newline.
[[nodiscard]] QByteArray overviewHelp();
[[nodiscard]] QByteArray commandHelp(const CommandSpec& command);
//! `drover jobs QUEUE STATE [options]`
[[nodiscard]] QByteArray usageLine(const CommandSpec& command);
//! drover(1) in man's macros.
[[nodiscard]] QByteArray manPage();
//! For "bash", "zsh" or "fish"; empty for other shells.
[[nodiscard]] QByteArray completionScript(const QByteArray& shell);

} // namespace drover::cli
