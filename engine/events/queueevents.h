// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "protocol/queueid.h"
#include "redis/connectionoptions.h"

#include <QObject>

#include <memory>
#include <utility>
#include <vector>

namespace drover {

//! One entry of a queue's event stream; fields keep their order and bytes.
struct QueueEvent {
    QueueId queue;
    QByteArray id; //!< the stream id, e.g. "1700000000000-0"
    QByteArray event; //!< "added", "completed", ..., or a custom name
    std::vector<std::pair<QByteArray, QByteArray>> fields; //!< without "event"

    [[nodiscard]] QByteArray field(QByteArrayView name) const;
    bool operator==(const QueueEvent&) const = default;
};

//! Follows the event streams of one or several queues on one blocking connection (class QueueEvents in
//! bullmq). Starts from a concrete id, so that nothing is missed between the start and the first read or over
//! a reconnection. Thread-affine.
class QueueEvents final : public QObject {
    Q_OBJECT
public:
    explicit QueueEvents(ConnectionOptions connection, QObject* parent = nullptr);
    ~QueueEvents() override;

    //! `after`: a stream id, "0" for everything, "$" for what comes from now on (resolved to an id first).
    void follow(const QueueId& queue, const QByteArray& after = "$");
    void unfollow(const QueueId& queue);
    //! The last id seen, to resume from; empty before the first read.
    [[nodiscard]] QByteArray lastId(const QueueId& queue) const;
    void close();

Q_SIGNALS:
    //! Now following `queue` from a concrete id.
    void following(const drover::QueueId& queue, const QByteArray& from);
    //! In stream order; a batch is what one read brought.
    void eventsRead(const std::vector<drover::QueueEvent>& events);
    void errorOccurred(const drover::Error& error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace drover
