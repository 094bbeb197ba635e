// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/findings.h"
#include "cli/textformat.h"
#include "health/queueverdict.h"

#include <QCoroFuture>

namespace drover::cli {

QCoro::Task<int> runWhy(Context& context)
{
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    QueueId queue = context.queue();
    const Result<std::vector<Finding>> findings = co_await readVerdict(**connection, std::move(queue));
    if (!findings)
        co_return context.fail(findings.error());
    Console& console = context.console();
    if (context.json())
        console.line(findingsToJson(*findings));
    else if (findings->empty())
        console.line(QStringLiteral("Nothing holds %1 back.").arg(printable(context.queue().name)));
    else
        printFindings(console, *findings, Severity::Info);
    co_return exitCodeOf(*findings);
}

} // namespace drover::cli
