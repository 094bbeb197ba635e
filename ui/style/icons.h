// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

class QPainter;

namespace drover::ui {

//! A line icon by its name in resources/icons/lucide.txt, tinted at paint time from the theme: text colour,
//! faded when disabled, the colour for text on the accent when `onAccent`.
[[nodiscard]] QIcon icon(const QString& name, bool onAccent = false);
//! The same icon in a colour of the caller's (of a state, of a finding); it does not follow the theme.
[[nodiscard]] QIcon coloredIcon(const QString& name, const QColor& color);
//! Paints the icon into `rect`, for delegates and charts. Rendered once for each size and colour.
void paintIcon(QPainter* painter, const QRect& rect, const QString& name, const QColor& color);
//! The application's icon in all its sizes.
[[nodiscard]] QIcon applicationIcon();

} // namespace drover::ui
