// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/processor.h"

namespace drover {

//! How a job ends whose processor was told to stop, with the reason where one was given.
[[nodiscard]] inline QByteArray cancelledMessage(const JobContext& context)
{
    const QByteArray message = QByteArrayLiteral("The job was cancelled");
    const QByteArray reason = context.stopReason();
    return reason.isEmpty() ? message : message + ": " + reason;
}

} // namespace drover
