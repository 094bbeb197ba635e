// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QString>

namespace drover::ui {

//! One of Drover's own line icons (resources/icons), tinted at paint time from the theme: text colour, faded
//! when disabled, the colour for text on the accent when `onAccent`.
[[nodiscard]] QIcon icon(const QString& name, bool onAccent = false);
//! The application's icon in all its sizes.
[[nodiscard]] QIcon applicationIcon();

} // namespace drover::ui
