// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/massaction.h"
#include "redis/reply.h"

namespace drover {

//! The facts about one job that decide whether it is meant and what would happen to it.
struct MassCandidate {
    JobId id;
    bool exists = false;
    bool sound = true; //!< the key is a hash
    std::optional<JobState> state; //!< known for a whole state; looked up for ids
    Job job; //!< only the fields that were read
    JsonText storedOptions; //!< byte for byte
    bool lifo = false;
    bool parentWaits = false; //!< found out for a plan
};

//! BadInput when the request makes no sense.
[[nodiscard]] Status checkRequest(const MassRequest& request);
//! What bulk scripts do not respect.
[[nodiscard]] QStringList ignoredByBulk(MassVerb verb);

//! Reads of one candidate, always the same number for a request.
[[nodiscard]] std::vector<Command> factCommands(const MassRequest& request, const JobId& id);
[[nodiscard]] size_t factCommandCount(const MassRequest& request);
[[nodiscard]] MassCandidate takeFacts(const MassRequest& request, JobId id, const Reply* replies);

//! Tells whether the job's parent waits for its children; none without a parent.
[[nodiscard]] std::optional<Command> parentCommand(const MassCandidate& candidate);
//! The filter without `count`; of a clean, which only a dry run asks for: older than `before` (ms).
[[nodiscard]] bool isMeant(const MassRequest& request, const MassCandidate& candidate, qint64 before);
//! Why nothing can be done with it, as an error's word; empty = go on.
[[nodiscard]] QString refusal(const MassRequest& request, const MassCandidate& candidate);
//! Adds the candidate to the numbers, as long as `looked` is below its bound.
void addToPlan(MassPlan& plan, const MassRequest& request, const MassCandidate& candidate);

} // namespace drover
