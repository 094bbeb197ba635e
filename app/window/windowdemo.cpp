// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowdemo.h"

namespace drover {

WindowDemo::WindowDemo(const DemoOptions& options, QObject* parent)
    : DemoControl(parent)
    , m_demo(options)
{
    connect(&m_demo, &Demo::filled, this, [this](const DemoReport& report) {
        m_demo.live();
        Q_EMIT filled(report.queues, report.added);
    });
    connect(&m_demo, &Demo::failed, this, &DemoControl::failed);
    connect(&m_demo, &Demo::stopped, this, &DemoControl::stopped);
}

void WindowDemo::start()
{
    m_demo.fill();
}

void WindowDemo::stop()
{
    m_demo.stop();
}

} // namespace drover
