// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "core/uniquefunction.h"
#include "protocol/job.h"

#include <QFuture>
#include <QString>

#include <functional>
#include <memory>
#include <stop_token>

namespace drover {

//! How an attempt ended without a result. Other than Failed they are BullMQ's control-flow errors, by name.
struct JobFailure {
    enum class Kind : quint8 {
        Failed, //!< tried again while attempts are left
        Unrecoverable, //!< UnrecoverableError: fails at once
        Delayed, //!< DelayedError: the processor moved the job itself (JobContext::moveToDelayed)
        Waiting, //!< WaitingError: the processor moved the job itself (JobContext::moveToWait)
        WaitingChildren, //!< WaitingChildrenError
        RateLimited, //!< RateLimitError: back to waiting until the limit ends (JobContext::rateLimit)
    };
    Kind kind = Kind::Failed;
    QByteArray message; //!< becomes failedReason
    QByteArray stack; //!< becomes a row of stacktrace; empty = the message

    bool operator==(const JobFailure&) const = default;
};

//! The result as JSON, or why not.
using JobOutcome = Expected<JsonText, JobFailure>;

//! What a parent may ask about its children (Job.getChildrenValues, getIgnoredChildrenFailures,
//! getDependencies, getDependenciesCount).
enum class ChildrenQuery : quint8 { Values, IgnoredFailures, Dependencies, DependenciesCount };

//! What a processor may do with the job that it runs. Thread-safe; values are copies; calls that talk to
//! Redis are queued to the worker's I/O thread and finish there, exactly once: wait for them, or continue
//! them with whenFinished().
class JobContext {
public:
    JobContext() = default;
    JobContext(const JobContext&) = delete;
    JobContext& operator=(const JobContext&) = delete;
    virtual ~JobContext() = default;

    [[nodiscard]] virtual const QueueId& queue() const = 0;
    [[nodiscard]] virtual const Job& job() const = 0;
    //! The lock's token.
    [[nodiscard]] virtual const QByteArray& token() const = 0;
    //! Set when the job is cancelled, its lock is lost, or the worker is forced to stop.
    [[nodiscard]] virtual std::stop_token stopToken() const = 0;
    //! Why, once stopToken() is set: what Worker::cancelJob() was told, or the worker's own reason.
    [[nodiscard]] virtual QByteArray stopReason() const { return {}; }

    virtual QFuture<Status> updateProgress(JsonText progress) = 0;
    virtual QFuture<Status> log(QByteArray row) = 0;
    virtual QFuture<Status> updateData(JsonText data) = 0;
    //! Then return JobFailure::Kind::Delayed. Milliseconds since the epoch.
    virtual QFuture<Status> moveToDelayed(qint64 timestamp) = 0;
    //! Then return JobFailure::Kind::Waiting.
    virtual QFuture<Status> moveToWait() = 0;
    //! Limits the whole queue; then return JobFailure::Kind::RateLimited.
    virtual QFuture<Status> rateLimit(Milliseconds duration) = 0;
    //! The answer as JSON, shaped as npm's getter of that name answers; `options` are that getter's, or
    //! `null`.
    virtual QFuture<Result<JsonText>> readChildren(ChildrenQuery, JsonText /*options*/)
    {
        return QtFuture::makeReadyFuture(Result<JsonText>(
            Error{ErrorCode::BadInput, QStringLiteral("children are not offered here"), {}}));
    }
};

//! Runs jobs for a worker. start() is called on the worker's I/O thread and must not block it; `finished` may
//! be called from any thread, exactly once, also after cancellation.
class Processor {
public:
    using Finished = UniqueFunction<void(JobOutcome)>;

    Processor() = default;
    Processor(const Processor&) = delete;
    Processor& operator=(const Processor&) = delete;
    virtual ~Processor() = default;

    virtual void start(std::shared_ptr<JobContext> context, Finished finished) = 0;
    //! Called on the I/O thread when the worker's concurrency is set, before the first job and live.
    virtual void setConcurrency(int concurrency) = 0;
};

//! A blocking function on a QThreadPool of its own (maxThreadCount = concurrency). What it throws, of any
//! type, becomes the failure of the job.
[[nodiscard]] std::shared_ptr<Processor> poolProcessor(std::function<JobOutcome(JobContext&)> function);
//! A function that returns at once; called on the worker's I/O thread, as is the future's continuation.
[[nodiscard]] std::shared_ptr<Processor> asyncProcessor(
    std::function<QFuture<JobOutcome>(std::shared_ptr<JobContext>)> function);
//! A function that answers on the spot; must not block. The cheapest kind.
[[nodiscard]] std::shared_ptr<Processor> inlineProcessor(std::function<JobOutcome(JobContext&)> function);

} // namespace drover
