// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/settingchange.h"

#include "queue/replyerror_p.h"
#include "queue/taskfuture_p.h"
#include "queue/writegate.h"
#include "queue/writeshared_p.h"
#include "redis/redisconnection.h"

#include <QPointer>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

using Plan = std::vector<PlannedSetting>;
using Connection = QPointer<RedisConnection>;

//! A user without the right, or a provider that has taken the command away.
Error deniedSetting(const Reply& reply, const SettingChange& change)
{
    Error error = replyError(reply);
    const bool isGone = reply.text.contains("unknown command") || reply.text.contains("unknown subcommand");
    if (!isGone && error.code != ErrorCode::Denied)
        return error;
    error.code = ErrorCode::Denied;
    error.message =
        u"The server does not let this connection change settings. Set %1 to %2 in the provider's "
        u"console (parameter group) or in redis.conf, or ask for the right +config|set."_s.arg(
            QString::fromUtf8(change.name), QString::fromUtf8(change.value));
    error.context[u"setting"_s] = QString::fromUtf8(change.name);
    error.context[u"value"_s] = QString::fromUtf8(change.value);
    error.context[u"reply"_s] = QString::fromUtf8(reply.text);
    return error;
}

QCoro::Task<Result<QByteArray>> readSetting(Connection connection, SettingChange change)
{
    if (!connection)
        co_return closedError();
    Command get({"CONFIG", "GET", change.name});
    const Result<Reply> reply = co_await connection->call(std::move(get));
    if (!reply)
        co_return reply.error();
    if (reply->isError())
        co_return deniedSetting(*reply, change);
    co_return reply->items.size() == 2 ? reply->items[1].text : QByteArray();
}

QCoro::Task<Result<Plan>> readPlan(Connection connection, Finding finding)
{
    if (finding.settings.empty())
        co_return Error{ErrorCode::BadInput,
            u"Nothing of %1 can be set by a command: do what its fix lines say."_s.arg(finding.rule),
            {{u"rule"_s, finding.rule}}};
    Plan plan;
    for (const SettingChange& change : finding.settings) {
        SettingChange asked = change;
        const Result<QByteArray> before = co_await readSetting(connection, std::move(asked));
        if (!before)
            co_return before.error();
        plan.push_back({change.name, *before, change.value});
    }
    co_return plan;
}

QStringList changesOf(const Plan& plan)
{
    QStringList lines;
    for (const PlannedSetting& setting : plan)
        lines.append(u"%1: %2 -> %3"_s.arg(QString::fromUtf8(setting.name), QString::fromUtf8(setting.before),
            QString::fromUtf8(setting.after)));
    return lines;
}

QCoro::Task<Status> setAll(Connection connection, Finding finding, AppliedFix& fix, Plan plan)
{
    for (size_t i = 0; i < plan.size(); ++i) {
        if (!connection)
            co_return closedError();
        const SettingChange& change = finding.settings[i];
        Command set({"CONFIG", "SET", change.name, change.value});
        const Result<Reply> reply = co_await connection->call(std::move(set));
        if (!reply)
            co_return reply.error();
        if (reply->isError())
            co_return deniedSetting(*reply, change);
        SettingChange asked = change;
        const Result<QByteArray> after = co_await readSetting(connection, std::move(asked));
        plan[i].after = after ? *after : change.value;
        fix.settings.push_back(plan[i]);
    }
    co_return Done{};
}

QCoro::Task<void> keepSettings(Connection connection, AppliedFix& fix)
{
    if (!connection)
        co_return;
    Command rewrite({"CONFIG", "REWRITE"});
    const Result<Reply> reply = co_await connection->call(std::move(rewrite));
    fix.isKept = reply && !reply->isError();
    if (!fix.isKept)
        fix.whyNotKept = reply ? QString::fromUtf8(reply->text) : reply.error().message;
}

QCoro::Task<Result<AppliedFix>> carryOut(Connection connection, WriteGate& gate, Finding finding, bool keep)
{
    Finding asked = finding;
    const Result<Plan> plan = co_await readPlan(connection, std::move(asked));
    if (!plan)
        co_return plan.error();
    const QueueId noQueue{{}, {}};
    const Result<qint64> record = gate.begin(
        {noQueue, u"config-set"_s, {{u"rule"_s, finding.rule}, {u"settings"_s, changesOf(*plan)}}});
    if (!record)
        co_return record.error();
    AppliedFix fix;
    Plan wanted = *plan;
    const Status status = co_await setAll(connection, std::move(finding), fix, std::move(wanted));
    if (status && keep)
        co_await keepSettings(connection, fix);
    QVariantMap outcome{{u"settings"_s, changesOf(fix.settings)}};
    if (keep)
        outcome[u"kept"_s] = fix.isKept ? u"yes"_s : fix.whyNotKept;
    gate.finish(*record, outcome, status ? nullptr : &status.error());
    if (!status)
        co_return status.error();
    co_return fix;
}

} // namespace

QString commandText(const SettingChange& change)
{
    return u"CONFIG SET %1 %2"_s.arg(QString::fromUtf8(change.name), QString::fromUtf8(change.value));
}

QFuture<Result<std::vector<PlannedSetting>>> planFix(RedisConnection& connection, const Finding& finding)
{
    return futureOf<Plan>(readPlan(&connection, finding));
}

QFuture<Result<AppliedFix>> applyFix(
    RedisConnection& connection, WriteGate& gate, const Finding& finding, bool keep)
{
    return futureOf<AppliedFix>(carryOut(&connection, gate, finding, keep));
}

} // namespace drover
