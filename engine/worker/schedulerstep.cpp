// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/schedulerstep_p.h"

#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"

#include <QDateTime>

#include <algorithm>

namespace drover {
namespace {

bool isNumeric(QByteArrayView text)
{
    return !text.isEmpty()
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

//! Milliseconds since the epoch, from a number or a JSON string with a date.
std::optional<qint64> toTime(QByteArrayView value)
{
    if (const auto number = json::decodeNumber(value))
        return static_cast<qint64>(*number);
    if (const auto text = json::decodeString(value)) {
        const QDateTime date = QDateTime::fromString(QString::fromUtf8(*text), Qt::ISODateWithMs);
        if (date.isValid())
            return date.toMSecsSinceEpoch();
    }
    return std::nullopt;
}

//! The scheduler's limit or end date is reached.
bool isOver(QByteArrayView repeat, qint64 count, qint64 now)
{
    const auto limit = json::decodeNumber(json::value(repeat, "limit"));
    if (limit && static_cast<double>(count) > *limit)
        return true;
    const auto end = toTime(json::value(repeat, "endDate"));
    return end && now > *end;
}

JobOptions nextOptions(const Job& job, QByteArrayView repeat, qint64 count, qint64 now)
{
    JsonText nextRepeat = json::withoutMember(repeat, "immediately").value_or(repeat.toByteArray());
    nextRepeat = json::withMember(nextRepeat, "count", QByteArray::number(count)).value_or(nextRepeat);
    JobOptions options = job.options;
    options.timestamp = now;
    options.delay = 0; // the script sets it
    options.jobId.reset(); // and names the job
    JsonText extra = options.extra.isEmpty() ? QByteArrayLiteral("{}") : options.extra;
    extra = json::withMember(extra, "repeat", nextRepeat).value_or(extra);
    extra = json::withMember(extra, "repeatJobKey", json::encodeString(job.repeatJobKey)).value_or(extra);
    options.extra = json::withoutMember(extra, "prevMillis").value_or(extra);
    return options;
}

} // namespace

bool SchedulerStep::isLegacyKey(QByteArrayView key)
{
    qsizetype colons[4] = {};
    qsizetype from = 0;
    for (qsizetype& colon : colons) {
        colon = key.indexOf(':', from);
        if (colon < 0)
            return false;
        from = colon + 1;
    }
    const QByteArrayView endDate = key.sliced(colons[1] + 1, colons[2] - colons[1] - 1);
    const QByteArrayView suffix = key.sliced(colons[3] + 1);
    return (endDate.isEmpty() || isNumeric(endDate)) && !suffix.isEmpty()
        && (suffix.contains(' ') || isNumeric(suffix));
}

void SchedulerStep::schedule(const ActiveJobPtr& job, Decided decided)
{
    const QByteArray& id = job->job().repeatJobKey;
    auto handler = [this, job, decided = std::move(decided)](Result<std::vector<Reply>> replies) mutable {
        if (!replies || replies->at(0).isError())
            return decided(Next::Postpone);
        const bool isScheduler = replies->at(0).integer == 1 || !isLegacyKey(job->job().repeatJobKey);
        const Reply& attributes = replies->at(1);
        const bool hasPattern = attributes.items.size() > 1 && !attributes.items[1].text.isEmpty();
        if (!isScheduler) {
            tellLegacy(job->job().id);
            decided(Next::Run);
        } else if (hasPattern) {
            tellCron(job->job().id);
            decided(Next::Postpone);
        } else {
            scheduleEvery(job, std::move(decided));
        }
    };
    const QByteArray key = m_core.setup->queue.key("repeat") + ':' + id;
    std::vector<Command> commands;
    commands.push_back({"HEXISTS", key, "ic"});
    commands.push_back({"HMGET", key, "every", "pattern"});
    m_core.connection.sendBatch(std::move(commands), std::move(handler));
}

void SchedulerStep::scheduleEvery(const ActiveJobPtr& job, Decided decided)
{
    const QByteArrayView repeat = json::value(job->job().opts, "repeat");
    const auto counted = json::decodeNumber(json::value(repeat, "count"));
    const qint64 count = counted ? static_cast<qint64>(*counted) + 1 : 1;
    const qint64 now = m_core.now();
    if (repeat.isEmpty() || isOver(repeat, count, now))
        return decided(Next::Run);
    const QByteArray packed = packJobOptions(nextOptions(job->job(), repeat, count, now));
    m_core.scripts.updateJobScheduler(
        job->job(), packed, now, [this, decided = std::move(decided)](Result<Reply> reply) mutable {
            if (reply && !reply->isError())
                return decided(Next::Run);
            if (reply)
                m_core.errors.report(errorFromReply(*reply));
            decided(Next::Postpone);
        });
}

void SchedulerStep::tellLegacy(const JobId& job)
{
    m_core.errors.report({ErrorCode::BadInput,
        QStringLiteral("job %1 is a repeatable of an old BullMQ version and will not be repeated")
            .arg(QString::fromUtf8(job)),
        {{QStringLiteral("jobId"), QString::fromUtf8(job)}}});
}

void SchedulerStep::tellCron(const JobId& job)
{
    m_core.errors.report({ErrorCode::BadInput,
        QStringLiteral("job %1 belongs to a cron schedule, which this worker cannot continue; left to others")
            .arg(QString::fromUtf8(job)),
        {{QStringLiteral("jobId"), QString::fromUtf8(job)}}});
}

} // namespace drover
