// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/queueid.h"

#include <QByteArray>

namespace drover {

//! What holds for a queue at any moment and can be told from Redis alone.
enum class Invariant : quint8 {
    OnePlace, //!< a job is in one state, once
    HasData, //!< an entry of a state has its hash
    HasPlace, //!< a job's hash is in a state
    OwnedKeys, //!< logs, dependencies ... belong to a job
    ActiveLocks, //!< only active jobs are locked
    ActiveMarks, //!< only active jobs are marked as stalled
    EndsOnce, //!< no second end without a retry between
    EndsThere, //!< events and the completed set say the same
    TimesInOrder, //!< added, begun, finished
    SoundFields, //!< of finished jobs
    Marker, //!< waiting work wakes a worker
    Family, //!< parents and children know each other
    OneNext, //!< a scheduler has one next job
    Deduplication, //!< an id deduplicates to a job that exists
    Counter, //!< new ids are free
};

//! Something that looks wrong at first sight.
struct Suspicion {
    Invariant invariant;
    QByteArray subject; //!< job id; of Deduplication the deduplication id
    QByteArray other; //!< what else it is about: a key's suffix, a parent's key, a second job

    bool operator==(const Suspicion&) const = default;
};

} // namespace drover
