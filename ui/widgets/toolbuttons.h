// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QToolButton;

namespace drover::ui {

//! Shows icon and text of a button side by side, with the same room between them as elsewhere: styles leave
//! two pixels. Call it once.
void showBeside(QToolButton& button);

} // namespace drover::ui
