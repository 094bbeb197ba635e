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

void EngineCore::startDemo(RequestId id)
{
    ActionReport report;
    report.request = id;
    report.finished = true;
    if (!isUp() || m_config.identity.readOnly || !m_config.makeDemo) {
        report.error = isUp() ? Error{ErrorCode::ReadOnly, QStringLiteral("nothing may be written here"), {}}
                              : downError();
        Q_EMIT actionReported(report);
        return;
    }
    if (m_demo != nullptr) {
        Q_EMIT actionReported(report); // it runs already
        return;
    }
    ConnectionOptions options = m_options;
    options.clientName.clear();
    m_demo = m_config.makeDemo(options, this);
    connect(m_demo, &DemoControl::filled, this, [this, report](int queues, qint64 added) mutable {
        qCInfo(logWindow, "The demo runs: %d queues, %lld jobs added", queues, static_cast<long long>(added));
        report.matched = added;
        report.done = added;
        m_queues->expectNew();
        Q_EMIT actionReported(report);
    });
    connect(m_demo, &DemoControl::failed, this, [this, report](const Error& error) mutable {
        std::exchange(m_demo, nullptr)->deleteLater();
        report.error = error;
        Q_EMIT actionReported(report);
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
