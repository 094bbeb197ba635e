// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/discover.h"
#include "cli/findings.h"
#include "cli/shapes.h"
#include "cli/textformat.h"
#include "health/healthcollector.h"
#include "protocol/jsontext.h"

#include <QCoroFuture>

namespace drover::cli {
namespace {

int listRules(const Context& context)
{
    QByteArrayList items;
    TextTable table({QStringLiteral("RULE"), QStringLiteral("FOR"), QStringLiteral("CHECKS")});
    for (const HealthRule& rule : healthRules()) {
        items << json::ObjectWriter()
                     .string("rule", QByteArrayView(rule.id.toUtf8()))
                     .string("requirement", QByteArrayView(rule.requirement.toUtf8()))
                     .string("summary", QByteArrayView(rule.summary.toUtf8()))
                     .take();
        table.add({rule.id, rule.requirement, rule.summary});
    }
    if (context.json())
        context.console().line(jsonArray(items));
    else
        context.console().write(table.render(context.console().colours()));
    return ExitDone;
}

} // namespace

QCoro::Task<int> runHealth(Context& context)
{
    if (context.arguments().has("list-rules"))
        co_return listRules(context);
    if (context.arguments().has("apply")) {
        const QString rule = QString::fromUtf8(context.arguments().text("apply"));
        co_return co_await applyHealthFix(context, rule);
    }
    if (context.arguments().has("yes") || context.arguments().has("rewrite"))
        co_return context.failUsage(QStringLiteral("--yes and --rewrite belong to --apply RULE"));
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    const Result<ServerFacts> server = co_await collectServerFacts(**connection);
    if (!server)
        co_return context.fail(server.error());
    const Discovered found = co_await discoverQueues(**connection, context.prefix());
    if (found.report.error)
        co_return context.fail(*found.report.error);
    const Result<std::vector<QueueFacts>> queues = co_await collectQueueFacts(**connection, found.queues);
    if (!queues)
        co_return context.fail(queues.error());
    std::vector<Finding> findings = judgeServer(*server);
    for (const QueueFacts& facts : *queues) {
        for (Finding& finding : judgeQueue(facts))
            findings.push_back(std::move(finding));
    }
    if (context.json())
        context.console().line(findingsToJson(findings));
    else
        printFindings(context.console(), findings, Severity::Warning);
    co_return exitCodeOf(findings);
}

} // namespace drover::cli
