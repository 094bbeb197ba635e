// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/reply.h"

namespace drover {

qint64 Reply::toInteger(qint64 fallback) const
{
    if (kind == Kind::Integer)
        return integer;
    bool isNumber = false;
    const qint64 number = isText() ? text.toLongLong(&isNumber) : 0;
    return isNumber ? number : fallback;
}

} // namespace drover
