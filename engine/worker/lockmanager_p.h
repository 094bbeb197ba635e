// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/workercore_p.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

namespace drover {

//! Renews the locks of running jobs in batches (class LockManager in bullmq): every quarter of lockDuration,
//! those that were last set more than that ago. Runs on the I/O thread, so that no processor can delay it.
class LockManager final : public QObject {
    Q_OBJECT
public:
    //! `lost` is called for each job whose lock is gone or somebody else's.
    LockManager(WorkerCore& core, std::function<void(const ActiveJobPtr&, const QString&)> lost);

    void start();
    void stop() { m_timer.stop(); }
    //! After a reconnection: renews all. A lock that merely expired meanwhile is taken again, as long as the
    //! job is still active and nobody else has it.
    void renewAll();

private:
    using Jobs = std::vector<ActiveJobPtr>;

    void renew(Jobs jobs, bool regain);
    void renewBatch(Jobs jobs, bool regain);
    void onRenewed(const Jobs& jobs, bool regain, Milliseconds askedAt, const Result<Reply>& reply);
    void onRefused(const ActiveJobPtr& job, bool regain);
    void regainLock(const ActiveJobPtr& job);
    void onRegained(const ActiveJobPtr& job, Milliseconds askedAt, const std::vector<Reply>& replies);
    void giveUpExpired(const Jobs& jobs);

    WorkerCore& m_core;
    std::function<void(const ActiveJobPtr&, const QString&)> m_lost;
    QTimer m_timer;
};

} // namespace drover
