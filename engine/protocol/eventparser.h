// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "redis/reply.h"

#include <QByteArray>

#include <optional>
#include <utility>
#include <vector>

namespace drover {

//! One entry of a stream; names and values as they are in Redis, in order.
struct StreamEntry {
    QByteArray id; //!< "<ms>-<sequence>"
    QByteArray event; //!< the value of the field `event`; empty when there is none
    std::vector<std::pair<QByteArray, QByteArray>> fields; //!< without `event`

    bool operator==(const StreamEntry&) const = default;
};

//! The entries of one stream in an answer of XREAD.
struct StreamEntries {
    QByteArray key;
    std::vector<StreamEntry> entries;

    bool operator==(const StreamEntries&) const = default;
};

//! One entry: [id, [field, value, ...]]; empty optional when the reply is something else (an entry trimmed or
//! deleted while it was read has no fields and is skipped too).
[[nodiscard]] std::optional<StreamEntry> parseStreamEntry(const Reply& reply);
//! The answer of XRANGE and XREVRANGE; malformed entries are left out.
[[nodiscard]] std::vector<StreamEntry> parseStreamRange(const Reply& reply);
//! The answer of XREAD; nil (time-out) is an empty list.
[[nodiscard]] std::vector<StreamEntries> parseStreamRead(const Reply& reply);

} // namespace drover
