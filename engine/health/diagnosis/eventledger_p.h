// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/queueid.h"
#include "redis/reply.h"

#include <QHash>
#include <QSet>

#include <optional>
#include <vector>

namespace drover {

//! What the events stream tells of the ends of jobs. Fed with entries of XRANGE from the oldest on.
class EventLedger final {
public:
    //! Jobs more than `most` are not noted.
    explicit EventLedger(qsizetype most)
        : m_most(most)
    {
    }

    void take(const Reply& entry);

    //! The id behind the last entry: where reading goes on. "-" at first.
    [[nodiscard]] QByteArray nextId() const;
    [[nodiscard]] qint64 entries() const { return m_entries; }
    [[nodiscard]] bool isFull() const { return m_isFull; }

    //! Ends that came after another end, with no retry between: what happened, by job.
    [[nodiscard]] const std::vector<std::pair<JobId, QByteArray>>& doubleEnds() const { return m_doubleEnds; }
    //! Jobs whose last event says that they are completed.
    [[nodiscard]] std::vector<JobId> completedLast() const;
    //! The stream has told its completion, whatever came then.
    [[nodiscard]] bool toldCompleted(const JobId& id) const { return m_ends.value(id).completed; }
    //! From now on entries count as touching their job.
    void watch() { m_isWatching = true; }
    [[nodiscard]] bool touched(const JobId& id) const { return m_touched.contains(id); }
    //! Of the last entry, ms since the epoch.
    [[nodiscard]] qint64 lastTime() const { return m_lastMs; }

private:
    struct Ends {
        bool completed = false; //!< ever
        QByteArray last; //!< "completed", "failed", or empty while it is on its way
    };
    void take(const QByteArray& name, const JobId& id, const QByteArray& entryId);

    const qsizetype m_most;
    QHash<JobId, Ends> m_ends;
    QSet<JobId> m_touched;
    std::vector<std::pair<JobId, QByteArray>> m_doubleEnds;
    qint64 m_entries = 0;
    qint64 m_lastMs = 0;
    quint64 m_lastSequence = 0;
    bool m_isWatching = false;
    bool m_isFull = false;
};

//! The time in an entry's id, ms since the epoch; nothing when it is none.
[[nodiscard]] std::optional<qint64> timeOfEntry(const QByteArray& entryId);

} // namespace drover
