// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "queue/jobexport.h"
#include "queue/massaction.h"

#include <QList>
#include <QMap>
#include <QMetaType>
#include <QString>

#include <optional>

namespace drover::ui {

//! Number of an action within its session; 0 = none.
using ActionId = quint64;

enum class ActionVerb : quint8 { Retry, Promote, Remove, Clean, EditOptions, Restore, Export, Reencrypt };
enum class ActionPhase : quint8 { Counting, Running, Paused, Ended };

//! Something to be done to many jobs.
struct ActionRequest {
    ActionVerb verb = ActionVerb::Retry;
    MassRequest jobs; //!< which ones, and how; its `verb`, `dryRun` and `cipher` are set by the feed
    qint64 batch = 0; //!< of Restore: what was thrown away together
    std::vector<qint64> entries; //!< of Restore: these of it; empty = all
    ExportFormat format = ExportFormat::JsonLines; //!< of Export
    QByteArrayList columns; //!< of Export as CSV; empty = the usual ones
    QString file; //!< of Export
};

//! How far an action has come; when it has ended, the report.
struct ActionFacts {
    ActionId id = 0;
    ActionVerb verb = ActionVerb::Retry;
    QueueId queue;
    JobState state = JobState::Failed;
    ActionPhase phase = ActionPhase::Running;
    qint64 total = -1; //!< jobs to look at; -1 = not known
    qint64 looked = 0;
    qint64 matched = 0;
    qint64 done = 0;
    qint64 skipped = 0;
    QMap<QString, qint64> reasons; //!< an error's word -> jobs that were left alone for it
    double perSecond = 0; //!< jobs looked at
    qint64 startedAt = 0; //!< ms since the epoch
    qint64 endedAt = 0;
    bool canPause = false;
    qint64 trashBatch = 0; //!< of an ended Remove or Clean: where the jobs can be restored from; 0 = nowhere
    qint64 trashed = 0; //!< jobs that can
    QString file; //!< of Export
    qint64 bytes = 0; //!< of an ended Export
    std::optional<Error> error; //!< why it ended before all were tried; Cancelled too

    //! Until it ends at this rate, ms; -1 = not known.
    [[nodiscard]] qint64 timeLeft() const;
    bool operator==(const ActionFacts&) const = default;
};

//! A few of the jobs that an action would touch.
struct PlannedJob {
    JobId id;
    QByteArray name;
    int attemptsMade = 0;
    int attempts = 1;
    qint64 time = 0; //!< when it finished, else when it was added

    bool operator==(const PlannedJob&) const = default;
};

//! What an action would do, counted just now, and what stands in its way.
struct ActionPlan {
    qint64 jobs = 0; //!< that would be tried
    qint64 leftAlone = 0; //!< asked for, but cannot be
    MassPlan numbers;
    QList<PlannedJob> sample; //!< in the order in which they would be done
    qint64 oldest = 0; //!< time of the first and of the last one; 0 = not known
    qint64 newest = 0;
    bool paused = false; //!< the queue
    int workers = -1; //!< that listen to it; -1 = unknown
    qint64 rateLimited = 0; //!< ms until the queue's rate limit ends
    qint64 countedAt = 0;

    //! With those that cannot be: as many as an action may look at to do no more than was planned.
    [[nodiscard]] qint64 asked() const { return jobs + leftAlone; }

    bool operator==(const ActionPlan&) const = default;
};

} // namespace drover::ui

Q_DECLARE_METATYPE(drover::ui::ActionFacts)
