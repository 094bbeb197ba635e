// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/toolbuttons.h"

#include <QToolButton>

namespace drover::ui {

namespace {
constexpr int moreGap = 4; // six pixels together
}

void showBeside(QToolButton& button)
{
    button.setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    // Neither style sheet nor style option knows a gap, but icons stand at the leading end of their room.
    const QSize icon = button.iconSize();
    button.setIconSize({icon.width() + moreGap, icon.height()});
}

} // namespace drover::ui
