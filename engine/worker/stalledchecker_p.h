// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/workercore_p.h"

#include <QObject>
#include <QTimer>

namespace drover {

//! Looks for jobs in `active` whose lock is gone and puts them back (moveStalledJobsToWait): at once, then
//! every stalledInterval. The script throttles itself over all workers of the queue.
class StalledChecker final : public QObject {
    Q_OBJECT
public:
    explicit StalledChecker(WorkerCore& core);

    void start();
    void stop() { m_timer.stop(); }

private:
    void check();
    void onChecked(const Result<Reply>& reply);

    static constexpr Milliseconds afterError{5000};
    WorkerCore& m_core;
    QTimer m_timer;
    bool m_checking = false;
};

} // namespace drover
