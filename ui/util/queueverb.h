// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

namespace drover::ui {

//! Something that can be done with a queue from wherever its name stands: menus and the palette.
struct QueueVerb {
    QString title;
    QString icon;
    std::function<void()> run;
};

} // namespace drover::ui
