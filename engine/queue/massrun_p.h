// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/idlist_p.h"
#include "queue/massaction.h"
#include "queue/massplan_p.h"
#include "queue/pacer_p.h"
#include "queue/scriptchange_p.h"
#include "redis/redisconnection.h"
#include "scripts/scriptid.h"

#include <QCoroTask>
#include <QElapsedTimer>
#include <QPointer>

#include <memory>
#include <set>

namespace drover {

//! The connection broke; nothing is known about what was under way.
[[nodiscard]] bool brokeOff(const Error& error);

//! One mass action from its snapshot to its report. Owned by its own coroutine; the MassAction may die before
//! it.
class MassRun final : public std::enable_shared_from_this<MassRun> {
public:
    MassRun(MassAction* action, RedisConnection& connection, WriteGate& gate, MassRequest request);

    //! Runs to the end and emits finished() of the action, if that still lives.
    void start();
    void cancel() { m_cancelled = true; }
    //! The action is gone: ends after the step under way, tells nobody.
    void abandon();

private:
    using Replies = Result<std::vector<Reply>>;

    QCoro::Task<void> run();
    QCoro::Task<Status> execute();
    QCoro::Task<Status> takeSnapshot();
    QCoro::Task<Result<qint64>> firstRank();
    QCoro::Task<Status> walk();
    QCoro::Task<Result<std::vector<MassCandidate>>> look(size_t from, size_t to);
    QCoro::Task<Status> act(std::vector<MassCandidate> chosen);
    QCoro::Task<Status> keepUndone(std::vector<MassCandidate>& chosen);
    QCoro::Task<Status> bulkMove();
    QCoro::Task<Status> clean();
    QCoro::Task<Result<qint64>> cleanableCount();

    //! Reads that outlive a few broken connections.
    QCoro::Task<Replies> readAll(std::vector<Command> commands);
    QCoro::Task<Result<Reply>> read(Command command);
    //! A pipeline of scripts, loaded first where needed; NOSCRIPT is repaired once.
    QCoro::Task<Replies> runScripts(std::vector<ScriptChange> changes);
    QCoro::Task<bool> waitUntilReady();
    QCoro::Task<void> rest();

    [[nodiscard]] ScriptChange changeFor(const MassCandidate& candidate) const;
    [[nodiscard]] std::vector<MassCandidate> choose(std::vector<MassCandidate> looked);
    [[nodiscard]] bool wantsMore() const;
    [[nodiscard]] Status interrupted() const;
    void note(const MassCandidate& candidate, const Status& status);
    void skip(const JobId& id, const QString& reason);
    void tell();
    void finish(const Status& status);

    QPointer<MassAction> m_action;
    QPointer<RedisConnection> m_connection;
    WriteGate& m_gate;
    MassRequest m_request;
    Pacer m_pacer;
    IdList m_ids;
    MassProgress m_progress;
    MassReport m_report;
    MassPlan m_plan;
    QElapsedTimer m_clock;
    qint64 m_startedAt; //!< wall clock, ms: the bound of clean and bulk scripts
    std::set<ScriptId> m_loaded;
    std::optional<qint64> m_record;
    bool m_cancelled = false;
};

} // namespace drover
