// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/queueid.h"

namespace drover {

QByteArray QueueId::key(QByteArrayView suffix) const
{
    QByteArray result;
    result.reserve(prefix.size() + name.size() + suffix.size() + 2);
    result.append(prefix).append(':').append(name).append(':').append(suffix);
    return result;
}

QByteArray QueueId::key(JobState state) const
{
    return key(QByteArrayView(stateKey(state)));
}

} // namespace drover
