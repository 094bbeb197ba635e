// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "crash/guarded.h"

#include <QApplication>

namespace drover {

//! The window's application object.
class Application final : public Guarded<QApplication> {
    Q_OBJECT
public:
    using Guarded::Guarded;

    bool event(QEvent* event) override;

Q_SIGNALS:
    //! The desktop's session ends, and what still runs has no time. That the session may be saved (which
    //! comes at other times too) is not told.
    void sessionEnds();
};

} // namespace drover
