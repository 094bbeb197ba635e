// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>

class QWidget;

namespace drover::ui {

//! What a window says, for reviews of wording, translations and accessibility: one object for each visible
//! text below `top`: "at" (the widget's place), "kind" (label, button, header, cell, tab, menu, tip, name,
//! placeholder, title), "text", and where a text can be cut "room" and "needs" in pixels. Cells are those of
//! rows in sight; a text that ends in an ellipsis on purpose has "elided".
[[nodiscard]] QJsonArray describeWidgets(const QWidget& top);

} // namespace drover::ui
