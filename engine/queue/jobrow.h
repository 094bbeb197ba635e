// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/job.h"

#include <QFlags>

#include <vector>

namespace drover {

//! Parts of a job that a table may show. The id is always there.
enum class JobField : quint32 {
    Name = 1 << 0,
    Data = 1 << 1,
    Options = 1 << 2,
    Times = 1 << 3, //!< timestamp, processedOn, finishedOn, delay
    Priority = 1 << 4,
    Attempts = 1 << 5, //!< attemptsMade, attemptsStarted, stalledCounter
    Progress = 1 << 6,
    Result = 1 << 7, //!< returnvalue
    Error = 1 << 8, //!< failedReason, deferredFailure
    Stacktrace = 1 << 9,
    Parent = 1 << 10, //!< parentKey, parent
    Origin = 1 << 11, //!< repeatJobKey, deduplicationId
    Worker = 1 << 12, //!< processedBy
};
Q_DECLARE_FLAGS(JobFields, JobField)

//! What a table of jobs needs at least: everything that is always small, and the reason of a failure.
inline constexpr JobFields usualJobFields = JobFields(JobField::Name) | JobField::Times | JobField::Priority
    | JobField::Attempts | JobField::Error | JobField::Parent | JobField::Origin | JobField::Worker;
inline constexpr JobFields allJobFields = JobFields::fromInt((1U << 13) - 1);

//! One job of a page or of a search, as far as it was asked for.
struct JobRow {
    Job job; //!< members that were not asked for, or are in `leftOut`, have their defaults
    JobFields leftOut; //!< asked for, but longer than the limit: read the whole job to see them
    qint64 dataSize = 0; //!< bytes; only when Data was asked for
    qint64 resultSize = 0; //!< bytes; only when Result was asked for

    bool operator==(const JobRow&) const = default;
};

//! Rows of one state from `from` on, newest first unless it was asked for otherwise.
struct JobRowPage {
    std::vector<JobRow> rows; //!< ghosts (id without hash) are here too, with `damaged` set
    qint64 from = 0;
    qint64 total = 0; //!< of the state, read in the same round trip as the ids

    bool operator==(const JobRowPage&) const = default;
};

//! Texts longer than this are left out of a row unless the caller says otherwise.
inline constexpr qint64 usualTextLimit = 4096;

} // namespace drover

Q_DECLARE_OPERATORS_FOR_FLAGS(drover::JobFields)
