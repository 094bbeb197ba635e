// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/backoff.h"
#include "worker/jobintegrity_p.h"
#include "worker/retentionguard_p.h"
#include "worker/workercore_p.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

namespace drover {

//! Takes jobs out of `active` when their processor is done (Job.moveToCompleted and moveToFailed in bullmq),
//! has the same call fetch the slot's next job, and finds out what became of calls whose answer was lost.
class JobFinisher final : public QObject {
    Q_OBJECT
public:
    struct Handlers {
        std::function<void(const Reply& next, const QByteArray& token)>
            next; //!< the answer held the next job, or why not
        std::function<void(qint64 milliseconds)> rateLimited;
        std::function<void()> chainBroken; //!< the call stopped while it fetched: a job may be locked for us
        std::function<void()> slotFreed; //!< after each job, last of all
    };

    explicit JobFinisher(WorkerCore& core);
    void setHandlers(Handlers handlers) { m_handlers = std::move(handlers); }

    //! What the processor says. Dropped when the lock was lost.
    void finish(const ActiveJobPtr& job, JobOutcome outcome);
    //! A processor's own move was answered; see ActiveJob::move.
    void moved(const ActiveJobPtr& job);
    //! A job that cannot be run: its broken fields are renamed, then it fails for good.
    void setAside(const ActiveJobPtr& job, const JobDamage& damage);
    //! A job that a script stopped on half-way, mostly because its key is no hash. Its id goes to `failed` by
    //! plain commands, so that it stays in exactly one state.
    void park(const JobId& job, const QByteArray& reason);
    //! Back to waiting without a stall count. `done` says whether the job is ours no more; when the answer is
    //! lost, only after the next connection, if there is one.
    void handBack(const ActiveJobPtr& job, std::function<void(bool)> done);
    //! The lock is gone: the processor is told to stop.
    void loseLock(const ActiveJobPtr& job, const QString& message);
    //! After a reconnection: reads what became of jobs whose answer was lost.
    void settle();

private:
    struct HandingBack {
        ActiveJobPtr job;
        std::function<void(bool)> done;
    };

    [[nodiscard]] FinishPlan planFor(const ActiveJobPtr& job, JobOutcome outcome);
    [[nodiscard]] FinishPlan planForFailure(const Job& job, const JobFailure& failure);
    void send(const ActiveJobPtr& job);
    void applyRetention(const ActiveJobPtr& job);
    void onAnswer(const ActiveJobPtr& job, Result<Reply> reply);
    void onRefused(const ActiveJobPtr& job, qint64 code);
    void onErrorReply(const ActiveJobPtr& job, const Reply& reply);
    void onDone(const ActiveJobPtr& job);
    void readState(const ActiveJobPtr& job);
    void onState(const ActiveJobPtr& job, const std::vector<Reply>& replies);
    void onBrokenState(const ActiveJobPtr& job, bool wasFinished);
    void resend();
    void askBack(HandingBack back, bool isAgain);
    void settleBacks();
    void release(const ActiveJobPtr& job);
    void tell(const ActiveJobPtr& job);

    WorkerCore& m_core;
    Handlers m_handlers;
    RandomSource m_random;
    RetentionGuard m_completed;
    RetentionGuard m_failed;
    std::vector<ActiveJobPtr> m_unsettled;
    std::vector<HandingBack> m_unsettledBacks;
    std::vector<ActiveJobPtr> m_refused; //!< by the server's state: sent again after a while
    ErrorBackoff m_backoff;
    QTimer m_backoffTimer;
};

} // namespace drover
