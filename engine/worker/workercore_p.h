// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "worker/activejob_p.h"
#include "worker/errorreporter_p.h"
#include "worker/serverclock_p.h"
#include "worker/workerevents_p.h"
#include "worker/workerscripts_p.h"

namespace drover {

//! What the parts of one worker's loop share. Lives on the I/O thread.
struct WorkerCore {
    WorkerCore(std::shared_ptr<const WorkerSetup> workerSetup, RedisConnection& main,
        WorkerEvents& workerEvents, std::shared_ptr<CallQueue> loopCalls)
        : setup(std::move(workerSetup))
        , connection(main)
        , events(workerEvents)
        , loop(std::move(loopCalls))
        , scripts(*setup, main)
        , errors(clock,
              [this](const Error& error) {
                  events.post([error](Worker& worker) { Q_EMIT worker.errorOccurred(error); });
              })
        , serverClock(clock, main, [this](const Error& error) { errors.report(error); })
        , concurrency(setup->options.concurrency)
    {
    }

    [[nodiscard]] qint64 now() { return serverClock.now(); }
    [[nodiscard]] bool takesJobs() const { return !paused && !closing; }
    [[nodiscard]] int running() const { return static_cast<int>(jobs.size()); }

    const Clock& clock = Clock::system();
    std::shared_ptr<const WorkerSetup> setup;
    RedisConnection& connection;
    WorkerEvents& events;
    std::shared_ptr<CallQueue> loop;
    WorkerScripts scripts;
    ErrorReporter errors;
    ServerClock serverClock;
    ActiveJobs jobs;
    int concurrency;
    bool paused = false;
    bool closing = false;
    bool reconciling = false; //!< jobs that are ours may be found: slots are not free yet
};

} // namespace drover
