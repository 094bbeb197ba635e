// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/idlist_p.h"
#include "queue/massaction.h"
#include "queue/massplan_p.h"
#include "queue/pacedredis_p.h"
#include "queue/pacer_p.h"
#include "queue/scriptchange_p.h"
#include "queue/trash.h"

#include <QCoroTask>
#include <QElapsedTimer>
#include <QHash>
#include <QPointer>

#include <coroutine>
#include <memory>

namespace drover {

//! One mass action from its snapshot to its report. Owned by its own coroutine; the MassAction may die before
//! it.
class MassRun final : public std::enable_shared_from_this<MassRun> {
public:
    MassRun(
        MassAction* action, RedisConnection& connection, WriteGate& gate, Trash* trash, MassRequest request);

    //! Runs to the end and emits finished() of the action, if that still lives.
    void start();
    void cancel();
    void setPaused(bool paused);
    [[nodiscard]] bool isPaused() const { return m_paused; }
    //! The action is gone: ends after the step under way, tells nobody.
    void abandon();

private:
    using Replies = PacedRedis::Replies;

    QCoro::Task<void> run();
    QCoro::Task<Status> execute();
    QCoro::Task<Status> takeSnapshot();
    QCoro::Task<Result<qint64>> firstRank();
    QCoro::Task<Status> walk();
    QCoro::Task<Result<std::vector<MassCandidate>>> look(size_t from, size_t to);
    QCoro::Task<Status> lookAtParents(std::vector<MassCandidate>& candidates);
    QCoro::Task<Status> act(std::vector<MassCandidate> chosen);
    QCoro::Task<Status> carryOut(std::vector<MassCandidate> chosen);
    QCoro::Task<Status> keepUndone(std::vector<MassCandidate>& chosen);
    QCoro::Task<Status> lookAgain(std::vector<MassCandidate>& chosen);
    [[nodiscard]] std::vector<MassCandidate> noteAll(std::vector<MassCandidate> chosen,
        const std::vector<ScriptChange>& sent, const std::vector<Reply>& replies, bool isLastTry);
    QCoro::Task<Status> bulkMove();
    QCoro::Task<Status> clean();
    QCoro::Task<Result<qint64>> cleanableCount();

    // The trash (masstrash.cpp).
    QCoro::Task<Result<bool>> canKeep();
    QCoro::Task<Status> keep(std::vector<MassCandidate>& chosen);
    QCoro::Task<Status> put(std::vector<TrashedTree> trees);
    QCoro::Task<void> takeBack();

    //! `co_await Wake{*this}`: until the action is resumed or cancelled.
    struct Wake {
        MassRun& run;
        [[nodiscard]] bool await_ready() const noexcept { return !run.m_paused || run.m_cancelled; }
        void await_suspend(std::coroutine_handle<> caller) { run.m_sleeper = caller; }
        void await_resume() const noexcept { }
    };
    void wake();
    QCoro::Task<void> rest();

    [[nodiscard]] ScriptChange changeFor(const MassCandidate& candidate) const;
    [[nodiscard]] bool isStillMeant(const MassCandidate& candidate) const;
    [[nodiscard]] std::vector<MassCandidate> choose(std::vector<MassCandidate> looked);
    [[nodiscard]] bool wantsMore() const;
    [[nodiscard]] Status interrupted() const;
    //! The end of what a clean removes, ms.
    [[nodiscard]] qint64 cleanUntil() const
    {
        return m_request.until.value_or(m_startedAt - m_request.grace.count());
    }
    void note(const MassCandidate& candidate, const Status& status);
    void skip(const JobId& id, const QString& reason);
    void tell();
    void finish(const Status& status);

    QPointer<MassAction> m_action;
    PacedRedis m_redis;
    WriteGate& m_gate;
    Trash* m_trash;
    MassRequest m_request;
    Pacer m_pacer;
    IdList m_ids;
    MassProgress m_progress;
    MassReport m_report;
    MassPlan m_plan;
    QElapsedTimer m_clock;
    qint64 m_startedAt; //!< wall clock, ms: the bound of clean and bulk scripts
    std::optional<qint64> m_record;
    std::vector<JobId> m_notRemoved; //!< of this step: kept for nothing
    std::coroutine_handle<> m_sleeper;
    qint64 m_idle = 0; //!< ms spent paused
    bool m_keeps = false; //!< what is removed goes into the trash first
    Status m_allowed = Done{}; //!< to go on after a pause
    bool m_paused = false;
    bool m_cancelled = false;
    QObject m_context;
};

} // namespace drover
