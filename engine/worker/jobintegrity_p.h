// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/job.h"
#include "redis/reply.h"

#include <span>
#include <utility>
#include <vector>

namespace drover {

//! Why a fetched job cannot be run. BullMQ's scripts do not roll back: with a counter that is no number, or a
//! parent that is no JSON, moveToFinished stops half-way and the job is in no state any more. Such fields are
//! renamed to `damaged:<field>` before the job is failed, so that nothing is lost and everything can be read
//! afterwards.
struct JobDamage {
    QByteArrayList reasons; //!< "atm: not a whole number"
    std::vector<std::pair<QByteArray, QByteArray>> fields; //!< to be renamed: name and value

    [[nodiscard]] bool isSound() const { return reasons.isEmpty(); }
};

[[nodiscard]] JobDamage damageOf(const Job& job, std::span<const Reply> fields);

} // namespace drover
