// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/enginecore.h"

#include "session/democontrol.h"
#include "session/queuewatch.h"
#include "util/log.h"

#include <QThread>
#include <QTimer>

using namespace std::chrono_literals;

namespace drover::ui {

namespace {
constexpr auto patience = 4s; //!< with a demo that does not end
} // namespace

void EngineCore::startDemo()
{
    if (!isUp()) {
        Q_EMIT demoFailed(downError());
        return;
    }
    if (m_config.identity.readOnly || !m_config.makeDemo) {
        Q_EMIT demoFailed({ErrorCode::ReadOnly, QStringLiteral("nothing may be written here"), {}});
        return;
    }
    if (m_demo != nullptr) {
        Q_EMIT demoStarted(); // it runs already
        return;
    }
    ConnectionOptions options = m_options;
    options.clientName.clear();
    m_demo = m_config.makeDemo(options, this);
    connect(m_demo, &DemoControl::filled, this, [this](int queues, qint64 added) {
        qCInfo(logWindow, "The demo runs: %d queues, %lld jobs added", queues, static_cast<long long>(added));
        m_queues->expectNew();
        Q_EMIT demoStarted();
    });
    connect(m_demo, &DemoControl::failed, this, [this](const Error& error) {
        std::exchange(m_demo, nullptr)->deleteLater();
        Q_EMIT demoFailed(error);
    });
    m_demo->start();
}

void EngineCore::shutDown()
{
    // Not queued to the thread object's own thread: that one waits for us.
    const auto end = [this] {
        dismantle();
        QThread::currentThread()->quit();
    };
    if (m_demo == nullptr)
        return end();
    // Later: the demo is what speaks.
    connect(m_demo, &DemoControl::stopped, this, end, Qt::QueuedConnection);
    QTimer::singleShot(patience, this, end);
    m_demo->stop();
}

} // namespace drover::ui
