// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "core/error.h"

#include <functional>
#include <optional>

namespace drover {

class RedisConnection;

//! The time of day for BullMQ's scripts, which take it from whoever calls them: on a computer whose clock is
//! wrong, delayed jobs would run days early, or never. While our clock and Redis' agree to two seconds it is
//! ours that counts, as in npm's client; otherwise Redis', carried on by the clock that never jumps.
class ServerClock final {
public:
    //! `tell` hears of a clock that is wrong, once for each time that it was set.
    ServerClock(const Clock& clock, RedisConnection& connection, std::function<void(const Error&)> tell);

    //! Milliseconds since the epoch. Asks Redis when in doubt, and answers by the last measurement meanwhile.
    [[nodiscard]] qint64 now();
    //! Redis was not asked yet, or since our clock was set or stood still (a computer that slept).
    [[nodiscard]] bool isDoubtful() const;
    //! Measures; `done` follows, also when Redis does not tell. Then our own clock is good enough.
    void ask(std::function<void()> done);
    //! To be measured anew: this may be another server.
    void doubt() { m_isMeasured = false; }

private:
    [[nodiscard]] qint64 deviation() const; //!< our clock minus the measured one
    void measure(qint64 serverNow, Milliseconds askedAt);
    void tellOf(qint64 deviation);

    const Clock& m_clock;
    RedisConnection& m_connection;
    std::function<void(const Error&)> m_tell;
    std::optional<qint64> m_base; //!< Redis' time minus our monotonic one; nothing = it does not tell
    qint64 m_deviation = 0; //!< at the last measurement
    bool m_isMeasured = false;
    bool m_isAsking = false;
};

} // namespace drover
