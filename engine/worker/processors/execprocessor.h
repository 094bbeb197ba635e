// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "worker/processor.h"
#include "worker/processors/processoutput.h"

#include <QStringList>

#include <memory>

namespace drover {

//! The program to run for each job.
struct ExecProcessorOptions {
    QStringList command; //!< program and arguments; no shell in between
    QString workingDirectory; //!< empty = the caller's
    Milliseconds killAfter{5000}; //!< from SIGTERM to SIGKILL of the whole process group
    qint64 outputLimit = 1024 * 1024; //!< bytes of standard output; more fails the job
    qint64 logLimit = 1000; //!< most lines of standard error that become job logs; the rest is counted
    OutputHandler output; //!< gets both streams as they come; may be empty
};

//! One process for each job: job JSON on standard input, result on standard output (JSON, or text that is
//! stored as a JSON string), lines of standard error become job logs; `::drover progress JSON` is progress
//! instead. `DROVER_JOB_ID NAME QUEUE ATTEMPT TOKEN` (each with the prefix `DROVER_JOB_`) are in the
//! environment. Exit 0 completes, 65 fails for good, anything else fails with the last line of standard error
//! as reason.
class ExecProcessor final : public Processor {
public:
    explicit ExecProcessor(ExecProcessorOptions options);
    //! Ends what still runs (SIGTERM, then SIGKILL); does not wait.
    ~ExecProcessor() override;

    //! NotFound when the program is not on the PATH or not executable.
    [[nodiscard]] Status check() const;

    void start(std::shared_ptr<JobContext> context, Finished finished) override;
    void setConcurrency(int concurrency) override;

    Q_DISABLE_COPY_MOVE(ExecProcessor)

private:
    class Runner;
    Runner* m_runner; //!< lives on the thread of the children; ends itself when the last of them has ended
};

} // namespace drover
