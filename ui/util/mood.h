// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace drover::ui {

//! How news is meant: neither way, good, doubtful, bad.
enum class Mood : quint8 { Plain, Good, Warn, Bad };

} // namespace drover::ui
