// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "health/diagnosis/suspicion_p.h"
#include "redis/command.h"
#include "redis/reply.h"

#include <QByteArrayList>
#include <QHash>

#include <map>
#include <optional>
#include <vector>

namespace drover {

//! The short fields of a job that invariants speak about.
using JobFields = QHash<QByteArray, QByteArray>;

//! HMGET of them.
[[nodiscard]] Command fieldsCommand(const QueueId& queue, const JobId& id);
//! Its answer; empty for a key that is gone or no hash.
[[nodiscard]] JobFields fieldsOf(const Reply& reply);

//! One job and what hangs on it, as it was at one moment.
struct JobSnapshot {
    JobId id;
    bool isHash = false;
    JobFields fields;
    bool hasReason = false;
    std::vector<JobState> places; //!< a state that holds it twice stands here twice
    std::map<JobState, double> scores;
    bool isLocked = false;
    bool isMarked = false; //!< in the set of the stalled check
    qint64 dependencies = 0;
    QByteArrayList attachments;
    bool otherExists = true; //!< the key of Suspicion::other, where it is one
    bool otherIsDelayed = false; //!< the job of Suspicion::other
    QByteArray deduplicatesTo; //!< of the deduplication id
    qint64 deduplicationTtl = -1;

    [[nodiscard]] bool isIn(JobState state) const;
};

//! The reads of a second look, to be sent as one transaction. `owner` is the job that a deduplication id
//! pointed to. Lists are searched only where the suspicion is about places: that takes time in long ones.
[[nodiscard]] std::vector<Command> snapshotCommands(const QueueId& queue, const Suspicion& suspicion);
//! Reads the answers, those of EXEC.
[[nodiscard]] JobSnapshot snapshotOf(const Suspicion& suspicion, const std::vector<Reply>& replies);

//! What is wrong, for people who know BullMQ; nothing = it only looked so. Pure.
[[nodiscard]] std::optional<QByteArray> confirmed(const Suspicion& suspicion, const JobSnapshot& job);

//! Times that contradict each other by more than clocks do; nothing = they agree. Pure.
[[nodiscard]] std::optional<QByteArray> faultOfTimes(const JobFields& fields);
//! Fields of a finished job that no worker leaves so. Pure.
[[nodiscard]] std::optional<QByteArray> faultOfEnd(
    const JobFields& fields, JobState state, double score, bool hasReason);

} // namespace drover
