// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "queue/jobrow.h"
#include "queue/queuereader.h"
#include "session/feeds/answer.h"

#include <QList>
#include <QObject>

#include <optional>

namespace drover::ui {

//! Everything about one job, read in one go; long texts stay in Redis until somebody asks for them.
struct JobFacts {
    JobRow row; //!< texts up to textAtOnce; `leftOut` says which are longer
    std::optional<JobState> state; //!< none = in no set of the queue
    bool mayWait = false; //!< with no state: the lists are longer than what is looked through of them
    QByteArray lockToken; //!< empty = nobody holds it
    qint64 lockTtl = -1; //!< ms
    std::vector<QByteArray> log; //!< the last lines, each cut to logLine bytes
    qint64 logTotal = 0;
    qint64 childrenPending = 0;
    qint64 childrenDone = 0;
    qint64 childrenIgnored = 0; //!< failed, and the parent goes on without them
    qint64 childrenFailed = 0; //!< failed, and the parent with them
    qint64 readAt = 0;

    static constexpr qint64 textAtOnce = 256 * 1024;
    static constexpr qint64 logLine = 16 * 1024;
    static constexpr qint64 logAtOnce = 200;

    [[nodiscard]] const Job& job() const { return row.job; }
    [[nodiscard]] qint64 children() const
    {
        return childrenPending + childrenDone + childrenIgnored + childrenFailed;
    }
};

//! Lines first .. of a job's log; rows as in JobFacts::log.
struct LogLines {
    qint64 first = 0;
    std::vector<QByteArray> lines;
    qint64 total = 0;
};

//! What the inspector asks of the engine; plain reads. GUI thread.
class InspectorFeed {
public:
    InspectorFeed() = default;
    Q_DISABLE_COPY_MOVE(InspectorFeed)
    virtual ~InspectorFeed() = default;

    //! JobNotExist when it is gone. Looking for a waiting job costs Redis a walk through the list: it is
    //! spared while `believed` says where it was and nothing else tells that it has left.
    virtual void readJob(const QueueId& queue, const JobId& job, std::optional<JobState> believed,
        QObject* context, Answer<JobFacts> answer) = 0;
    //! One text of the job, whatever its length: Data, Result, Options, Stacktrace, Error or Progress.
    virtual void readText(const QueueId& queue, const JobId& job, JobField field, QObject* context,
        Answer<QByteArray> answer) = 0;
    //! Data or Result of a job of the queue with its encrypted fields in clear text; ErrorCode::Encryption
    //! when that cannot be had. For somebody's eyes alone.
    virtual void decrypt(const QueueId& queue, JobField field, const QByteArray& text, QObject* context,
        Answer<QByteArray> answer) = 0;
    virtual void readLog(const QueueId& queue, const JobId& job, qint64 first, qint64 last, QObject* context,
        Answer<LogLines> answer) = 0;
};

} // namespace drover::ui
