// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "protocol/jobstate.h"
#include "queue/jobrow.h"
#include "queue/massaction.h"

#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace drover {

class RedisConnection;

//! What to look for in one state of a queue, newest first.
struct SearchRequest {
    QueueId queue;
    JobState state = JobState::Failed;
    std::vector<JobId> ids{}; //!< only these, in this order; empty = the whole state
    MassFilter filter; //!< match, matchIn, since, cause; `count` is not looked at
    qint64 from = 0; //!< place to begin at, 0 = the newest
    qint64 maxHits = 500; //!< stop after so many hits
    qint64 maxRead = 100000; //!< stop after so many jobs read
    JobFields fields = usualJobFields; //!< of the rows that are handed out
    qint64 textLimit = usualTextLimit;

    bool operator==(const SearchRequest&) const = default;
};

//! Since start(); goOn() counts on.
struct SearchProgress {
    qint64 read = 0;
    qint64 total = 0; //!< jobs of the state from the start place on, as last seen
    qint64 hits = 0;

    bool operator==(const SearchProgress&) const = default;
};

//! How a search or its continuation ended.
struct SearchReport {
    qint64 read = 0; //!< since start()
    qint64 hits = 0; //!< since start()
    bool more = false; //!< jobs are left that were not read: goOn() looks at them
    qint64 nextOffset = 0; //!< where the next job stands now; for a later start() with `from`
    qint64 unsearched = 0; //!< jobs whose data was too long (8 MB) to be looked through
    std::optional<Error> error; //!< why it ended early: Cancelled, ConnectionClosed, Denied, ...

    bool operator==(const SearchReport&) const = default;
};

//! Looks through the jobs of a state in steps of at most 500 by plain reads, only the fields needed to
//! decide, and hands out what matches as it comes. It keeps its place by the ids that it has read: jobs that
//! arrive or leave meanwhile make it neither miss nor repeat one that was there all the time. Jobs that
//! arrive are left alone, unless everything that was read has left.
//!
//! Thread-affine (the thread of its connection, which it borrows). For each start() and each goOn(): any
//! number of found() and progressed(), each step's found() before its progressed(), then finished() exactly
//! once; none of them from inside the call.
class JobSearch final : public QObject {
    Q_OBJECT
public:
    explicit JobSearch(RedisConnection& connection, QObject* parent = nullptr);
    ~JobSearch() override;

    //! Begins anew; a search under way is dropped without finished().
    void start(SearchRequest request);
    //! Goes on behind the last job that was read, with fresh limits. Nothing to go on with (never started,
    //! still running): does nothing.
    void goOn();
    //! Ends a running search after the step under way; finished() comes with ErrorCode::Cancelled, and goOn()
    //! may continue it.
    void cancel();
    [[nodiscard]] bool isRunning() const;

Q_SIGNALS:
    //! Hits, newest first, never an empty list; about 32 MB at most, so that one step may tell several times.
    void found(const std::vector<drover::JobRow>& rows);
    void progressed(const drover::SearchProgress& progress);
    void finished(const drover::SearchReport& report);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace drover

Q_DECLARE_METATYPE(drover::SearchProgress)
Q_DECLARE_METATYPE(drover::SearchReport)
Q_DECLARE_METATYPE(std::vector<drover::JobRow>)
