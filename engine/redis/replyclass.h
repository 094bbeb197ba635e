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

//! One kind of error reply: its class, a word for programs and a sentence for developers.
struct ReplyKind {
    ReplyClass replyClass = ReplyClass::Other;
    QLatin1StringView
        reason; //!< "loading", "oom", "password", "command", "key", ...; "other" where nothing is known
    QLatin1StringView sentence; //!< what it means and what helps; empty where nothing is known
};

//! Sorts the text of an error reply, also of one that a script passed on. Pure. Texts: Redis 7.0.15 and 6.2.
[[nodiscard]] ReplyKind replyKind(QByteArrayView errorText);
[[nodiscard]] ReplyClass classifyReply(QByteArrayView errorText);

//! "reload", "wait", "re-resolve", "stop", "data", "other".
[[nodiscard]] QLatin1StringView replyClassName(ReplyClass replyClass);

//! Auth (password, user), Denied (a command or key) or Server, with context {"class", "reason", "reply"} and,
//! where an ACL rule names it, "command". The reply must be an Error.
[[nodiscard]] Error errorFromReply(const Reply& reply);

} // namespace drover
