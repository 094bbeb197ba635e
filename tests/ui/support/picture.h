// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace drover::ui {

//! Paints the widget in both themes into `<build folder>/pictures/<name>-light.png` and `-dark.png`, for
//! people to look at. False when it painted nothing, or the same in both. Leaves the light theme.
[[nodiscard]] bool takePictures(QWidget& widget, const QString& name);

} // namespace drover::ui
