// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/joboptions.h"

#include <QJsonValue>

#include <optional>

namespace drover {
struct WorkerOptions;
}

namespace drover::ui {

//! As BullMQ writes it: true (remove at once), false (keep all), a count, or {age: s, count, limit}. Nothing
//! for anything else.
[[nodiscard]] std::optional<KeepJobs> keepJobsFromJson(const QJsonValue& value);
//! Null for "not set".
[[nodiscard]] QJsonValue keepJobsToJson(const std::optional<KeepJobs>& keep);

//! {type, delay: ms, jitter: 0..1}
[[nodiscard]] std::optional<BackoffOptions> backoffFromJson(const QJsonValue& value);
[[nodiscard]] QJsonValue backoffToJson(const std::optional<BackoffOptions>& backoff);

//! What jobs added in this window get when nobody says otherwise; absent = BullMQ's own default.
struct JobDefaults {
    std::optional<int> attempts;
    std::optional<BackoffOptions> backoff;
    std::optional<KeepJobs> removeOnComplete;
    std::optional<KeepJobs> removeOnFail;

    //! Fills in what the options leave open.
    void applyTo(JobOptions& options) const;
    //! These where they say something, `others` elsewhere.
    [[nodiscard]] JobDefaults over(const JobDefaults& others) const;
    [[nodiscard]] bool isEmpty() const { return *this == JobDefaults(); }

    [[nodiscard]] static JobDefaults fromJson(const QJsonObject& object);
    [[nodiscard]] QJsonObject toJson() const;

    bool operator==(const JobDefaults&) const = default;
};

//! What workers started in this window do with finished jobs that say nothing themselves.
struct WorkerDefaults {
    std::optional<KeepJobs> removeOnComplete;
    std::optional<KeepJobs> removeOnFail;
    Milliseconds grace{30000}; //!< for running jobs when a worker stops

    void applyTo(WorkerOptions& options) const;

    bool operator==(const WorkerDefaults&) const = default;
};

} // namespace drover::ui
