// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "protocol/joboptions.h"
#include "protocol/jobstate.h"
#include "protocol/queueid.h"

#include <QHash>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace drover::ui {

//! How long the finished jobs of a queue stay, whatever their producers wrote into them.
struct RetentionPolicy {
    std::optional<KeepJobs> completed; //!< unset, or without a bound: they are left alone
    std::optional<KeepJobs> failed;
    Milliseconds every{0}; //!< Drover applies it by itself, as long as it runs; 0 = only when asked
    qint64 lastRun = 0; //!< ms since the epoch: when it was applied by itself, or switched on
    qint64 lastRemoved = -1; //!< jobs, of that run; -1 = it has not run yet
    QString lastError; //!< an error's word, of a run that failed after it

    //! What bounds the jobs of this state; none = nothing does.
    [[nodiscard]] std::optional<KeepJobs> bound(JobState state) const;
    [[nodiscard]] bool isEmpty() const
    {
        return !bound(JobState::Completed) && !bound(JobState::Failed) && every.count() == 0;
    }

    bool operator==(const RetentionPolicy&) const = default;
};

using RetentionPolicies = QHash<QueueId, RetentionPolicy>;

//! For keeping them in the settings, by "prefix:queue". What cannot be read is left out.
[[nodiscard]] QJsonObject policiesToJson(const RetentionPolicies& policies);
[[nodiscard]] RetentionPolicies policiesFromJson(const QJsonObject& object);

} // namespace drover::ui
