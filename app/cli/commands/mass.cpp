// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/context.h"
#include "cli/massrun.h"
#include "encryption/keystore.h"

#include <QCoroFuture>

namespace drover::cli {
namespace {

std::vector<JobId> idsOf(const Arguments& arguments)
{
    const QByteArrayList ids = arguments.all("id");
    return {ids.begin(), ids.end()};
}

MassRequest requestOf(const Context& context, MassVerb verb)
{
    MassRequest request;
    request.queue = context.queue();
    request.verb = verb;
    request.ids = idsOf(context.arguments());
    request.filter = filterOf(context.arguments());
    request.dryRun = context.arguments().has("dry-run");
    return request;
}

//! What is wrong with the choice between single jobs and all of them; empty = nothing.
QString selectionProblem(const Arguments& arguments, const char* all)
{
    const bool ids = arguments.has("id");
    const bool whole = arguments.has(all);
    if (!ids && !whole)
        return QStringLiteral("Say which jobs: --id ID, or --%1.").arg(QLatin1StringView(all));
    if (ids && whole)
        return QStringLiteral("--id and --%1 exclude each other.").arg(QLatin1StringView(all));
    return {};
}

QString bulkRetryProblem(const Arguments& arguments)
{
    if (!arguments.has("bulk"))
        return {};
    for (const char* option : {"id", "match", "match-in", "since", "reset-attempts"}) {
        if (arguments.has(option))
            return QStringLiteral("BullMQ's bulk script knows no --%1; leave out --bulk.")
                .arg(QLatin1StringView(option));
    }
    return {};
}

} // namespace

QCoro::Task<int> runRetry(Context& context)
{
    const Arguments& arguments = context.arguments();
    for (const QString& problem : {selectionProblem(arguments, "state"), bulkRetryProblem(arguments)}) {
        if (!problem.isEmpty())
            co_return context.failUsage(problem);
    }
    MassRequest request = requestOf(context, arguments.has("bulk") ? MassVerb::BulkRetry : MassVerb::Retry);
    request.state = stateFromName(arguments.text("state", "failed")).value_or(JobState::Failed);
    request.filter.count = arguments.number("count", 0);
    if (arguments.has("since"))
        request.filter.since = (Clock::system().now() - arguments.duration("since", {})).count();
    request.retry.resetAttemptsMade = arguments.has("reset-attempts");
    request.retry.resetAttemptsStarted = arguments.has("reset-attempts");
    co_return co_await runMassAction(context, std::move(request));
}

QCoro::Task<int> runPromote(Context& context)
{
    const Arguments& arguments = context.arguments();
    const QString problem = selectionProblem(arguments, "all");
    if (!problem.isEmpty())
        co_return context.failUsage(problem);
    const bool bulk = arguments.has("bulk");
    if (bulk && arguments.has("id"))
        co_return context.failUsage(
            QStringLiteral("BullMQ's bulk script promotes all jobs; leave out --id or --bulk."));
    MassRequest request = requestOf(context, bulk ? MassVerb::BulkPromote : MassVerb::Promote);
    request.state = JobState::Delayed;
    co_return co_await runMassAction(context, std::move(request));
}

QCoro::Task<int> runRemove(Context& context)
{
    if (!context.arguments().has("id"))
        co_return context.failUsage(
            QStringLiteral("Say which jobs: --id ID. \"drover clean\" removes many."));
    MassRequest request = requestOf(context, MassVerb::Remove);
    request.removeChildren = !context.arguments().has("keep-children");
    co_return co_await runMassAction(context, std::move(request));
}

QCoro::Task<int> runReencrypt(Context& context)
{
    const Arguments& arguments = context.arguments();
    if (!arguments.has("state"))
        co_return context.failUsage(QStringLiteral("Say which state: --state waiting."));
    // Nobody is asked for a keychain's password for what is refused anyway.
    if (context.isReadOnly() && !arguments.has("dry-run"))
        co_return context.fail({ErrorCode::ReadOnly, context.readOnlyReason(), {}});
    const Result<FieldCipherPtr> cipher = co_await context.fieldCipher();
    if (!cipher)
        co_return context.fail(cipher.error());
    MassRequest request = requestOf(context, MassVerb::Reencrypt);
    request.state = *stateFromName(arguments.text("state"));
    request.filter.count = arguments.number("count", 0);
    request.cipher = *cipher;
    co_return co_await runMassAction(context, std::move(request));
}

QCoro::Task<int> runClean(Context& context)
{
    const Arguments& arguments = context.arguments();
    if (!arguments.has("state"))
        co_return context.failUsage(QStringLiteral("Say which state: --state completed."));
    MassRequest request = requestOf(context, MassVerb::Clean);
    request.state = *stateFromName(arguments.text("state"));
    request.grace = arguments.duration("grace", Milliseconds(0));
    request.limit = arguments.number("limit", 0);
    co_return co_await runMassAction(context, std::move(request));
}

} // namespace drover::cli
