// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/bench/bench.h"
#include "redis/redisconnection.h"

#include <QCoroFuture>
#include <QCoroTimer>
#include <QTimer>

namespace drover::cli {

BenchTask benchIdle(BenchRun run)
{
    Worker worker(run.queue, run.connection.options(),
        benchProcessor(run.arguments, [](JobContext&) -> JobOutcome { return JsonText("null"); }),
        benchWorkerOptions(run.arguments));
    BenchResult result;
    worker.run();
    co_await QtFuture::connect(&worker, &Worker::ready);
    result.watch.start();
    QTimer timer;
    timer.setSingleShot(true);
    timer.start(int(run.arguments.number("seconds", 5) * 1000));
    co_await timer;
    result.watch.stop();
    worker.close(Milliseconds(5000));
    co_await QtFuture::connect(&worker, &Worker::closed);
    co_return result;
}

} // namespace drover::cli
