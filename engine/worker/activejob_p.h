// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/answer_p.h"
#include "worker/callqueue_p.h"
#include "worker/workerscripts_p.h"
#include "worker/workersetup_p.h"

#include <QHash>

#include <memory>
#include <optional>

namespace drover {

class ActiveJob;
using ActiveJobPtr = std::shared_ptr<ActiveJob>;

//! Carries out what processors ask for, on the I/O thread.
class JobRequests {
public:
    JobRequests() = default;
    JobRequests(const JobRequests&) = delete;
    JobRequests& operator=(const JobRequests&) = delete;
    virtual ~JobRequests() = default;

    virtual void updateProgress(const ActiveJobPtr& job, JsonText progress, Answer answer) = 0;
    virtual void log(const ActiveJobPtr& job, QByteArray row, Answer answer) = 0;
    virtual void updateData(const ActiveJobPtr& job, JsonText data, Answer answer) = 0;
    virtual void moveToDelayed(const ActiveJobPtr& job, qint64 timestamp, Answer answer) = 0;
    virtual void moveToWait(const ActiveJobPtr& job, Answer answer) = 0;
    virtual void rateLimit(Milliseconds duration, Answer answer) = 0;
};

//! A job that a slot of the worker runs: the processor's view of it, and what the loop notes about it.
class ActiveJob final : public JobContext, public std::enable_shared_from_this<ActiveJob> {
public:
    ActiveJob(std::shared_ptr<const WorkerSetup> setup, std::shared_ptr<CallQueue> loop,
        JobRequests& requests, Job job, QByteArray token);

    [[nodiscard]] const QueueId& queue() const override { return m_setup->queue; }
    [[nodiscard]] const Job& job() const override { return m_job; }
    [[nodiscard]] const QByteArray& token() const override { return m_token; }
    [[nodiscard]] std::stop_token stopToken() const override { return m_stop.get_token(); }
    [[nodiscard]] QByteArray stopReason() const override;

    QFuture<Status> updateProgress(JsonText progress) override;
    QFuture<Status> log(QByteArray row) override;
    QFuture<Status> updateData(JsonText data) override;
    QFuture<Status> moveToDelayed(qint64 timestamp) override;
    QFuture<Status> moveToWait() override;
    QFuture<Status> rateLimit(Milliseconds duration) override;

    //! The first reason stands; on the I/O thread.
    void requestStop(QByteArray reason);

    // The rest belongs to the I/O thread alone.
    enum class Move : quint8 { None, UnderWay, Done };

    Milliseconds startedAt{0}; //!< monotonic
    Milliseconds lockedAt{0}; //!< monotonic: when the lock was last known to be set
    bool lost = false; //!< the lock is somebody else's or gone; whatever comes is dropped
    bool handingBack = false; //!< on its way to waiting; the answer to that releases it
    Move move = Move::None; //!< by the processor itself
    std::optional<Error> moveError;
    std::optional<JobOutcome> outcome; //!< waits for `move`
    std::optional<FinishPlan> plan; //!< set once the job is being finished
    std::optional<JobFailure> failure; //!< what `plan` is about
    QByteArray brokenBy; //!< the error reply on which the script of `plan` stopped half-way
    bool sending = false; //!< `plan` is on its way to Redis

private:
    template <typename F>
    QFuture<Status> ask(F request);

    std::shared_ptr<const WorkerSetup> m_setup;
    std::shared_ptr<CallQueue> m_loop;
    JobRequests& m_requests;
    Job m_job;
    QByteArray m_token;
    std::stop_source m_stop;
    QByteArray m_stopReason; // written before the stop, read after it
};

//! The jobs of all slots by token: an id can be here twice after its lock was lost.
using ActiveJobs = QHash<QByteArray, ActiveJobPtr>;

} // namespace drover
