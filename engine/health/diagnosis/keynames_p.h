// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/queueid.h"

namespace drover {

//! What a key of a queue is, by its name below the queue's base.
struct KeyName {
    enum class Kind : quint8 {
        Queue, //!< wait, meta, repeat ...
        Job, //!< perhaps: a job or a scheduler, or somebody else's
        Lock,
        Attachment, //!< hangs on the job `id`
        Deduplication, //!< `id` is the deduplication id
    };
    Kind kind = Kind::Queue;
    QByteArray id;
    QByteArray suffix; //!< of Attachment: "logs", "dependencies" ...
};
[[nodiscard]] KeyName keyNameOf(const QByteArray& name);

//! A pattern for SCAN that only this text begins.
[[nodiscard]] QByteArray globOf(const QByteArray& begin);

} // namespace drover
