// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/jobstate.h"
#include "queue/massaction.h"

#include <QByteArrayList>
#include <QList>
#include <QMetaType>

namespace drover::ui {

//! What a person asks for a selection of jobs; who shows the jobs does not know how it is done.
enum class JobVerb : quint8 {
    Retry,
    RetrySample, //!< a few first, then the rest
    EditAndRetry,
    Promote,
    Remove,
    Clean, //!< old ones of the state; the selection says queue and state only
    Edit,
    EditOptions, //!< attempts, back-off and retention, of one or many
    Duplicate,
    Export,
    Reencrypt, //!< encrypted fields under the newest key
    RunHere, //!< copy to the embedded Redis and run it there
};

//! The jobs that somebody means, as chosen in a table. A value.
struct JobSelection {
    enum class Kind : quint8 {
        None,
        Jobs, //!< those in `ids`
        Matching, //!< all of the state that `filter` leaves, whether they were ever loaded or not
    };
    Kind kind = Kind::None;
    QueueId queue;
    JobState state = JobState::Failed;
    QList<JobId> ids; //!< of Jobs, in the order of the table
    MassFilter filter; //!< of Matching; text, age, cause. Empty = the whole state
    qint64 count = 0; //!< of Jobs exact; of Matching as last seen, -1 = not counted yet
    QByteArrayList names; //!< of some of them, each once, at most five: for a dialog's example

    [[nodiscard]] bool isEmpty() const { return kind == Kind::None; }
    [[nodiscard]] bool isOne() const { return kind == Kind::Jobs && ids.size() == 1; }
    //! The whole state, nothing filtered.
    [[nodiscard]] bool isWholeState() const { return kind == Kind::Matching && filter == MassFilter(); }

    bool operator==(const JobSelection&) const = default;
};

//! True where the verb makes sense for jobs of this state.
[[nodiscard]] constexpr bool applies(JobVerb verb, JobState state)
{
    switch (verb) {
    case JobVerb::Retry:
        return state == JobState::Failed || state == JobState::Completed;
    case JobVerb::RetrySample:
    case JobVerb::EditAndRetry:
    case JobVerb::RunHere:
        return state == JobState::Failed;
    case JobVerb::Promote:
        return state == JobState::Delayed;
    case JobVerb::Remove:
    case JobVerb::Clean:
    case JobVerb::Reencrypt:
        return state != JobState::Active;
    case JobVerb::Edit:
    case JobVerb::EditOptions:
    case JobVerb::Duplicate:
    case JobVerb::Export:
        return true;
    }
    return false;
}

//! False for what leaves the jobs as they are: a read-only connection allows it.
[[nodiscard]] constexpr bool changesJobs(JobVerb verb)
{
    return verb != JobVerb::Export && verb != JobVerb::RunHere;
}

} // namespace drover::ui

Q_DECLARE_METATYPE(drover::ui::JobSelection)
