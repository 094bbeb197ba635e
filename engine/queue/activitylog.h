// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/writegate.h"

#include <QFuture>

#include <memory>
#include <optional>
#include <vector>

namespace drover {

//! One write as the activity log keeps it.
struct ActivityEntry {
    qint64 id = 0; //!< of the row
    qint64 when = 0; //!< ms since the epoch
    QString who; //!< user and program
    QString connection; //!< display name, never a secret
    QueueId queue;
    QString action;
    QVariantMap details;
    bool finished = false; //!< false: still running, or the program ended before it could say
    QVariantMap outcome;
    QString error; //!< an error's word; empty = it went well
    qint64 duration = 0; //!< ms

    bool operator==(const ActivityEntry&) const = default;
};

//! Who writes, in the words of ActivityEntry::who: the user of this process and the program.
[[nodiscard]] QString activityAuthor(const QString& program);

struct ActivityLogOptions {
    QString path; //!< of the SQLite file; its folder is made with mode 0700, the file with 0600
    QString connection; //!< display name of the Redis connection whose writes pass here
    QString who;
    int maxRows = 100000; //!< older rows are dropped

    bool operator==(const ActivityLogOptions&) const = default;
};

//! The gate that lets writes pass and remembers them. SQLite (WAL, shared by window and command line) is
//! written on a thread of its own: a locked, full or broken database never delays or refuses a write; it is
//! warned about once. Thread-safe; futures finish on that thread: continue them with whenFinished().
class ActivityLog final : public WriteGate {
public:
    explicit ActivityLog(ActivityLogOptions options);
    //! Writes what is pending, waiting at most two seconds for a locked database.
    ~ActivityLog() override;

    [[nodiscard]] Result<qint64> begin(const WriteIntent& intent) override;
    void finish(qint64 record, const QVariantMap& outcome, const Error* error = nullptr) override;

    //! The newest `count` entries with an id below `before` (0 = all), newest first, everything recorded
    //! before this call included.
    [[nodiscard]] QFuture<Result<std::vector<ActivityEntry>>> newest(int count, qint64 before = 0);

private:
    class Private;
    std::unique_ptr<Private> d;
};

//! Refuses every write with ErrorCode::ReadOnly and the reason given; a read-only or locked connection uses
//! it in the place of its gate. Thread-safe.
class ReadOnlyGate final : public WriteGate {
public:
    explicit ReadOnlyGate(QString reason);

    [[nodiscard]] Result<qint64> begin(const WriteIntent& intent) override;
    void finish(qint64 record, const QVariantMap& outcome, const Error* error = nullptr) override;

private:
    QString m_reason;
};

} // namespace drover
