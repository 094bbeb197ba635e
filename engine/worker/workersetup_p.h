// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/worker.h"

namespace drover {

//! What never changes while a worker lives; read from any thread.
struct WorkerSetup {
    QueueId queue;
    QByteArray id; //!< unique per start; tokens are `<id>:<n>`
    WorkerOptions options;
    ConnectionOptions connection;
};

} // namespace drover
