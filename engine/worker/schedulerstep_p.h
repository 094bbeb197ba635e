// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/uniquefunction.h"
#include "worker/workercore_p.h"

namespace drover {

//! Makes the next iteration of a job scheduler when a worker has fetched the current one (upsertJobScheduler
//! with override = false in bullmq). Schedulers with `every` go on here: the script computes their slots.
//! Those with a cron pattern need a cron engine in the client. Until Drover has one, their iterations are not
//! run, which would end the schedule, but put off for some seconds, so that a worker of another kind finds
//! them; the error is told. Repeatables of BullMQ <= 4 are run and not repeated, as upstream does.
class SchedulerStep final {
public:
    enum class Next : quint8 { Run, Postpone };
    using Decided = UniqueFunction<void(Next)>;
    static constexpr Milliseconds postponeFor{5000};

    explicit SchedulerStep(WorkerCore& core)
        : m_core(core)
    {
    }

    void schedule(const ActiveJobPtr& job, Decided decided);

    //! Key shape `name:id:endDate:tz:suffix` of repeatables of old versions.
    [[nodiscard]] static bool isLegacyKey(QByteArrayView key);

private:
    void scheduleEvery(const ActiveJobPtr& job, Decided decided);
    void tellLegacy(const JobId& job);
    void tellCron(const JobId& job);

    WorkerCore& m_core;
};

} // namespace drover
