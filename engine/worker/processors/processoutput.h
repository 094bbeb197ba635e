// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/queueid.h"

#include <QByteArray>

#include <functional>

namespace drover {

//! Something a child process wrote to its own stdout or stderr, for the screen beside the job. Not part of
//! the job.
struct ProcessOutput {
    JobId job; //!< the job that ran there at the time; empty between jobs
    bool isError = false; //!< came from stderr
    QByteArray text; //!< as written, in pieces of any size
};

//! Called on a thread of the engine; must return at once.
using OutputHandler = std::function<void(const ProcessOutput&)>;

} // namespace drover
