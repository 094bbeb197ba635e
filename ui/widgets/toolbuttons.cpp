// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/toolbuttons.h"

#include "style/icons.h"

#include <QPushButton>
#include <QToolButton>

namespace drover::ui {

namespace {
constexpr int moreGap = 4; // six pixels together

//! Neither style sheet nor style option knows a gap, but icons stand at the leading end of their room.
void widen(QAbstractButton& button)
{
    const QSize icon = button.iconSize();
    button.setIconSize({icon.width() + moreGap, icon.height()});
}
} // namespace

void showBeside(QToolButton& button)
{
    button.setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    widen(button);
}

QPushButton* iconButton(const QString& iconName, const QString& text, bool isPrimary)
{
    auto* button = new QPushButton(icon(iconName, isPrimary), text);
    widen(*button);
    return button;
}

} // namespace drover::ui
