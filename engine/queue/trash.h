// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "protocol/jobstate.h"
#include "protocol/queueid.h"

#include <QFuture>
#include <QString>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace drover {

//! A job with everything that hangs on it, byte for byte, as it was just before it was removed.
struct TrashedJob {
    using Pairs = std::vector<std::pair<QByteArray, QByteArray>>;

    QueueId queue;
    JobId id;
    JobState state = JobState::Failed; //!< Active stands for a job that no worker held
    QByteArray score; //!< in its sorted set, as Redis printed it; empty in lists
    Pairs fields; //!< of the hash
    std::vector<QByteArray> logs; //!< at most the newest 10,000 rows
    std::vector<QByteArray> dependencies; //!< keys of children that were not done
    Pairs processed; //!< child key -> result
    Pairs failed; //!< child key -> reason, of children whose failure was ignored
    Pairs unsuccessful; //!< score -> child key, of children whose failure counts
    QByteArray parentKey; //!< of the parent among whose dependencies it stood; else empty
    QByteArray deduplicationKey; //!< that it owned; else empty
    qint64 deduplicationFor = -1; //!< ms that were left of it; -1 = for good

    bool operator==(const TrashedJob&) const = default;
};

//! A job and, behind it, the children that were removed with it.
using TrashedTree = std::vector<TrashedJob>;

//! What one action threw away.
struct TrashBatch {
    qint64 id = 0;
    qint64 when = 0; //!< ms since the epoch
    QString connection; //!< display name, never a secret
    QueueId queue;
    QString action; //!< "remove", "clean"
    qint64 jobs = 0; //!< still in the trash; children that went with their parents are not counted
    qint64 bytes = 0;

    bool operator==(const TrashBatch&) const = default;
};

//! One job in the trash, without its contents.
struct TrashEntry {
    qint64 id = 0;
    qint64 batch = 0;
    QueueId queue;
    JobId job;
    QByteArray name;
    JobState state = JobState::Failed;
    qint64 children = 0; //!< that were removed with it and come back with it
    qint64 bytes = 0; //!< without its children

    bool operator==(const TrashEntry&) const = default;
};

struct TrashOptions {
    QString path; //!< of the SQLite file; its folder is made with mode 0700, the file with 0600
    QString connection; //!< display name of the Redis connection whose jobs are put in here
    qint64 maxJobs = 100000; //!< the oldest go when there are more, children included
    qint64 maxBytes = 512LL << 20; //!< the same for what they hold
    qint64 mostPerAction = 10000; //!< an action on more jobs than this is not restorable

    bool operator==(const TrashOptions&) const = default;
};

//! Where removed jobs are kept until they are restored (TrashRestore) or pushed out by newer ones. SQLite
//! (WAL, shared by window and command line) on a thread of its own. Thread-safe; futures finish on that
//! thread: continue them with whenFinished().
//! An error (NotFound, `file` in the context, the reason as
//! message) means that nothing was changed: what could not be put in must not be removed.
class Trash final {
public:
    explicit Trash(TrashOptions options);
    //! Finishes what was asked for.
    ~Trash();
    Trash(const Trash&) = delete;
    Trash& operator=(const Trash&) = delete;

    [[nodiscard]] const TrashOptions& options() const;

    //! The number of a new batch, for put(); a batch without jobs is never shown.
    [[nodiscard]] QFuture<Result<qint64>> openBatch(QueueId queue, QString action);
    //! Keeps all of them or none; on disk when the future has finished.
    [[nodiscard]] QFuture<Status> put(qint64 batch, std::vector<TrashedTree> trees);
    //! Takes jobs out again that were put in but then not removed.
    [[nodiscard]] QFuture<Status> takeBack(qint64 batch, std::vector<JobId> jobs);

    //! Newest first; of one connection, or of all.
    [[nodiscard]] QFuture<Result<std::vector<TrashBatch>>> batches(
        int count, std::optional<QString> connection = std::nullopt);
    //! Of one batch, in the order in which they were put in.
    [[nodiscard]] QFuture<Result<std::vector<TrashEntry>>> entries(qint64 batch, int from, int count);
    //! What is needed to restore them: entry and contents, in the order asked. Ids that are gone are left
    //! out; after about 32 MB it ends.
    [[nodiscard]] QFuture<Result<std::vector<std::pair<TrashEntry, TrashedTree>>>> contents(
        std::vector<qint64> entries);
    //! Deletes entries for good, with their children.
    [[nodiscard]] QFuture<Status> erase(std::vector<qint64> entries);
    //! Deletes everything for good and gives the disk space back.
    [[nodiscard]] QFuture<Status> eraseAll();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace drover
