// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "protocol/queueid.h"

namespace drover {

//! What a script was asked to do, for the message and the context of its error.
struct ScriptCall {
    QByteArrayView command; //!< upstream's name of the command: "addJob", "moveToFinished", ...
    QByteArrayView jobId = {};
    QByteArrayView parentKey = {};
    QByteArrayView state = {};
};

//! The error of a negative answer of a script, with upstream's message (function finishedErrors). Codes that
//! upstream does not know become ErrorCode::Server. context: "script" (the number), and "command", "jobId",
//! "parentKey", "state" where given.
[[nodiscard]] Error scriptError(qint64 code, const ScriptCall& call);

} // namespace drover
