// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/queue.h"

#include "core/clock.h"
#include "encryption/fieldcipher.h"
#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"
#include "protocol/scripterror.h"
#include "queue/future_p.h"
#include "queue/jobadd_p.h"
#include "queue/queuewrites_p.h"
#include "queue/replyerror_p.h"
#include "scripts/scriptrunner.h"

#include <cmath>

namespace drover {
namespace {

constexpr int highestPriority = 2097151; // PRIORITY_LIMIT in bullmq
constexpr qint64 movedPerResume = 7000; // script pause-7

qint64 nowMs()
{
    return Clock::system().now().count();
}

Error badInput(const QString& message)
{
    return {ErrorCode::BadInput, message, {}};
}

bool isDelay(double delay)
{
    return std::isfinite(delay) && delay >= 0;
}

Error badOption(const char* option, const QString& message)
{
    return {ErrorCode::BadInput, message, {{QStringLiteral("option"), QString::fromUtf8(option)}}};
}

Error badDelay()
{
    return badInput(QStringLiteral("a delay is a number of milliseconds from now on"));
}

QVariantMap idDetails(const JobId& id)
{
    return {{QStringLiteral("id"), QString::fromUtf8(id)}};
}

std::vector<QByteArray> keysOf(const QueueId& queue, std::initializer_list<QByteArrayView> names)
{
    std::vector<QByteArray> keys;
    keys.reserve(names.size());
    for (const QByteArrayView name : names)
        keys.push_back(queue.key(name));
    return keys;
}

ScriptChange changeDelayChange(const QueueId& queue, const JobId& job, double delay, qint64 now)
{
    QVariantMap details = idDetails(job);
    details[QStringLiteral("delay")] = delay;
    return {QStringLiteral("change-delay"), details, ScriptId::ChangeDelay,
        keysOf(queue, {"delayed", "meta", "marker", "events"}),
        {json::encodeNumber(delay), QByteArray::number(now), job, queue.job(job)},
        {"changeDelay", job, "delayed"}};
}

ScriptChange changePriorityChange(const QueueId& queue, const JobId& job, int priority, bool lifo)
{
    QVariantMap details = idDetails(job);
    details[QStringLiteral("priority")] = priority;
    return {QStringLiteral("change-priority"), details, ScriptId::ChangePriority,
        keysOf(queue, {"wait", "paused", "meta", "prioritized", "active", "pc", "marker"}),
        {QByteArray::number(priority), queue.base(), job, lifo ? "1" : "0"}, {"changePriority", job}};
}

} // namespace

class Queue::Private {
public:
    Private(QueueId queueId, RedisConnection& redis, WriteGate& writeGate)
        : id(std::move(queueId))
        , writes(id, redis, writeGate)
        , adder(id)
    {
    }

    //! What is not JSON stays, for those who refuse it.
    [[nodiscard]] Status encrypt(JsonText& data) const
    {
        if (!cipher || !json::isValid(data))
            return Done{};
        Result<JsonText> encrypted = cipher->encrypted(data);
        if (!encrypted)
            return encrypted.error();
        data = std::move(*encrypted);
        return Done{};
    }

    QueueId id;
    QueueWrites writes;
    JobAdder adder;
    JobOptions defaults;
    std::shared_ptr<const FieldCipher> cipher;
};

Queue::Queue(QueueId id, RedisConnection& connection, WriteGate& gate, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(id), connection, gate))
{
}

Queue::~Queue() = default;

const QueueId& Queue::id() const
{
    return d->id;
}

void Queue::setDefaultJobOptions(const JobOptions& options)
{
    d->defaults = options;
}

void Queue::setFieldCipher(std::shared_ptr<const FieldCipher> cipher)
{
    d->cipher = std::move(cipher);
}

QFuture<Result<JobId>> Queue::add(NewJob job)
{
    if (Status done = d->encrypt(job.data); !done)
        return finishedFuture<JobId>(done.error());
    const JobOptions options = mergedJobOptions(d->defaults, job.options);
    if (Status valid = validateQueueName(d->id.name); !valid)
        return finishedFuture<JobId>(valid.error());
    if (Status valid = validateJob(job.name, job.data, options); !valid)
        return finishedFuture<JobId>(valid.error());
    return d->writes.add(d->adder.pack(job, options, nowMs()), d->adder, job.name);
}

QFuture<Result<std::vector<Result<JobId>>>> Queue::addBulk(std::vector<NewJob> jobs)
{
    using Results = std::vector<Result<JobId>>;
    if (Status valid = validateQueueName(d->id.name); !valid)
        return finishedFuture<Results>(valid.error());
    for (size_t i = 0; i < jobs.size(); ++i) {
        jobs[i].options = mergedJobOptions(d->defaults, jobs[i].options);
        Status valid = d->encrypt(jobs[i].data);
        if (valid)
            valid = validateJob(jobs[i].name, jobs[i].data, jobs[i].options);
        if (!valid) {
            Error error = valid.error();
            error.context[QStringLiteral("index")] = static_cast<qint64>(i);
            return finishedFuture<Results>(std::move(error));
        }
    }
    return d->writes.addAll(std::move(jobs), d->adder);
}

