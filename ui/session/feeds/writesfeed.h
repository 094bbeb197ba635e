// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "queue/queue.h"
#include "queue/queuelimits.h"
#include "queue/queuereader.h"
#include "queue/retention.h"
#include "session/feeds/answer.h"

#include <QList>
#include <QObject>

#include <optional>

namespace drover::ui {

//! What has become of a job.
struct JobFate {
    JobId id;
    bool exists = false;
    std::optional<JobState> state; //!< none = in no set, or gone
    std::optional<bool> completed; //!< of one that is gone: how it ended, when the queue's events still tell
    int attemptsMade = 0;
    qint64 finishedOn = 0;
    QByteArray reason; //!< of the last failure; cut

    bool operator==(const JobFate&) const = default;
};

//! New data or options for a job, made from a reading of it.
struct JobEdit {
    QueueId queue;
    JobId job;
    std::optional<JsonText> data; //!< unset = stays
    std::optional<JsonText> optionChanges; //!< long names, null takes one out; unset = stay
    JsonText knownData; //!< what the job had when the person began
    JsonText knownOptions;

    bool operator==(const JobEdit&) const = default;
};

//! How an edit ended.
struct EditOutcome {
    bool saved = false;
    //! Not saved, because the job is another one by now.
    std::optional<JobDetail> changed;
};

//! Changes of one job or one queue, and what has to be read around them. Lives on the GUI thread; every
//! answer comes once, also when the connection is down or read-only.
class WritesFeed : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    virtual void setPaused(const QueueId& queue, bool paused, QObject* context, Answer<Done> answer) = 0;
    //! Fields of the queue's data are encrypted before they are written; reads a small file.
    [[nodiscard]] virtual bool encrypts(const QueueId& queue) const = 0;
    //! Checked as BullMQ's own client does before anything is sent; the new job's id.
    virtual void addJob(const QueueId& queue, const NewJob& job, QObject* context, Answer<JobId> answer) = 0;
    //! The whole job as it is now; JobNotExist when it is gone.
    virtual void readJob(
        const QueueId& queue, const JobId& job, QObject* context, Answer<JobDetail> answer) = 0;
    //! Looks at the job again first: one that was changed since is not touched.
    virtual void editJob(const JobEdit& edit, QObject* context, Answer<EditOutcome> answer) = 0;
    //! In the order asked.
    virtual void readFates(
        const QueueId& queue, const QList<JobId>& jobs, QObject* context, Answer<QList<JobFate>> answer) = 0;

    //! What the queue prescribes to all of its workers; NotFound when there is no such queue.
    virtual void readLimits(const QueueId& queue, QObject* context, Answer<QueueLimits> answer) = 0;
    virtual void changeLimits(const QueueId& queue, const QueueLimitsChange& change, QObject* context,
        Answer<ChangedLimits> answer) = 0;

    //! How long finished jobs are kept, by samples of them.
    virtual void readRetention(const QueueId& queue, QObject* context, Answer<RetentionReport> answer) = 0;
    //! What a policy would remove at this moment, ms since the epoch.
    virtual void planRetention(const QueueId& queue, JobState state, const KeepJobs& keep, qint64 now,
        QObject* context, Answer<RetentionPlan> answer) = 0;
};

} // namespace drover::ui

Q_DECLARE_METATYPE(drover::ui::JobEdit)
