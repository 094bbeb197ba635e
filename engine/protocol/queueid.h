// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/jobstate.h"

#include <QByteArray>
#include <QHashFunctions>

namespace drover {

//! Ids are bytes: Redis keys need not be UTF-8.
using JobId = QByteArray;

//! A queue's identity and the names of its keys (class QueueKeys).
struct QueueId {
    QByteArray prefix = QByteArrayLiteral("bull"); //!< may contain ':'
    QByteArray name; //!< not empty, no ':'

    //! `prefix:name:`, what the scripts call the prefix.
    [[nodiscard]] QByteArray base() const { return prefix + ':' + name + ':'; }
    //! `prefix:name:suffix`; "" gives base().
    [[nodiscard]] QByteArray key(QByteArrayView suffix) const;
    [[nodiscard]] QByteArray key(JobState state) const;
    [[nodiscard]] QByteArray job(const JobId& id) const { return base() + id; }

    bool operator==(const QueueId&) const = default;
    friend size_t qHash(const QueueId& queue, size_t seed = 0)
    {
        return qHashMulti(seed, queue.prefix, queue.name);
    }
};

} // namespace drover
