// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/enginehost.h"
#include "session/feeds/writesfeed.h"

namespace drover::ui {

//! Single writes on a session's engine thread; each passes the gate of its connection.
class EngineWritesFeed final : public WritesFeed {
    Q_OBJECT
public:
    explicit EngineWritesFeed(EngineHost& host, KeyStore* keys = nullptr, QObject* parent = nullptr);

    void setPaused(const QueueId& queue, bool paused, QObject* context, Answer<Done> answer) override;
    [[nodiscard]] bool encrypts(const QueueId& queue) const override;
    void addJob(const QueueId& queue, const NewJob& job, QObject* context, Answer<JobId> answer) override;
    void readJob(const QueueId& queue, const JobId& job, QObject* context, Answer<JobDetail> answer) override;
    void editJob(const JobEdit& edit, QObject* context, Answer<EditOutcome> answer) override;
    void readLimits(const QueueId& queue, QObject* context, Answer<QueueLimits> answer) override;
    void changeLimits(const QueueId& queue, const QueueLimitsChange& change, QObject* context,
        Answer<ChangedLimits> answer) override;
    void readRetention(const QueueId& queue, QObject* context, Answer<RetentionReport> answer) override;
    void planRetention(const QueueId& queue, JobState state, const KeepJobs& keep, qint64 now,
        QObject* context, Answer<RetentionPlan> answer) override;
    void readFates(const QueueId& queue, const QList<JobId>& jobs, QObject* context,
        Answer<QList<JobFate>> answer) override;

private:
    EngineHost& m_host;
    KeyStore* m_keys;
};

} // namespace drover::ui