QFuture<Status> Queue::pause()
{
    return d->writes.change({QStringLiteral("pause"), {}, ScriptId::Pause,
        keysOf(d->id, {"wait", "paused", "meta", "prioritized", "events", "delayed", "marker"}),
        {"paused", "1"}, {"pause"}});
}

QFuture<Status> Queue::resume()
{
    return d->writes.resume(
        keysOf(d->id, {"paused", "wait", "meta", "prioritized", "events", "delayed", "marker"}),
        movedPerResume);
}

QFuture<Status> Queue::retry(JobId job, JobState from, JobRetryOptions options)
{
    if (from != JobState::Completed && from != JobState::Failed)
        return finishedFuture<Done>(
            badInput(QStringLiteral("only completed and failed jobs can be retried")));
    return d->writes.retry(std::move(job), from, options);
}

QFuture<Status> Queue::promote(JobId job)
{
    ScriptChange change = promoteChange(d->id, job);
    change.details = idDetails(job);
    change.settle = Command({"ZSCORE", d->id.key(JobState::Delayed), job});
    return d->writes.change(std::move(change));
}

QFuture<Status> Queue::remove(JobId job, bool removeChildren)
{
    ScriptChange change = removeChange(d->id, job, removeChildren);
    change.details = idDetails(job);
    change.details[QStringLiteral("removeChildren")] = removeChildren;
    const QByteArray key = d->id.job(job);
    change.settle = Command({"HLEN", key});
    return d->writes.change(std::move(change));
}

QFuture<Status> Queue::updateData(JobId job, JsonText data)
{
    if (!json::isValid(data))
        return finishedFuture<Done>(badInput(QStringLiteral("the data is not JSON")));
    if (Status done = d->encrypt(data); !done)
        return finishedFuture<Done>(done.error());
    return d->writes.change({QStringLiteral("update-data"), idDetails(job), ScriptId::UpdateData,
        {d->id.job(job)}, {std::move(data)}, {"updateData", job}});
}

QFuture<Status> Queue::updateProgress(JobId job, JsonText progress)
{
    if (!json::isValid(progress))
        return finishedFuture<Done>(badInput(QStringLiteral("the progress is not JSON")));
    return d->writes.change({QStringLiteral("update-progress"), idDetails(job), ScriptId::UpdateProgress,
        {d->id.job(job), d->id.key("events"), d->id.key("meta")}, {job, std::move(progress)},
        {"updateProgress", job}});
}

QFuture<Status> Queue::changeDelay(JobId job, double delay)
{
    if (!isDelay(delay))
        return finishedFuture<Done>(badDelay());
    return d->writes.change(changeDelayChange(d->id, job, delay, nowMs()));
}

QFuture<Status> Queue::changePriority(JobId job, int priority, bool lifo)
{
    if (priority > highestPriority)
        return finishedFuture<Done>(
            badInput(QStringLiteral("Priority should be between 0 and %1").arg(highestPriority)));
    return d->writes.change(changePriorityChange(d->id, job, priority, lifo));
}

QFuture<Status> Queue::updateOptions(JobId job, JsonText changes)
{
    const Result<JobOptions> options = parseJobOptions(changes);
    if (!options)
        return finishedFuture<Done>(options.error());
    const auto members = json::members(changes).value_or(std::vector<json::Member>());
    if (members.empty())
        return finishedFuture<Done>(badInput(QStringLiteral("no option to change was given")));
    JsonText rest = changes;
    for (const char* own : {"priority", "delay"})
        rest = json::withoutMember(rest, own).value_or(rest);
    const Result<JsonText> trial = changedJobOptions("{}", rest);
    if (!trial)
        return finishedFuture<Done>(trial.error());
    if (const Status valid = validateJob("job", "0", *options); !valid)
        return finishedFuture<Done>(valid.error());
    if (options->delay && !isDelay(*options->delay))
        return finishedFuture<Done>(badDelay());
    if (json::value(changes, "delay") == "null")
        return finishedFuture<Done>(badOption("delay", QStringLiteral("A delay ends by promoting the job")));
    std::vector<ScriptChange> behind;
    if (options->priority || json::value(changes, "priority") == "null")
        behind.push_back(
            changePriorityChange(d->id, job, options->priority.value_or(0), options->lifo.value_or(false)));
    if (options->delay)
        behind.push_back(changeDelayChange(d->id, job, *options->delay, nowMs()));
    return d->writes.updateOptions(std::move(job), std::move(rest), std::move(behind));
}

QFuture<Result<qint64>> Queue::addLog(JobId job, QByteArray row, std::optional<int> keep)
{
    return d->writes.addLog(std::move(job), std::move(row), keep);
}

QFuture<Result<std::vector<JobId>>> Queue::cleanOnce(JobState state, Milliseconds grace, int limit)
{
    return d->writes.clean(state, nowMs() - grace.count(), limit);
}

} // namespace drover
