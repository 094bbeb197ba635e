// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>
#include <QLatin1StringView>

#include <array>
#include <optional>

namespace drover {

//! Which set of the queue holds a job. Paused is the legacy list of BullMQ <= 5.
enum class JobState : quint8 {
    Waiting,
    Active,
    Delayed,
    Prioritized,
    Completed,
    Failed,
    WaitingChildren,
    Paused,
};

//! In the order in which counts are shown everywhere.
inline constexpr std::array allJobStates{JobState::Waiting, JobState::Active, JobState::Delayed,
    JobState::Prioritized, JobState::Completed, JobState::Failed, JobState::WaitingChildren,
    JobState::Paused};

//! BullMQ's word: "waiting", "waiting-children", ...
[[nodiscard]] QLatin1StringView stateName(JobState state);
//! The key below the queue's prefix: "wait", "active", ...
[[nodiscard]] QLatin1StringView stateKey(JobState state);
//! Reads a state's word ("wait" is taken too).
[[nodiscard]] std::optional<JobState> stateFromName(QByteArrayView name);
//! The state is kept in a list (waiting, active, paused), not in a sorted set.
[[nodiscard]] bool isListState(JobState state);

} // namespace drover
