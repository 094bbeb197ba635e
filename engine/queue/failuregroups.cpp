// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/failuregroups.h"

#include "core/clock.h"
#include "queue/detached_p.h"
#include "queue/future_p.h"
#include "queue/replyerror_p.h"
#include "redis/redisconnection.h"

#include <QHash>
#include <QPointer>
#include <QSet>

#include <algorithm>
#include <set>

namespace drover {
namespace {

constexpr qint64 hour = 3600 * 1000;
constexpr size_t mostNames = 20;
constexpr qint64 pageSize = 500;

struct Group {
    FailureGroup facts;
    std::set<QByteArray> names;
};

} // namespace

FailureCause unreadableCause()
{
    return {"(unreadable job)", {}};
}

bool isOfCause(const FailureCause& cause, QByteArrayView reason, QByteArrayView stacktrace)
{
    return normalizeReason(reason) == cause.cause && topFrame(stacktrace) == cause.frame;
}

class FailureGrouper::Private {
public:
    explicit Private(qint64 when)
        : now(when)
    {
    }

    qint64 now;
    QHash<QByteArray, Group> groups;
};

FailureGrouper::FailureGrouper(qint64 now)
    : d(std::make_unique<Private>(now))
{
}
FailureGrouper::FailureGrouper(FailureGrouper&&) noexcept = default;
FailureGrouper& FailureGrouper::operator=(FailureGrouper&&) noexcept = default;
FailureGrouper::~FailureGrouper() = default;

void FailureGrouper::add(const JobId& id, const QByteArray& name, QByteArrayView reason,
    QByteArrayView stacktrace, qint64 finishedOn)
{
    const QByteArray cause = normalizeReason(reason);
    const QByteArray frame = topFrame(stacktrace);
    Group& group = d->groups[cause + '\0' + frame];
    FailureGroup& facts = group.facts;
    if (facts.count == 0) {
        facts.cause = cause;
        facts.frame = frame;
        facts.first = finishedOn;
        facts.last = finishedOn;
        facts.sample = id;
    }
    ++facts.count;
    facts.first = std::min(facts.first, finishedOn);
    if (finishedOn > facts.last) {
        facts.last = finishedOn;
        facts.sample = id;
    }
    const qint64 age = d->now - finishedOn;
    facts.lastHour += age < hour ? 1 : 0;
    facts.last3Hours += age < 3 * hour ? 1 : 0;
    facts.last24Hours += age < 24 * hour ? 1 : 0;
    if (group.names.size() < mostNames)
        group.names.insert(name);
}

std::vector<FailureGroup> FailureGrouper::groups() const
{
    std::vector<FailureGroup> groups;
    groups.reserve(static_cast<size_t>(d->groups.size()));
    for (const Group& group : std::as_const(d->groups)) {
        groups.push_back(group.facts);
        groups.back().names = QByteArrayList(group.names.cbegin(), group.names.cend());
    }
    std::sort(groups.begin(), groups.end(), [](const FailureGroup& a, const FailureGroup& b) {
        return std::tie(a.count, a.last, b.cause, b.frame) > std::tie(b.count, b.last, a.cause, a.frame);
    });
    return groups;
}

namespace {

//! What one page of ids needs.
Command fieldsOf(const QueueId& queue, const JobId& id)
{
    const QByteArray key = queue.job(id);
    return Command({"HMGET", key, "name", "failedReason", "stacktrace", "finishedOn"});
}

//! Jobs that fail meanwhile push older ones to the next page: `seen` counts each once.
qint64 addPage(
    FailureGrouper& grouper, QSet<JobId>& seen, const std::vector<Reply>& ids, const std::vector<Reply>& jobs)
{
    const qsizetype before = seen.size();
    for (size_t i = 0; i < jobs.size(); ++i) {
        const qsizetype known = seen.size();
        seen.insert(ids[2 * i].text);
        if (seen.size() == known)
            continue;
        const std::vector<Reply>& fields = jobs[i].items;
        // A ghost or a key of another type still counts as a failed job: the page says how many there are.
        const auto isNil = [](const Reply& field) { return field.isNil(); };
        if (fields.size() != 4 || std::all_of(fields.begin(), fields.end(), isNil)) {
            grouper.add(ids[2 * i].text, {}, unreadableCause().cause, {}, ids[2 * i + 1].toInteger());
            continue;
        }
        grouper.add(ids[2 * i].text, fields[0].text, fields[1].text, fields[2].text,
            fields[3].isNil() ? ids[2 * i + 1].toInteger() : fields[3].toInteger());
    }
    return seen.size() - before;
}

Detached streamFailures(QPointer<RedisConnection> connection, QueueId queue, qint64 limit,
    QPromise<Result<FailureReport>> promise)
{
    FailureGrouper grouper(Clock::system().now().count());
    FailureReport report;
    QSet<JobId> seen;
    const QByteArray key = queue.key(JobState::Failed);
    for (qint64 from = 0; from < limit; from += pageSize) {
        const QByteArray first = QByteArray::number(from);
        const QByteArray last = QByteArray::number(std::min(from + pageSize, limit) - 1);
        std::vector<Command> page;
        page.push_back(Command({"ZCARD", key}));
        page.push_back(Command({"ZREVRANGE", key, first, last, "WITHSCORES"}));
        Result<std::vector<Reply>> ids = co_await connection->callBatch(std::move(page));
        if (!ids)
            co_return settle<FailureReport>(promise, ids.error());
        if (ids->at(1).isError())
            co_return settle<FailureReport>(promise, replyError(ids->at(1)));
        report.total = ids->at(0).toInteger();
        const std::vector<Reply>& pairs = ids->at(1).items;
        if (pairs.empty() || !connection)
            break;
        std::vector<Command> reads;
        reads.reserve(pairs.size() / 2);
        for (size_t i = 0; i + 1 < pairs.size(); i += 2)
            reads.push_back(fieldsOf(queue, pairs[i].text));
        const Result<std::vector<Reply>> jobs = co_await connection->callBatch(std::move(reads));
        if (!jobs)
            co_return settle<FailureReport>(promise, jobs.error());
        report.looked += addPage(grouper, seen, pairs, *jobs);
        if (!connection)
            break;
    }
    report.groups = grouper.groups();
    settle<FailureReport>(promise, std::move(report));
}

} // namespace

QFuture<Result<FailureReport>> readFailures(RedisConnection& connection, QueueId queue, qint64 limit)
{
    auto promise = startedPromise<FailureReport>();
    QFuture<Result<FailureReport>> future = promise.future();
    streamFailures(&connection, std::move(queue), limit, std::move(promise));
    return future;
}

} // namespace drover
