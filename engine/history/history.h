// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "history/samples.h"

#include <QFuture>

#include <functional>
#include <memory>
#include <vector>

namespace drover {

struct HistoryOptions {
    QString path; //!< of the SQLite file, its folder is made with mode 0700, the file with 0600; empty = it
                  //!< is kept in memory, for as long as this lives
    QString connection; //!< whose history it is: the same text means the same connection; never a secret
    std::chrono::hours keepReadings{3}; //!< as they were read
    std::chrono::hours keepMinutes{24 * 3};
    std::chrono::hours keepQuarters{24 * 35}; //!< of an hour
    qint64 mostRows = 1000000; //!< of queues, all connections together: beyond it time is cut
    int mostEvents = 5000; //!< of all connections
    //! Called on the history's own thread when the file was damaged: it lies there now, and a new one was
    //! begun.
    std::function<void(const QString& path)> onSetAside;
};

//! What connections and their queues were like, kept over restarts. Nothing of it is written to Redis. SQLite
//! (WAL, shared by several programs) on a thread of its own: a locked, full or broken disk costs history and
//! nothing else; it is warned about once. Readings turn into minutes and those into quarters of an hour.
//! Thread-safe; futures finish on that thread: continue them with whenFinished().
class History final {
public:
    explicit History(HistoryOptions options);
    //! Writes what is pending, waiting at most two seconds for a locked database.
    ~History();
    History(const History&) = delete;
    History& operator=(const History&) = delete;

    //! One reading. Queues without movement are written once a minute.
    void record(const LinkSample& link, const std::vector<QueueSample>& queues);
    void record(const LinkEvent& event);

    // What was recorded before the call is in the answer.

    //! What ended within (from, to], in bins of `step` ms; 0 = as it was read. What is older than the finest
    //! readings comes from the coarser ones.
    [[nodiscard]] QFuture<Result<std::vector<LinkSample>>> links(qint64 from, qint64 to, qint64 step);
    //! Of one queue.
    [[nodiscard]] QFuture<Result<std::vector<QueueSample>>> queue(
        const QueueId& queue, qint64 from, qint64 to, qint64 step);
    //! Of all queues, by queue and time.
    [[nodiscard]] QFuture<Result<std::vector<QueueSample>>> queues(qint64 from, qint64 to, qint64 step);
    //! The newest `count` events with an id below `before` (0 = all), newest first.
    [[nodiscard]] QFuture<Result<std::vector<LinkEvent>>> events(int count, qint64 before = 0);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace drover
