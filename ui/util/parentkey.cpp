// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/parentkey.h"

namespace drover::ui {

std::optional<std::pair<QueueId, JobId>> splitJobKey(const QByteArray& key)
{
    const qsizetype second = key.lastIndexOf(':');
    const qsizetype first = second > 0 ? key.lastIndexOf(':', second - 1) : -1;
    if (first <= 0 || second == first + 1 || second + 1 == key.size())
        return std::nullopt;
    QueueId queue;
    queue.prefix = key.left(first);
    queue.name = key.mid(first + 1, second - first - 1);
    return std::pair{queue, key.mid(second + 1)};
}

} // namespace drover::ui
