// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/writesfeed.h"

#include <QHash>
#include <QTimer>

namespace drover::ui {

//! Single writes without an engine: notes them, and answers at the next turn of the event loop.
class FakeWritesFeed final : public WritesFeed {
    Q_OBJECT
public:
    using WritesFeed::WritesFeed;

    std::optional<Error> error; //!< of every write
    QList<std::pair<QueueId, bool>> pauses;
    QList<NewJob> added;
    QHash<JobId, JobDetail> details;
    QHash<JobId, JobFate> fates;
    QList<JobEdit> edits;
    bool isEncrypting = false; //!< whatever the queue
    QueueLimits limits;
    QList<QueueLimitsChange> limitChanges;
    RetentionReport retention;
    QHash<JobState, RetentionPlan> retentionPlan; //!< what plans find, by state
    struct PlannedRetention {
        QueueId queue;
        JobState state;
        KeepJobs keep;
        qint64 now;
    };
    QList<PlannedRetention> retentionPlans; //!< asked for
    std::optional<JobDetail> changed; //!< edits find this in the place of what they knew

    void setPaused(const QueueId& queue, bool paused, QObject* context, Answer<Done> answer) override
    {
        pauses.append({queue, paused});
        later<Done>(context, std::move(answer), Done{});
    }
    [[nodiscard]] bool encrypts(const QueueId& /*queue*/) const override { return isEncrypting; }
    void addJob(const QueueId& /*queue*/, const NewJob& job, QObject* context, Answer<JobId> answer) override
    {
        added.append(job);
        later<JobId>(context, std::move(answer), QByteArray::number(added.size()));
    }
    void readJob(
        const QueueId& /*queue*/, const JobId& job, QObject* context, Answer<JobDetail> answer) override
    {
        Result<JobDetail> result = Error{ErrorCode::JobNotExist, {}, {}};
        if (details.contains(job))
            result = details.value(job);
        QTimer::singleShot(0, context, [answer = std::move(answer), result] { answer(result); });
    }
    void editJob(const JobEdit& edit, QObject* context, Answer<EditOutcome> answer) override
    {
        edits.append(edit);
        later<EditOutcome>(context, std::move(answer), EditOutcome{!changed, changed});
    }
    void readFates(const QueueId& /*queue*/, const QList<JobId>& jobs, QObject* context,
        Answer<QList<JobFate>> answer) override
    {
        QTimer::singleShot(0, context, [this, jobs, answer = std::move(answer)] {
            QList<JobFate> found;
            for (const JobId& job : jobs) {
                found.append(fates.value(job));
                found.last().id = job;
            }
            answer(found);
        });
    }

    void readLimits(const QueueId& /*queue*/, QObject* context, Answer<QueueLimits> answer) override
    {
        later<QueueLimits>(context, std::move(answer), limits);
    }
    void changeLimits(const QueueId& /*queue*/, const QueueLimitsChange& change, QObject* context,
        Answer<ChangedLimits> answer) override
    {
        limitChanges.append(change);
        ChangedLimits done{limits, limits, 0};
        if (!error) {
            done.after.concurrency = change.concurrency.value_or(done.after.concurrency);
            done.after.rate = change.rate.value_or(done.after.rate);
            done.after.maxLenEvents = change.maxLenEvents.value_or(done.after.maxLenEvents);
            limits = done.after;
        }
        later<ChangedLimits>(context, std::move(answer), done);
    }
    void readRetention(const QueueId& /*queue*/, QObject* context, Answer<RetentionReport> answer) override
    {
        later<RetentionReport>(context, std::move(answer), retention);
    }
    void planRetention(const QueueId& queue, JobState state, const KeepJobs& keep, qint64 now,
        QObject* context, Answer<RetentionPlan> answer) override
    {
        retentionPlans.append({queue, state, keep, now});
        later<RetentionPlan>(context, std::move(answer), retentionPlan.value(state));
    }

private:
    template <typename T>
    void later(QObject* context, Answer<T> answer, const T& value)
    {
        const Result<T> result = error ? Result<T>(*error) : Result<T>(value);
        QTimer::singleShot(0, context, [answer = std::move(answer), result] { answer(result); });
    }
};

} // namespace drover::ui
