// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "util/words.h"

namespace drover::ui {

//! What is the matter with a server or the way to it, and what helps: a sentence for each word of
//! troubleOf(). Empty where nothing more is known than the error's code.
[[nodiscard]] ErrorWords troubleWords(const Error& error);

} // namespace drover::ui
