// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/jobrunner_p.h"
#include "worker/reconciler_p.h"
#include "worker/workerjournal_p.h"

#include <QObject>
#include <QSet>

#include <functional>

namespace drover {

//! Finds jobs that are ours though no slot runs them, after a reconnection (an answer was lost) and after a
//! start (the last process was killed), and takes them up again without a stall count.
class WorkerRecovery final : public QObject {
    Q_OBJECT
public:
    WorkerRecovery(WorkerCore& core, JobRunner& runner, JobFinisher& finisher, WorkerJournal& journal);

    //! `adopted`: after each adoptOwn(), when nothing is to be waited for any more.
    void setAdopted(std::function<void()> adopted) { m_adopted = std::move(adopted); }
    //! Jobs locked with a token of this very worker: adopted and run. Harmless at any time. Until they have
    //! their slots nothing is fetched for these (WorkerCore::reconciling).
    void adoptOwn();
    //! Jobs of workers whose process is dead: back to waiting, where they are next in line.
    void returnOfDead();
    //! Tells when Redis has come back with older data than this worker has seen, e.g. of a replica that was
    //! behind or of a backup: jobs are lost, and their ids will be given out again.
    void checkIds();

private:
    void adopt(const HeldJob& held);
    void onRead(const HeldJob& held, const std::vector<Reply>& replies);
    void endIfAdopted();
    void giveBack(const QByteArray& workerId, const std::vector<HeldJob>& jobs);
    void settled(const QByteArray& workerId, qsizetype& left);

    WorkerCore& m_core;
    JobRunner& m_runner;
    JobFinisher& m_finisher;
    WorkerJournal& m_journal;
    Reconciler m_reconciler;
    std::function<void()> m_adopted;
    QSet<QByteArray> m_adopting; //!< tokens
    qint64 m_toldId = 0; //!< ids up to this one are known to be given out again
    int m_search = 0; //!< number of the newest
    bool m_isSearched = false; //!< it has ended
    QSet<QByteArray> m_returning; //!< worker ids
};

} // namespace drover
