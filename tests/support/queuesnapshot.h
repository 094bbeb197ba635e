// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "redis/reply.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QHash>
#include <QList>
#include <QMap>
#include <QSet>

#include <functional>
#include <optional>

namespace drover::test {

//! All keys of one queue as they are, read with plain commands: what the invariant checker looks at.
struct QueueSnapshot {
    struct Event {
        QByteArray id;
        QHash<QByteArray, QByteArray> fields;

        [[nodiscard]] QByteArray name() const { return fields.value("event"); }
        [[nodiscard]] QByteArray jobId() const { return fields.value("jobId"); }
    };
    using Hash = QHash<QByteArray, QByteArray>;

    QByteArray keyPrefix; //!< "bull:queue:"
    QMap<QByteArray, QByteArrayList> states; //!< state -> ids in order; markers of old versions left out
    QMap<QByteArray, QHash<QByteArray, double>> scores; //!< state -> id -> score
    QHash<QByteArray, Hash> jobs; //!< every hash that looks like a job
    QHash<QByteArray, QByteArrayList>
        attachments; //!< job id -> suffixes ("lock", "logs", ...) of keys that hang on it
    QSet<QByteArray> stalled;
    QHash<QByteArray, QByteArray> deduplication; //!< id -> job id
    QSet<QByteArray> schedulers;
    QSet<QByteArray> markers;
    Hash meta;
    Hash completedMetrics;
    QList<Event> events;
    std::optional<qint64> lastId;
    bool priorityCounter = false;
    bool limited = false;
    qint64 now = 0; //!< server time, ms

    //! The states that hold this id, once per occurrence.
    [[nodiscard]] QByteArrayList statesOf(const QByteArray& id) const;
};

[[nodiscard]] QueueSnapshot takeSnapshot(const std::function<Reply(const QByteArrayList&)>& redis,
    const QByteArray& prefix, const QByteArray& queue);

} // namespace drover::test
