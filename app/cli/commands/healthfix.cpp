// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/shapes.h"
#include "cli/textformat.h"
#include "health/healthcollector.h"
#include "health/settingchange.h"
#include "protocol/jsontext.h"

#include <QCoroFuture>

#include <algorithm>

namespace drover::cli {
namespace {

QByteArray settingsJson(const std::vector<PlannedSetting>& settings)
{
    QByteArrayList items;
    for (const PlannedSetting& setting : settings)
        items << json::ObjectWriter()
                     .string("name", QByteArrayView(setting.name))
                     .string("before", QByteArrayView(setting.before))
                     .string("after", QByteArrayView(setting.after))
                     .take();
    return jsonArray(items);
}

void printSettings(Console& console, const std::vector<PlannedSetting>& settings, const QString& line)
{
    for (const PlannedSetting& setting : settings)
        console.line(
            line.arg(printable(commandText({setting.name, setting.after})), printable(setting.before)));
}

int showPlan(Context& context, const Finding& finding, const std::vector<PlannedSetting>& plan)
{
    if (context.json()) {
        context.console().line(json::ObjectWriter()
                                   .string("rule", QByteArrayView(finding.rule.toUtf8()))
                                   .raw("plan", settingsJson(plan))
                                   .take());
        return ExitDone;
    }
    printSettings(context.console(), plan, QStringLiteral("would run: %1   (now: %2)"));
    context.console().line(QStringLiteral("Nothing was changed; --yes applies it."));
    return ExitDone;
}

int showFix(Context& context, const Finding& finding, const AppliedFix& fix)
{
    Console& console = context.console();
    if (context.json()) {
        console.line(json::ObjectWriter()
                         .string("rule", QByteArrayView(finding.rule.toUtf8()))
                         .raw("applied", settingsJson(fix.settings))
                         .boolean("kept", fix.isKept)
                         .string("whyNotKept", QByteArrayView(fix.whyNotKept.toUtf8()))
                         .take());
    } else {
        printSettings(console, fix.settings, QStringLiteral("done: %1   (was: %2)"));
        if (!context.arguments().has("rewrite"))
            console.line(QStringLiteral("Until the server starts anew: --rewrite keeps it, or redis.conf."));
        else if (fix.isKept)
            console.line(QStringLiteral("Written to the server's configuration file."));
    }
    if (!fix.whyNotKept.isEmpty())
        console.note(
            QStringLiteral("Not written to the configuration file: %1").arg(printable(fix.whyNotKept)));
    return fix.whyNotKept.isEmpty() ? ExitDone : ExitWarnings;
}

} // namespace

QCoro::Task<int> applyHealthFix(Context& context, QString rule)
{
    const auto isKnown = [&rule](const HealthRule& known) { return known.id == rule; };
    if (!std::any_of(healthRules().cbegin(), healthRules().cend(), isKnown))
        co_return context.failUsage(
            QStringLiteral("there is no rule %1: drover health --list-rules").arg(rule));
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    const Result<ServerFacts> server = co_await collectServerFacts(**connection);
    if (!server)
        co_return context.fail(server.error());
    Finding finding{rule, Severity::Ok, {}, {}, {}, {}};
    for (const Finding& one : judgeServer(*server)) {
        if (one.rule == rule)
            finding = one;
    }
    if (finding.severity == Severity::Ok) {
        const AppliedFix nothing;
        if (context.json())
            co_return showFix(context, finding, nothing);
        context.console().line(QStringLiteral("%1 finds nothing to fix.").arg(rule));
        co_return ExitDone;
    }
    if (!context.arguments().has("yes")) {
        const Result<std::vector<PlannedSetting>> plan = co_await planFix(**connection, finding);
        co_return plan ? showPlan(context, finding, *plan) : context.fail(plan.error());
    }
    const bool keep = context.arguments().has("rewrite");
    const Result<AppliedFix> fix = co_await applyFix(**connection, context.gate(), finding, keep);
    co_return fix ? showFix(context, finding, *fix) : context.fail(fix.error());
}

} // namespace drover::cli
