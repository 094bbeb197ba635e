// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/massplan_p.h"

#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"

#include <algorithm>
#include <array>

namespace drover {
namespace {

constexpr qint64 plannedAtMost = 10000;
constexpr size_t sampleSize = 10;
constexpr qsizetype mostNames = 20;
constexpr std::array fields{QByteArrayView("name"), QByteArrayView("opts"), QByteArrayView("priority"),
    QByteArrayView("atm"), QByteArrayView("attemptsMade"), QByteArrayView("parentKey"),
    QByteArrayView("timestamp"), QByteArrayView("processedOn"), QByteArrayView("finishedOn"),
    QByteArrayView("failedReason"), QByteArrayView("deid")};

bool hasIds(const MassRequest& request)
{
    return !request.ids.empty();
}

bool readsData(const MassRequest& request)
{
    return !request.filter.match.isEmpty() && request.filter.matchIn.testFlag(MatchField::Data);
}

Error badRequest(const char* why)
{
    return {ErrorCode::BadInput, QString::fromLatin1(why), {}};
}

bool isBulk(MassVerb verb)
{
    return verb == MassVerb::BulkRetry || verb == MassVerb::BulkPromote;
}

bool isFinished(JobState state)
{
    return state == JobState::Completed || state == JobState::Failed;
}

//! The states in which a job of an explicit list may be.
std::vector<JobState> placesToLook(const MassRequest& request)
{
    if (!hasIds(request))
        return {};
    switch (request.verb) {
    case MassVerb::Retry:
        return {JobState::Failed, JobState::Completed};
    case MassVerb::Promote:
        return {JobState::Delayed};
    default:
        return {};
    }
}

//! Upstream's `cleanJobsInSet` compares the first of these that is there.
qint64 ageMark(const MassRequest& request, const Job& job)
{
    if (isFinished(request.state))
        return job.finishedOn.value_or(0);
    if (request.state == JobState::Prioritized)
        return job.timestamp;
    if (request.state != JobState::Delayed && job.finishedOn)
        return *job.finishedOn;
    return job.processedOn.value_or(job.timestamp);
}

Status checkOptions(const JsonText& changes)
{
    if (changes.isEmpty() || json::compact(changes) == "{}")
        return badRequest("no option to change was given");
    const Result<JsonText> trial = changedJobOptions("{}", changes);
    return trial ? Status(Done{}) : Status(trial.error());
}

bool contains(const QString& text, const QByteArray& bytes)
{
    return QString::fromUtf8(bytes).contains(text, Qt::CaseInsensitive);
}

} // namespace

bool matches(const MassFilter& filter, const Job& job)
{
    if (filter.match.isEmpty())
        return true;
    const QString text = QString::fromUtf8(filter.match);
    return (filter.matchIn.testFlag(MatchField::Id) && contains(text, job.id))
        || (filter.matchIn.testFlag(MatchField::Name) && contains(text, job.name))
        || (filter.matchIn.testFlag(MatchField::Error) && contains(text, job.failedReason))
        || (filter.matchIn.testFlag(MatchField::Data) && contains(text, job.data));
}

Status checkRequest(const MassRequest& request)
{
    const MassFilter& filter = request.filter;
    const bool narrowed = !filter.match.isEmpty() || filter.cause || filter.since;
    if (filter.count < 0 || request.limit < 0 || request.grace.count() < 0)
        return badRequest("counts, limits and grace periods cannot be negative");
    if (isBulk(request.verb) && (narrowed || hasIds(request)))
        return badRequest("the bulk scripts take no ids and no filter but a count");
    if (request.verb == MassVerb::Clean && (narrowed || hasIds(request)))
        return badRequest("clean takes no ids and no filter; remove does");
    if (request.verb == MassVerb::Clean && request.state == JobState::WaitingChildren)
        return badRequest("jobs that wait for children cannot be cleaned");
    if ((request.verb == MassVerb::Retry && !hasIds(request)) || request.verb == MassVerb::BulkRetry) {
        if (!isFinished(request.state))
            return badRequest("only completed and failed jobs can be retried");
    }
    if ((request.verb == MassVerb::Promote && !hasIds(request)) || request.verb == MassVerb::BulkPromote) {
        if (request.state != JobState::Delayed)
            return badRequest("only delayed jobs can be promoted");
    }
    if (request.verb == MassVerb::UpdateOptions)
        return checkOptions(request.optionChanges);
    return Done{};
}

QStringList ignoredByBulk(MassVerb verb)
{
    if (verb == MassVerb::BulkRetry)
        return {QStringLiteral("priority"), QStringLiteral("lifo"), QStringLiteral("resets of attempts")};
    if (verb == MassVerb::BulkPromote)
        return {QStringLiteral("priority"), QStringLiteral("lifo")};
    return {};
}

std::vector<Command> factCommands(const MassRequest& request, const JobId& id)
{
    const QByteArray key = request.queue.job(id);
    std::vector<QByteArrayView> arguments{"HMGET", key};
    arguments.insert(arguments.end(), fields.begin(), fields.end());
    if (readsData(request))
        arguments.push_back("data");
    if (request.filter.cause)
        arguments.push_back("stacktrace");
    std::vector<Command> commands;
    commands.push_back(Command(std::span<const QByteArrayView>(arguments)));
    for (const JobState state : placesToLook(request)) {
        const QByteArray set = request.queue.key(state);
        commands.push_back(Command({"ZSCORE", set, id}));
    }
    return commands;
}

size_t factCommandCount(const MassRequest& request)
{
    return 1 + placesToLook(request).size();
}

MassCandidate takeFacts(const MassRequest& request, JobId id, const Reply* replies)
{
    MassCandidate candidate;
    candidate.id = id;
    Job& job = candidate.job;
    job.id = std::move(id);
    if (!hasIds(request))
        candidate.state = request.state;
    const std::vector<Reply>& hash = replies[0].items;
    candidate.sound = hash.size() >= fields.size();
    if (candidate.sound) {
        const auto number = [&hash](size_t at) {
            return hash[at].isNil() ? std::nullopt : std::optional(hash[at].toInteger());
        };
        candidate.exists =
            std::any_of(hash.cbegin(), hash.cend(), [](const Reply& field) { return !field.isNil(); });
        job.name = hash[0].text;
        candidate.storedOptions = hash[1].text;
        job.options = decodeJobOptions(candidate.storedOptions);
        job.priority = number(2).value_or(0);
        job.attemptsMade = static_cast<int>(number(hash[4].isNil() ? 3 : 4).value_or(0));
        job.parentKey = hash[5].text;
        job.timestamp = number(6).value_or(0);
        job.processedOn = number(7);
        job.finishedOn = number(8);
        job.failedReason = hash[9].text;
        job.deduplicationId = hash[10].text;
        size_t more = fields.size();
        if (readsData(request) && more < hash.size())
            job.data = hash[more++].text;
        if (request.filter.cause && more < hash.size())
            job.stacktrace = hash[more].text;
        candidate.lifo = request.retry.lifo.value_or(job.options.lifo.value_or(false));
    }
    size_t at = 1;
    for (const JobState state : placesToLook(request)) {
        if (const Reply& score = replies[at++]; score.isText())
            candidate.state = state;
    }
    return candidate;
}

std::optional<Command> parentCommand(const MassCandidate& candidate)
{
    // As upstream's destructureJobKey: the id is what stands behind the last colon.
    const QByteArray& key = candidate.job.parentKey;
    const qsizetype idAt = key.lastIndexOf(':') + 1;
    if (idAt == 0)
        return std::nullopt;
    const QByteArray set = key.first(idAt) + "waiting-children";
    const QByteArray id = key.sliced(idAt);
    return Command({"ZSCORE", set, id});
}

bool isMeant(const MassRequest& request, const MassCandidate& candidate, qint64 before)
{
    if (request.verb == MassVerb::Clean)
        return before > 0 && ageMark(request, candidate.job) <= before; // a damaged job has no age
    if (request.filter.since
        && candidate.job.finishedOn.value_or(candidate.job.timestamp) < *request.filter.since)
        return false;
    const bool unreadable = !candidate.sound || !candidate.exists;
    if (request.filter.cause && unreadable && *request.filter.cause != unreadableCause())
        return false;
    if (request.filter.cause && !unreadable
        && !isOfCause(*request.filter.cause, candidate.job.failedReason, candidate.job.stacktrace))
        return false;
    return matches(request.filter, candidate.job);
}

QString refusal(const MassRequest& request, const MassCandidate& candidate)
{
    const bool ghost = candidate.sound && !candidate.exists;
    // The ghost of a whole state can be taken out of it; an id that someone typed is only wrong.
    const bool removes = request.verb == MassVerb::Remove || request.verb == MassVerb::Clean;
    if (ghost && (hasIds(request) || !removes))
        return errorName(ErrorCode::JobNotExist);
    if (!candidate.state && !placesToLook(request).empty())
        return errorName(ErrorCode::JobNotInState);
    return {};
}

void addToPlan(MassPlan& plan, const MassRequest& request, const MassCandidate& candidate)
{
    if (plan.looked >= plannedAtMost)
        return;
    ++plan.looked;
    const Job& job = candidate.job;
    if (request.verb == MassVerb::Retry || request.verb == MassVerb::BulkRetry) {
        const int made =
            request.retry.resetAttemptsMade && request.verb == MassVerb::Retry ? 0 : job.attemptsMade;
        ++plan.attemptsLeft[std::max(0, std::max(1, job.options.attempts.value_or(1)) - made)];
    }
    ++plan.priorities[job.priority];
    plan.withParent += job.parentKey.isEmpty() ? 0 : 1;
    plan.withWaitingParent += candidate.parentWaits ? 1 : 0;
    plan.deduplicated += job.deduplicationId.isEmpty() ? 0 : 1;
    if (plan.names.contains(job.name) || plan.names.size() < mostNames)
        ++plan.names[job.name];
    const qint64 time = job.finishedOn.value_or(job.timestamp);
    plan.oldest = plan.looked == 1 ? time : std::min(plan.oldest, time);
    plan.newest = std::max(plan.newest, time);
    if (plan.sample.size() < sampleSize)
        plan.sample.push_back(candidate.id);
}

} // namespace drover
