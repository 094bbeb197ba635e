// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "protocol/job.h"

#include <QByteArrayList>
#include <QFuture>

#include <memory>
#include <vector>

namespace drover {

class RedisConnection;

//! Which group a failure belongs to.
struct FailureCause {
    QByteArray cause; //!< normalizeReason()
    QByteArray frame; //!< topFrame()

    bool operator==(const FailureCause&) const = default;
};

//! The group of failed jobs without a hash that could be read: their ids are in the set all the same.
[[nodiscard]] FailureCause unreadableCause();
//! True when a job with this reason and stack trace belongs to the group. Pure.
[[nodiscard]] bool isOfCause(const FailureCause& cause, QByteArrayView reason, QByteArrayView stacktrace);

//! Failed jobs that share a cause.
struct FailureGroup {
    QByteArray cause; //!< the reason with what varies replaced: "User <n> not found"
    QByteArray frame; //!< function and file of the topmost stack frame of the application; may be empty
    qint64 count = 0;
    qint64 first = 0; //!< finishedOn of the oldest and the newest, ms
    qint64 last = 0;
    QByteArrayList names; //!< of the jobs, sorted, at most 20
    JobId sample; //!< the newest
    qint64 lastHour = 0; //!< jobs that failed within the last 1 h, 3 h, 24 h
    qint64 last3Hours = 0;
    qint64 last24Hours = 0;

    bool operator==(const FailureGroup&) const = default;
};

//! The failures of one queue, biggest group first.
struct FailureReport {
    std::vector<FailureGroup> groups;
    qint64 looked = 0; //!< jobs read
    qint64 total = 0; //!< failed jobs of the queue; more than looked = only the newest were read

    bool operator==(const FailureReport&) const = default;
};

//! The reason in one line with numbers, ids, UUIDs, addresses, paths and quoted values replaced by <n>, <id>,
//! <uuid>, <ip>, <address>, <path>, <value>, <url>, <email>, <time>; at most 300 characters. Pure.
[[nodiscard]] QByteArray normalizeReason(QByteArrayView reason);

//! Function and file name (no line, no folder) of the topmost frame of the newest stack trace, frames of the
//! runtime and of packages passed over; empty when there is none. `stacktrace` is the job's JSON array.
[[nodiscard]] QByteArray topFrame(QByteArrayView stacktrace);

//! Collects failures into groups; give it jobs in any order. A value, no I/O.
class FailureGrouper {
public:
    //! `now` (ms) is what the windows count back from.
    explicit FailureGrouper(qint64 now);
    FailureGrouper(FailureGrouper&&) noexcept;
    FailureGrouper& operator=(FailureGrouper&&) noexcept;
    ~FailureGrouper();

    void add(const JobId& id, const QByteArray& name, QByteArrayView reason, QByteArrayView stacktrace,
        qint64 finishedOn);
    //! Biggest first; equal ones by their newest failure.
    [[nodiscard]] std::vector<FailureGroup> groups() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

//! Reads the newest `limit` failed jobs (only the fields needed, 500 a pipeline) and groups them. Plain
//! reads.
[[nodiscard]] QFuture<Result<FailureReport>> readFailures(
    RedisConnection& connection, QueueId queue, qint64 limit = 10000);

} // namespace drover
