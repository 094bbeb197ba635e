// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "protocol/queueid.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <variant>

namespace drover {

//! JSON as it was written, never parsed and dumped again: order, digits and duplicates stay.
using JsonText = QByteArray;

//! What to keep of finished jobs (KeepJobs in bullmq): absent members are "no bound".
struct KeepJobs {
    std::optional<qint64> count; //!< 0 = remove at once, -1 or absent = all
    std::optional<qint64> age; //!< seconds
    std::optional<qint64> limit; //!< most removals in one go

    bool operator==(const KeepJobs&) const = default;
};

//! When a failed attempt is tried again (BackoffOptions in bullmq).
struct BackoffOptions {
    QByteArray type; //!< "fixed", "exponential", or a custom name
    std::optional<double> delay; //!< ms
    std::optional<double> jitter; //!< 0 .. 1

    bool operator==(const BackoffOptions&) const = default;
};

//! The options of one job (JobsOptions in bullmq); absent = not written. Options of flows, schedulers and
//! deduplication travel in `extra` untouched.
struct JobOptions {
    std::optional<JobId> jobId;
    std::optional<double> delay; //!< ms
    std::optional<int> priority; //!< up to 2097151, lower first, also below 0; 0 = none
    std::optional<int> attempts;
    std::optional<BackoffOptions> backoff;
    std::optional<bool> lifo;
    std::optional<KeepJobs> removeOnComplete; //!< `true` is count 0, `false` is count -1
    std::optional<KeepJobs> removeOnFail;
    std::optional<int> keepLogs;
    std::optional<int> stackTraceLimit;
    std::optional<qint64> sizeLimit; //!< bytes of the data as JSON; checked before sending
    std::optional<qint64> timestamp; //!< ms since the epoch
    JsonText extra; //!< a JSON object with every other member, or empty

    bool operator==(const JobOptions&) const = default;
};

} // namespace drover
