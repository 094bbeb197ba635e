// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace drover::ui {

//! JSON text with line ends and indentation for the eye. Only white space between tokens changes: numbers,
//! order, duplicates and escapes stay byte for byte. Anything that is not sound enough to lay out comes back
//! unchanged.
[[nodiscard]] QByteArray layOutJson(const QByteArray& json);

} // namespace drover::ui
