// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/jobfetcher_p.h"
#include "worker/jobrunner_p.h"
#include "worker/lockmanager_p.h"
#include "worker/processorrequests_p.h"
#include "worker/stalledchecker_p.h"
#include "worker/workerjournal_p.h"
#include "worker/workerrecovery_p.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace drover {

//! A worker on its I/O thread: owns the two connections and the parts, and carries the commands of the facade
//! out.
class WorkerLoop final : public QObject {
    Q_OBJECT
public:
    //! On the I/O thread; `calls` is how the facade and the processors reach this object.
    WorkerLoop(std::shared_ptr<const WorkerSetup> setup, std::shared_ptr<Processor> processor,
        WorkerEvents& events, std::shared_ptr<CallQueue> calls);
    ~WorkerLoop() override;

    void run();
    void setConcurrency(int concurrency);
    void pause();
    void resume();
    void cancelJob(const JobId& job, const QByteArray& reason);
    void cancelAllJobs(const QByteArray& reason);
    //! A second call may only shorten the time. Ends with Worker::closed.
    void close(Milliseconds grace);

private:
    void watchConnections();
    void onReady();
    void watchAbsence();
    void onBlockingReady();
    void tellReady();
    void onSlotFreed();
    void stopTaking();
    void endGrace();
    void onHandedBack(bool ok);
    void finishClose();
    void dropConnections();
    void closeJournal();

    std::shared_ptr<const WorkerSetup> m_setup;
    std::shared_ptr<Processor> m_processor;
    std::shared_ptr<CallQueue> m_calls;
    RedisConnection m_connection;
    RedisConnection m_blocking;
    WorkerCore m_core;
    JobFetcher m_fetcher;
    JobFinisher m_finisher;
    ProcessorRequests m_requests;
    JobRunner m_runner;
    LockManager m_locks;
    StalledChecker m_stalled;
    WorkerJournal m_journal;
    WorkerRecovery m_recovery;
    QTimer m_graceTimer;
    QTimer m_lastTimer;
    QTimer m_awayTimer; // closing while Redis is away
    WorkerCloseReport m_report;
    bool m_running = false;
    bool m_toldReady = false;
    bool m_toldPaused = false;
    bool m_handingBack = false;
    bool m_closed = false;
};

} // namespace drover
