// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/connectiontest.h"

#include <QObject>
#include <QThread>

namespace drover::ui {

//! Runs connection tests on a thread of its own and brings their reports to the GUI thread. One at a time: a
//! new one cancels the last, whose reports are dropped.
class ConnectionTester final : public QObject {
    Q_OBJECT
public:
    explicit ConnectionTester(QObject* parent = nullptr);
    ~ConnectionTester() override;

    void start(const ConnectionTestOptions& options);
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_running != nullptr; }

Q_SIGNALS:
    void progressed(const drover::ConnectionTestReport& report);
    void finished(const drover::ConnectionTestReport& report);

private:
    void drop();

    QThread m_thread;
    ConnectionTest* m_running = nullptr; //!< lives on the thread
};

} // namespace drover::ui
