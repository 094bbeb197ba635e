// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <chrono>

namespace drover::ui {

//! Puts text on the clipboard exactly as it is stored; bytes that are not UTF-8 become U+FFFD, which is all
//! that a clipboard can hold.
void copyText(const QByteArray& utf8);

//! A secret: the clipboard is emptied after that time and when Drover ends, unless it holds something else by
//! then. Programs that keep what was copied are asked not to.
void copySecret(const QByteArray& utf8, std::chrono::milliseconds keptFor = std::chrono::seconds(30));

} // namespace drover::ui
