// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/demo.h"
#include "session/democontrol.h"

namespace drover {

//! The demo shop, as the window's session starts and stops it.
class WindowDemo final : public ui::DemoControl {
    Q_OBJECT
public:
    WindowDemo(const DemoOptions& options, QObject* parent);

    void start() override;
    void stop() override;

private:
    Demo m_demo;
};

} // namespace drover
