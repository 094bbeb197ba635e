// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace drover::ui {

//! Puts text on the clipboard exactly as it is stored; bytes that are not UTF-8 become U+FFFD, which is all
//! that a clipboard can hold.
void copyText(const QByteArray& utf8);

} // namespace drover::ui
