// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "queue/failuregroups.h"
#include "queue/jobsearch.h"
#include "session/feeds/answer.h"
#include "session/values.h"

#include <QObject>

#include <memory>

namespace drover::ui {

//! Where to look inside a job's data: {"user", "id"}, {"items", "0", "sku"}.
using JsonPath = QByteArrayList;

//! Rows first .. last of a state, both included.
struct RowRange {
    qint64 first = 0;
    qint64 last = 0;

    bool operator==(const RowRange&) const = default;
};

//! Which parts of a state to read. Row 0 is the newest job, or with `ascending` the oldest.
struct PageQuestion {
    QueueId queue;
    JobState state = JobState::Failed;
    bool ascending = false;
    QList<RowRange> ranges;
    //! Jobs and the rows where they were last, in `ranges`. When none of them is in the ranges any more, the
    //! ranges follow one of them to where it is now.
    QList<std::pair<JobId, qint64>> anchors;
    QList<JsonPath> paths; //!< values of the data to bring along, in JobEntry::extra
};

struct JobStretch {
    qint64 first = 0;
    QList<JobEntry> rows;
};

struct JobPages {
    QList<JobStretch> stretches; //!< from top to bottom, not overlapping
    qint64 total = 0;
    qint64 readAt = 0;
};

//! Ids from one row of a state on.
struct IdStretch {
    qint64 first = 0;
    QList<JobId> ids;

    bool operator==(const IdStretch&) const = default;
};

struct JobIds {
    QList<IdStretch> stretches; //!< one for each range that was asked for
    qint64 total = 0; //!< of the state, as of the last of them
};

//! Known jobs read again, in the order asked.
struct JobEntries {
    QList<JobEntry> rows;
    qint64 readAt = 0;
};

//! Where a job is.
struct JobPlace {
    QueueId queue;
    JobId id;
    QByteArray name;
    std::optional<JobState> state; //!< none = the job is there, but in no set of the queue
    std::optional<qint64> row; //!< from the newest; none = not looked up
    //! With no state: jobs at either end of a list that was too long to be looked through. None = it is
    //! nowhere.
    std::optional<qint64> lookedWithin;

    bool operator==(const JobPlace&) const = default;
};

//! A search that runs; gone with the object. Lives on the GUI thread.
class JobFinder : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    //! finished() follows with Cancelled, and goOn() may continue it.
    virtual void stop() = 0;
    //! Looks further, with fresh limits.
    virtual void goOn() = 0;

Q_SIGNALS:
    void found(const QList<drover::ui::JobEntry>& rows);
    void progressed(const drover::SearchProgress& progress);
    void finished(const drover::SearchReport& report);
};

//! What the tables of jobs ask of the engine; plain reads. GUI thread; an answer comes once, or never when
//! its context is gone.
class JobsFeed {
public:
    JobsFeed() = default;
    Q_DISABLE_COPY_MOVE(JobsFeed)
    virtual ~JobsFeed() = default;

    virtual void readPages(const PageQuestion& question, QObject* context, Answer<JobPages> answer) = 0;
    //! Jobs that are gone come back with `missing`.
    virtual void readEntries(const QueueId& queue, const QList<JobId>& ids, const QList<JsonPath>& paths,
        QObject* context, Answer<JobEntries> answer) = 0;
    //! The ids in the ranges, without their jobs. When the first of the anchors that is found has moved, all
    //! ranges move with it.
    virtual void readIds(const PageQuestion& question, QObject* context, Answer<JobIds> answer) = 0;
    //! The jobs as JSON, as the command line writes them: one document, or an array of several.
    virtual void readJson(
        const QueueId& queue, const QList<JobId>& ids, QObject* context, Answer<QByteArray> answer) = 0;
    //! Failures by cause, the newest `limit` of them.
    virtual void readCauses(
        const QueueId& queue, qint64 limit, QObject* context, Answer<FailureReport> answer) = 0;
    //! Jobs with this id, those of `first` before those of other queues.
    virtual void locate(
        const JobId& id, const QueueId& first, QObject* context, Answer<QList<JobPlace>> answer) = 0;
    //! Begins at once. `request.fields` and `textLimit` are the feed's own.
    [[nodiscard]] virtual std::unique_ptr<JobFinder> find(
        const SearchRequest& request, const QList<JsonPath>& paths) = 0;
};

} // namespace drover::ui
