// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/joboptions.h"
#include "protocol/jobstate.h"
#include "protocol/queueid.h"
#include "redis/command.h"
#include "scripts/scriptid.h"

#include <QString>
#include <QVariantMap>

#include <optional>
#include <vector>

namespace drover {

struct JobRetryOptions;
class RedisConnection;

//! Names for the error of a refused script.
struct ScriptName {
    QByteArray command;
    QByteArray jobId = {};
    QByteArray state = {};
};

//! One change of one job or queue: a script whose answer is a code.
struct ScriptChange {
    QString action; //!< for the activity log
    QVariantMap details;
    ScriptId script;
    std::vector<QByteArray> keys;
    std::vector<QByteArray> arguments;
    ScriptName name;
    //! A read that tells whether a call whose reply was lost was carried out: nil or 0 = it was. Without it
    //! the script may run twice and does.
    std::optional<Command> settle = std::nullopt;
    bool zeroMeansLocked = false; //!< removeJob
};

// What single calls and mass actions share. Without details and settle: the caller knows whether it needs
// them.
[[nodiscard]] ScriptChange retryChange(
    const QueueId& queue, const JobId& job, JobState from, const JobRetryOptions& options, bool lifo);
[[nodiscard]] ScriptChange promoteChange(const QueueId& queue, const JobId& job);
[[nodiscard]] ScriptChange removeChange(const QueueId& queue, const JobId& job, bool removeChildren);
//! A script of ours: 1 = replaced, 0 = the job has other options than `stored` by now.
[[nodiscard]] ScriptChange updateOptionsChange(
    const QueueId& queue, const JobId& job, const JsonText& stored, const JsonText& wanted);
//! `before`: ms since the epoch; `limit` 0 = all.
[[nodiscard]] ScriptChange cleanChange(const QueueId& queue, JobState state, qint64 before, qint64 limit);
//! moveJobsToWait: upstream's bulk retry (completed, failed) and promote (delayed).
[[nodiscard]] ScriptChange bulkMoveChange(
    const QueueId& queue, JobState from, qint64 count, QByteArray maxScore);

} // namespace drover
