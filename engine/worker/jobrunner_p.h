// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/jobfinisher_p.h"
#include "worker/schedulerstep_p.h"

namespace drover {

//! Starts fetched jobs: those that cannot or must not be run are finished at once, the others go to the
//! processor.
class JobRunner final {
public:
    JobRunner(WorkerCore& core, Processor& processor, JobRequests& requests, JobFinisher& finisher);

    //! A job as moveToActive or HGETALL give it, locked with `token`.
    void start(const JobId& id, const std::vector<Reply>& fields, const QByteArray& token);
    void setOutcome(const ActiveJobPtr& job, JobOutcome outcome);
    //! The highest id of the queue's own counter that was started; 0 = none. Ids that people choose are no
    //! numbers.
    [[nodiscard]] qint64 highestId() const { return m_highestId; }

private:
    void schedule(const ActiveJobPtr& job);
    void run(const ActiveJobPtr& job);

    WorkerCore& m_core;
    Processor& m_processor;
    JobRequests& m_requests;
    JobFinisher& m_finisher;
    SchedulerStep m_schedulers;
    qint64 m_highestId = 0;
};

} // namespace drover
