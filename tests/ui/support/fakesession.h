// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "ui/support/fakeactionsfeed.h"
#include "ui/support/fakewritesfeed.h"
#include "ui/support/fakejobsfeed.h"

#include <QHash>

#include <functional>

namespace drover::ui {

//! A session without an engine: answers at the next turn of the event loop from what the test put in, and
//! notes what it was asked.
class FakeSession final : public Session {
    Q_OBJECT
public:
    using Session::Session;

    ConnectionIdentity identityValue;
    LinkFacts linkValue;
    QList<LocalWorkerFacts> workers;
    QueuesSnapshot queues;
    QHash<int, QList<JobEntry>> rows; //!< by state
    QHash<JobId, JobDetail> details;
    QList<FailureGroupRow> groups;
    std::optional<Error> error; //!< of every reading
    bool silent = false; //!< readings get no answer

    QList<RetryRequest> retries;
    RequestId lastRetry = 0;
    QList<LocalWorkerSpec> started;
    QueueId shownQueue;
    int queueReadings = 0;
    int fullReadings = 0;
    int jobReadings = 0;

    [[nodiscard]] ConnectionIdentity identity() const override { return identityValue; }
    [[nodiscard]] LinkFacts link() const override { return linkValue; }
    [[nodiscard]] QList<LocalWorkerFacts> localWorkers() const override { return workers; }

    RequestId readQueues(Extent extent = Extent::Usual) override;
    void setShownQueue(const QueueId& queue) override { shownQueue = queue; }
    [[nodiscard]] FakeActionsFeed& actions() override { return m_actions; }
    [[nodiscard]] FakeWritesFeed& writes() override { return m_writes; }
    [[nodiscard]] FakeJobsFeed& jobs() override { return m_jobs; }

    RequestId readJobs(const QueueId& queue, JobState state, int count) override;
    RequestId readJob(const QueueId& queue, const JobId& job) override;
    RequestId readGroups(const QueueId& queue) override;
    RequestId planRetry(const RetryRequest& request) override;
    RequestId retry(const RetryRequest& request) override;
    void cancel(RequestId /*action*/) override { }
    RequestId setPaused(const QueueId& /*queue*/, bool /*paused*/) override { return ++m_last; }
    int startWorker(const LocalWorkerSpec& spec) override;
    void stopWorker(int worker) override;
    void setWorkerConcurrency(int /*worker*/, int /*concurrency*/) override { }
    void reconnectNow() override { }
    RequestId startDemo() override { return ++m_last; }

    void setLink(const LinkFacts& link);
    void report(const ActionReport& report) { Q_EMIT actionReported(report); }
    //! A shop's queues with failures of several causes.
    void fillWithShop();

private:
    void later(std::function<void()> answer);

    FakeActionsFeed m_actions;
    FakeWritesFeed m_writes;
    FakeJobsFeed m_jobs;
    RequestId m_last = 0;
};

} // namespace drover::ui
