// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "measure/persistencecost.h"

#include <QFuture>

namespace drover {

class RedisConnection;
class WriteGate;

struct ServerBenchOptions {
    qint64 jobs = 2000; //!< added in each round
    int rounds = 3; //!< each way
    qint64 mostMemory = 256LL * 1024 * 1024; //!< of the server: its file begins with a copy of all data
    Milliseconds patience{60000}; //!< for that copy
};

//! Measures what turning the append-only file on would cost on a server that others use, which has it off:
//! adds jobs under a key prefix of its own ("drover-measure-"), without the file, then with it (CONFIG SET
//! appendonly yes), and leaves no key and the file off. Where the file is on it is never turned off: BadInput
//! then, as for a server that holds more than `mostMemory`; nothing was written. Through the gate, recorded.
//! When the connection breaks in between the file stays on, which loses nothing, and the error's context
//! names what is left: "prefix", "setting".
[[nodiscard]] QFuture<Result<PersistenceCost>> measureOnServer(
    RedisConnection& connection, WriteGate& gate, ServerBenchOptions options = {});

} // namespace drover
