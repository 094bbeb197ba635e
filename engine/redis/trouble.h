// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"

#include <QStringList>

namespace drover {

//! What is the matter with a server or the way to it, in one word that tables of sentences have a row for:
//! "loading", "oom", "password", "dns", "tls-wanted", "certificate-expired", ... Whatever part of the engine
//! met it, and also where a script or a lost connection passed it on. Empty where nothing more is known than
//! the code. Pure.
[[nodiscard]] QString troubleOf(const Error& error);

//! Every word that troubleOf() may say.
[[nodiscard]] const QStringList& allTroubles();

} // namespace drover
