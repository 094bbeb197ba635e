// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QHash>
#include <QVersionNumber>

namespace drover {

//! What INFO tells, once read at each handshake.
struct ServerInfo {
    enum class Kind : quint8 { Redis, Valkey, Dragonfly };

    Kind kind = Kind::Redis;
    QVersionNumber version;
    QByteArray evictionPolicy; //!< maxmemory_policy; empty = unknown
    QHash<QByteArray, QByteArray> fields; //!< every line of INFO

    //! INFO's text; unknown lines are kept in fields.
    [[nodiscard]] static ServerInfo parse(const QByteArray& info);

    //! BZPOPMIN takes fractions of a second (>= 6.0.0, class RedisConnection).
    [[nodiscard]] bool takesFractionalTimeouts() const;
    //! BZPOPMIN may block 1 ms (>= 7.0.8), else 2 ms.
    [[nodiscard]] bool blocksForOneMillisecond() const;
    //! Older than 5.0.0: BullMQ refuses it.
    [[nodiscard]] bool isTooOld() const;
    //! Older than 6.2.0: BullMQ warns.
    [[nodiscard]] bool isOutdated() const;

    bool operator==(const ServerInfo&) const = default;
};

} // namespace drover
