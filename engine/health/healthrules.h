// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "health/finding.h"
#include "protocol/joboptions.h"
#include "queue/queuereader.h"
#include "queue/workerlist.h"
#include "redis/connectionoptions.h"
#include "redis/serverinfo.h"
#include "redis/tlsfacts.h"

#include <QHash>

#include <optional>
#include <vector>

namespace drover {

//! How the connection reaches the server.
struct AccessFacts {
    QString host; //!< empty for a unix socket
    bool isLocal = true; //!< a unix socket, or this computer
    bool hasTls = false;
    bool hasPassword = false;
    std::optional<TlsFacts> tls{}; //!< while encrypted
    QDateTime readAt{}; //!< when; certificates are held against it
};

//! The slow log's commands of the last hour.
struct SlowFacts {
    qint64 count = 0;
    qint64 slowestUs = 0;
    QByteArray command; //!< the slowest one's name
};

//! What is known about a server; absent = could not be read, `missingRights` says why.
struct ServerFacts {
    ServerInfo info;
    std::optional<QHash<QByteArray, QByteArray>> config; //!< CONFIG GET of the settings that rules look at
    QStringList missingRights; //!< "+config|get", ...
    std::optional<double> latencyMs; //!< median of a few round trips
    std::optional<double> worstLatencyMs; //!< the longest of them
    std::optional<SlowFacts> slow;
    std::optional<qint64> memoryGrowth; //!< bytes an hour, where an earlier reading is there to compare with
    AccessFacts access;
    std::optional<double> clockSkewMs; //!< server's clock minus ours
    RetryOptions retry; //!< of our connection
    ConnectionRole role = ConnectionRole::Queue;
    std::optional<int> maxRetriesPerRequest; //!< as set by the user
    int reconnections = 0; //!< tries since the last good handshake
};

//! The oldest of the active jobs.
struct ActiveFacts {
    qint64 looked = 0;
    std::vector<JobId> withoutLock; //!< no worker holds them
    std::optional<qint64> longestMs; //!< for how long the longest of the others has run
};

//! A job that waits for its children, with what became of a few of them.
struct ParentFacts {
    JobId id;
    qint64 children = 0; //!< looked at, of those that it still waits for
    qint64 failed = 0;
    qint64 missing = 0; //!< their hash is gone

    //! Nothing that runs by itself will ever move it.
    [[nodiscard]] bool isStuck() const { return failed + missing >= children; }
};

//! The completed or the failed jobs.
struct FinishedFacts {
    JobState state = JobState::Completed;
    qint64 count = 0;
    std::optional<KeepJobs> keep; //!< of the job that ended last; absent = it says nothing
    std::optional<qint64> oldestMs; //!< age of the one that ended first
};

//! What is known about one queue.
struct QueueFacts {
    QueueSummary summary;
    bool exists = true; //!< it has a meta key, or jobs
    std::optional<WorkerList> workers; //!< absent = not asked
    qint64 legacyPausedJobs = 0;
    bool legacyMarkers = false; //!< "0" or "0:..." at an end of the wait list
    bool legacyPriority = false; //!< zset `priority` of BullMQ <= 3
    QByteArrayList
        legacyRepeatables; //!< members of `repeat` without a scheduler of BullMQ >= 5.16; the first few
    std::optional<qint64> rateLimitTtl; //!< ms left of an active rate limit
    std::optional<qint64> rateLimitMax; //!< meta.max
    std::optional<qint64> concurrency; //!< meta.concurrency
    std::optional<qint64> oldestWaitingMs; //!< age of the job that is next
    qint64 overdue = 0; //!< delayed jobs that were due more than 10 s ago
    std::optional<qint64> nextDelayedInMs; //!< until the next delayed job is due; negative = since
    ActiveFacts active;
    std::vector<ParentFacts> parents; //!< the first few that wait for children
    std::vector<FinishedFacts> finished; //!< of the sets that are not empty
    qint64 events = 0; //!< entries of the stream
    std::optional<qint64> eventsMost; //!< meta's opts.maxLenEvents
    QByteArrayList stoppedSchedulers; //!< without a next job although they have not come to their end
};

//! One line of `health --list-rules`.
struct HealthRule {
    QString id;
    QString requirement; //!< "P1" ..., or "queue"
    QString summary;
};

//! All rules, in the order in which findings are listed.
[[nodiscard]] const std::vector<HealthRule>& healthRules();

//! Every server rule has its say, Ok ones too. Pure.
[[nodiscard]] std::vector<Finding> judgeServer(const ServerFacts& facts);

//! Only what is worth knowing about the queue; empty when nothing is. Pure.
[[nodiscard]] std::vector<Finding> judgeQueue(const QueueFacts& facts);

} // namespace drover
