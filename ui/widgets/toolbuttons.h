// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QPushButton;
class QString;
class QToolButton;

namespace drover::ui {

//! Shows icon and text of a button side by side, with the same room between them as elsewhere: styles leave
//! two pixels. Call it once.
void showBeside(QToolButton& button);

//! A push button with an icon, with that room as well. `isPrimary`: the icon is drawn for the accent's
//! ground.
[[nodiscard]] QPushButton* iconButton(const QString& iconName, const QString& text, bool isPrimary = false);

} // namespace drover::ui
