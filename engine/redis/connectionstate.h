// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

namespace drover {

//! The life of a RedisConnection as people see it.
enum class ConnectionState : quint8 {
    Closed, //!< not opened yet, or closed by the owner: nothing happens by itself
    Connecting, //!< socket, TLS, AUTH, SELECT, CLIENT SETNAME, INFO
    Ready,
    Waiting, //!< backing off before the next try; see ConnectionStatus
    Refused, //!< needs a person: wrong password, missing right, certificate refused. retryNow() tries again
};

} // namespace drover
