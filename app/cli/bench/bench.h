// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "cli/arguments.h"
#include "cli/bench/stopwatch.h"
#include "core/error.h"
#include "protocol/queueid.h"
#include "worker/processor.h"
#include "worker/worker.h"

#include <QCoroTask>

#include <utility>
#include <vector>

namespace drover {
class RedisConnection;
}

namespace drover::cli {

class Context;

//! What all measurements share.
struct BenchRun {
    const Arguments& arguments;
    RedisConnection& connection; //!< ready
    QueueId queue;
    qint64 n = 0;
};

//! What was measured; `percentiles` by the names of the contract, in ms.
struct BenchResult {
    qint64 jobs = 0;
    Stopwatch watch;
    std::vector<std::pair<QByteArray, double>> percentiles;
};

using BenchTask = QCoro::Task<Result<BenchResult>>;

BenchTask benchAdd(BenchRun run);
BenchTask benchProcess(BenchRun run);
BenchTask benchLatency(BenchRun run);
BenchTask benchRead(BenchRun run);
BenchTask benchRetry(BenchRun run);
BenchTask benchClean(BenchRun run);
BenchTask benchIdle(BenchRun run);

//! What the append-only file costs, on a Redis of its own; the exit code.
QCoro::Task<int> benchPersistence(Context& context);

//! The data of job number `index`: {"n":7,"msg":"hello from the bench"}.
[[nodiscard]] QByteArray benchData(qint64 index);
//! Options of the worker that the command line asks for.
[[nodiscard]] WorkerOptions benchWorkerOptions(const Arguments& arguments);
//! A processor of --processor that runs `function`.
[[nodiscard]] std::shared_ptr<Processor> benchProcessor(
    const Arguments& arguments, std::function<JobOutcome(JobContext&)> function);

//! The last line of standard output.
[[nodiscard]] QByteArray benchToJson(const QByteArray& operation, const BenchResult& result);

} // namespace drover::cli
