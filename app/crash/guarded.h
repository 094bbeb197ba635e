// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/thrown.h"

#include <QCoreApplication>

namespace drover {

//! An application object whose event loops, those of all threads, outlive what a handler throws: it is logged
//! and the loop goes on. `Base` is QCoreApplication or QApplication.
template <typename Base>
class Guarded : public Base {
public:
    using Base::Base;

    bool notify(QObject* receiver, QEvent* event) override
    {
        bool isTaken = false;
        guarded("an event loop", [&] { isTaken = Base::notify(receiver, event); });
        return isTaken;
    }
};

} // namespace drover
