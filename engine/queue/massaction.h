// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "protocol/job.h"
#include "protocol/jobstate.h"
#include "queue/failuregroups.h"
#include "queue/queue.h"
#include "queue/writegate.h"

#include <QMap>
#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace drover {

class RedisConnection;
class Trash;

enum class MassVerb : quint8 {
    Retry, //!< completed or failed -> waiting or prioritized, one exact reprocessJob each
    Promote, //!< delayed -> waiting or prioritized
    Remove, //!< removeJob each: with children, never locked jobs or those of a scheduler
    Clean, //!< cleanJobsInSet in chunks: everything of the state older than `grace`; takes no text filter
    BulkRetry, //!< upstream's moveJobsToWait: faster, ignores priority and resets; takes no filter but
               //!< `count`
    BulkPromote, //!< upstream's moveJobsToWait of the delayed jobs; ignores priority
    UpdateOptions, //!< options in place, wherever the job is: as Queue::updateOptions, one job after the
                   //!< other
};

//! Where MassFilter::match looks.
enum class MatchField : quint8 { Id = 1, Name = 2, Data = 4, Error = 8 };
Q_DECLARE_FLAGS(MatchFields, MatchField)
inline constexpr MatchFields allMatchFields{0xf};

//! Narrows a selection. Reads only what it needs to decide.
struct MassFilter {
    QByteArray match; //!< plain UTF-8 text, case-insensitive; empty = everything
    MatchFields matchIn = allMatchFields;
    std::optional<qint64> since; //!< only jobs that finished (or, unfinished, were added) at or after this ms
    qint64 count = 0; //!< at most so many, oldest first; 0 = all
    //! Only failures of this group, exactly; reads the stack traces.
    std::optional<FailureCause> cause{};

    bool operator==(const MassFilter&) const = default;
};

//! True when the job has `filter`'s text in one of its fields.
[[nodiscard]] bool matches(const MassFilter& filter, const Job& job);

struct MassRequest {
    QueueId queue;
    MassVerb verb = MassVerb::Retry;
    std::vector<JobId> ids; //!< these jobs; empty = the whole state
    JobState state = JobState::Failed; //!< where they are; of Retry with ids: found out for each
    MassFilter filter;
    JobRetryOptions retry;
    bool removeChildren = true; //!< of Remove
    JsonText optionChanges{}; //!< of UpdateOptions, as changedJobOptions() takes them; no priority, no delay
    Milliseconds grace{0}; //!< of Clean: keep what is younger
    std::optional<qint64> until{}; //!< of Clean, in its place: keep what is younger than this ms; 0 = all
    qint64 limit = 0; //!< of Clean: at most so many; 0 = no limit
    QString occasion{}; //!< for the activity log: what started it where no person did
    bool dryRun = false; //!< look, count and plan only; nothing passes the gate
    int chunk = 200; //!< jobs per step at the start, 1 .. 1000; measured latency changes it
};

//! What a dry run found.
struct MassPlan {
    QMap<int, qint64> attemptsLeft; //!< attempts - attemptsMade (after resets) -> jobs; 0 = one more try only
    QMap<qint64, qint64> priorities; //!< priority -> jobs
    qint64 withParent = 0; //!< jobs of a flow
    qint64 withWaitingParent =
        0; //!< of those: the parent waits for its children, and is held by this one too
    qint64 deduplicated = 0; //!< jobs with a deduplication id: by now another job may run in their place
    QMap<QByteArray, qint64> names; //!< name -> jobs; at most 20 names
    qint64 oldest = 0; //!< ms; when the first and the last of them finished or, unfinished, were added
    qint64 newest = 0;
    qint64 looked = 0; //!< jobs that these numbers stand for (the first 10,000 matched)
    std::vector<JobId> sample; //!< the first few ids
    QStringList ignores; //!< what a bulk script does not respect: "priority", ...
    bool restorable = false; //!< of Remove and Clean: what is removed will be kept in the trash

    bool operator==(const MassPlan&) const = default;
};

struct MassProgress {
    qint64 total = 0; //!< of this action, known after the snapshot; -1 = not known (bulk scripts)
    qint64 looked = 0;
    qint64 matched = 0;
    qint64 done = 0;
    qint64 skipped = 0;
    double perSecond = 0; //!< jobs done, over the last steps
    int chunk = 0;
    bool paused = false; //!< it rests until resume()

    bool operator==(const MassProgress&) const = default;
};

struct MassReport {
    struct Skipped {
        JobId id;
        QString reason; //!< an error's word, e.g. "JobNotInState", or "TooBigForTrash": not removed then
        bool operator==(const Skipped&) const = default;
    };
    qint64 matched = 0; //!< skipped ones included
    qint64 done = 0;
    std::vector<Skipped> skipped; //!< the first 10,000
    qint64 skippedCount = 0;
    std::optional<MassPlan> plan; //!< of a dry run
    qint64 trashBatch = 0; //!< where the removed jobs are kept, see Trash; 0 = nowhere
    qint64 trashed = 0; //!< of `done`: jobs that can be restored from there
    std::optional<Error> error; //!< why it ended early: Cancelled, ReadOnly, ConnectionClosed, ...
    Milliseconds took{0};

    bool operator==(const MassReport&) const = default;
};

//! Changes many jobs in paced steps: each step is a pipeline of single-job scripts whose measured duration
//! decides the size of the next one (about 20 ms of Redis' time, at most 1,000 jobs) and the pause after it,
//! so that workers and other people hardly notice. The set of a state is fixed when the action starts: jobs
//! that arrive meanwhile are left alone, jobs that vanish are reported as skipped. One record in the activity
//! log for the whole action. Thread-affine; one action at a time; borrows connection and gate.
class MassAction final : public QObject {
    Q_OBJECT
public:
    MassAction(RedisConnection& connection, WriteGate& gate, QObject* parent = nullptr);
    ~MassAction() override;

    //! Where Remove and Clean keep what they remove; it outlives the action. Null = they keep nothing. A
    //! state that holds more jobs than TrashOptions::mostPerAction is not kept (MassPlan::restorable says so
    //! before); of a selection by text only so many are. When the trash cannot be written the action ends
    //! with its error and removes nothing more. A clean that keeps what it removes runs removeJob for each
    //! job: unlike cleanJobsInSet it never removes a parent with its last child, but moves it on.
    void setTrash(Trash* trash);
    //! finished() follows exactly once, also for a refused request (BadInput, ReadOnly), never from inside
    //! start().
    void start(MassRequest request);
    //! Ends after the step under way, whose result counts.
    void cancel();
    //! Rests after the step under way, until resume() or cancel(); progressed() tells when it does.
    void pause();
    void resume();
    [[nodiscard]] bool isPaused() const;
    [[nodiscard]] bool isRunning() const;

Q_SIGNALS:
    void progressed(const drover::MassProgress& progress);
    void finished(const drover::MassReport& report);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace drover

Q_DECLARE_OPERATORS_FOR_FLAGS(drover::MatchFields)
Q_DECLARE_METATYPE(drover::MassProgress)
Q_DECLARE_METATYPE(drover::MassReport)
