// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "application.h"

namespace drover {

bool Application::event(QEvent* event)
{
    if (event->type() == QEvent::Quit)
        Q_EMIT sessionEnds();
    return QApplication::event(event); // closes all windows, those that wait for something too
}

} // namespace drover
