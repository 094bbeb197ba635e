// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "redis/reply.h"

#include <QByteArrayView>

namespace drover {

//! What an error reply asks of us.
enum class ReplyClass : quint8 {
    Reload, //!< NOSCRIPT: send the script's text once
    Wait, //!< Redis cannot now (LOADING, BUSY, OOM, MISCONF, ...): back off, keep the jobs, say why
    ReResolve, //!< READONLY, UNBLOCKED: the server changed its role; drop the connection and look again
    Stop, //!< password, user or rights: a person must act, no retries
    Data, //!< this job's data is at fault (WRONGTYPE, not an integer, cjson): set it aside, go on
    Other, //!< anything else
};

//! Sorts the text of an error reply, also of one that a script passed on. Pure.
[[nodiscard]] ReplyClass classifyReply(QByteArrayView errorText);

//! "reload", "wait", ...
[[nodiscard]] QLatin1StringView replyClassName(ReplyClass replyClass);

//! Auth, Denied or Server with context {"class", "reply"}; the reply must be an Error.
[[nodiscard]] Error errorFromReply(const Reply& reply);

} // namespace drover
