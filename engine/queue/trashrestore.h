// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/massaction.h"
#include "queue/trash.h"

#include <QObject>

#include <memory>
#include <vector>

namespace drover {

//! What to put back.
struct RestoreRequest {
    qint64 batch = 0;
    std::vector<qint64> entries; //!< TrashEntry::id, of any batch; empty = all of `batch`
    QueueId queue; //!< of the batch: names the record in the activity log

    bool operator==(const RestoreRequest&) const = default;
};

//! How a restore ended. `matched` and `done` count jobs that were removed by themselves, each with its
//! children; skipped reasons: "JobExists" (a job of this id is there by now; nothing was touched), "InDoubt",
//! or another error's word. What was not restored stays in the trash.
using RestoreReport = MassReport;

//! Puts removed jobs back as they were, in paced steps: every field of the hash, the log, the links to
//! children, the place: at the same score in sorted sets (failed, completed, delayed, prioritized,
//! waiting-children), as the newest in the waiting list, where also what stood in the lists `active` and
//! `paused` goes. A parent that still waits gets the child back, a deduplication id its owner where it is
//! free. Events: `added`, and `waiting` or `delayed` for jobs that are to run. One record in the activity
//! log. Restored jobs leave the trash.
//!
//! Thread-affine (the thread of its connection); one restore at a time; borrows all three.
class TrashRestore final : public QObject {
    Q_OBJECT
public:
    TrashRestore(RedisConnection& connection, WriteGate& gate, Trash& trash, QObject* parent = nullptr);
    ~TrashRestore() override;

    //! finished() follows exactly once, never from inside start().
    void start(RestoreRequest request);
    //! Ends after the step under way.
    void cancel();
    [[nodiscard]] bool isRunning() const;

Q_SIGNALS:
    void progressed(const drover::MassProgress& progress);
    void finished(const drover::MassReport& report);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace drover
