// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/shapes.h"
#include "cli/textformat.h"
#include "queue/queuereader.h"

#include <QCoroFuture>

namespace drover::cli {

QCoro::Task<int> runCounts(Context& context)
{
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    QueueReader reader(**connection);
    const Result<JobCounts> counts = co_await reader.counts(context.queue());
    if (!counts)
        co_return context.fail(counts.error());
    if (context.json()) {
        context.console().line(countsToJson(*counts));
        co_return ExitDone;
    }
    TextTable table({QStringLiteral("STATE"), QStringLiteral(">JOBS")});
    for (const JobState state : allJobStates) {
        const bool alarming = state == JobState::Failed && (*counts)[state] > 0;
        table.add(
            {stateName(state), QString::number((*counts)[state])}, alarming ? Colour::Red : Colour::None);
    }
    context.console().write(table.render(context.console().colours()));
    co_return ExitDone;
}

} // namespace drover::cli
