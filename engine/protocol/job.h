// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/joboptions.h"
#include "protocol/queueid.h"

#include <QByteArrayList>
#include <QStringList>

#include <optional>

namespace drover {

//! A job as its hash in Redis says (JobJsonRaw in bullmq). Text members keep their bytes; nothing is
//! re-encoded.
struct Job {
    JobId id;
    QByteArray name;
    JsonText data; //!< as stored
    JsonText opts; //!< as stored, short names
    JobOptions options; //!< opts decoded
    qint64 timestamp = 0; //!< ms since the epoch; all times are
    double delay = 0; //!< ms
    qint64 priority = 0;
    int attemptsMade = 0; //!< `atm`, or `attemptsMade` of BullMQ <= 4
    int attemptsStarted = 0; //!< `ats`
    int stalledCounter = 0; //!< `stc`
    std::optional<qint64> processedOn;
    std::optional<qint64> finishedOn;
    QByteArray processedBy; //!< `pb`, the worker's name
    JsonText progress; //!< empty = never reported
    JsonText returnvalue; //!< empty = none
    QByteArray failedReason; //!< raw text, not JSON
    JsonText stacktrace; //!< JSON array of strings, or empty
    QByteArray deferredFailure; //!< `defa`
    QByteArray parentKey;
    JsonText parent;
    QByteArray repeatJobKey; //!< `rjk`
    QByteArray deduplicationId; //!< `deid`
    QStringList damaged; //!< "data: not JSON", ... ; empty for a sound job

    bool operator==(const Job&) const = default;
};

} // namespace drover
