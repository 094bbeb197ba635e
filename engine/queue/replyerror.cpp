// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/replyerror_p.h"

#include "redis/replyclass.h"

namespace drover {

bool isRefusal(const Reply& reply)
{
    return reply.isError() && classifyReply(reply.text) != ReplyClass::Data;
}

Error replyError(const Reply& reply)
{
    if (reply.isError())
        return errorFromReply(reply);
    return {ErrorCode::Server, QStringLiteral("the server's answer has a shape that BullMQ never has"), {}};
}

} // namespace drover
