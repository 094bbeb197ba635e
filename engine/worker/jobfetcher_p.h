// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/workercore_p.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

namespace drover {

//! Gets jobs for free slots: one moveToActive after the other until the queue is empty, then BZPOPMIN on the
//! marker over the blocking connection (Worker.mainLoop, getNextJob and waitForJob in bullmq). Also keeps the
//! rate limit, which arrives with the same replies.
class JobFetcher final : public QObject {
    Q_OBJECT
public:
    //! A fetched job's id, its hash as field, value, ... and the token of its lock.
    using Fetched = std::function<void(const JobId&, const std::vector<Reply>&, const QByteArray& token)>;

    JobFetcher(WorkerCore& core, RedisConnection& blocking);

    void setHandlers(Fetched fetched, std::function<void()> broken);
    //! Fetches or waits when there is a slot for it; harmless otherwise.
    void pump();
    //! The answer of moveToActive, or of a script that was told to fetch the next job.
    void takeNext(const Reply& next, const QByteArray& token);
    //! After RateLimitError: nothing is fetched for so long.
    void limitFor(qint64 milliseconds);
    //! Ends a wait for the marker.
    void breakWait();
    //! Forgets what was known about the queue: after a reconnection and on resume.
    void restart();

private:
    [[nodiscard]] bool hasRoom() const;
    void fetch();
    void onFetched(const QByteArray& token, const Result<Reply>& reply);
    void wait();
    void onMarker(qint64 blockUntil, const Result<Reply>& reply);
    void afterWait(qint64 blockUntil);
    void backOff(const Reply& error);
    void waitForRateLimit();
    void setDrained();
    [[nodiscard]] double blockSeconds(qint64 blockUntil) const;

    WorkerCore& m_core;
    RedisConnection& m_blocking;
    Fetched m_fetched;
    std::function<void()> m_broken;
    ErrorBackoff m_backoff;
    QTimer m_backoffTimer;
    QTimer m_limitTimer;
    quint64 m_nextToken = 0;
    qint64 m_limitUntil = 0;
    qint64 m_blockUntil = 0;
    bool m_drained = false;
    bool m_fetching = false;
    bool m_waiting = false;
};

} // namespace drover
