// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "worker/processor.h"
#include "worker/processors/processoutput.h"

#include <QStringList>

#include <memory>

namespace drover {

//! Where the processor file is and how node is started.
struct NodeProcessorOptions {
    QString file; //!< CommonJS or ESM; relative to the working directory
    QString program; //!< empty = `node` from the PATH
    QStringList nodeArguments; //!< before the runner: `--import x`, `--inspect=0`, ...
    QString workingDirectory; //!< empty = the caller's
    Milliseconds killAfter{5000}; //!< from cancelling a job to the end of a child that does not obey
    OutputHandler output; //!< console.log and the like; without one both streams go to our standard error
};

//! Runs BullMQ's sandboxed processor files, unchanged, in a pool of node processes (classes Sandbox,
//! ChildPool and ChildProcessor in bullmq). A process runs one job at a time; it is kept for the next one.
//!
//! What happens to a child happens to its job alone: an exit, a crash or a kill fails that job with exit code
//! and signal in the reason. A child that keeps dying is started again after a growing pause (0.1 .. 10 s),
//! not in a circle. Children are process groups: they end as a whole, also when this program is killed.
class NodeProcessor final : public Processor {
public:
    explicit NodeProcessor(NodeProcessorOptions options);
    //! Idle children get the end of their input, busy ones are killed; does not wait.
    ~NodeProcessor() override;

    //! Starts the first child and has it load the file. NotFound: no node, or no such file. BadInput: node is
    //! older than 18, the file is broken or exports no function (the message is node's own). The child is
    //! kept for work.
    [[nodiscard]] QFuture<Status> load();

    void start(std::shared_ptr<JobContext> context, Finished finished) override;
    void setConcurrency(int concurrency) override;

    Q_DISABLE_COPY_MOVE(NodeProcessor)

private:
    class Pool;
    Pool* m_pool; //!< lives on the thread of the children; ends itself when the last of them has ended
};

} // namespace drover
