// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "style/tokens.h"

#include <QPalette>
#include <QString>

#include <optional>

class QApplication;
class QFont;
class QWidget;

namespace drover::ui {

enum class ThemeChoice : quint8 { System, Light, Dark };

//! "system", "light" or "dark".
[[nodiscard]] std::optional<ThemeChoice> themeFromName(const QString& name);
[[nodiscard]] QString themeName(ThemeChoice choice);

//! Fusion with one of Drover's two palettes. GUI thread only. Every widget gets QEvent::PaletteChange when
//! the theme changes; painters ask tokens() at paint time.
class Theme {
public:
    //! Sets style, palette and style sheet of the application; System follows the palette of the desktop as
    //! it was before the first call.
    static void apply(QApplication& application, ThemeChoice choice);
    [[nodiscard]] static ThemeChoice choice();
    [[nodiscard]] static const Tokens& tokens();
    [[nodiscard]] static QPalette palette(const Tokens& tokens);
    [[nodiscard]] static QString styleSheet(const Tokens& tokens);
    //! The fixed-width font of the system in the size of the text around it.
    [[nodiscard]] static QFont monospace();
    //! A part of the base size: 0.85 for captions, 1.6 for the number on a tile.
    [[nodiscard]] static QFont scaled(double factor, bool bold = false);
    //! Height of a row in lists and tables: about 1.9 times the font.
    [[nodiscard]] static int rowHeight(const QWidget* widget);
};

//! Distances come in steps of four.
inline constexpr int spaceXs = 4;
inline constexpr int spaceS = 8;
inline constexpr int spaceM = 12;
inline constexpr int spaceL = 16;
inline constexpr int spaceXl = 24;

} // namespace drover::ui
