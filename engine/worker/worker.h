// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "protocol/job.h"
#include "redis/connectionoptions.h"
#include "worker/processor.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace drover {

//! At most `max` jobs in `duration` over all workers that set it (RateLimiterOptions).
struct RateLimit {
    int max = 0;
    Milliseconds duration{0};
    bool operator==(const RateLimit&) const = default;
};

//! Delay before the next attempt: ms, 0 = at once, -1 = fail now. `type` is the job's backoff type.
using BackoffStrategy = std::function<double(
    int attemptsMade, const QByteArray& type, const JobFailure& failure, const Job& job)>;

//! WorkerOptions of bullmq, with its defaults.
struct WorkerOptions {
    QByteArray name; //!< shown as processedBy and in CLIENT LIST; empty = none
    int concurrency = 1;
    Milliseconds lockDuration{30000};
    Milliseconds stalledInterval{30000};
    int maxStalledCount = 1;
    std::optional<int> maxStartedAttempts;
    Milliseconds drainDelay{5000};
    Milliseconds maximumRateLimitDelay{30000};
    Milliseconds runRetryDelay{
        15000}; //!< longest wait after an error that is not the connection's; 1 .. 20 s
    std::optional<RateLimit> limiter;
    std::optional<KeepJobs> removeOnComplete; //!< for jobs that set none
    std::optional<KeepJobs> removeOnFail;
    int metricsPoints = 0; //!< metrics.maxDataPoints; 0 = off
    bool skipStalledCheck = false;
    bool skipLockRenewal = false;
    BackoffStrategy backoffStrategy; //!< for custom backoff types
    QString journalDir; //!< where running jobs are noted for a restart after a crash; empty = no journal
};

//! How close() ended.
struct WorkerCloseReport {
    int handedBack = 0; //!< jobs given back to waiting when the grace period was over
    int abandoned = 0; //!< jobs whose locks will expire because Redis could not be reached
    bool operator==(const WorkerCloseReport&) const = default;
};

//! Takes jobs of one queue and has a processor run them (class Worker in bullmq).
//!
//! The facade lives on the thread that made it and never blocks; fetching, finishing, lock renewal and the
//! stalled check run on an I/O thread of its own, so that neither a slow slot nor a busy processor costs a
//! lock. Signals arrive on the facade's thread. Order for one job: active, progress*, then completed or
//! failed, or lockLost. `failed` comes on every attempt. close() ends with `closing`, then `closed`, exactly
//! once.
class Worker final : public QObject {
    Q_OBJECT
public:
    Worker(QueueId queue, ConnectionOptions connection, std::shared_ptr<Processor> processor,
        WorkerOptions options, QObject* parent = nullptr);
    //! Forces a close; does not wait for jobs.
    ~Worker() override;

    [[nodiscard]] const QueueId& queue() const;
    //! Unique per start; lock tokens are `<id>:<n>`.
    [[nodiscard]] const QByteArray& id() const;
    [[nodiscard]] int concurrency() const;
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] bool isPaused() const;
    [[nodiscard]] int activeJobs() const;

    void run(); //!< with no thread to be had: errorOccurred, and isRunning() stays false
    //! Live; >= 1.
    void setConcurrency(int concurrency);
    //! Takes no further jobs; running ones go on (`paused` comes when they are done).
    void pause();
    void resume();
    //! Tells the processor of a running job to stop, and why (JobContext::stopReason, in Node the signal's
    //! reason); does nothing when this worker does not run it.
    void cancelJob(const JobId& job, const QString& reason);
    void cancelAllJobs(const QString& reason);
    //! Stops fetching, waits up to `grace` for running jobs, then hands the rest back to waiting without a
    //! stall count (moveJobFromActiveToWait). With Redis away it gives up in < 2 s. grace 0 = at once.
    void close(Milliseconds grace);

Q_SIGNALS:
    //! Both connections are ready and the blocking one is named.
    void ready();
    void active(const drover::Job& job);
    void progress(const drover::Job& job, const drover::JsonText& progress);
    void completed(const drover::Job& job, const drover::JsonText& result, qint64 milliseconds);
    //! `willRetry`: another attempt follows.
    void failed(
        const drover::Job& job, const drover::JobFailure& failure, bool willRetry, qint64 milliseconds);
    void stalled(const drover::JobId& job);
    //! Renewal failed: the job belongs to somebody else now; its processor was told to stop.
    void lockLost(const drover::JobId& job);
    void drained();
    void paused();
    void resumed();
    void errorOccurred(const drover::Error& error);
    void closing();
    void closed(const drover::WorkerCloseReport& report);

protected:
    void connectNotify(const QMetaMethod& signal) override;
    void disconnectNotify(const QMetaMethod& signal) override;

private:
    void updateListeners();

    class Private;
    std::unique_ptr<Private> d;
};

} // namespace drover

Q_DECLARE_METATYPE(drover::Job)
Q_DECLARE_METATYPE(drover::JobFailure)
Q_DECLARE_METATYPE(drover::WorkerCloseReport)
