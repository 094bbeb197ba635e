// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QObject>

namespace drover::ui {

//! Demo queues that live, whoever plays them: the window knows no more of them than this. Lives on the engine
//! thread.
class DemoControl : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    //! Adds what is missing, then keeps jobs coming. filled() or failed() follows.
    virtual void start() = 0;
    //! stopped() follows, after running jobs had a moment to end.
    virtual void stop() = 0;

Q_SIGNALS:
    //! `added` = 0 when the queues were there already.
    void filled(int queues, qint64 added);
    void failed(const drover::Error& error);
    void stopped();
};

} // namespace drover::ui
